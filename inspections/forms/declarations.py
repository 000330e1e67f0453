"""The form of a declaration: it keeps what was typed, and shows each fault at its field.

What may stand in a field is told by `inspections.content`; here is only how it is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises.errors import DomainError
from enterprises.states import Contact, Product, Species, Wearer
from inspections.forms.typed import Typed, line_is_readable
from inspections.states import LimitOperator, PackageKind, TradeMode, Transport

Choices = list[Any]


class KeptForm(forms.Form):
    """A form that shows what was typed, and the sentences of the service at their fields."""

    def __init__(self, typed: Typed, prefix: str = "", **choices: Choices) -> None:
        super().__init__(data={f"{prefix}{name}": value for name, value in typed.items()})
        self.place = prefix
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        return f"{self.place}{field_name}"

    def full_clean(self) -> None:
        """Judge nothing: what is wrong is told by the service."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    def tell(self, name: str, sentences: Iterable[str]) -> None:
        self.errors.setdefault(name, self.error_class()).extend(sentences)


def _capitalised(choices: Iterable[tuple[str, Any]]) -> Choices:
    return [(value, capfirst(str(label))) for value, label in choices]


class _Worded(forms.ChoiceField):
    """A choice among the words of states, each with a capital as options have."""

    def __init__(self, words: Any, blank: Any = "", **options: Any) -> None:
        def offered() -> Choices:
            first = [("", str(blank))] if blank else []
            return [*first, *_capitalised(words.choices)]

        super().__init__(choices=offered, **options)


class HeaderForm(KeptForm):
    """Where the goods go and for whom; how they travel, and their papers."""

    destination_iso = forms.ChoiceField(label=gettext_lazy("Destination"))
    outlet = forms.ChoiceField(
        label=gettext_lazy("Shop of your own"),
        required=False,
        help_text=gettext_lazy("Where the goods are sold in a shop of the firm itself."),
    )
    consignee = forms.CharField(label=gettext_lazy("Consignee"), max_length=160)
    consignee_address = forms.CharField(
        label=gettext_lazy("Address of the consignee"), max_length=200, required=False
    )
    contract_number = forms.CharField(label=gettext_lazy("Contract number"), max_length=60)
    letter_of_credit = forms.CharField(
        label=gettext_lazy("Letter of credit"), max_length=60, required=False
    )
    trade_mode = _Worded(TradeMode, label=gettext_lazy("Trade mode"))
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3)
    usd_rate = forms.DecimalField(
        label=gettext_lazy("US dollars for one"),
        required=False,
        help_text=gettext_lazy(
            "Used only where the bureau keeps no rate for the currency; 1 for US dollars."
        ),
    )
    port = forms.CharField(label=gettext_lazy("Port of exit"), max_length=80)
    transport = _Worded(Transport, label=gettext_lazy("Leaves by"))
    planned_on = forms.DateField(label=gettext_lazy("Planned shipping date"))
    storage_place = forms.CharField(
        label=gettext_lazy("Where the goods are kept"),
        max_length=120,
        help_text=gettext_lazy("An inspector finds them there."),
    )
    packages = forms.IntegerField(label=gettext_lazy("Packages"))
    package_kind = _Worded(PackageKind, label=gettext_lazy("Kind of package"))
    shipping_marks = forms.CharField(
        label=gettext_lazy("Marks and numbers on the packages"), max_length=200, required=False
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LineForm(KeptForm):
    """One kind of goods."""

    hs_code = forms.CharField(
        label=gettext_lazy("HS code"),
        max_length=12,
        widget=forms.TextInput(attrs={"list": "hs-codes", "inputmode": "numeric"}),
    )
    description = forms.CharField(label=gettext_lazy("Goods, as on the contract"), max_length=160)
    product = _Worded(Product, gettext_lazy("Choose"), label=gettext_lazy("Product"))
    species = _Worded(Species, gettext_lazy("Choose"), label=gettext_lazy("Fur"))
    wearer = _Worded(Wearer, label=gettext_lazy("Worn by"))
    contact = _Worded(Contact, label=gettext_lazy("How it is worn"))
    pieces = forms.IntegerField(label=gettext_lazy("Pieces"))
    net_weight_kg = forms.DecimalField(label=gettext_lazy("Net weight"))
    value = forms.DecimalField(label=pgettext_lazy("money", "Value"))
    marks = forms.CharField(
        label=gettext_lazy("Identification marks"),
        required=False,
        help_text=gettext_lazy("One on each line; paste them from a sheet."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "code", "spellcheck": "false"}),
    )
    permit_number = forms.CharField(
        label=gettext_lazy("Permit for protected species"), max_length=40, required=False
    )


class UseForm(KeptForm):
    """Whole skins of one lot."""

    lot = forms.ChoiceField(label=gettext_lazy("Lot"))
    skins = forms.IntegerField(label=gettext_lazy("Skins"))


class LimitForm(KeptForm):
    """A limit of the sales contract."""

    analyte = forms.ChoiceField(label=gettext_lazy("Analyte"))
    operator = _Worded(LimitOperator, label=gettext_lazy("must be"))
    value_text = forms.CharField(label=gettext_lazy("Limit"), max_length=20)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=20, required=False)


