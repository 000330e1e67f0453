"""The doors of the officers' desk."""

from tests.security.doors import Door

DOORS: tuple[Door, ...] = ()
