"""What reference data has in common: a period, a source, and how far it is to be trusted."""

from datetime import date
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

_M = TypeVar("_M", bound=models.Model)


class DatedQuerySet(models.QuerySet[_M]):
    def in_force(self, on: date) -> "DatedQuerySet[_M]":
        """Only the rows whose half-open period holds the day."""
        return self.filter(
            models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=on),
            models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=on),
        )


class SourcedFact(models.Model):
    """A fact of the reference data, with its source and its confidence."""

    is_reference = True

    source = models.CharField(_("source"), max_length=400, blank=True)
    confidence = models.CharField(_("confidence"), max_length=40, blank=True)

    class Meta:
        abstract = True


class DatedFact(SourcedFact):
    """A sourced fact that holds from `valid_from` (inclusive) to `valid_until` (exclusive)."""

    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The first day it no longer holds.")
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
