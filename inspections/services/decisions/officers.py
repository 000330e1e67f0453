"""What officers and the firm do about a hold: accept, release, ask, answer, order a test, assign."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import audit, outbox
from enterprises.access import declare_required
from enterprises.calendar import Pause, day_of, nth_working_day
from enterprises.errors import DomainError, Invalid, SelfApproval
from enterprises.models import User
from enterprises.roles import Permission, may, require
from enterprises.selectors.reference import working_calendar
from inspections.models import Declaration, Hold, ReleaseDecision
from inspections.selectors.reference import clock
from inspections.services import moves
from inspections.services.decisions.anew import judge_again
from inspections.services.decisions.holds import CLOCKS
from inspections.states import DeclarationState, HoldEnd, HoldKind

ACCEPTED, CHIEF_RELEASED = "review_accepted", "chief_released"
QUESTION_LENGTH = 300


class NotAcceptable(DomainError):
    """Some findings end only when what they speak of does: a quarantine, an unknown destination."""

    code = "NOT_ACCEPTABLE"
    sentence = gettext_lazy("This cannot be accepted; it ends when its cause does.")


class HoldEnded(DomainError):
    """The hold was closed meanwhile."""

    code = "HOLD_ENDED"
    sentence = gettext_lazy("This hold has ended meanwhile; load the page again.")


class NoQuestionOpen(DomainError):
    """Nothing was asked, or it was answered."""

    code = "NO_QUESTION"
    sentence = gettext_lazy("No question waits for an answer here.")


class QuestionOpen(DomainError):
    """One question at a time, so that the clock's pause is clear."""

    code = "QUESTION_OPEN"
    sentence = gettext_lazy("The firm was asked already and has not answered yet.")


@transaction.atomic
def accept_review(
    *, hold: int, version: int, reason: str, actor: User, at: datetime
) -> ReleaseDecision:
    """Accept what a review found, with a reason, and judge anew.

    Every open hold of the same finding and declaration ends with it, for the acceptance is
    of the finding, whichever lot or line it speaks of.

    Raises:
        HoldEnded: it was closed meanwhile.
        IllegalTransition: the declaration is not held.
        Invalid: without a reason.
        NotAcceptable: this finding cannot be accepted away.
        NotPermitted: the person does not decide held declarations.
        SelfApproval: the person wrote or submitted the declaration.
        StaleVersion: the declaration was changed meanwhile.
    """
    require(actor, Permission.DECIDE_HOLD)
    declaration, row = locked_hold(hold, version, _("accepting the review"))
    _refuse_own_goods(declaration, actor)
    if row.kind != HoldKind.REVIEW or not row.is_acceptable:
        raise NotAcceptable
    remark = _given(reason)
    _open(declaration).filter(
        kind=HoldKind.REVIEW, is_acceptable=True, reason_code=row.reason_code
    ).update(closed_at=at, closed_by=actor, ended=HoldEnd.ACCEPTED, remark=remark)
    _record("accept_review", declaration, actor, at, reason_code=row.reason_code, reason=remark)
    return judge_again(declaration, cause=ACCEPTED, actor=actor, at=at)


@transaction.atomic
def release_as_chief(
    *, hold: int, version: int, reason: str, actor: User, at: datetime
) -> ReleaseDecision:
    """Give the chief's release that the lane asks for, and judge anew.

    It does not stand in for a test or an inspection: those are judged with it.

    Raises:
        HoldEnded: it was closed meanwhile.
        IllegalTransition: the declaration is not held.
        Invalid: without a reason.
        NotAcceptable: the hold is not one for the chief.
        NotPermitted: the person is not the section chief.
        SelfApproval: the person asked for a check of these goods, or carried one out.
        StaleVersion: the declaration was changed meanwhile.
    """
    require(actor, Permission.RELEASE_AS_CHIEF)
    declaration, row = locked_hold(hold, version, _("releasing it as chief"))
    if row.kind != HoldKind.CHIEF:
        raise NotAcceptable
    _refuse_own_goods(declaration, actor)
    if declaration.checks.filter(Q(ordered_by=actor) | Q(carried_out_by=actor)).exists():
        raise SelfApproval
    remark = _given(reason)
    _end(row, HoldEnd.RELEASED, actor, at, remark)
    _record("release_as_chief", declaration, actor, at, reason=remark)
    return judge_again(declaration, cause=CHIEF_RELEASED, actor=actor, at=at)


