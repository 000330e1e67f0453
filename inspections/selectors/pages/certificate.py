"""The page of one certificate: what it stands for, its copies, what happened to it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from enterprises import formats, parts
from enterprises.models import User
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.states import Product
from enterprises.tones import Text, Tone
from inspections.models import Certificate, DeclarationLine, MaterialUse
from inspections.selectors.certificates import state_on
from inspections.selectors.pages.history import events_of_certificate
from inspections.states import CertificateState, DeclarationState, Path

_S = CertificateState
_TONES: dict[CertificateState, Tone] = {
    _S.ACTIVE: "ok",
    _S.REPLACED: "wait",
    _S.EXPIRED: "wait",
    _S.REVOKED: "no",
    _S.CANCELLED: "no",
}


@dataclass(frozen=True)
class GoodsLine:
    """One line of the goods it covers, and the lots they are made of."""

    ordinal: int
    description: str
    product: str
    hs_code: str
    pieces: int
    lots: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CertificatePage:
    """All that the page shows beside its actions."""

    state: CertificateState
    tone: Tone
    answer: str
    sentence: str
    facts: tuple[tuple[Text, Text], ...]
    goods: tuple[GoodsLine, ...]
    copies: tuple[Certificate, ...]
    events: tuple[parts.Event, ...]
    may_change: bool


def certificate_page(certificate: Certificate, user: User, today: date) -> CertificatePage:
    """Gather the page of a certificate as it stands on a day."""
    declaration = certificate.declaration
    state = state_on(certificate, today)
    is_held = certificate.state == _S.ACTIVE and declaration.state == DeclarationState.RELEASED
    copies = declaration.certificates.order_by("-copy")
    return CertificatePage(
        state=state,
        tone=_TONES[state],
        answer=_answer(certificate, state),
        sentence=_sentence(certificate),
        facts=_facts(certificate),
        goods=_goods(certificate),
        copies=tuple(copies),
        events=events_of_certificate(certificate, is_officer=may(user, Permission.READ_FIRMS)),
        may_change=is_held and may(user, Permission.MANAGE_CERTIFICATE),
    )


def last_day(certificate: Certificate) -> date:
    """Give the last day on which the goods may ship."""
    return certificate.ship_until - timedelta(days=1)


def _answer(certificate: Certificate, state: CertificateState) -> str:
    since = formats.written_date(certificate.state_since)
    until = formats.written_date(last_day(certificate))
    if state == _S.ACTIVE:
        return _("The goods may ship until %(day)s") % {"day": until}
    if state == _S.EXPIRED:
        return _("The time to ship ended on %(day)s") % {"day": until}
    if state == _S.REPLACED:
        return _("A new copy took its place on %(day)s") % {"day": since}
    if state == _S.REVOKED:
        return _("It was revoked on %(day)s") % {"day": since}
    return _("Its release was cancelled on %(day)s") % {"day": since}


def _sentence(certificate: Certificate) -> str:
    if certificate.state_reason:
        return certificate.state_reason
    return _("It stands for %(pieces)s pieces to %(destination)s.") % {
        "pieces": formats.number(certificate.declaration.pieces),
        "destination": country_name(certificate.declaration.destination_iso),
    }


def _facts(certificate: Certificate) -> tuple[tuple[Text, Text], ...]:
    declaration = certificate.declaration
    return (
        (_("Exporter"), certificate.enterprise.name),
        (_("Destination"), country_name(declaration.destination_iso)),
        (_("Consignee"), declaration.consignee),
        (_("Contract number"), declaration.contract_number),
        (_("Port of exit"), declaration.port),
        (_("Issued"), formats.time_tag(certificate.issued_at, "moment")),
        (_("Last day to ship"), formats.time_tag(last_day(certificate))),
        (_("Released by"), str(Path(certificate.decision.path).label)),
        (pgettext("certificate", "Copy"), str(certificate.copy)),
    )


def _goods(certificate: Certificate) -> tuple[GoodsLine, ...]:
    lots: dict[int, list[tuple[str, int]]] = {}
    uses = MaterialUse.objects.filter(line__declaration=certificate.declaration_id)
    for line, lot, skins in uses.order_by("line", "pk").values_list("line", "lot__number", "skins"):
        lots.setdefault(line, []).append((lot, skins))
    lines = DeclarationLine.objects.filter(declaration=certificate.declaration_id)
    return tuple(
        GoodsLine(
            ordinal=line.ordinal,
            description=line.description,
            product=str(Product(line.product).label),
            hs_code=line.hs_code,
            pieces=line.pieces,
            lots=tuple(lots.get(line.pk, ())),
        )
        for line in lines.defer("marks").order_by("ordinal")
    )


def certificate_address(certificate: Certificate) -> str:
    return reverse("inspections:certificate-detail", args=[certificate.number])
