"""What papers say in both languages at once; nothing on them depends on the reader's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

ENGLISH, CHINESE = "en", "zh-hans"


@dataclass(frozen=True)
class Both:
    """One thing in both languages; said once where they are the same."""

    zh: str
    en: str

    @classmethod
    def of(cls, choice: Any) -> "Both":
        """Read the label of a choice in both languages."""
        return cls.said(choice.label)

    @classmethod
    def listed(cls, choices: Iterable[Any]) -> "Both":
        """Read the labels of choices, one after the other, in both languages."""
        labels = [cls.of(choice) for choice in choices]
        return cls("、".join(one.zh for one in labels), ", ".join(one.en for one in labels))

    @classmethod
    def said(cls, words: str | Promise) -> "Both":
        """Say a translated word in both languages."""
        with override(CHINESE):
            zh = str(words)
        with override(ENGLISH):
            en = str(words)
        return cls(zh, en)

    @property
    def has_two(self) -> bool:
        return self.zh != self.en
