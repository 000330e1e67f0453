"""The doors of one area of work each: its pages, its routes of the API, and the records behind them.

Every module here may say `DOORS` (of pages, `tests.security.doors`), `ROUTES` (of the API,
`tests.security.matrix_api`), `UNLIKE` (who fares unlike those whom `ALIKE` names, by person, route
and, where it differs, method), and
`records_of(firm)`, which makes records of the firm and gives the key of each by its name; one whose
firm has to have a clean record as yet says `COMES_FIRST`.
A record that stands in addresses of the API has the first word of the route's name.
"""

import pkgutil
from importlib import import_module
from typing import Any

from enterprises.models import Enterprise

_AREAS = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


def gathered(name: str) -> tuple[Any, ...]:
    """Give what all areas say under a name, in the order of the areas."""
    return tuple(row for area in _AREAS for row in getattr(area, name, ()))


def gathered_by_name(name: str) -> dict[Any, Any]:
    """Give what all areas say under a name, where each says a table."""
    return {key: value for area in _AREAS for key, value in getattr(area, name, {}).items()}


def records_of(firm: Enterprise) -> dict[str, str]:
    """Make the records of every area, and give the key of each by its name."""
    keys: dict[str, str] = {}
    for area in sorted(_AREAS, key=lambda area: not getattr(area, "COMES_FIRST", False)):
        if make := getattr(area, "records_of", None):
            keys |= make(firm)
    return keys
