"""What the particulars of an audit entry are called; what is unknown keeps the name it was given."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.formats import MISSING
from enterprises.tones import Text

LENGTH, DIGEST_SHOWN = 160, 12
_DIGEST = re.compile(r"[0-9a-f]{32,}")
# A record's version tells programs apart who wrote first; it tells a person nothing.
_LEFT_OUT = frozenset({"version"})
_NOTHING: tuple[object, ...] = ("", None, [], {})

_NAMES: dict[str, Text] = {
    "adjustment": _("adjustment"),
    "answer": _("answer"),
    "busy_days": pgettext_lazy("particular", "days with releases"),
    "cause": _("cause"),
    "class": _("class"),
    "copy": pgettext_lazy("particular", "new copy"),
    "department": pgettext_lazy("particular", "department"),
    "digest": _("digest"),
    "document": _("document"),
    "evidence": _("evidence"),
    "fails": _("fails"),
    "finding": pgettext_lazy("particular", "finding"),
    "firms": _("firms"),
    "freed": pgettext_lazy("particular", "freed"),
    "from": pgettext_lazy("particular", "from"),
    "grounds": _("grounds"),
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
    "open_tasks": pgettext_lazy("particular", "open tasks"),
    "opened": _("opened"),
    "ordered": pgettext_lazy("particular", "ordered"),
    "ordinal": pgettext_lazy("particular", "number"),
    "outcome": _("outcome"),
    "owner": pgettext_lazy("particular", "with"),
    "pieces": pgettext_lazy("particular", "pieces"),
    "purpose": _("purpose"),
    "question": _("question"),
    "reason": _("reason"),
    "reason_code": _("reason"),
    "report": _("report"),
    "role": _("role"),
    "roles": _("roles"),
    "sample": _("sample"),
    "scopes": _("rights"),
    "score": _("score"),
    "seal": _("seal"),
    "seal_intact": _("seal intact"),
    "skins": _("skins"),
    "source": _("source"),
    "state": _("state"),
    "submission": _("submission"),
    "supplier": _("supplier"),
    "task": pgettext_lazy("particular", "task"),
    "title": pgettext_lazy("particular", "title"),
    "to": pgettext_lazy("particular", "to"),
    "trigger": _("because of"),
    "usd": pgettext_lazy("particular", "US dollars"),
    "user": _("user"),
    "values": _("values"),
    "what": pgettext_lazy("particular", "what"),
}
ARROW = " → "


def particulars(detail: Mapping[str, Any] | None, *, are_changes: bool = False) -> str:
    """Give the particulars in the reader's words, short enough for a line.

    The changes of a form are kept as an old and a new value beside each field's name.
    """
    if are_changes:
        detail = {name: _Change(*pair) for name, pair in (detail or {}).items()}
    said = [
        _("%(name)s: %(value)s") % {"name": _name(name), "value": _value(value)}
        for name, value in _compared(detail or {}).items()
        if name not in _LEFT_OUT and value not in _NOTHING
    ]
    text = str(_(", ")).join(said)
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}…"


def _name(name: str) -> Text:
    return _NAMES.get(name) or _fields().get(name, name)


@cache
def _fields() -> Mapping[str, Text]:
    """Name the fields of records, which the changes of a form are kept by."""
    return {
        field.name: field.verbose_name
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field.verbose_name, Promise)
    }


def _compared(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tell two states of a record as its changes, field by field."""
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return detail
    rest = {name: value for name, value in detail.items() if name not in ("before", "after")}
    changes = {
        name: _Change(before.get(name), value)
        for name, value in after.items()
        if value != before.get(name)
    }
    return rest | changes


@dataclass(frozen=True)
class _Change:
    old: object
    new: object


def _value(value: object) -> str:
    if isinstance(value, _Change):
        return ARROW.join(
            MISSING if one in _NOTHING else _value(one) for one in (value.old, value.new)
        )
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return str(_(", ")).join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"{text[:DIGEST_SHOWN]}…" if _DIGEST.fullmatch(text) else text
