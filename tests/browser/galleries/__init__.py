"""The pages of one area of work each, looked at like all others.

Every module here says `WALLS` (by names that no other area uses) and may say
`hang(gallery, firm)`, which makes the records that they show, and their readers.
"""

import pkgutil
from importlib import import_module

from enterprises.models import Enterprise
from tests.browser.walls import Gallery, Wall

_AREAS = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


def walls() -> dict[str, Wall]:
    """Give the pages of all areas by their names."""
    return {name: wall for area in _AREAS for name, wall in area.WALLS.items()}


def hang(gallery: Gallery, firm: Enterprise) -> None:
    """Make the records of every area."""
    for area in _AREAS:
        if make := getattr(area, "hang", None):
            make(gallery, firm)
