"""What every template may read: the shell round the page and the reader's theme."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from enterprises.shell import shell_of
from enterprises.themes import theme_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Offer `shell` and `theme`; both are asked for only when a template draws them."""
    return {
        "shell": SimpleLazyObject(lambda: shell_of(request)),
        "theme": SimpleLazyObject(lambda: theme_of(request)),
    }
