"""Fields that may stay empty while one writes, and not any more when one hands in."""

from typing import Any

from django import forms

from enterprises.fields import CountField


class NeededLater:
    """A field that is asked for only at the end, so it is never marked as optional."""

    def validate(self: Any, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)  # type: ignore[misc]


class LaterText(NeededLater, forms.CharField):
    """Words needed later."""


class LaterCount(NeededLater, CountField):
    """A figure needed later."""


class LaterChoice(NeededLater, forms.ChoiceField):
    """A choice needed later."""


class LaterChoices(NeededLater, forms.MultipleChoiceField):
    """Choices needed later."""
