"""The words of a reason, read from the catalogue in the reader's language."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext, override

from enterprises import states
from enterprises.formats import number, written_date
from enterprises.languages import either
from enterprises.selectors import reference

Speaker = Callable[[str], str]

_WHOLE = re.compile(r"\d+")
_MONTH = re.compile(r"\d{4}-\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# What the code in a parameter means to people, by the parameter's name.
_CHOICES: dict[str, type[TextChoices]] = {
    "state": states.RegistrationState,
    "species": states.Species,
    "process": states.Process,
    "colour": states.Colour,
    "product": states.Product,
    "regime": states.Regime,
}
# Counts of skins and pieces, which are written with their separators.
_FIGURES = frozenset(
    {"skins", "pieces", "marks", "needed", "remaining", "left", "cap", "min", "max"}
)
_COUNTRIES = frozenset({"destination", "allowed", "old", "new"})


class _Params(dict[str, str]):
    """Parameters of a sentence; one that is missing shows as an ellipsis, never as an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def say(
    code: str,
    params: Mapping[str, Any] | None = None,
    language: str | None = None,
    *,
    words: Mapping[str, Speaker] | None = None,
) -> str:
    """Say a reason in words; a code that the catalogue lacks speaks for itself.

    `language` is the reader's own unless given; `words` tells, for parameters that hold codes of
    a higher floor, how to say them.
    """
    with override(language or get_language()):
        row = reference.reason_codes().get(code)
        if row is None:
            return code
        template = either(row.text_en, row.text_zh)
        return template.format_map(
            _Params(
                (name, _said(name, value, words or {})) for name, value in (params or {}).items()
            )
        )


def country_name(iso: str) -> str:
    """Name a country in the reader's language; one we have no row of is its code."""
    rows = reference.destinations().get(iso)
    if not rows:
        return iso
    return either(rows[-1].name_en, rows[-1].name_zh)


def _said(name: str, value: Any, words: Mapping[str, Speaker]) -> str:
    text = str(value)
    if _DAY.fullmatch(text):
        return written_date(date.fromisoformat(text))
    if name == "month" and _MONTH.fullmatch(text):
        return written_date(date.fromisoformat(f"{text}-01"), "month")
    if name in _FIGURES and _WHOLE.fullmatch(text):
        return number(int(text))
    speaker = words.get(name) or _speaker(name)
    if speaker is None:
        return text
    return gettext(", ").join(speaker(word) for word in text.split(";"))


def _speaker(name: str) -> Speaker | None:
    if name in _COUNTRIES:
        return country_name
    choices = _CHOICES.get(name)
    if choices is None:
        return None

    def label(word: str) -> str:
        return str(choices(word).label) if word in choices.values else word

    return label
