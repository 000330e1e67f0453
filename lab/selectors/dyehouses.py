"""What is known of dyehouses: their monitoring, their failures, and whom these reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from lab.models import Delivery, MonitoringObligation, RawMaterialLot, Report
from lab.policy.eligibility import DyehouseEvidence, failure_reaching
from lab.policy.monitoring import MonthEvidence
from lab.states import MonitoringRole, ObligationState, SampleState

_NO_MONTH = MonthEvidence(this=None, before=None, nothing_on=None, due_day=date.max)


@dataclass(frozen=True)
class DyehouseRecord:
    """The days of a dyehouse's passes and failures; a failure knows its sample, if one."""

    passes: tuple[date, ...] = ()
    failures: tuple[tuple[date, str], ...] = ()

    @property
    def failure_days(self) -> tuple[date, ...]:
        return tuple(day for day, _sample in self.failures)

    def known_on(self, on: date) -> "DyehouseRecord":
        """Leave out what was not known on a day."""
        return DyehouseRecord(
            passes=tuple(day for day in self.passes if day <= on),
            failures=tuple(failure for failure in self.failures if failure[0] <= on),
        )


def dyehouse_records(dyehouses: Iterable[int]) -> dict[int, DyehouseRecord]:
    """Read the passes and failures of dyehouses, in two questions.

    A monitoring that failed, and any sample of a batch beyond the base law, is a failure.
    """
    wanted = set(dyehouses)
    passes: dict[int, set[date]] = {pk: set() for pk in wanted}
    failures: dict[int, dict[date, str]] = {pk: {} for pk in wanted}
    if not wanted:
        return {}
    decided = MonitoringObligation.objects.filter(
        enterprise__in=wanted,
        role=MonitoringRole.DYEHOUSE,
        state__in=[ObligationState.PASSED, ObligationState.FAILED],
        decided_on__isnull=False,
    ).values_list("enterprise", "state", "decided_on")
    for enterprise, state, decided_on in decided:
        if decided_on is None:
            continue
        if state == ObligationState.PASSED:
            passes[enterprise].add(decided_on)
        else:
            failures[enterprise][decided_on] = ""
    failed = Report.objects.filter(
        fails_base_law=True,
        replaced_by__isnull=True,
        sample__state=SampleState.REPORTED,
        sample__dye_batch__enterprise__in=wanted,
    ).values_list("sample__dye_batch__enterprise", "report_date", "sample__number")
    for enterprise, report_date, number in failed:
        failures[enterprise][report_date] = number
    return {
        pk: DyehouseRecord(
            passes=tuple(sorted(passes[pk])), failures=tuple(sorted(failures[pk].items()))
        )
        for pk in wanted
    }


def failure_behind(delivery: Delivery, *, on: date) -> date | None:
    """Find the day of a failed sample of the dyehouse that reaches a delivery, or none."""
    record = dyehouse_records([delivery.dyehouse_id])[delivery.dyehouse_id].known_on(on)
    asked = DyehouseEvidence(
        name="",
        delivered_on=delivery.delivered_on,
        confirmed=True,
        month=_NO_MONTH,
        passes=record.passes,
        failures=record.failure_days,
    )
    return failure_reaching(asked)


def lots_reached(
    *, dyehouse_id: int, dye_batch_id: int | None, failed_on: date
) -> QuerySet[RawMaterialLot]:
    """The lots of every buyer that a failure throws doubt on.

    They come of the failed batch itself, or of any delivery since the dyehouse's last pass.
    """
    record = dyehouse_records([dyehouse_id])[dyehouse_id]
    last_pass = max((day for day in record.passes if day < failed_on), default=date.min)
    since = Q(delivery__dyehouse=dyehouse_id, delivery__delivered_on__gt=last_pass)
    of_batch = Q(dye_batch=dye_batch_id) if dye_batch_id is not None else Q()
    return RawMaterialLot.objects.filter(since | of_batch)
