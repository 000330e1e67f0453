"""The furniture round a page: navigation, unread messages, who is here.

What stands in it is known on the top floor only; the setting `SHELL_PROVIDER` names the function
that answers it for a request, and the frames draw whatever it says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest

from enterprises.tones import Text


@dataclass(frozen=True)
class NavItem:
    """One address in the navigation, with what waits behind it."""

    url: str
    label: Text
    icon: str = ""
    count: int | None = None
    is_due: bool = False
    is_current: bool = False
    # Beginnings of other addresses at which one still stands here.
    also: tuple[str, ...] = ()

    def reach(self, path: str) -> int:
        """Give how much of a path this address covers; nothing where one stands elsewhere."""
        return max((len(one) for one in (self.url, *self.also) if path.startswith(one)), default=0)


@dataclass(frozen=True)
class NavGroup:
    """A heading and its addresses; tabs of the portal have one group without a heading."""

    label: Text
    items: tuple[NavItem, ...]


@dataclass(frozen=True)
class Shell:
    """All a frame needs to know about the reader."""

    frame: str = "frames/open.html"
    home_url: str = "/"
    place: Text = ""
    person: Text = ""
    navigation: tuple[NavGroup, ...] = ()
    unread: int = 0
    inbox_url: str = ""
    search_url: str = ""
    search_words: Text = ""
    footer: tuple[NavItem, ...] = field(default=())

    def standing_at(self, path: str) -> "Shell":
        """Mark the one item whose address covers most of the path."""
        items = [item for group in self.navigation for item in group.items]
        nearest = max(items, key=lambda item: item.reach(path), default=None)
        here = nearest.url if nearest and nearest.reach(path) else None
        groups = tuple(
            replace(
                group,
                items=tuple(replace(item, is_current=item.url == here) for item in group.items),
            )
            for group in self.navigation
        )
        return replace(self, navigation=groups)


def shell_of(request: HttpRequest) -> Shell:
    """Ask the top floor for the furniture of this request; bare walls while nobody provides it."""
    provider = _provider(getattr(settings, "SHELL_PROVIDER", ""))
    return provider(request).standing_at(request.path) if provider else Shell()


def _provider(path: str) -> Callable[[HttpRequest], Shell] | None:
    module, _, name = path.rpartition(".")
    if not module:
        return None
    try:
        provider: Callable[[HttpRequest], Shell] = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        # An absent module is an unfurnished house; one that is there but broken shall be seen.
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):
            return None
        raise
    return provider
