"""The entry grid: one line for each item, all of them saved together or none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import formats
from enterprises.errors import DomainError
from enterprises.fields import MeasureField
from lab.policy.reading import ReadValue, UnreadableValue, read_value
from lab.selectors.bench.sheet import Sheet, SheetItem
from lab.services.samples import ResultEntry, item_key
from lab.states import Basis

_FIGURE = {"inputmode": "text", "autocomplete": "off", "spellcheck": "false"}
_COLUMNS = (
    ("first", gettext_lazy("replicate 1")),
    ("second", gettext_lazy("replicate 2")),
    ("value", gettext_lazy("value")),
    ("uncertainty", gettext_lazy("uncertainty")),
    ("loq", gettext_lazy("limit of quantification")),
    ("moisture", gettext_lazy("moisture")),
    ("basis", gettext_lazy("basis")),
    ("instrument", gettext_lazy("instrument")),
)


class LineForm(forms.Form):
    """One line as the analyst writes it; what stays blank is not saved."""

    first = forms.CharField(required=False, max_length=30)
    second = forms.CharField(required=False, max_length=30)
    value = forms.CharField(required=False, max_length=30)
    uncertainty = MeasureField(required=False, max_digits=16, decimal_places=6)
    loq = MeasureField(required=False, max_digits=16, decimal_places=6)
    moisture = MeasureField(required=False, max_digits=5, decimal_places=2)
    basis = forms.ChoiceField(required=False, choices=Basis.choices)
    instrument = forms.CharField(required=False, max_length=60)


class SheetForm(forms.Form):
    """What is said once for the whole sheet."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the correction"),
        help_text=gettext_lazy("Only where a saved value was changed; both stay readable."),
        max_length=200,
        required=False,
    )


@dataclass
class Line:
    """One line of the grid: its item, its inputs and its fault, if it has one."""

    item: SheetItem
    form: LineForm
    fault: str = ""
    is_answered: bool = False
    members: tuple["Line", ...] = ()

    @property
    def error_id(self) -> str:
        return f"{self.item.slot}-error"

    @property
    def cells(self) -> dict[str, SafeString]:
        """Draw the inputs, each named for who hears it read."""
        return {name: self._cell(name, str(label)) for name, label in _COLUMNS}

    @property
    def has_members_open(self) -> bool:
        """Whether the amines one by one must be seen: some have a value, a fault or are asked."""
        return any(
            member.item.result is not None or member.fault or member.form["value"].value()
            for member in self.members
        )

    @property
    def rest_name(self) -> str:
        return f"{self.item.slot}-rest"

    def _cell(self, name: str, label: str) -> SafeString:
        bound = self.form[name]
        spoken = filter(None, (self.item.short_name, self.item.where, str(label)))
        attrs: dict[str, str | bool] = {
            "class": "input wide" if name in ("basis", "instrument") else "input",
            "aria-label": _(", ").join(spoken),
        }
        if name not in ("basis", "instrument"):
            attrs |= _FIGURE
        if self.fault and name == "value":
            attrs |= {"aria-invalid": "true", "aria-describedby": self.error_id}
        widget = bound.field.widget
        if isinstance(widget, forms.NumberInput):
            return bound.as_widget(widget=forms.TextInput(), attrs=attrs)
        return bound.as_widget(attrs=attrs)