@transaction.atomic
def ask_firm(*, hold: int, version: int, question: str, actor: User, at: datetime) -> Hold:
    """Ask the firm about a hold; the clock stands still until it has answered.

    Raises:
        HoldEnded: it was closed meanwhile.
        IllegalTransition: the declaration is not held.
        Invalid: without a question.
        NotPermitted: the person does not decide held declarations.
        QuestionOpen: the last question is not answered yet.
        StaleVersion: the declaration was changed meanwhile.
    """
    require(actor, Permission.DECIDE_HOLD, Permission.RELEASE_AS_CHIEF)
    declaration, row = locked_hold(hold, version, _("asking the firm"))
    if row.asked_at is not None and row.answered_at is None:
        raise QuestionOpen
    asked = question.strip()
    if not asked or len(asked) > QUESTION_LENGTH:
        raise Invalid(
            fields={
                "question": [_("Ask in 1 to %(count)d characters.") % {"count": QUESTION_LENGTH}]
            }
        )
    row.question, row.asked_at = asked, at
    row.answer, row.answered_at, row.due_on = "", None, None
    row.save(update_fields=["question", "asked_at", "answer", "answered_at", "due_on"])
    moves.save(declaration, at=at)
    _record("ask_firm", declaration, actor, at, hold=row.pk, question=asked)
    outbox.tell("firm_asked", at=at, hold=row.pk, declaration=declaration.pk)
    return row


@transaction.atomic
def answer_question(*, hold: int, version: int, answer: str, actor: User, at: datetime) -> Hold:
    """Answer what the bureau asked about a hold; its clock goes on.

    Raises:
        HoldEnded: it was closed meanwhile.
        IllegalTransition: the declaration is not held.
        Invalid: without an answer.
        NoQuestionOpen: nothing was asked, or it was answered.
        PermissionDenied: the person does not file for the firm.
        StaleVersion: the declaration was changed meanwhile.
    """
    declaration, row = locked_hold(hold, version, _("answering the question"))
    declare_required(actor, declaration.enterprise)
    if row.asked_at is None or row.answered_at is not None:
        raise NoQuestionOpen
    said = answer.strip()
    if not said:
        raise Invalid(fields={"answer": [_("Write an answer.")]})
    row.answer, row.answered_at = said, at
    row.due_on = _due_on(row)
    row.save(update_fields=["answer", "answered_at", "due_on"])
    moves.save(declaration, at=at)
    _record("answer_question", declaration, actor, at, hold=row.pk)
    outbox.tell("firm_answered", at=at, hold=row.pk, declaration=declaration.pk)
    return row


@transaction.atomic
def assign_hold(*, hold: int, version: int, owner: User | None, actor: User, at: datetime) -> Hold:
    """Give a hold to an officer who may end it, or put it back into the queue.

    Raises:
        HoldEnded: it was closed meanwhile.
        IllegalTransition: the declaration is not held.
        Invalid: the officer may not decide this hold.
        NotPermitted: the person does not decide held declarations.
        StaleVersion: the declaration was changed meanwhile.
    """
    require(actor, Permission.DECIDE_HOLD, Permission.RELEASE_AS_CHIEF)
    declaration, row = locked_hold(hold, version, _("assigning the hold"))
    needed = Permission.RELEASE_AS_CHIEF if row.kind == HoldKind.CHIEF else Permission.DECIDE_HOLD
    if owner is not None and not may(owner, needed):
        raise Invalid(fields={"owner": [_("This person may not decide the hold.")]})
    row.owner = owner
    row.save(update_fields=["owner"])
    moves.save(declaration, at=at)
    _record("assign_hold", declaration, actor, at, hold=row.pk, owner=str(owner or ""))
    return row


def locked_hold(hold: int, version: int, action: str) -> tuple[Declaration, Hold]:
    """Lock a held declaration by one of its open holds.

    Raises:
        HoldEnded: the hold was closed meanwhile.
        IllegalTransition: the declaration is not held.
        StaleVersion: the declaration was changed meanwhile.
    """
    number = Declaration.objects.values_list("number", flat=True).get(holds=hold)
    declaration = moves.lock(number, version)
    moves.refuse_unless(declaration.state == DeclarationState.HELD, declaration, action)
    row = Hold.objects.get(pk=hold)
    if row.closed_at is not None:
        raise HoldEnded
    return declaration, row


def _refuse_own_goods(declaration: Declaration, actor: User) -> None:
    if actor.pk in (declaration.created_by_id, declaration.submitted_by_id):
        raise SelfApproval


def _open(declaration: Declaration) -> QuerySet[Hold]:
    return declaration.holds.filter(closed_at__isnull=True)


def _end(row: Hold, ended: HoldEnd, actor: User, at: datetime, remark: str) -> None:
    row.closed_at, row.closed_by, row.ended, row.remark = at, actor, ended, remark
    row.save(update_fields=["closed_at", "closed_by", "ended", "remark"])


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Give a reason.")]})
    return reason.strip()[:300]


def _due_on(row: Hold) -> date | None:
    """Count the clock of a hold anew, without the days on which the firm owed an answer."""
    assert row.asked_at is not None and row.answered_at is not None
    opened_on = day_of(row.opened_at)
    pause: Pause = (day_of(row.asked_at), day_of(row.answered_at))
    term = clock(CLOCKS[HoldKind(row.kind)], opened_on)
    return nth_working_day(working_calendar(), opened_on, term, [pause]).date


def _record(
    action: str, declaration: Declaration, actor: User, at: datetime, **detail: object
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="declaration",
        record_number=declaration.number,
        enterprise=declaration.enterprise,
        detail=detail,
    )
