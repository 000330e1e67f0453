"""Results: the laboratory's words read into numbers, kept beside them; a correction points back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import writing
from enterprises.errors import DomainError, Invalid
from enterprises.models import User
from enterprises.roles import Permission, require
from lab.models import Method, Result, Sample, SampleItem
from lab.policy.limits import AZO, FOUR_AAB
from lab.policy.reading import ReadValue, UnreadableValue, read_value
from lab.policy.units import conversion_factor
from lab.selectors.limits import limit_book
from lab.selectors.methods import methods
from lab.selectors.samples import current_results, sample_measured_before
from lab.services.samples.records import (
    lock_sample,
    move_sample,
    save_and_record,
)
from lab.states import Basis, Part, SampleState

Key = tuple[str, str, str]

_WHOLE_DIGITS = 10
_DECIMALS = 6
_MOISTURE_MAX = 100


class SameAnalyst(DomainError):
    """A retest speaks by other hands than the first test."""

    code = "SAME_ANALYST"
    sentence = gettext_lazy("You measured %(sample)s; another analyst tests its retained part.")


@dataclass(frozen=True)
class ResultEntry:
    """One value as the analyst writes it; what is left open comes from the item and its method."""

    analyte: str
    value_text: str
    part: str = Part.FUR
    part_label: str = ""
    method: str = ""
    unit: str = ""
    loq: Decimal | None = None
    uncertainty: Decimal | None = None
    coverage_factor: Decimal = Decimal(2)
    basis: str = Basis.DRY
    moisture: Decimal | None = None
    replicates: tuple[str, ...] = ()
    instrument: str = ""

    @property
    def key(self) -> Key:
        return (self.analyte, self.part, self.part_label)


def item_key(analyte: str, part: str = Part.FUR, part_label: str = "") -> str:
    """Name the field of an item, as a refusal names it: "HCHO", "HCHO/textile/lining"."""
    if part == Part.FUR and not part_label:
        return analyte
    return "/".join((analyte, part, part_label)).rstrip("/")


@transaction.atomic
def enter_results(
    *,
    number: str,
    values: Iterable[ResultEntry],
    actor: User,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> Sample:
    """Enter values; once every ordered item has one, the sample waits for its reviewer.

    A value that differs from the one entered before is a correction and needs a reason; the
    old row stays readable. The azo group may be answered by one non-detect.

    Raises:
        Invalid: values that cannot be, each told at its item; nothing is entered.
        SameAnalyst: the person measured the sample that this one tests again.
        IllegalTransition: the sample is not in test.
    """
    require(actor, Permission.ENTER_RESULT)
    sample = lock_sample(number, version)
    if sample.state != SampleState.TESTING:
        move_sample(sample, SampleState.ENTERED, gettext_lazy("enter results"))
    refuse_same_analyst(sample, actor)
    ordered = {(item.analyte, item.part, item.part_label): item for item in sample.items.all()}
    existing = {(row.analyte, row.part, row.part_label): row for row in current_results(sample)}
    rows = _rows(sample, tuple(values), ordered, existing, actor, at, reason)
    writing.insert(rows)

    answered = {*existing, *((row.analyte, row.part, row.part_label) for row in rows)}
    if all(is_answered(key, answered, limit_book().amines) for key in ordered):
        move_sample(sample, SampleState.ENTERED, gettext_lazy("enter results"))
        sample.entered_at = at
        save_and_record(
            sample, "results_entered", "entered_at", actor=actor, at=at, values=len(rows)
        )
    else:
        # Another page of the same sheet is stale from here on, though no door was passed.
        sample.version += 1
        save_and_record(sample, "values_entered", actor=actor, at=at, values=len(rows))
    return sample


@transaction.atomic
def send_back(
    *, number: str, note: str, actor: User | None, at: datetime, version: int | None = None
) -> Sample:
    """Send entered results back to the analyst.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: no results wait for a reviewer.
    """
    require(actor, Permission.VERIFY_RESULT)
    sample = lock_sample(number, version)
    if not note.strip():
        raise Invalid(fields={"note": [_("Say why.")]})
    move_sample(
        sample, SampleState.TESTING, gettext_lazy("send back"), only_from=SampleState.ENTERED
    )
    sample.note = note.strip()
    save_and_record(sample, "sample_sent_back", "note", actor=actor, at=at, note=sample.note)
    return sample


def refuse_same_analyst(sample: Sample, actor: User) -> None:
    """Refuse whoever measured one of the samples that this one tests again.

    Raises:
        SameAnalyst: the person did.
    """
    before = sample_measured_before(sample, actor)
    if before is not None:
        raise SameAnalyst(sample=before.number)


def is_answered(key: Key, answered: Collection[Key], amines: Iterable[str]) -> bool:
    """Tell whether an ordered item has its value; the azo group also by its amines one by one."""
    if key in answered or key[0] != AZO:
        return key in answered
    return all((amine, *key[1:]) in answered for amine in amines if amine != FOUR_AAB)


def _rows(
    sample: Sample,
    values: tuple[ResultEntry, ...],
    ordered: Mapping[Key, SampleItem],
    existing: Mapping[Key, Result],
    actor: User,
    at: datetime,
    reason: str,
) -> list[Result]:
    """Read every value, and refuse them together if one cannot be."""
    faults: dict[str, list[str]] = {}
    rows: list[Result] = []
    answered: set[Key] = set()
    for value in values:
        item = _item_of(value, ordered)
        try:
            if item is None:
                raise _Fault(_("This was not ordered."))
            if value.key in answered:
                raise _Fault(_("%(value)s stands twice.") % {"value": value.analyte})
            answered.add(value.key)
            row = _row(sample, _completed(value, item), value.loq, actor, at)
        except _Fault as fault:
            faults[item_key(*value.key)] = [str(fault)]
            continue
        earlier = existing.get(value.key)
        if earlier is not None and _says_the_same(earlier, row):
            continue
        if earlier is not None and not reason.strip():
            faults[item_key(*value.key)] = [_("Say why this value is corrected.")]
            continue
        row.supersedes = earlier
        row.reason = reason.strip() if earlier is not None else ""
        rows.append(row)
    if not faults and not rows:
        faults["values"] = [_("Nothing new was entered.")]
    if faults:
        raise Invalid(fields=faults)
    return rows


class _Fault(Exception):
    """One value that cannot be."""


def _item_of(value: ResultEntry, ordered: Mapping[Key, SampleItem]) -> SampleItem | None:
    found = ordered.get(value.key)
    if found is None and value.analyte in limit_book().amines and value.analyte != FOUR_AAB:
        found = ordered.get((AZO, value.part, value.part_label))
    return found


def _completed(value: ResultEntry, item: SampleItem) -> ResultEntry:
    """Fill in what the analyst left open."""
    code = value.method or item.method
    method = methods().get(code)
    if method is None:
        raise _Fault(_("This method is not known."))
    unit = value.unit or method.unit
    loq = value.loq if value.loq is not None else _loq_in(unit, method)
    return replace(value, method=code, unit=unit, loq=loq)


def _loq_in(unit: str, method: Method) -> Decimal | None:
    factor = conversion_factor(method.unit, unit)
    return None if method.loq is None or factor is None else method.loq * factor


def _row(
    sample: Sample, value: ResultEntry, written: Decimal | None, actor: User, at: datetime
) -> Result:
    read = _read(value.value_text)
    # Where "< 5" stands beside a limit of 10, nothing is known below 10.
    loq = max((one for one in (read.loq, written) if one is not None), default=value.loq)
    if loq is not None and loq <= 0:
        raise _Fault(_("Write below which figure nothing was found, for example < 5."))
    is_below = read.number is not None and loq is not None and read.number < loq
    is_non_detect = read.is_non_detect or is_below
    if is_non_detect and loq is None:
        raise _Fault(_("Write below which figure nothing was found, for example < 5."))
    if value.analyte == AZO and not is_non_detect:
        raise _Fault(_("Enter each amine that was found by itself."))
    for figure in (read.number, loq, value.uncertainty):
        _refuse_unless_kept_whole(figure)
    if value.uncertainty is not None and value.uncertainty < 0:
        raise _Fault(_("An uncertainty is never below zero."))
    if value.coverage_factor <= 0:
        raise _Fault(_("A coverage factor is above zero."))
    if value.basis not in Basis.values:
        raise _Fault(_("Choose dry weight or as received."))
    if value.moisture is not None and not 0 <= value.moisture < _MOISTURE_MAX:
        raise _Fault(_("A moisture is at least 0 % and below 100 %."))
    return Result(
        sample=sample,
        analyte=value.analyte,
        part=value.part,
        part_label=value.part_label,
        method=value.method,
        value_text=value.value_text.strip(),
        value=None if is_non_detect else read.number,
        is_non_detect=is_non_detect,
        loq=loq,
        unit=value.unit,
        uncertainty=value.uncertainty,
        coverage_factor=value.coverage_factor,
        basis=value.basis,
        moisture=value.moisture,
        replicates=list(value.replicates),
        instrument=value.instrument,
        analyst=actor,
        entered_at=at,
    )


def _read(text: str) -> ReadValue:
    try:
        return read_value(text)
    except UnreadableValue as unreadable:
        raise _Fault(
            _("Write a figure such as 12.5, <5 or ND; what was not found is never 0.")
        ) from unreadable


def _refuse_unless_kept_whole(figure: Decimal | None) -> None:
    """Refuse a figure that the column would cut."""
    if figure is None:
        return
    if figure >= 10**_WHOLE_DIGITS or round(figure, _DECIMALS) != figure:
        raise _Fault(_("At most ten digits before the point and six after it."))


def _says_the_same(earlier: Result, row: Result) -> bool:
    names = (
        "value_text",
        "method",
        "unit",
        "loq",
        "uncertainty",
        "coverage_factor",
        "basis",
        "moisture",
        "replicates",
        "instrument",
    )
    return all(getattr(earlier, name) == getattr(row, name) for name in names)
