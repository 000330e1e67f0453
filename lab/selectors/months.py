"""The month of firms and dyehouses: what their obligations open and close."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from enterprises.asking import asked_often
from enterprises.calendar import months_on
from enterprises.selectors.reference import one_look
from lab.models import MonitoringObligation
from lab.policy.monitoring import MonthEvidence
from lab.selectors.obligations import days_of
from lab.states import MonitoringRole, ObligationState

Subject = tuple[int, str]
History = Mapping[date, MonitoringObligation]

# Nothing in stock for longer than this is no cover that anybody would trust.
_REMEMBERED_MONTHS = 24


@one_look()
def month_evidence(
    enterprise_id: int, on: date, *, role: str = MonitoringRole.EXPORTER
) -> MonthEvidence:
    """Say how one subject's monitoring stands on a day."""
    subject = (enterprise_id, role)
    return month_on(obligations_of([subject], until=on)[subject], on)


@one_look()
def month_evidence_of(
    enterprises: Iterable[int], on: date, *, role: str = MonitoringRole.EXPORTER
) -> dict[int, MonthEvidence]:
    """Say how the monitoring of several stands on a day, in one question."""
    subjects = [(enterprise, role) for enterprise in dict.fromkeys(enterprises)]
    histories = obligations_of(subjects, until=on)
    return {enterprise: month_on(histories[enterprise, role], on) for enterprise, role in subjects}


def obligations_of(
    subjects: Iterable[Subject], *, until: date, since: date | None = None
) -> dict[Subject, dict[date, MonitoringObligation]]:
    """Read the obligations of subjects by month, up to the month of a day, in one question.

    `since` is the earliest day that will be asked, where it is not the last.
    """
    histories: dict[Subject, dict[date, MonitoringObligation]] = {
        subject: {} for subject in subjects
    }
    if not histories:
        return histories
    first = months_on((since or until).replace(day=1), -_REMEMBERED_MONTHS)
    firms = {enterprise for enterprise, _role in histories}
    for obligation in _obligations(firms, first, until):
        history = histories.get((obligation.enterprise_id, obligation.role))
        if history is not None:
            history[obligation.month] = obligation
    return histories


@asked_often
def _obligations(
    enterprises: Iterable[int], first: date, last: date
) -> QuerySet[MonitoringObligation]:
    return MonitoringObligation.objects.filter(
        enterprise__in=enterprises, month__gte=first, month__lte=last
    )


def month_on(history: History, on: date) -> MonthEvidence:
    """Say how one history stands on a day.

    Source: README, the month.
    """
    month = on.replace(day=1)
    this = history.get(month)
    before = _last_with_stock(history, month)
    return MonthEvidence(
        this=_state(this),
        before=_state(before),
        nothing_on=_nothing_on(history, month),
        due_day=this.due_on if this else due_day_of(month),
        covering=_covering(this, before),
    )


def due_day_of(month: date) -> date:
    """Give the due day of a month's monitoring, moved to a working day."""
    return days_of(month).due


def _last_with_stock(history: History, month: date) -> MonitoringObligation | None:
    """Find the obligation of the month before, passing over months with nothing in stock."""
    found = history.get(months_on(month, -1))
    while found is not None and found.state == ObligationState.NOTHING_IN_STOCK:
        found = history.get(months_on(found.month, -1))
    return found


def _nothing_on(history: History, month: date) -> date | None:
    """Find the first day since the last pass on which nothing was in stock."""
    first: date | None = None
    while True:
        obligation = history.get(month)
        if obligation is None or obligation.state == ObligationState.PASSED:
            return first
        first = obligation.nothing_on or first
        month = months_on(month, -1)


def _covering(this: MonitoringObligation | None, before: MonitoringObligation | None) -> str:
    passed = next(
        (one for one in (this, before) if one and one.state == ObligationState.PASSED), None
    )
    return f"{passed.month:%Y-%m}" if passed else ""


def _state(obligation: MonitoringObligation | None) -> ObligationState | None:
    return ObligationState(obligation.state) if obligation else None
