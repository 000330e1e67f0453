"""The app's name on the door."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlacklistConfig(AppConfig):
    name = "blacklist"
    verbose_name = _("Credit and lists")
    default_auto_field = "django.db.models.BigAutoField"
