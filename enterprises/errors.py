"""The rules saying no: the root of every refusal that people are told."""

import datetime
import re
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.formats import written_date

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class DomainError(Exception):
    """A refusal with a stable code, a sentence for people and, where known, the fields it is about.

    `params` fill the sentence; `fields` maps a field's name to its own sentences.
    """

    code: ClassVar[str] = "REFUSED"
    sentence: ClassVar[str | Promise] = _("This is not possible now.")
    status: ClassVar[int] = 409

    def __init__(self, *, fields: dict[str, list[str]] | None = None, **params: Any) -> None:
        self.params = params
        self.fields = fields or {}
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.sentence) % {name: _said(value) for name, value in self.params.items()}


def _said(value: Any) -> Any:
    """Write a day as the reader writes it; all else goes into the sentence as it is."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        value = datetime.date.fromisoformat(value)
    if isinstance(value, datetime.datetime):
        return written_date(value, "moment")
    return written_date(value) if isinstance(value, datetime.date) else value


class IllegalTransition(DomainError):
    code = "ILLEGAL_TRANSITION"
    sentence = _("%(record)s is %(state)s; %(action)s is not possible now.")


class StaleVersion(DomainError):
    code = "VERSION_CONFLICT"
    sentence = _("%(record)s was changed meanwhile; load it again.")


class SelfApproval(DomainError):
    code = "SELF_APPROVAL"
    sentence = _("You proposed or entered this; another person approves it.")


class NotPermitted(DomainError):
    code = "NOT_PERMITTED"
    sentence = _("Your role does not allow this: %(permissions)s.")
    status = 403


class Invalid(DomainError):
    """What was entered cannot be; each sentence stands at its field."""

    code = "INVALID"
    sentence = _("Something entered cannot be.")
    status = 400
