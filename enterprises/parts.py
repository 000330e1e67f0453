"""The shapes that page parts are drawn from; views and selectors fill them, templates read them.

Texts may be strings or safe HTML (`format_html`); anything else is escaped as it is drawn.
"""

import datetime
from dataclasses import dataclass

from enterprises.tones import Text, Tone


@dataclass(frozen=True)
class Link:
    url: str
    label: Text


@dataclass(frozen=True)
class Reason:
    """One finding of a verdict: what is so, why, by which rule, and what to do next."""

    tone: Tone
    heading: Text
    text: Text = ""
    compare: tuple[tuple[Text, Text], ...] = ()
    basis: Text = ""
    basis_url: str = ""
    ways_on: tuple[Link, ...] = ()
    folded: tuple[Text, ...] = ()
    folded_label: Text = ""


@dataclass(frozen=True)
class Stat:
    """A figure with the sentence that compares or explains it."""

    term: Text
    figure: Text
    unit: Text = ""
    note: Text = ""
    tone: Tone = ""
    badge: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened, newest first in its list."""

    at: datetime.date
    what: Text
    note: Text = ""
    tone: Tone = ""
    id: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a long form; a done one links back."""

    label: Text
    url: str = ""
    is_done: bool = False
    is_current: bool = False


@dataclass(frozen=True)
class Tab:
    """One queue above a list."""

    label: Text
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True)
class Task:
    """One thing that waits for the reader, with the one button that does it."""

    what: Text
    why: Text
    url: str
    act: Text
    until: datetime.date | None = None
    stopped: Text = ""
    days_late: int = 0


@dataclass(frozen=True)
class Cell:
    """One cell of a matrix: its sign is drawn, its word is read aloud."""

    tone: str
    sign: str
    word: Text
    url: str = ""


@dataclass(frozen=True)
class MatrixRow:
    label: Text
    cells: tuple[Cell, ...]
    total: Text = ""
    badge: str = ""
    url: str = ""
