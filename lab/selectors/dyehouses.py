"""What is known of dyehouses: their monitoring, their failures, and whom these reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from enterprises.asking import asked_often
from enterprises.calendar import day_of
from lab.models import (
    Delivery,
    MonitoringObligation,
    ObligationDraw,
    RawMaterialLot,
    Report,
    Retest,
)
from lab.policy.eligibility import DyehouseEvidence, failure_reaching
from lab.policy.monitoring import MonthEvidence
from lab.policy.verdicts import Verdict
from lab.states import (
    MonitoringRole,
    ObligationState,
    RetestOutcome,
    RetestState,
    SampleState,
)

_NO_MONTH = MonthEvidence(this=None, before=None, nothing_on=None, due_day=date.max)
# A failed month of which nobody knows the sample: no retest can speak for it.
UNKNOWN = ""
# What makes a report a failure that sets skins aside.
FAILS = Q(fails_base_law=True) | Q(verdicts__monitoring=Verdict.FAIL.value)


@dataclass(frozen=True)
class DyehouseRecord:
    """The days of a dyehouse's passes, and its failures by day with the samples that failed.

    A failure stands until the retained part of every sample of it has passed.
    """

    passes: tuple[date, ...] = ()
    failures: tuple[tuple[date, tuple[str, ...]], ...] = ()
    overturned: tuple[tuple[str, date], ...] = ()

    @property
    def failure_days(self) -> tuple[date, ...]:
        return tuple(day for day, _samples in self.failures)

    def known_on(self, on: date) -> "DyehouseRecord":
        """Leave out what was not known on a day, and what a retest had overturned by then."""
        cleared = {sample for sample, day in self.overturned if day <= on}
        return DyehouseRecord(
            passes=tuple(day for day in self.passes if day <= on),
            failures=tuple(
                failure
                for failure in self.failures
                if failure[0] <= on and not set(failure[1]) <= cleared
            ),
        )


def dyehouse_records(dyehouses: Iterable[int]) -> dict[int, DyehouseRecord]:
    """Read the passes and failures of dyehouses, in two questions, four where there are failures.

    A monitoring that failed, and any sample of a batch beyond the base law, is a failure.
    """
    wanted = set(dyehouses)
    passes: dict[int, set[date]] = {pk: set() for pk in wanted}
    failures: dict[int, dict[date, set[str]]] = {pk: {} for pk in wanted}
    if not wanted:
        return {}
    failed_months: dict[int, tuple[int, date]] = {}
    for pk, enterprise, state, decided_on in _decided_months(wanted):
        if decided_on is None:
            continue
        if state == ObligationState.PASSED:
            passes[enterprise].add(decided_on)
        else:
            failed_months[pk] = (enterprise, decided_on)
    samples = _failed_draws(failed_months)
    for pk, (enterprise, decided_on) in failed_months.items():
        failures[enterprise].setdefault(decided_on, set()).update(samples.get(pk, {UNKNOWN}))
    for enterprise, report_date, number, first in _failed_batches(wanted):
        failures[enterprise].setdefault(report_date, set()).add(first or number)
    overturned = _overturned(wanted) if any(failures.values()) else {}
    return {
        pk: DyehouseRecord(
            passes=tuple(sorted(passes[pk])),
            failures=tuple(
                (day, tuple(sorted(found))) for day, found in sorted(failures[pk].items())
            ),
            overturned=tuple(sorted(overturned.get(pk, ()))),
        )
        for pk in wanted
    }


@asked_often
def _decided_months(dyehouses: Iterable[int]) -> QuerySet[MonitoringObligation, Any]:
    return MonitoringObligation.objects.filter(
        enterprise__in=dyehouses,
        role=MonitoringRole.DYEHOUSE,
        state__in=[ObligationState.PASSED, ObligationState.FAILED],
        decided_on__isnull=False,
    ).values_list("pk", "enterprise", "state", "decided_on")


@asked_often
def _failed_batches(dyehouses: Iterable[int]) -> QuerySet[Report, Any]:
    return Report.objects.filter(
        fails_base_law=True,
        replaced_by__isnull=True,
        sample__state=SampleState.REPORTED,
        sample__dye_batch__enterprise__in=dyehouses,
    ).values_list(
        "sample__dye_batch__enterprise",
        "report_date",
        "sample__number",
        "sample__retest_of__number",
    )


def _failed_draws(months: Iterable[int]) -> Mapping[int, set[str]]:
    """Name the samples by which months failed."""
    found: dict[int, set[str]] = {}
    wanted = list(months)
    if not wanted:
        return found
    failing = Report.objects.filter(FAILS, replaced_by__isnull=True).values("sample")
    draws = ObligationDraw.objects.filter(
        obligation__in=wanted, is_replaced=False, sample__in=failing
    )
    for obligation, number in draws.values_list("obligation", "sample__number"):
        found.setdefault(obligation, set()).add(number or UNKNOWN)
    return found


def _overturned(dyehouses: set[int]) -> Mapping[int, list[tuple[str, date]]]:
    """Name the failed samples whose retained part passed, and since when."""
    found: dict[int, list[tuple[str, date]]] = {}
    passed = Retest.objects.filter(
        enterprise__in=dyehouses, state=RetestState.DONE, outcome=RetestOutcome.PASSED
    )
    for enterprise, number, done_at in passed.values_list(
        "enterprise", "sample__number", "done_at"
    ):
        if done_at is not None:
            found.setdefault(enterprise, []).append((number, day_of(done_at)))
    return found


def failure_behind(delivery: Delivery, *, on: date) -> tuple[date, str] | None:
    """Find the day of a failure of the dyehouse that reaches a delivery, with its sample, or none."""
    record = dyehouse_records([delivery.dyehouse_id])[delivery.dyehouse_id].known_on(on)
    asked = DyehouseEvidence(
        name="",
        delivered_on=delivery.delivered_on,
        confirmed=True,
        month=_NO_MONTH,
        passes=record.passes,
        failures=record.failure_days,
    )
    day = failure_reaching(asked)
    return (day, dict(record.failures)[day][-1]) if day is not None else None


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


def standing_failure_of(lot: RawMaterialLot, *, on: date) -> tuple[date, str] | None:
    """Find what still throws doubt on a lot: its day and the sample that failed, or none.

    A failed sample of the lot or its dye batch counts until its retained part has passed.
    """
    of_lot = Q(sample__lot=lot)
    if lot.dye_batch_id is not None:
        of_lot |= Q(sample__dye_batch=lot.dye_batch_id)
    passed = Retest.objects.filter(state=RetestState.DONE, outcome=RetestOutcome.PASSED)
    failed = (
        Report.objects.filter(
            of_lot,
            FAILS,
            replaced_by__isnull=True,
            sample__state=SampleState.REPORTED,
            report_date__lte=on,
        )
        .exclude(sample__in=passed.values("sample"))
        .select_related("sample__retest_of")
        .order_by("-pk")
        .first()
    )
    if failed is not None:
        return failed.report_date, (failed.sample.retest_of or failed.sample).number
    return failure_behind(lot.delivery, on=on) if lot.delivery is not None else None
