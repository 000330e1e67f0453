"""The pages of one area of work each, looked at like all others.

Every module here says `WALLS` (by names that no other area uses) and may say
`hang(gallery, firm)`, which makes the records that they show, and their readers.
"""

import pkgutil
from importlib import import_module

from enterprises.models import Enterprise
from tests.browser.walls import Gallery, Wall

_AREAS = {
    found.name: import_module(f"{__name__}.{found.name}")
    for found in pkgutil.iter_modules(__path__)
}


def names() -> tuple[str, ...]:
    """Name every area that has pages."""
    return tuple(_AREAS)


def walls(area: str) -> dict[str, Wall]:
    """Give the pages of an area by their names."""
    pages: dict[str, Wall] = _AREAS[area].WALLS
    return pages


def hang(area: str, gallery: Gallery, firm: Enterprise) -> None:
    """Make the records of an area."""
    if make := getattr(_AREAS[area], "hang", None):
        make(gallery, firm)
