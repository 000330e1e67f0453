"""Which of the two languages the reader reads: what is kept in both is said in one."""

import re

from django.utils.translation import get_language

# What the system itself writes down is kept in both: 样品不合格 · Failed sample S26-000545.
_IN_BOTH = re.compile(r"(?P<zh>[^·]*[\u4e00-\u9fff][^·]*) · (?P<en>[^\u4e00-\u9fff·]+)")
_NUMBER = re.compile(r"\b[A-Z]\d{2}-\d{6}\b")


def is_chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def by_name(name: str) -> bytes:
    """Give what sorts names as their readers look for them: by the alphabet, or by pinyin.

    The national code holds the common characters in the order of their sound.
    """
    return name.encode("gb18030") if is_chinese() else name.casefold().encode()


def either(english: str, chinese: str) -> str:
    """Say what is kept in both languages in the reader's."""
    return chinese if is_chinese() else english


def own_words(text: str) -> str:
    """Give the reader's half of what was written in both languages; anything else as it is.

    The number of a record stands behind the English half, and belongs to both.
    """
    found = _IN_BOTH.fullmatch(text)
    if found is None:
        return text
    number = _NUMBER.search(found["en"])
    if number is None or number[0] in found["zh"]:
        return either(found["en"], found["zh"])
    return either(found["en"], f"{found['zh']} {number[0]}")
