"""What a certificate says to whoever holds the paper."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.selectors.reasons import country_name
from enterprises.states import Product
from inspections.models import Certificate
from inspections.states import CertificateState


@dataclass(frozen=True)
class Goods:
    """The pieces of one product, by its code."""

    product: str
    pieces: int

    @property
    def label(self) -> str:
        return str(Product(self.product).label)


@dataclass(frozen=True)
class PublicCertificate:
    """The facts to compare with the paper; `ship_by` is the last day, if goods may still ship."""

    number: str
    state: CertificateState
    state_since: datetime
    issued_at: datetime
    ship_by: date | None
    exporter: Enterprise
    destination_iso: str
    goods: tuple[Goods, ...]

    @property
    def destination(self) -> str:
        return country_name(self.destination_iso)


def public_check(*, number: str | None, code: str, at: datetime) -> PublicCertificate | None:
    """Find the certificate that has both the number and the code, asked as one question.

    Without a number the code alone is asked for: it is what the square code on the paper holds.
    A wrong code, a wrong number and an unknown certificate are the same nothing.
    """
    wanted = Q(verification_code=code)
    if number is not None:
        wanted &= Q(number=number)
    certificate = (
        Certificate.objects.filter(wanted).select_related("enterprise", "declaration").first()
    )
    if certificate is None:
        return None
    state = state_on(certificate, day_of(at))
    pieces: dict[str, int] = {}
    for product, count in certificate.declaration.lines.values_list("product", "pieces"):
        pieces[product] = pieces.get(product, 0) + count
    return PublicCertificate(
        number=certificate.number,
        state=state,
        state_since=certificate.state_since,
        issued_at=certificate.issued_at,
        ship_by=_last_day(certificate) if state == CertificateState.ACTIVE else None,
        exporter=certificate.enterprise,
        destination_iso=certificate.declaration.destination_iso,
        goods=tuple(Goods(product, count) for product, count in pieces.items()),
    )


def state_on(certificate: Certificate, day: date) -> CertificateState:
    """Its state, or expired from the first day on which the goods may no longer ship."""
    if certificate.state == CertificateState.ACTIVE and certificate.ship_until <= day:
        return CertificateState.EXPIRED
    return CertificateState(certificate.state)


def _last_day(certificate: Certificate) -> date:
    return certificate.ship_until - timedelta(days=1)
