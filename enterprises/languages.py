"""Which of the two languages the reader reads: what is kept in both is said in one."""

from django.utils.translation import get_language


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
