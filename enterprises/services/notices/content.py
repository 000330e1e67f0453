"""What a notice says and whom it concerns, and whether it can be so."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from enterprises.errors import Invalid
from enterprises.selectors import reference
from enterprises.states import NoticeKind, Species

TITLE_LENGTH_MAX = 160
TEXT_LENGTH_MAX = 8000


@dataclass(frozen=True)
class NoticeContent:
    """What an officer writes: the words in both languages, and whom they concern."""

    kind: str
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str
    effective_on: date
    destinations: tuple[str, ...] = ()
    analytes: tuple[str, ...] = ()
    species: tuple[str, ...] = ()
    asks_acknowledgement: bool = True
    is_public: bool = False


def checked(content: NoticeContent, *, on: date) -> dict[str, Any]:
    """Give the fields of a notice as they are kept, or name everything that cannot be."""
    faults: dict[str, list[str]] = {}
    kept = asdict(content)
    for name, most in (
        ("title_en", TITLE_LENGTH_MAX),
        ("title_zh", TITLE_LENGTH_MAX),
        ("text_en", TEXT_LENGTH_MAX),
        ("text_zh", TEXT_LENGTH_MAX),
    ):
        # A title is one line, also in the subject of a mail.
        is_title = name.startswith("title")
        kept[name] = " ".join(kept[name].split()) if is_title else kept[name].strip()
        if not kept[name]:
            faults[name] = [_("A notice is written in both languages.")]
        elif len(kept[name]) > most:
            faults[name] = [_("At most %(most)s characters.") % {"most": most}]
    for name in ("destinations", "analytes", "species"):
        kept[name] = sorted(set(kept[name]))
    if content.kind not in NoticeKind.values:
        faults["kind"] = [_("Say what the notice is about.")]
    unknown = [iso for iso in kept["destinations"] if not reference.find_destination(iso, on)]
    if unknown:
        sentence = _("No rule covers %(countries)s.") % {"countries": ", ".join(unknown)}
        faults["destinations"] = [sentence]
    if not set(kept["species"]) <= set(Species.values):
        faults["species"] = [_("Choose among the furs that are offered.")]
    if faults:
        raise Invalid(fields=faults)
    return kept
