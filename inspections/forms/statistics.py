"""What statistics may be asked, on a page and through the API alike."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from blacklist.states import Level
from enterprises.calendar import months_on
from enterprises.filters.countries import country_choices
from enterprises.models import Enterprise
from inspections.selectors.statistics import SERIES, Asked, Span, Which, usual_span

YEARS_MOST = 10
MONTHS_MOST = 12 * YEARS_MOST
_ANY = [("", gettext_lazy("All"))]


class StatisticsForm(forms.Form):
    """Days, both included, and which declarations; nothing is required."""

    since = forms.DateField(label=pgettext_lazy("day", "From"), required=False)
    until = forms.DateField(label=gettext_lazy("To, included"), required=False)
    market = forms.ChoiceField(
        label=gettext_lazy("Market"), required=False, choices=[*_ANY, *SERIES.items()]
    )
    destination = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    credit_class = forms.ChoiceField(
        label=gettext_lazy("Class"), required=False, choices=[*_ANY, *Level.choices]
    )
    firm = forms.CharField(
        label=gettext_lazy("Serial or credit code"), required=False, max_length=18
    )

    def __init__(
        self,
        data: Any,
        *,
        today: Any,
        visible: QuerySet[Enterprise],
        seen: QuerySet[Enterprise] | None = None,
        firm: Enterprise | None = None,
    ) -> None:
        """`visible` are the firms that may be named, `seen` those that are counted at all."""
        usual = usual_span(today)
        shown = data.copy()
        if not shown.get("since") and not shown.get("until"):
            # The days that are meant stand in their fields.
            shown["since"], shown["until"] = usual.first.isoformat(), usual.last.isoformat()
        super().__init__(shown, auto_id="by-%s")
        self.today, self.visible, self.seen, self.only = today, visible, seen, firm
        country: Any = self.fields["destination"]
        country.choices = [*_ANY, *country_choices()]
        if firm is not None:
            del self.fields["firm"]

    def clean_firm(self) -> Enterprise | None:
        written = self.cleaned_data["firm"].strip().upper()
        if not written:
            return None
        found = self.visible.filter(Q(serial=written) | Q(credit_code=written)).first()
        if found is None:
            raise forms.ValidationError(
                _("No firm has this number. Enter a serial such as 0042, or the whole credit code.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        span = self._span(cleaned)
        if span.last < span.first:
            self.add_error("until", _("Enter a day that is not before the first."))
        elif months_on(span.first, MONTHS_MOST) <= span.last:
            self.add_error("since", _("Ask for ten years at most."))
        return cleaned

    @property
    def asked(self) -> Asked:
        """The question; the usual months of everything where something entered cannot be."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return Asked(
            self._span(cleaned),
            Which(
                market=cleaned.get("market", ""),
                destination=cleaned.get("destination", ""),
                level=cleaned.get("credit_class", ""),
                firm=self.only or cleaned.get("firm"),
                seen=self.seen,
            ),
        )

    def _span(self, cleaned: dict[str, Any]) -> Span:
        usual = usual_span(self.today)
        last = cleaned.get("until") or usual.last
        first = cleaned.get("since") or (
            usual_span(last).first if last != usual.last else usual.first
        )
        return Span(first, last)


MEASURED = (
    ("pieces", gettext_lazy("Pieces")),
    ("value", pgettext_lazy("money", "Value, thousand USD")),
    ("batches", gettext_lazy("Consignments")),
)
