"""What was measured of lots and dye batches, and what is still under test; read set-wise."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from enterprises.asking import asked_often
from lab.models import Report, Result, SampleItem
from lab.policy.limits import AZO, FOUR_AAB, Measurement
from lab.states import SAMPLE_UNDER_WAY, SampleState

# The subject of a sample: ("lot", pk) or ("dye_batch", pk).
Subject = tuple[str, int]
ItemKey = tuple[str, str, str]


@dataclass(frozen=True)
class ReportedSample:
    """One sample with its report in force: the values it vouches for, the markets it fails."""

    number: str
    report_date: date
    failing_markets: tuple[str, ...]
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True)
class AwaitedItem:
    """An analyte under test, and when its result is due."""

    analyte: str
    due_on: date
    sample: str


@dataclass(frozen=True)
class MeasuredValues:
    """Everything measured of one lot or batch, the oldest report first."""

    reported: tuple[ReportedSample, ...] = ()
    awaited: tuple[AwaitedItem, ...] = ()

    def known_on(self, on: date) -> "MeasuredValues":
        """Leave out reports of later days."""
        return MeasuredValues(
            reported=tuple(one for one in self.reported if one.report_date <= on),
            awaited=self.awaited,
        )

    def latest(
        self, is_amine: Collection[str]
    ) -> dict[ItemKey, tuple[Measurement, ReportedSample]]:
        """Give the latest value of each item and part, with the sample it is from.

        A later result of the azo group stands for the earlier ones of its amines.
        """
        values: dict[ItemKey, tuple[Measurement, ReportedSample]] = {}
        for sample in self.reported:
            renewed = {
                (one.part, one.part_label) for one in sample.measurements if one.analyte == AZO
            }
            values = {
                key: value
                for key, value in values.items()
                if key[1:] not in renewed or key[0] not in is_amine or key[0] == FOUR_AAB
            }
            for one in sample.measurements:
                values[one.analyte, one.part, one.part_label] = (one, sample)
        return values


@dataclass
class _Gathered:
    reports: list[Report] = field(default_factory=list)
    awaited: list[AwaitedItem] = field(default_factory=list)


def values_of(
    *, lot_ids: Iterable[int], dye_batch_ids: Iterable[int]
) -> Mapping[Subject, MeasuredValues]:
    """Read the values of lots and dye batches, in three questions."""
    lots, batches = set(lot_ids), set(dye_batch_ids)
    gathered: dict[Subject, _Gathered] = defaultdict(_Gathered)
    issued: dict[int, datetime] = {}
    for report in _reports(lots, batches):
        gathered[_subject(report.sample.lot_id, report.sample.dye_batch_id)].reports.append(report)
        issued[report.sample_id] = report.issued_at
    measurements = _measurements(issued)

    for lot, batch, analyte, due_on, number in _under_way(lots, batches):
        gathered[_subject(lot, batch)].awaited.append(AwaitedItem(analyte, due_on, number))
    return {
        subject: MeasuredValues(
            reported=tuple(
                ReportedSample(
                    number=report.sample.number,
                    report_date=report.report_date,
                    failing_markets=tuple(report.failing_markets),
                    measurements=tuple(measurements.get(report.sample_id, ())),
                )
                for report in found.reports
            ),
            awaited=tuple(found.awaited),
        )
        for subject, found in gathered.items()
    }


@asked_often
def _reports(lots: Iterable[int], batches: Iterable[int]) -> QuerySet[Report]:
    reports = Report.objects.filter(
        Q(sample__lot__in=lots) | Q(sample__dye_batch__in=batches),
        sample__state=SampleState.REPORTED,
        replaced_by__isnull=True,
    )
    return reports.select_related("sample").defer("verdicts").order_by("report_date", "pk")


@asked_often
def _under_way(
    lots: Iterable[int], batches: Iterable[int]
) -> QuerySet[SampleItem, tuple[int | None, int | None, str, date, str]]:
    items = SampleItem.objects.filter(
        Q(sample__lot__in=lots) | Q(sample__dye_batch__in=batches),
        sample__state__in=SAMPLE_UNDER_WAY,
    )
    return items.order_by("sample__due_on", "pk").values_list(
        "sample__lot", "sample__dye_batch", "analyte", "sample__due_on", "sample__number"
    )


@asked_often
def _results(samples: Iterable[int]) -> QuerySet[Result]:
    return Result.objects.filter(sample__in=samples).order_by("pk")


def _measurements(issued: Mapping[int, datetime]) -> dict[int, list[Measurement]]:
    """Read the results each sample's report vouches for: none entered or corrected after it."""
    by_sample: dict[int, list[Measurement]] = defaultdict(list)
    if not issued:
        return by_sample
    rows = [row for row in _results(issued) if row.entered_at <= issued[row.sample_id]]
    corrected = {row.supersedes_id for row in rows}
    for row in rows:
        if row.pk not in corrected:
            by_sample[row.sample_id].append(measurement_of(row))
    return by_sample


def measurement_of(row: Result) -> Measurement:
    """Turn a stored result into what the rules judge."""
    return Measurement(
        analyte=row.analyte,
        value_text=row.value_text,
        unit=row.unit,
        loq=row.loq,
        uncertainty=row.uncertainty,
        coverage_k=row.coverage_factor,
        basis=row.basis,
        moisture=row.moisture,
        method=row.method,
        part_label=row.part_label,
        part=row.part,
        result_id=row.pk,
    )


def _subject(lot_id: int | None, dye_batch_id: int | None) -> Subject:
    if lot_id is not None:
        return ("lot", lot_id)
    assert dye_batch_id is not None
    return ("dye_batch", dye_batch_id)