@dataclass(frozen=True)
class DrawnUse:
    """One use of a lot, with its place in the form."""

    form: UseForm
    place: str
    lot: str
    strip: Any = None

    @property
    def lot_label(self) -> str:
        line, _dot, place = self.place.partition(".")
        return _("Line %(line)s, lot %(place)s") % {"line": line, "place": place}

    @property
    def skins_label(self) -> str:
        line, _dot, place = self.place.partition(".")
        return _("Line %(line)s, skins of lot %(place)s") % {"line": line, "place": place}


@dataclass(frozen=True)
class DrawnLine:
    """One line with its uses; the last use is blank, for the next lot."""

    form: LineForm
    number: int
    uses: tuple[DrawnUse, ...]
    need_words: str = ""
    has_papers: bool = False
    is_new: bool = False

    @property
    def key(self) -> str:
        """The number as the buttons of the line send it."""
        return str(self.number)

    @property
    def material_label(self) -> str:
        return _("Lots of line %(line)d") % {"line": self.number}


@dataclass
class DeclarationForm:
    """The whole form as it is drawn: header, lines with their uses, limits of the contract."""

    typed: Typed
    destinations: Choices
    outlets: Choices
    lots: Choices
    analytes: Choices
    blank_lines: int = 0
    strips: Mapping[str, Any] = field(default_factory=dict)
    needs: Mapping[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.header = HeaderForm(self.typed, destination_iso=self.destinations, outlet=self.outlets)
        lines = [*self.typed["lines"], *({} for _blank in range(self._blanks))]
        self.lines = [
            self._line(number, {**_FIRST_IN_LINE, **line})
            for number, line in enumerate(lines, start=1)
        ]
        limits = [*self.typed["contract_limits"], {"unit": "mg/kg"}]
        self.limits = [
            LimitForm(limit, f"contract_limits.{number}.", analyte=self.analytes)
            for number, limit in enumerate(limits, start=1)
        ]

    @property
    def _blanks(self) -> int:
        return max(self.blank_lines, 0 if self.typed["lines"] else 1)

    def _line(self, number: int, line: Typed) -> DrawnLine:
        prefix = f"lines.{number}."
        uses = [*line.get("uses", []), {}]
        return DrawnLine(
            form=LineForm(line, prefix),
            number=number,
            need_words=self.needs.get(number, ""),
            is_new=number > len(self.typed["lines"]) > 0,
            has_papers=bool(line.get("marks") or line.get("permit_number")),
            uses=tuple(
                DrawnUse(
                    form=UseForm(use, f"{prefix}uses.{place}.", lot=self.lots),
                    place=f"{number}.{place}",
                    lot=use.get("lot", ""),
                    strip=self.strips.get(f"{number}.{place}"),
                )
                for place, use in enumerate(uses, start=1)
            ),
        )

    @property
    def steps_done(self) -> int:
        """Count the steps that are filled in, from the first on."""
        steps = (
            self._has("destination_iso", "consignee", "contract_number"),
            bool(self.typed["lines"])
            and all(line_is_readable(line) for line in self.typed["lines"]),
            self._has("port", "transport", "planned_on", "storage_place", "packages"),
        )
        return next((place for place, is_done in enumerate(steps) if not is_done), len(steps))

    def _has(self, *names: str) -> bool:
        return all(self.typed.get(name) for name in names)

    def tell(self, refusal: DomainError) -> None:
        """Show a refusal: each sentence at its field, and what has no field at the top."""
        places = {form.place: form for form in self.every_form()}
        if not refusal.fields:
            self.faults.append(str(refusal))
        for name, sentences in refusal.fields.items():
            prefix, _dot, last = name.rpartition(".")
            form = places.get(f"{prefix}." if prefix else "")
            if form is not None and last in form.fields:
                form.tell(last, sentences)
            else:
                self.faults += sentences

    def every_form(self) -> Iterator[KeptForm]:
        yield self.header
        for line in self.lines:
            yield line.form
            for use in line.uses:
                yield use.form
        yield from self.limits

    @property
    def error_lines(self) -> list[tuple[str, str]]:
        """Every fault with the address of its field, in the order of the form."""
        found = [("", sentence) for sentence in self.faults]
        line_of = {id(form): line.number for line in self.lines for form in _forms_of(line)}
        for form in self.every_form():
            number = line_of.get(id(form))
            for bound in form:
                for sentence in bound.errors:
                    words = _("%(field)s: %(fault)s") % {"field": bound.label, "fault": sentence}
                    if number:
                        words = _("Line %(line)d, %(rest)s") % {"line": number, "rest": words}
                    found.append((f"#{bound.id_for_label}", words))
        return found


def _forms_of(line: DrawnLine) -> Iterator[KeptForm]:
    yield line.form
    for use in line.uses:
        yield use.form


_FIRST_IN_LINE: Mapping[str, str] = {
    "wearer": Wearer.ADULT.value,
    "contact": Contact.INDIRECT.value,
}