@dataclass
class Grid:
    """The sheet with what is typed into it."""

    sheet: Sheet
    data: QueryDict | None = None
    lines: list[Line] = field(init=False)
    form: SheetForm = field(init=False)

    def __post_init__(self) -> None:
        self.form = SheetForm(self.data)
        self.lines = [
            self._line(item, self.sheet.members.get(item.slot, ())) for item in self.sheet.items
        ]

    @property
    def every(self) -> list[Line]:
        return [one for line in self.lines for one in (line, *line.members)]

    def values(self) -> list[ResultEntry] | None:
        """Read what was typed; None where a line cannot be read, and the line says why."""
        entries = [self._entry(line) for line in self.lines]
        for line in self.lines:
            rest = self.data is not None and line.rest_name in self.data
            entries += [self._entry(member, is_below=rest) for member in line.members]
        if not self.form.is_valid() or any(line.fault for line in self.every):
            return None
        return [entry for entry in entries if entry is not None]

    def show_refusal(self, refusal: DomainError) -> None:
        """Put the sentences of a refusal at their lines."""
        by_key = {item_key(*line.item.key): line for line in self.every}
        for name, sentences in refusal.fields.items():
            if name in by_key:
                by_key[name].fault = " ".join(sentences)
            else:
                self.form.add_error(None, list(sentences))
        if not refusal.fields:
            self.form.add_error(None, str(refusal))

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Every faulty line: the address of its cell, its name, the sentence."""
        return [
            (f"#id_{line.item.slot}-value", line.item.name, line.fault)
            for line in self.every
            if line.fault
        ]

    def _line(self, item: SheetItem, members: Iterable[SheetItem] = ()) -> Line:
        return Line(
            item=item,
            form=LineForm(self.data, prefix=item.slot, initial=dict(_initial(item))),
            is_answered=self.sheet.is_answered(item),
            members=tuple(self._line(member) for member in members),
        )

    def _entry(self, line: Line, *, is_below: bool = False) -> ResultEntry | None:
        item, form = line.item, line.form
        if not form.is_valid():
            line.fault = " ".join(
                _("%(field)s: %(fault)s") % {"field": label, "fault": error}
                for name, label in _COLUMNS
                for error in form.errors.get(name, ())
            )
            return None
        typed = form.cleaned_data
        replicates = tuple(
            text.strip() for text in (typed["first"], typed["second"]) if text.strip()
        )
        value = typed["value"].strip()
        if not value and replicates:
            value = mean_of(replicates)
            if not value:
                line.fault = _("Write the value that these replicates give together.")
                return None
        if not value and is_below and item.result is None and typed["loq"] is not None:
            value = f"<{typed['loq'].normalize():f}"
        if not value:
            if item.result is not None:
                line.fault = _("A value is corrected by another, never taken away.")
            return None
        return ResultEntry(
            analyte=item.analyte,
            value_text=value,
            part=item.part,
            part_label=item.part_label,
            method=item.method,
            unit=item.unit,
            loq=typed["loq"],
            uncertainty=typed["uncertainty"],
            basis=typed["basis"] or Basis.DRY,
            moisture=typed["moisture"],
            replicates=replicates,
            instrument=typed["instrument"].strip(),
        )


def mean_of(replicates: tuple[str, ...]) -> str:
    """Give the mean in the decimals of the finest replicate; below, if every one is below the same.

    Empty where they give no mean: some found and some not, or one that cannot be read.
    """
    try:
        read: list[ReadValue] = [read_value(text) for text in replicates]
    except UnreadableValue:
        return ""
    if all(one.is_non_detect for one in read):
        return replicates[0] if len({one.loq for one in read}) == 1 else ""
    numbers = [one.number for one in read if one.number is not None]
    if len(numbers) < len(read):
        return ""
    finest = min(Decimal(number).as_tuple().exponent for number in numbers)
    step = Decimal(1).scaleb(int(finest))
    return f"{(sum(numbers, Decimal(0)) / len(numbers)).quantize(step, ROUND_HALF_EVEN):f}"


def _initial(item: SheetItem) -> Mapping[str, Any]:
    result = item.result
    if result is None:
        return {"loq": _figure(item.loq), "basis": Basis.DRY.value}
    replicates = [*result.replicates, "", ""]
    return {
        "first": replicates[0],
        "second": replicates[1],
        "value": result.value_text,
        "uncertainty": _figure(result.uncertainty),
        "loq": _figure(result.loq if result.loq is not None else item.loq),
        "moisture": _figure(result.moisture),
        "basis": result.basis,
        "instrument": result.instrument,
    }


def _figure(value: Decimal | None) -> str:
    """Write a kept figure without the zeros its column adds."""
    return "" if value is None else f"{value.normalize():f}"


def saved_words(sheet: Sheet) -> str:
    """Say how many of the items have their value."""
    return _("%(done)s of %(whole)s items have a value") % {
        "done": formats.number(sheet.done),
        "whole": formats.number(len(sheet.items)),
    }
