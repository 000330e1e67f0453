"""Countries to choose from, by regime or by name alone."""

from datetime import date

from django.utils import timezone

from enterprises.languages import by_name
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import destinations, find_destination
from enterprises.states import Regime

_ORDER = [Regime.MONITORED.value, Regime.STRICT.value, Regime.DEFAULT.value]


def countries(on: date) -> list[tuple[str, str]]:
    """Give every country that a rule covers on a day: monitored ones first, strict ones next."""
    rows = [find_destination(iso, on) for iso in destinations()]
    named = [(_ORDER.index(row.regime), country_name(row.iso), row.iso) for row in rows if row]
    named.sort(key=lambda row: (row[0], by_name(row[1])))
    return [(iso, name) for _place, name, iso in named]


def countries_by_name() -> list[tuple[str, str]]:
    """Give every country that a rule covers today, by its name."""
    return sorted(countries(timezone.localdate()), key=lambda pair: by_name(pair[1]))
