"""The doors of the laboratory."""

from tests.security.doors import Door

DOORS: tuple[Door, ...] = ()
