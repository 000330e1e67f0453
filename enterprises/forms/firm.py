"""What a firm writes: its application, what it put right, what a dyehouse wishes to be filed for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from enterprises.files import GivenFile
from enterprises.forms.countries import countries
from enterprises.forms.later import LaterChoices, LaterCount, LaterText
from enterprises.forms.uploads import FilesField, several_files
from enterprises.models import Enterprise, Registration
from enterprises.policy import PAPERS_NEEDED
from enterprises.services.registrations import Application
from enterprises.states import DocumentKind

PORTS_MOST = 10
_WHOLE = {
    "invalid": gettext_lazy("Enter a whole number, such as 120."),
    "min_value": gettext_lazy("Enter a whole number above 0."),
    "max_value": gettext_lazy("This figure is too large."),
}
_FIGURE_MAX = 100_000_000
_HINTS = {
    DocumentKind.LICENCE: gettext_lazy("A scan or a photograph."),
    DocumentKind.PLAN: gettext_lazy(
        "Where raw, dressed and finished goods lie, with photographs of each."
    ),
    DocumentKind.PROCESS_CHART: gettext_lazy(
        "With temperatures, chemicals, concentrations, pH, times and equipment."
    ),
    DocumentKind.RULE_BOOK: gettext_lazy(
        "Hygiene, goods in and out, disinfection, staff, emergencies, fire, theft, vermin."
    ),
    DocumentKind.OTHER: gettext_lazy("Whatever else speaks for you."),
}


def paper_name(kind: str) -> str:
    """Name the field of a kind of paper."""
    return f"paper_{kind}"


class ApplicationForm(forms.Form):
    """An application as the firm writes it; what is left empty is asked for when it is handed in."""

    use_required_attribute = False

    premises = LaterText(
        label=gettext_lazy("Premises"),
        help_text=gettext_lazy("Address, halls, and where raw, dressed and finished goods lie."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    process = LaterText(
        label=gettext_lazy("Process, step by step"),
        help_text=gettext_lazy("From the raw skin to the packed garment, and what is bought in."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    workers = LaterCount(
        label=gettext_lazy("Workers"),
        min_value=1,
        max_value=_FIGURE_MAX,
        error_messages=_WHOLE,
    )
    pieces_per_year = LaterCount(
        label=gettext_lazy("Capacity, pieces a year"),
        min_value=1,
        max_value=_FIGURE_MAX,
        error_messages=_WHOLE,
    )
    quality_officer = LaterText(
        label=gettext_lazy("Quality officer"),
        help_text=gettext_lazy("Who answers for quality and safety."),
        max_length=80,
    )
    quality_phone = forms.CharField(
        label=gettext_lazy("Their telephone"), required=False, max_length=40
    )
    export_isos = LaterChoices(
        label=gettext_lazy("Export markets"),
        widget=forms.CheckboxSelectMultiple,
    )
    earlier_ports = forms.CharField(
        label=gettext_lazy("Where you declared before"),
        help_text=gettext_lazy("The ports, one on each line; empty if nowhere."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, data: Any = None, sent: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, sent, initial=initial)
        choices = countries(timezone.localdate())
        self.fields["export_isos"].choices = choices  # type: ignore[attr-defined]
        for kind in DocumentKind:
            self.fields[paper_name(kind)] = several_files(
                capfirst(str(kind.label)),
                _HINTS[kind],
                required=kind in PAPERS_NEEDED,
                is_needed_now=False,
            )

    def paper_fields(self) -> Iterator[tuple[str, Any]]:
        """Give each kind of paper with its field."""
        for kind in DocumentKind:
            yield kind.value, self[paper_name(kind)]

    def application(self) -> Application:
        """Give what was filled in, as the service takes it."""
        data = self.cleaned_data
        ports = data["earlier_ports"].replace("，", "\n").replace("、", "\n").splitlines()
        papers: list[tuple[str, GivenFile]] = [
            (kind.value, given)
            for kind in DocumentKind
            for given in data.get(paper_name(kind)) or []
        ]
        return Application(
            process=data["process"].strip(),
            premises=data["premises"].strip(),
            workers=data["workers"],
            pieces_per_year=data["pieces_per_year"],
            quality_officer=data["quality_officer"].strip(),
            quality_phone=data["quality_phone"].strip(),
            earlier_ports=ports[:PORTS_MOST],
            export_isos=data["export_isos"],
            papers=papers,
        )


def application_of(registration: Registration) -> dict[str, Any]:
    """Give what an application says, as its form shows it."""
    return {
        "process": registration.process,
        "premises": registration.premises,
        "workers": registration.workers,
        "pieces_per_year": registration.pieces_per_year,
        "quality_officer": registration.quality_officer,
        "quality_phone": registration.quality_phone,
        "export_isos": registration.export_isos,
        "earlier_ports": "\n".join(registration.earlier_ports),
    }


def first_application(firm: Enterprise, before: Registration | None) -> dict[str, Any]:
    """Give what a new application begins with: what the firm is known by, and what it renews."""
    said = application_of(before) if before is not None else {}
    # The firm keeps its figures and markets itself since then, so they are the newer ones.
    today = {
        "workers": firm.workers,
        "pieces_per_year": firm.pieces_per_year,
        "export_isos": list(firm.export_markets.values_list("iso", flat=True)),
    }
    written = {name: value for name, value in said.items() if value}
    kept = {name: value for name, value in today.items() if value}
    return {"premises": firm.address} | written | kept


class AnswerForm(forms.Form):
    """What a firm did about a finding, and what shows it."""

    answer = forms.CharField(
        label=gettext_lazy("What you did"),
        help_text=gettext_lazy("What was changed, by whom, and how it stays so."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Say what you did.")},
    )
    evidence: FilesField = several_files(
        gettext_lazy("Photographs and papers"),
        gettext_lazy("What shows it: JPEG, PNG or PDF, up to 10 MB each."),
    )

    def __init__(self, data: Any = None, sent: Any = None, *, has_evidence: bool, **kwargs: Any):
        super().__init__(data, sent, **kwargs)
        self.fields["evidence"].required = not has_evidence


class WishForm(forms.Form):
    """What a dyehouse wishes to be filed for."""

    wished = forms.CharField(
        label=gettext_lazy("What you do"),
        help_text=gettext_lazy(
            "Species, processes and colours, such as “fox and mink; dyed; black and brown”."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what you wish to be filed for.")},
    )
