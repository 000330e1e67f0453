"""Filings of dyehouses as they stood on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from enterprises.asking import asked_often
from enterprises.models import DyehouseFiling
from enterprises.states import Colour, DyehouseFilingState, Process, Species

# Whose period and suspensions say on which days it counted.
_WAS_FILED = (
    DyehouseFilingState.FILED,
    DyehouseFilingState.SUSPENDED,
    DyehouseFilingState.EXPIRED,
    DyehouseFilingState.CANCELLED,
)


@dataclass(frozen=True)
class FilingFacts:
    """A filing: its half-open period, when it was suspended, and what it covers."""

    pk: int
    number: str
    enterprise_id: int
    state: str
    valid_from: date | None
    valid_until: date | None
    suspensions: tuple[tuple[date, date | None], ...]
    scopes: frozenset[tuple[str, str, str]]

    def counted_on(self, day: date) -> bool:
        """Tell whether the filing was valid, and not suspended, on a day."""
        if self.valid_from is None or self.valid_until is None:
            return False
        is_suspended = any(
            since <= day and (until is None or day < until) for since, until in self.suspensions
        )
        return self.valid_from <= day < self.valid_until and not is_suspended

    def covers(self, species: str, process: str, colour: str) -> bool:
        return (species, process, colour) in self.scopes


def filings_of(enterprises: Iterable[int]) -> Mapping[int, tuple[FilingFacts, ...]]:
    """Give every filing that ever counted of some dyehouses, in three questions."""
    wanted = set(enterprises)
    found: dict[int, list[FilingFacts]] = {firm: [] for firm in wanted}
    filings = _filings(wanted)
    prefetch_related_objects(filings, "suspensions", "scopes")
    for filing in filings:
        found[filing.enterprise_id].append(_facts(filing))
    return {firm: tuple(facts) for firm, facts in found.items()}


@asked_often
def _filings(enterprises: Iterable[int]) -> QuerySet[DyehouseFiling]:
    rows = DyehouseFiling.objects.filter(enterprise__in=enterprises, state__in=_WAS_FILED)
    return rows.order_by("valid_from", "pk")


def filing_on(enterprise_id: int, day: date) -> FilingFacts | None:
    """Find the filing of a dyehouse that counted on a day."""
    return next(
        (facts for facts in filings_of([enterprise_id])[enterprise_id] if facts.counted_on(day)),
        None,
    )


def _facts(filing: DyehouseFiling) -> FilingFacts:
    return FilingFacts(
        pk=filing.pk,
        number=filing.number,
        enterprise_id=filing.enterprise_id,
        state=filing.state,
        valid_from=filing.valid_from,
        valid_until=filing.valid_until,
        suspensions=tuple((row.since, row.until) for row in filing.suspensions.all()),
        scopes=frozenset((row.species, row.process, row.colour) for row in filing.scopes.all()),
    )


def scope_rows(filing: DyehouseFiling) -> list[tuple[str, str, str]]:
    """Give the scope of a filing for people: species and process, and the colours of both."""
    colours: dict[tuple[str, str], list[str]] = {}
    for row in filing.scopes.order_by("species", "process", "colour"):
        key = str(Species(row.species).label), str(Process(row.process).label)
        known = row.colour in Colour.values
        colours.setdefault(key, []).append(str(Colour(row.colour).label) if known else row.colour)
    return [
        (capfirst(species), process, _(", ").join(found))
        for (species, process), found in colours.items()
    ]
