"""Words for codes that belong to a floor above: it says them from its own `apps.ready`.

A notice names analytes, which the laboratory alone knows; the page that shows it is down here.
"""

from collections.abc import Callable

_SPEAKERS: dict[str, Callable[[str], str]] = {}


def register(kind: str, speaker: Callable[[str], str]) -> None:
    """Say from now on how codes of a kind are read by people."""
    _SPEAKERS[kind] = speaker


def say(kind: str, code: str) -> str:
    """Say a code in the reader's language; while nobody knows its kind, it speaks for itself."""
    speaker = _SPEAKERS.get(kind)
    return speaker(code) if speaker else code
