"""Certificates of release: issued with the release, replaced, revoked, expired, cancelled."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import audit, outbox
from enterprises.calendar import day_of, days_on
from enterprises.errors import IllegalTransition, Invalid, StaleVersion
from enterprises.models import User
from enterprises.roles import Permission, require
from enterprises.states import can_move
from inspections.models import Certificate, Declaration, ReleaseDecision
from inspections.selectors.reference import ship_days
from inspections.services import moves
from inspections.states import NEXT_CERTIFICATE_STATES, CertificateState, DeclarationState

# No sign of it is taken for another: 0 O, 1 I L, 2 Z, 5 S, 8 B and U are left out.
CODE_ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
CODE_LENGTH = 8


def first_copy(*, decision: ReleaseDecision, declaration: Declaration, at: datetime) -> Certificate:
    """Make out the first copy for a release, which writes it within its transaction."""
    return _made_out(decision=decision, declaration=declaration, copy=1, replaced=None, at=at)


@transaction.atomic
def replace(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Certificate:
    """Issue a new copy in place of a certificate that was lost or damaged.

    The goods still ship within the time that the first copy gave.

    Raises:
        IllegalTransition: it is not in force any more.
        Invalid: without a reason.
        StaleVersion: it was changed meanwhile.
        NotPermitted: the person's role does not allow it.
    """
    require(actor, Permission.MANAGE_CERTIFICATE)
    certificate = _locked(number, version)
    _move(certificate, CertificateState.REPLACED, _("replacing"), reason, at)
    declaration = certificate.declaration
    copy = _made_out(
        decision=certificate.decision,
        declaration=declaration,
        copy=certificate.copy + 1,
        replaced=certificate,
        at=at,
    )
    copy.save(force_insert=True)
    _record("replace_certificate", certificate, actor, at, reason=reason, copy=copy.number)
    outbox.tell(
        "certificate_replaced",
        at=at,
        certificate=copy.pk,
        enterprise=certificate.enterprise.serial,
        number=certificate.number,
        copy=copy.number,
    )
    return copy


@transaction.atomic
def revoke(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> Certificate:
    """Revoke a certificate; the skins stay written off, for the goods exist.

    Raises:
        IllegalTransition: it is not in force any more.
        Invalid: without a reason.
        StaleVersion: it was changed meanwhile.
        NotPermitted: the person's role does not allow it.
    """
    require(actor, Permission.MANAGE_CERTIFICATE)
    certificate = _locked(number, version)
    _move(certificate, CertificateState.REVOKED, _("revoking"), reason, at)
    _record("revoke_certificate", certificate, actor, at, reason=reason)
    outbox.tell(
        "certificate_revoked",
        at=at,
        certificate=certificate.pk,
        enterprise=certificate.enterprise.serial,
        number=certificate.number,
        reason=certificate.state_reason,
    )
    return certificate


def cancel_with(declaration: Declaration, *, reason: str, at: datetime) -> Certificate | None:
    """Cancel the certificate in force of a locked declaration whose release is cancelled."""
    certificate = (
        declaration.certificates.select_for_update(no_key=True)
        .filter(state=CertificateState.ACTIVE)
        .first()
    )
    if certificate is not None:
        _move(certificate, CertificateState.CANCELLED, _("cancelling"), reason, at)
    return certificate


@transaction.atomic
def expire(*, at: datetime) -> int:
    """Expire every certificate whose time to ship is over; a second run finds none."""
    over = list(
        Certificate.objects.select_for_update(no_key=True, of=("self",))
        .filter(state=CertificateState.ACTIVE, ship_until__lte=day_of(at))
        .select_related("enterprise")
        .order_by("pk")
    )
    for certificate in over:
        certificate.state = CertificateState.EXPIRED
        certificate.state_since = at
        certificate.version += 1
    if over:
        Certificate.objects.bulk_update(over, ["state", "state_since", "version"])
        audit.record_many(
            audit.AuditLine(
                None, at, "expire_certificate", "certificate", one.number, one.enterprise
            )
            for one in over
        )
    return len(over)


def _locked(number: str, version: int) -> Certificate:
    declaration = moves.lock(Certificate.objects.get(number=number).declaration.number)
    certificate = (
        Certificate.objects.select_for_update(no_key=True, of=("self",))
        .select_related("decision")
        .get(number=number)
    )
    certificate.declaration = declaration
    certificate.enterprise = declaration.enterprise
    if certificate.version != version:
        raise StaleVersion(record=number)
    if declaration.state != DeclarationState.RELEASED:
        raise IllegalTransition(
            record=number,
            state=CertificateState(certificate.state).label,
            action=_("changing the certificate"),
        )
    return certificate


def _move(
    certificate: Certificate, state: CertificateState, action: str, reason: str, at: datetime
) -> None:
    if not can_move(NEXT_CERTIFICATE_STATES, CertificateState(certificate.state), state):
        raise IllegalTransition(
            record=certificate.number,
            state=CertificateState(certificate.state).label,
            action=action,
        )
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Give a reason.")]})
    certificate.state = state
    certificate.state_since = at
    certificate.state_reason = reason.strip()[:300]
    certificate.version += 1
    certificate.save(update_fields=["state", "state_since", "state_reason", "version"])


def _made_out(
    *,
    decision: ReleaseDecision,
    declaration: Declaration,
    copy: int,
    replaced: Certificate | None,
    at: datetime,
) -> Certificate:
    return Certificate(
        number=f"C{declaration.number.removeprefix('D')}-{copy}",
        declaration=declaration,
        enterprise=declaration.enterprise,
        decision=decision,
        copy=copy,
        verification_code="".join(secrets.choice(CODE_ALPHABET) for _sign in range(CODE_LENGTH)),
        issued_at=at,
        ship_until=replaced.ship_until if replaced else days_on(day_of(at), ship_days(at) + 1),
        replaces=replaced,
        state_since=at,
    )


def _record(
    action: str, certificate: Certificate, actor: User | None, at: datetime, **detail: str
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="certificate",
        record_number=certificate.number,
        enterprise=certificate.enterprise,
        detail=detail,
    )
