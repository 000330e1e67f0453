"""Retests 复验: asked for by the firm, answered by an officer, tested by another analyst."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from blacklist.selectors import scheme_on
from enterprises import outbox
from enterprises.calendar import day_of, days_on
from enterprises.errors import DomainError, IllegalTransition, Invalid, SelfApproval
from enterprises.models import User
from enterprises.numbers import next_number
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from lab.models import Report, Retest, Sample
from lab.selectors.retests import last_day_to_ask, what_speaks_against
from lab.services.ledger import constraint_of
from lab.services.records import check_version
from lab.services.samples.orders import order_retest
from lab.services.samples.records import lock_sample_alone
from lab.services.samples.retested import move_retest, record_retest
from lab.states import RetestState, SampleState

RETEST_LETTER = "T"
WORDS_LENGTH_MAX = 300
CONCLUDED_BY = "retest_conclude"

_ENDED = (SampleState.CANCELLED, SampleState.REJECTED)


class NothingToTestAgain(DomainError):
    """A retest answers a failure or an undecided value, of a sample that was reported."""

    code = "NOTHING_TO_TEST_AGAIN"
    sentence = gettext_lazy("No value of sample %(sample)s failed or was left undecided.")


class NothingRetained(DomainError):
    code = "NOTHING_RETAINED"
    sentence = gettext_lazy("No part of sample %(sample)s was retained, so it cannot be retested.")


class AlreadyAsked(DomainError):
    """A sample is tested again once."""

    code = "RETEST_ALREADY_ASKED"
    sentence = gettext_lazy("A retest of sample %(sample)s was asked for already.")


@transaction.atomic
def ask_retest(*, sample: str, grounds: str, actor: User, at: datetime) -> Retest:
    """Ask, for the firm, to have the retained part of a reported sample tested again.

    Asked after the last day the request stands as asked too late, and nothing follows from it.

    Raises:
        AlreadyAsked: it was asked for before, and not declined.
        Invalid: nothing says why.
        NothingRetained: no part was kept.
        NothingToTestAgain: it is not reported, is a retest itself, or nothing speaks against it.
    """
    owner = Sample.objects.values_list("enterprise", flat=True).get(number=sample)
    enterprises.lock(owner)
    first = lock_sample_alone(sample)
    report = _report_in_force(first)
    grounds = _given("grounds", grounds)
    on = day_of(at)
    ask_by = last_day_to_ask(report)
    clocks = scheme_on(on).clocks
    if Retest.objects.filter(sample=first).exclude(state=RetestState.DECLINED).exists():
        raise AlreadyAsked(sample=sample)
    retest = Retest(
        enterprise=first.enterprise,
        sample=first,
        grounds=grounds,
        asked_by=actor,
        asked_at=at,
        ask_by=ask_by,
        conclude_by=days_on(on, clocks[CONCLUDED_BY].amount),
    )
    (retest.number,) = next_number(letter=RETEST_LETTER, on=on)
    if on > ask_by:
        move_retest(retest, RetestState.OUT_OF_TIME, "")
    try:
        with transaction.atomic():
            retest.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "retest_once_per_sample":
            raise
        raise AlreadyAsked(sample=sample) from error
    record_retest(retest, f"retest_{retest.state}", actor=actor, at=at, grounds=grounds)
    if retest.state == RetestState.ASKED:
        outbox.tell(
            "retest_asked",
            at=at,
            retest=retest.number,
            sample=sample,
            firm_en=first.enterprise.name_en,
            firm_zh=first.enterprise.name_zh,
            conclude_by=retest.conclude_by.isoformat(),
        )
    return retest


@transaction.atomic
def accept_retest(*, number: str, actor: User, at: datetime, version: int | None = None) -> Retest:
    """Accept a request, and order the retained part to be tested again.

    Raises:
        IllegalTransition: it was answered before.
        SelfApproval: the person asked for it.
    """
    require(actor, Permission.TAKE_SAMPLE)
    retest = _lock(number, version)
    _refuse_asker(retest, actor)
    move_retest(retest, RetestState.ACCEPTED, pgettext_lazy("verb", "accept"))
    retest.retained = order_retest(number=retest.sample.number, actor=actor, at=at)
    retest.decided_by, retest.decided_at = actor, at
    retest.save(update_fields=["state", "version", "retained", "decided_by", "decided_at"])
    _answered(retest, actor, at, ordered=retest.retained.number)
    return retest


@transaction.atomic
def decline_retest(
    *, number: str, answer: str, actor: User, at: datetime, version: int | None = None
) -> Retest:
    """Decline a request, saying why; the firm may ask again while it is in time.

    Raises:
        IllegalTransition: it was answered before.
        Invalid: nothing says why.
        SelfApproval: the person asked for it.
    """
    require(actor, Permission.TAKE_SAMPLE)
    retest = _lock(number, version)
    _refuse_asker(retest, actor)
    retest.answer = _given("answer", answer)
    move_retest(retest, RetestState.DECLINED, pgettext_lazy("verb", "decline"))
    retest.decided_by, retest.decided_at = actor, at
    retest.save(update_fields=["state", "version", "answer", "decided_by", "decided_at"])
    _answered(retest, actor, at, answer=retest.answer)
    return retest


@transaction.atomic
def order_again(*, number: str, actor: User, at: datetime, version: int | None = None) -> Retest:
    """Order the retained part anew, where the sample of an accepted retest came to nothing.

    Raises:
        IllegalTransition: it is not accepted, or its sample is under way.
    """
    require(actor, Permission.TAKE_SAMPLE)
    retest = _lock(number, version)
    if retest.state != RetestState.ACCEPTED or (
        retest.retained is not None and retest.retained.state not in _ENDED
    ):
        label = RetestState(retest.state).label
        raise IllegalTransition(record=number, state=str(label), action=_("order again"))
    retest.retained = order_retest(number=retest.sample.number, actor=actor, at=at)
    retest.version += 1
    retest.save(update_fields=["retained", "version"])
    record_retest(
        retest, "retest_ordered_again", actor=actor, at=at, ordered=retest.retained.number
    )
    return retest


def close_late(*, at: datetime) -> int:
    """Close the requests nobody answered by the day they had to be concluded; says how many."""
    late = Retest.objects.filter(state=RetestState.ASKED, conclude_by__lt=day_of(at))
    return sum(
        _close(number, at) for number in list(late.order_by("pk").values_list("number", flat=True))
    )


@transaction.atomic
def _close(number: str, at: datetime) -> int:
    retest = _lock(number, None)
    if retest.state != RetestState.ASKED or retest.conclude_by >= day_of(at):
        return 0
    move_retest(retest, RetestState.OUT_OF_TIME, "")
    retest.save(update_fields=["state", "version"])
    _answered(retest, None, at)
    return 1


def _report_in_force(sample: Sample) -> Report:
    report = sample.reports.filter(replaced_by__isnull=True).order_by("-pk").first()
    is_reported = report is not None and sample.state == SampleState.REPORTED
    if not is_reported or report is None or sample.retest_of_id or not what_speaks_against(report):
        raise NothingToTestAgain(sample=sample.number)
    if not sample.has_retained_part:
        raise NothingRetained(sample=sample.number)
    return report


def _lock(number: str, version: int | None) -> Retest:
    enterprises.lock(Retest.objects.values_list("enterprise", flat=True).get(number=number))
    retest = (
        Retest.objects.select_for_update(of=("self",))
        .select_related("enterprise", "sample", "retained")
        .get(number=number)
    )
    check_version(retest, version)
    return retest


def _refuse_asker(retest: Retest, actor: User) -> None:
    if retest.asked_by_id == actor.pk:
        raise SelfApproval


def _given(field: str, words: str) -> str:
    words = words.strip()
    if not 0 < len(words) <= WORDS_LENGTH_MAX:
        raise Invalid(fields={field: [_("Say why, in 300 characters at most.")]})
    return words


def _answered(retest: Retest, actor: User | None, at: datetime, **detail: object) -> None:
    record_retest(retest, f"retest_{retest.state}", actor=actor, at=at, **detail)
    outbox.tell(
        "retest_answered",
        at=at,
        retest=retest.number,
        enterprise=retest.enterprise.serial,
        sample=retest.sample.number,
        state=str(retest.state),
        answer=retest.answer,
    )
