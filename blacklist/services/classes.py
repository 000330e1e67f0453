"""The class of a firm: opened, reckoned anew with every change, raised by two persons only."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from blacklist.errors import AboveGrade, ClassUnchanged, NoClass, NotTakenUp, ProposalOpen
from blacklist.models import Classification, ClassProposal, CreditEvent
from blacklist.policy.grade import Grade, class_that_holds, grade
from blacklist.policy.lists import red_endings
from blacklist.policy.record import CreditRecord, is_better, worst
from blacklist.selectors.records import credit_records
from blacklist.selectors.schemes import scheme_on, scheme_row_on
from blacklist.services import entries
from blacklist.states import (
    NEXT_CLASS_PROPOSAL_STATES,
    ClassProposalState,
    CreditClass,
    ListKind,
    MoveCause,
    can_move,
)
from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition, SelfApproval, StaleVersion
from enterprises.models import Enterprise, User
from enterprises.roles import Permission, require
from enterprises.services import enterprises, filings

_S = ClassProposalState
OPENED = "opened"
OVERRIDE = "override"
RAISE = "raise"
# The shortest time a class can hold; two changes of one instant follow each other by it.
TICK = timedelta(microseconds=1)


@transaction.atomic
def open_class(
    *, enterprise: Enterprise, at: datetime, actor: User | None = None
) -> Classification:
    """Give a firm its first class, the grade as it is; a firm that has one keeps it."""
    enterprise = enterprises.lock(enterprise.pk)
    current = _current(enterprise)
    if current is None:
        return recompute(enterprise=enterprise, at=at, trigger=OPENED, actor=actor)
    return current


@transaction.atomic
def recompute(
    *,
    enterprise: Enterprise,
    at: datetime,
    trigger: str,
    cause: MoveCause = MoveCause.OTHER,
    before: CreditClass | None = None,
    actor: User | None = None,
    record: CreditRecord | None = None,
) -> Classification:
    """Grade a firm anew and let the class follow, as far as it may without two persons.

    Lower is class at once. A lapse or an allowed objection gives back up to `before`. What is
    better still becomes an open proposal. A firm that turns D loses its dyehouse filing with it.
    """
    enterprise = enterprises.lock(enterprise.pk)
    on = day_of(at)
    record = record or credit_records([enterprise.pk])[enterprise.pk]
    graded = grade(record, scheme_on(on), on)
    current = _current(enterprise)
    held = CreditClass(current.credit_class) if current else None
    if _is_override(current):
        before = None
    holding = class_that_holds(held, graded.grade, cause, before)

    _end_red_entries(enterprise, record, actor=actor, at=at)
    if current is None or holding.credit_class != held:
        current = _change(
            enterprise, current, holding.credit_class, graded, trigger=trigger, actor=actor, at=at
        )
    _settle_proposals(enterprise, holding.proposed, graded, holding.credit_class, at=at)
    return current


@transaction.atomic
def propose_class(
    *,
    enterprise: Enterprise,
    credit_class: CreditClass,
    reason: str,
    actor: User,
    at: datetime,
) -> ClassProposal:
    """Propose a raise or an override; what the system proposed already is taken up.

    Raises:
        NoClass, ClassUnchanged: there is nothing to change.
        AboveGrade: the grade of today does not allow the class.
        ProposalOpen: a person proposed a class already.
    """
    require(actor, Permission.PROPOSE_LISTING)
    reason = entries.given(reason)
    enterprise = enterprises.lock(enterprise.pk)
    _check_class(enterprise, credit_class, at)
    waiting = _open_proposal(enterprise)
    if waiting is not None and (
        waiting.proposed_by_id is not None or waiting.credit_class != credit_class
    ):
        raise ProposalOpen()
    if waiting is None:
        waiting = ClassProposal(enterprise=enterprise, credit_class=credit_class)
    else:
        waiting.version += 1
    waiting.proposed_by, waiting.proposed_at, waiting.reason = actor, at, reason
    waiting.save()
    _record_proposal(waiting, "class_proposed", actor=actor, at=at)
    return waiting


@transaction.atomic
def decide_proposal(
    *,
    proposal: ClassProposal,
    version: int,
    approves: bool,
    actor: User,
    at: datetime,
    reason: str = "",
) -> ClassProposal:
    """Approve a proposed class, or reject it saying why, as another person than who proposed it.

    Raises:
        SelfApproval: one's own proposal.
        NotTakenUp: only the system proposed it so far.
        AboveGrade: the grade has fallen since.
    """
    require(actor, Permission.APPROVE_LISTING)
    enterprise = enterprises.lock(proposal.enterprise_id)
    proposal = ClassProposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    proposal.enterprise = enterprise
    if proposal.version != version:
        raise StaleVersion(record=str(proposal))
    target = _S.APPROVED if approves else _S.REJECTED
    _check_door(proposal, target)
    if proposal.proposed_by_id == actor.pk:
        raise SelfApproval()
    if not approves:
        reason = entries.given(reason)
    else:
        if proposal.proposed_by_id is None:
            raise NotTakenUp()
        graded = _check_class(enterprise, CreditClass(proposal.credit_class), at)
        current = _current(enterprise)
        is_raise = current is not None and is_better(
            CreditClass(proposal.credit_class), CreditClass(current.credit_class)
        )
        _change(
            enterprise,
            current,
            CreditClass(proposal.credit_class),
            graded,
            trigger=RAISE if is_raise else OVERRIDE,
            actor=actor,
            at=at,
            proposed_by=proposal.proposed_by,
        )
    _decide(proposal, target, reason=reason, actor=actor, at=at)
    return proposal


def class_before(event: CreditEvent) -> CreditClass | None:
    """Name the class that the firm held just before an event was confirmed."""
    if event.confirmed_at is None:
        return None
    row = (
        Classification.objects.filter(enterprise=event.enterprise_id, since__lt=event.confirmed_at)
        .order_by("-since")
        .first()
    )
    return CreditClass(row.credit_class) if row else None


def best_of(classes: Iterable[CreditClass | None]) -> CreditClass | None:
    """Give the best of some classes, if any is known."""
    known = [credit_class for credit_class in classes if credit_class is not None]
    return min(known, key=lambda credit_class: credit_class.value, default=None)


def _current(enterprise: Enterprise) -> Classification | None:
    return Classification.objects.filter(enterprise=enterprise, until__isnull=True).first()


def _is_override(current: Classification | None) -> bool:
    """Tell whether two persons set the class; what they lowered no lapse gives back."""
    return current is not None and current.trigger == OVERRIDE


def _change(
    enterprise: Enterprise,
    current: Classification | None,
    credit_class: CreditClass,
    graded: Grade,
    *,
    trigger: str,
    actor: User | None,
    at: datetime,
    proposed_by: User | None = None,
) -> Classification:
    """End the period of the class that held and begin the next."""
    since = at
    if current is not None:
        since = max(at, current.since + TICK)
        current.until = since
        current.save(update_fields=["until"])
    opened = Classification.objects.create(
        enterprise=enterprise,
        credit_class=credit_class,
        since=since,
        score=graded.score,
        reasons=[reason.as_json() for reason in graded.reasons],
        scheme=scheme_row_on(day_of(at)),
        trigger=trigger,
        proposed_by=proposed_by,
        approved_by=actor if proposed_by else None,
    )
    held = current.credit_class if current else ""
    audit.record(
        actor=actor,
        at=at,
        action="class_changed",
        record_kind="classification",
        record_number=enterprise.serial,
        enterprise=enterprise,
        detail={"from": held, "to": credit_class, "score": graded.score, "trigger": trigger},
    )
    if credit_class == CreditClass.D:
        filings.suspend_filing_of(enterprise=enterprise, reason="CLASS_D", at=at)
    outbox.tell(
        "class_changed",
        at=at,
        enterprise=enterprise.serial,
        classification=opened.pk,
        before=held,
        credit_class=credit_class,
        trigger=trigger,
    )
    return opened


def _end_red_entries(
    enterprise: Enterprise, record: CreditRecord, *, actor: User | None, at: datetime
) -> None:
    """End a red entry whose grounds are gone: a round below first class, recognition lost."""
    on = day_of(at)
    in_effect = [
        entry for entry in record.lists if entry.kind == ListKind.RED and entry.is_effective(on, on)
    ]
    reasons = red_endings(record, scheme_on(on), on) if in_effect else ()
    if not reasons:
        return
    numbers = [entry.reference for entry in in_effect]
    for entry in entries.entries_of(enterprise, numbers):
        if entry.ended_on is None:
            entries.end(entry, reason=";".join(reasons), actor=None, at=at)


def _settle_proposals(
    enterprise: Enterprise,
    proposed: CreditClass | None,
    graded: Grade,
    holds: CreditClass,
    *,
    at: datetime,
) -> None:
    """Close a proposal that the grade no longer allows, and open the one that it now does."""
    waiting = _open_proposal(enterprise)
    if waiting is not None:
        wanted = CreditClass(waiting.credit_class)
        is_idle = wanted == holds or is_better(wanted, graded.grade)
        is_outdone = waiting.proposed_by_id is None and wanted != proposed
        if not is_idle and not is_outdone:
            return
        _decide(waiting, _S.REJECTED, reason="GRADE_MOVED", actor=None, at=at)
    if proposed is not None and not _was_rejected(enterprise, proposed):
        waiting = ClassProposal.objects.create(
            enterprise=enterprise, credit_class=proposed, proposed_by=None, proposed_at=at
        )
        _record_proposal(waiting, "class_proposed", actor=None, at=at)


def _was_rejected(enterprise: Enterprise, proposed: CreditClass) -> bool:
    """Tell whether a person refused this raise since the class holds; persons may propose it again."""
    current = _current(enterprise)
    return (
        current is not None
        and ClassProposal.objects.filter(
            enterprise=enterprise,
            credit_class=proposed,
            state=_S.REJECTED,
            decided_by__isnull=False,
            decided_at__gte=current.since,
        ).exists()
    )


def _open_proposal(enterprise: Enterprise) -> ClassProposal | None:
    waiting = (
        ClassProposal.objects.select_for_update(no_key=True)
        .filter(enterprise=enterprise, state=_S.PROPOSED)
        .first()
    )
    if waiting is not None:
        waiting.enterprise = enterprise
    return waiting


def _check_class(enterprise: Enterprise, credit_class: CreditClass, at: datetime) -> Grade:
    current = _current(enterprise)
    if current is None:
        raise NoClass(enterprise=enterprise)
    if current.credit_class == credit_class:
        raise ClassUnchanged(enterprise=enterprise, credit_class=credit_class.label)
    on = day_of(at)
    graded = grade(credit_records([enterprise.pk])[enterprise.pk], scheme_on(on), on)
    if worst((credit_class, graded.grade)) != credit_class:
        raise AboveGrade(credit_class=graded.grade.label)
    return graded


def _check_door(proposal: ClassProposal, target: ClassProposalState) -> None:
    if not can_move(NEXT_CLASS_PROPOSAL_STATES, _S(proposal.state), target):
        raise IllegalTransition(
            record=str(proposal), state=_S(proposal.state).label, action=target.label
        )


def _decide(
    proposal: ClassProposal,
    target: ClassProposalState,
    *,
    reason: str,
    actor: User | None,
    at: datetime,
) -> None:
    _check_door(proposal, target)
    proposal.state = target
    proposal.decided_by = actor
    proposal.decided_at = at
    proposal.answer = reason
    proposal.version += 1
    proposal.save(update_fields=["state", "decided_by", "decided_at", "answer", "version"])
    _record_proposal(proposal, f"class_{target}", actor=actor, at=at, reason=reason)


def _record_proposal(
    proposal: ClassProposal, action: str, *, actor: User | None, at: datetime, reason: str = ""
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="class_proposal",
        record_number=f"{proposal.enterprise.serial}-{proposal.pk}",
        enterprise=proposal.enterprise,
        detail={"class": proposal.credit_class, "reason": reason or proposal.reason},
    )
