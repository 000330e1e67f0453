"""Countries to choose from: the monitored markets first, then by their names."""

from datetime import date

from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import destinations, destinations_of_regime, find_destination
from enterprises.states import Regime


def countries(on: date) -> list[tuple[str, str]]:
    """Give every country that a rule covers on a day, with its name."""
    monitored = destinations_of_regime(Regime.MONITORED, on)
    known = [(iso, country_name(iso)) for iso in destinations() if find_destination(iso, on)]
    return sorted(known, key=lambda pair: (pair[0] not in monitored, pair[1]))
