"""Light, dark, or as the machine says: chosen by the reader, kept with the user or in a cookie."""

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

THEME_COOKIE = "theme"


class ThemeChoice(TextChoices):
    AUTO = "auto", pgettext_lazy("theme", "As the device")
    LIGHT = "light", pgettext_lazy("theme", "Light")
    DARK = "dark", pgettext_lazy("theme", "Dark")


# What the dark style sheet is linked with, so that the choice needs no script.
DARK_MEDIA = {
    ThemeChoice.AUTO: "(prefers-color-scheme: dark)",
    ThemeChoice.LIGHT: "not all",
    ThemeChoice.DARK: "all",
}
COLOR_SCHEME = {
    ThemeChoice.AUTO: "light dark",
    ThemeChoice.LIGHT: "light",
    ThemeChoice.DARK: "dark",
}


def theme_of(request: HttpRequest) -> ThemeChoice:
    """Answer the reader's theme: the user's own, else the cookie's, else the device's."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "theme", "") or request.COOKIES.get(THEME_COOKIE, "")
    return ThemeChoice(chosen) if chosen in ThemeChoice.values else ThemeChoice.AUTO
