"""The app's name on the door."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = _("Inspection and release")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from inspections import tones  # noqa: F401  (registers how the states look)
