"""Countries that a list can be asked for."""

from typing import Any

from enterprises.languages import by_name
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import destinations


def country_choices(request: Any = None) -> list[tuple[str, str]]:
    """Offer every country that we have a row of, by name."""
    named = ((iso, country_name(iso)) for iso in destinations())
    return sorted(named, key=lambda pair: by_name(pair[1]))
