"""Countries to choose from: monitored markets first, strict ones next, each by its name."""

from datetime import date

from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import destinations, find_destination
from enterprises.states import Regime

_ORDER = [Regime.MONITORED.value, Regime.STRICT.value, Regime.DEFAULT.value]


def countries(on: date) -> list[tuple[str, str]]:
    """Give every country that a rule covers on a day, with its name."""
    rows = [find_destination(iso, on) for iso in destinations()]
    named = [(_ORDER.index(row.regime), country_name(row.iso), row.iso) for row in rows if row]
    return [(iso, name) for _place, name, iso in sorted(named)]
