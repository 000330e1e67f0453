"""What the particulars of an audit entry are called; what is unknown keeps the name it was given."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.tones import Text

LENGTH, DIGEST_SHOWN = 160, 12
_DIGEST = re.compile(r"[0-9a-f]{32,}")
# A record's version tells programs apart who wrote first; it tells a person nothing.
_LEFT_OUT = frozenset({"version"})
_NOTHING: tuple[object, ...] = ("", None, [], {})

_NAMES: dict[str, Text] = {
    "adjustment": _("adjustment"),
    "cause": _("cause"),
    "class": _("class"),
    "document": _("document"),
    "evidence": _("evidence"),
    "fails": _("fails"),
    "finding": pgettext_lazy("particular", "finding"),
    "firms": _("firms"),
    "from": pgettext_lazy("particular", "from"),
    "hold": pgettext_lazy("particular", "task"),
    "indicator": _("indicator"),
    "iso": _("country"),
    "isos": _("countries"),
    "judgement": _("judgement"),
    "kind": _("kind"),
    "lane": _("rule"),
    "list": _("list"),
    "lots": _("lots"),
    "name": _("name"),
    "note": _("note"),
    "opened": _("opened"),
    "ordinal": pgettext_lazy("particular", "number"),
    "outcome": _("outcome"),
    "owner": pgettext_lazy("particular", "with"),
    "purpose": _("purpose"),
    "question": _("question"),
    "reason": _("reason"),
    "reason_code": _("reason"),
    "report": _("report"),
    "role": _("role"),
    "roles": _("roles"),
    "sample": _("sample"),
    "score": _("score"),
    "seal": _("seal"),
    "seal_intact": _("seal intact"),
    "skins": _("skins"),
    "source": _("source"),
    "state": _("state"),
    "submission": _("submission"),
    "supplier": _("supplier"),
    "task": pgettext_lazy("particular", "task"),
    "to": pgettext_lazy("particular", "to"),
    "trigger": _("because of"),
    "user": _("user"),
    "values": _("values"),
}


def particulars(detail: Mapping[str, Any] | None) -> str:
    """Give the particulars in the reader's words, short enough for a line."""
    said = [
        _("%(name)s: %(value)s") % {"name": _NAMES.get(name, name), "value": _value(value)}
        for name, value in (detail or {}).items()
        if name not in _LEFT_OUT and value not in _NOTHING
    ]
    text = str(_(", ")).join(said)
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return str(_(", ")).join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{text[:DIGEST_SHOWN]}…" if _DIGEST.fullmatch(text) else text
