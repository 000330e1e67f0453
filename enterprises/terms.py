"""How long things last and take on the ground floor, and when people are reminded of them.

The figures are keyed rows of the scoring scheme, which the floor above reads; the setting
`TERMS_PROVIDER` names the function that answers for a day, as `SHELL_PROVIDER` does for pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module

from django.conf import settings


@dataclass(frozen=True)
class Terms:
    """The terms in force on a day. Units: `_days` are working days, `_months` months."""

    accept_days: int
    decide_days: int
    rectification_days: int
    provisional_months_max: int
    valid_months: int
    renewal_months: int
    remind_before: tuple[int, ...]
    remind_after: tuple[int, ...]


def terms_on(day: date) -> Terms:
    """Give the terms in force on a day."""
    return _provider(settings.TERMS_PROVIDER)(day)


@cache
def _provider(path: str) -> Callable[[date], Terms]:
    module, _, name = path.rpartition(".")
    provider: Callable[[date], Terms] = getattr(import_module(module), name)
    return provider
