"""Judging a held declaration anew: when a result arrives, a check is done, or the firm's standing moves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises.calendar import day_of
from enterprises.models import User
from enterprises.roles import Permission, require
from enterprises.selectors.reference import one_look
from inspections.models import Declaration, ReleaseDecision
from inspections.policy.canonical import canonical_text
from inspections.policy.evidence import digest
from inspections.selectors.evidence import release_evidence
from inspections.selectors.goods import goods_of
from inspections.selectors.reference import rule_set_on
from inspections.services import moves, seeds
from inspections.services.decisions.judgement import Sitting, judge
from inspections.states import DeclarationState


@transaction.atomic
def decide_again(
    *,
    number: str,
    cause: str,
    at: datetime,
    actor: User | None = None,
    version: int | None = None,
) -> ReleaseDecision:
    """Judge a held declaration anew; it may stay held with other holds.

    No actor is the system, which judges by itself when what was awaited arrives.

    Raises:
        IllegalTransition: it is not held.
        NotPermitted: the person does not decide held declarations.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.DECIDE_HOLD, Permission.RELEASE_AS_CHIEF)
    declaration = moves.lock(number, version)
    return judge_again(declaration, cause=cause, actor=actor, at=at)


@transaction.atomic
def answer_fact(*, number: str, cause: str, at: datetime) -> ReleaseDecision | None:
    """Judge a held declaration anew because of a fact, once for each fact.

    None where it is held no longer, the fact was answered before, or nothing that a judgement
    looks at has changed since the last: a failure tells several facts at one instant.
    """
    declaration = moves.lock(number)
    if declaration.state != DeclarationState.HELD:
        return None
    if declaration.decisions.filter(cause=cause).exists():
        return None
    with one_look():
        sitting = _sitting(declaration, at)
        if _is_judged(sitting):
            return None
        return _judge(sitting, cause=cause, actor=None, at=at)


def judge_again(
    declaration: Declaration, *, cause: str, actor: User | None, at: datetime
) -> ReleaseDecision:
    """Judge a held declaration whose row and firm are locked.

    Raises:
        IllegalTransition: it is not held.
    """
    is_held = declaration.state == DeclarationState.HELD
    moves.refuse_unless(is_held, declaration, _("deciding it again"))
    with one_look():
        return _judge(_sitting(declaration, at), cause=cause, actor=actor, at=at)


def _sitting(declaration: Declaration, at: datetime) -> Sitting:
    goods = goods_of(declaration, for_update=True)
    seed = seeds.committed_seed(declaration.first_submitted_on or day_of(at), at=at)
    evidence = release_evidence(declaration, at=at, goods=goods, seed=seed)
    return Sitting(declaration, goods, evidence)


def _is_judged(sitting: Sitting) -> bool:
    """Say whether the last judgement looked at the very same, by the same rules."""
    rules = rule_set_on(sitting.evidence.decided_on)
    same = (digest(canonical_text(sitting.evidence.to_plain())), rules.pk if rules else None)
    decisions = sitting.declaration.decisions.order_by("-ordinal")
    return decisions.values_list("evidence_digest", "rule_set").first() == same


def _judge(sitting: Sitting, *, cause: str, actor: User | None, at: datetime) -> ReleaseDecision:
    return judge(
        sitting,
        steps=(),
        action=_("deciding it again"),
        cause=cause,
        actor=actor,
        at=at,
    )
