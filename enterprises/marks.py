"""The small marks that stand beside a word: icons, chips, signs and class badges."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from enterprises import formats
from enterprises.icons import ICONS
from enterprises.tones import COMMON, TONE_SIGNS, look_of


def icon(name: str) -> SafeString:
    """Draw an icon beside its word."""
    if name not in ICONS:
        raise KeyError(f"No icon is called {name!r}")
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


def chip(code: str, kind: str = COMMON, word: str = "") -> SafeString:
    """Show a state: `{% chip declaration.state kind="declaration" %}`."""
    look = look_of(code, kind)
    return format_html(
        '<span class="chip {}">{}{}</span>', look.tone, icon(look.sign), word or look.word or code
    )


def sign(tone: str, word: str, unseen: bool = False, name: str = "") -> SafeString:
    """Show a sign and its word inside a text or a cell; in a column of ticks the word is unseen."""
    shown = format_html('<span class="unseen">{}</span>', word) if unseen else word
    return format_html(
        '<span class="sign {}">{}{}</span>', tone, icon(name or TONE_SIGNS[tone]), shown
    )


_BADGES = {
    "a": _("Class A"),
    "b": _("Class B"),
    "c": _("Class C"),
    "d": _("Class D"),
    "red": _("Class A, red list"),
    "black": _("Class D, black list"),
}


def class_words(badge: str) -> str:
    """Say a class or list in words."""
    return str(_BADGES[badge])


def badge(code: str, name: str = "", big: bool = False, listed: str = "") -> str | SafeString:
    """Draw a class: circle A, square B, diamond C, octagon D, rosette red list, pennant black list.

    `listed` ("red", "black" or nothing) goes before the letter; with a name the two stand together.
    """
    shape = (listed or code or "").lower()
    if shape not in _BADGES:
        return name or formats.MISSING
    drawing = format_html(
        '<svg class="cls {}" viewBox="0 0 32 32" role="img" aria-label="{}">'
        '<use href="#cls-{}"/></svg>',
        f"{shape} big" if big else shape,
        class_words(shape),
        shape,
    )
    return format_html('<span class="classed">{}{}</span>', drawing, name) if name else drawing
