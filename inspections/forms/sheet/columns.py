"""The columns of a sheet of lines: a stable code, words in both languages, the values known."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from enterprises.states import Contact, Product, Species, Wearer
from enterprises.tones import Text

LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True)
class SheetColumn:
    """One column; a row that fills in `lot` and `skins` alone adds a lot to the line above."""

    code: str
    label: Text
    example: str
    choices: type[TextChoices] | None = None
    is_needed: bool = True
    is_figure: bool = False


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("product", _("Product"), Product.COAT_LONG.value, Product),
    SheetColumn("hs_code", _("HS code"), "4303101090"),
    SheetColumn("description", _("Goods, as on the contract"), "女式水貂皮大衣 Women's mink coat"),
    SheetColumn("species", _("Fur"), Species.MINK.value, Species),
    SheetColumn("wearer", _("Worn by"), Wearer.ADULT.value, Wearer),
    SheetColumn("contact", _("How it is worn"), Contact.INDIRECT.value, Contact),
    SheetColumn("pieces", _("Pieces"), "10", is_figure=True),
    SheetColumn("net_weight_kg", _("Net weight, kg"), "28.5", is_figure=True),
    SheetColumn("value", pgettext_lazy("money", "Value"), "9000.00", is_figure=True),
    SheetColumn("marks", _("Identification marks"), "", is_needed=False),
    SheetColumn("permit_number", _("Permit for protected species"), "", is_needed=False),
    SheetColumn("lot", _("Lot"), "L26-0042-0031", is_needed=False),
    SheetColumn("skins", _("Skins"), "400", is_needed=False, is_figure=True),
)
BY_CODE = {column.code: column for column in COLUMNS}
USE = ("lot", "skins")


@cache
def codes_by_label() -> dict[str, str]:
    """Name the columns by the words of every language, as a head may have them."""
    found: dict[str, str] = {}
    for words, code in _in_every_language((column.label, column.code) for column in COLUMNS):
        found.setdefault(plain(words), code)
    return found


@cache
def values_by_label(choices: type[TextChoices]) -> dict[str, str]:
    """Name the values of a choice by their codes and their words in every language."""
    found = {plain(value): value for value in choices.values}
    pairs = [(label, value) for value, label in choices.choices]
    for words, value in _in_every_language(iter(pairs)):
        found.setdefault(plain(words), value)
    return found


def plain(words: str) -> str:
    """Make two writings of the same words equal."""
    return " ".join(words.split()).casefold().rstrip(" *:：")


def _in_every_language(pairs: Iterator[tuple[Text, str]]) -> Iterator[tuple[str, str]]:
    known = list(pairs)
    for language in LANGUAGES:
        with override(language):
            yield from ((str(label), code) for label, code in known)
