"""Countries that a list can be asked for."""

from typing import Any

from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import destinations


def country_choices(request: Any = None) -> list[tuple[str, str]]:
    """Offer every country that we have a row of, by name."""
    return sorted(((iso, country_name(iso)) for iso in destinations()), key=lambda pair: pair[1])
