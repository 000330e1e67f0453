"""How a declaration ends before its goods leave: withdrawn by the firm, or its release cancelled."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import audit, outbox
from enterprises.access import declare_required
from enterprises.errors import IllegalTransition, Invalid
from enterprises.models import User
from inspections.models import Declaration
from inspections.selectors.goods import goods_of
from inspections.services import certificates, moves
from inspections.services.decisions import checks, holds, skins
from inspections.states import CertificateState, DeclarationState


@transaction.atomic
def withdraw_declaration(
    *, number: str, version: int, actor: User, at: datetime, reason: str = ""
) -> Declaration:
    """Withdraw a held or returned declaration; its skins are given back, a drawn check sticks.

    Raises:
        IllegalTransition: it is neither held nor returned.
        PermissionDenied: the person does not file for the firm.
        StaleVersion: somebody changed it meanwhile.
    """
    declaration = moves.lock(number, version)
    declare_required(actor, declaration.enterprise)
    goods = goods_of(declaration, for_update=True)
    moves.move(declaration, DeclarationState.WITHDRAWN, action=_("withdrawing it"), at=at)
    skins.give_back(declaration, goods, actor=actor, at=at)
    holds.lapse(declaration, at=at)
    checks.drop(declaration.checks.all(), at=at)
    _tell("withdraw_declaration", "declaration_withdrawn", declaration, actor, at, reason)
    return declaration


@transaction.atomic
def cancel_release(
    *, number: str, version: int, reason: str, actor: User, at: datetime
) -> Declaration:
    """Cancel a release before the goods depart; the certificate ends and the skins come back once.

    Raises:
        IllegalTransition: it is not released, or its certificate was revoked: the goods exist.
        Invalid: without a reason.
        PermissionDenied: the person does not file for the firm.
        StaleVersion: somebody changed it meanwhile.
    """
    declaration = moves.lock(number, version)
    declare_required(actor, declaration.enterprise)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Give a reason.")]})
    _refuse_revoked(declaration)
    goods = goods_of(declaration, for_update=True)
    moves.move(declaration, DeclarationState.CANCELLED, action=_("cancelling the release"), at=at)
    skins.reverse(declaration, goods, reason=reason.strip(), actor=actor, at=at)
    certificates.cancel_with(declaration, reason=reason, at=at)
    _tell("cancel_release", "release_cancelled", declaration, actor, at, reason)
    return declaration


def _refuse_revoked(declaration: Declaration) -> None:
    """Keep skins written off whose certificate the bureau revoked."""
    if declaration.certificates.filter(state=CertificateState.REVOKED).exists():
        raise IllegalTransition(
            record=declaration.number,
            state=CertificateState.REVOKED.label,
            action=_("cancelling the release"),
        )


def _tell(
    action: str, fact: str, declaration: Declaration, actor: User, at: datetime, reason: str
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="declaration",
        record_number=declaration.number,
        enterprise=declaration.enterprise,
        detail={"reason": reason.strip()} if reason.strip() else {},
    )
    outbox.tell(fact, at=at, declaration=declaration.pk)
