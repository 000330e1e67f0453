"""What left, told apart by country, class, firm and brand; and the months of those with most at stake."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from blacklist.models import Classification
from blacklist.states import Level
from enterprises import formats, parts
from enterprises.models import Enterprise
from enterprises.selectors.reasons import country_name
from enterprises.tones import Text, look_of
from inspections.selectors.pages.figures import share_words
from inspections.selectors.statistics import Asked, Released
from inspections.selectors.statistics.released import Amount, NamedAmount
from lab.models import MonitoringObligation
from lab.states import MonitoringRole, ObligationState

DESTINATIONS_SHOWN = 12


@dataclass(frozen=True)
class AmountRow:
    """One line of a table of amounts."""

    name: Text
    amount: Amount
    share: str
    url: str = ""
    badge: str = ""

    @property
    def usd(self) -> int:
        """The value in whole dollars; the export has the cents."""
        return round(self.amount.value_usd)


@dataclass(frozen=True)
class AmountTable:
    """What left, told apart in one way."""

    id: str
    title: Text
    head: Text
    rows: tuple[AmountRow, ...]
    note: Text = ""


def amount_tables(released: Released, asked: Asked) -> Iterable[AmountTable]:
    whole = released.whole
    yield AmountTable(
        "countries",
        _("By country"),
        _("Country"),
        tuple(
            _row(country_name(row.key), row, whole)
            for row in released.destinations[:DESTINATIONS_SHOWN]
        ),
        note=_more(len(released.destinations), DESTINATIONS_SHOWN),
    )
    yield AmountTable(
        "classes",
        _("By class on the day of the decision"),
        _("Class"),
        tuple(
            _row(
                Level(row.key).label if row.key in Level.values else formats.MISSING,
                row,
                whole,
                badge=row.key.lower(),
            )
            for row in released.levels
        ),
    )
    if asked.which.firm is None:
        yield AmountTable(
            "firms",
            _("By firm, the largest first"),
            _("Firm"),
            tuple(
                _row(row.name, row, whole, url=reverse("inspections:firm", args=[row.key]))
                for row in released.firms
            ),
            note=_more(released.firms_whole, len(released.firms)),
        )
    if released.brands:
        yield AmountTable(
            "brands",
            _("By own brand"),
            _("Brands of a firm for the country"),
            tuple(_row(row.name, row, whole) for row in released.brands),
            note=_(
                "A declaration names no brand: counted is what a firm sent where it has a brand "
                "of its own."
            ),
        )


def _row(
    name: Text, row: NamedAmount, whole: Amount, *, url: str = "", badge: str = ""
) -> AmountRow:
    return AmountRow(
        name, row.amount, share_words(row.amount.pieces, whole.pieces), url=url, badge=badge
    )


def _more(whole: int, shown: int) -> str:
    if whole <= shown:
        return ""
    return _("%(shown)s of %(whole)s; the export has all.") % {
        "shown": formats.number(shown),
        "whole": formats.number(whole),
    }


# ---- coverage ---------------------------------------------------------------------


def monitoring_rows(released: Released, asked: Asked) -> tuple[parts.MatrixRow, ...]:
    """Show the months of the firms with most at stake: subject by month, a sign in each cell."""
    serials = [row.key for row in released.firms]
    if asked.which.firm is not None:
        serials = [asked.which.firm.serial]
    firms = {firm.serial: firm for firm in Enterprise.objects.filter(serial__in=serials)}
    classes = dict(
        Classification.objects.filter(
            enterprise__in=firms.values(), until__isnull=True
        ).values_list("enterprise", "credit_class")
    )
    states: Mapping[tuple[int, date], str] = {
        (firm, month): state
        for firm, month, state in MonitoringObligation.objects.filter(
            enterprise__in=firms.values(),
            role=MonitoringRole.EXPORTER,
            month__in=asked.span.months,
        ).values_list("enterprise", "month", "state")
    }
    return tuple(
        _subject(firms[serial], classes.get(firms[serial].pk, ""), states, asked)
        for serial in serials
    )


def _subject(
    firm: Enterprise, credit_class: str, states: Mapping[tuple[int, date], str], asked: Asked
) -> parts.MatrixRow:
    held = [states.get((firm.pk, month), "") for month in asked.span.months]
    cells = []
    for state in held:
        look = look_of(state, "obligation") if state else None
        cells.append(
            parts.Cell(look.tone or "none", look.sign, look.word)
            if look
            else parts.Cell("none", "", _("no obligation"))
        )
    return parts.MatrixRow(
        label=firm.name,
        cells=tuple(cells),
        total=_("%(passed)s of %(months)s")
        % {"passed": held.count(ObligationState.PASSED), "months": sum(map(bool, held))},
        badge=credit_class.lower(),
        url=reverse("inspections:firm", args=[firm.serial]),
    )
