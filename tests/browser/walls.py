"""What a gallery of pages is made of: its readers, its records, and a wall for each page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from enterprises.models import User

ANYBODY, FIRM, INSPECTOR, CHIEF = "anybody", "firm", "inspector", "chief"
ANALYST, REVIEWER = "analyst", "reviewer"


@dataclass
class Gallery:
    """Who reads, and what stands in addresses by the name of the record."""

    readers: dict[str, User] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wall:
    """One page: who reads it, where it is, and with what answer."""

    reader: str
    address: Callable[[Mapping[str, str]], str]
    status: int = 200


def at_page(reader: str, name: str, *keys: str, query: str = "", status: int = 200) -> Wall:
    """Hang the page of that name; a key that names a record stands for the record's own."""
    return Wall(
        reader,
        lambda known: (
            reverse(name, args=[known.get(key, key) for key in keys]) + query.format(**known)
        ),
        status,
    )
