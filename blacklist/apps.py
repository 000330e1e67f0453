"""The app's name on the door."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlacklistConfig(AppConfig):
    name = "blacklist"
    verbose_name = _("Credit and lists")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from blacklist import tones  # noqa: F401  (registers how the states look)
