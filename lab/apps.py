"""The app's name on the door."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabConfig(AppConfig):
    name = "lab"
    verbose_name = _("Laboratory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from enterprises import codes
        from lab import tones  # noqa: F401  (registers how the states look)
        from lab.words import analyte_name

        codes.register("analyte", analyte_name)
