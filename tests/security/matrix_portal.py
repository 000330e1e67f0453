"""The doors of firms and those who read with them."""

from tests.security.doors import Door

DOORS: tuple[Door, ...] = ()
