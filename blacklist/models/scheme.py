"""The scoring scheme, versioned: indicators, weights, thresholds, lapse times, clocks."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.languages import either
from enterprises.models.dated import DatedFact, SourcedFact


class ScoringScheme(DatedFact):
    """A version of the scheme; exactly one is in force on a day."""

    code = models.CharField(_("code"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("scoring scheme")
        verbose_name_plural = _("scoring schemes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class SchemeValue(SourcedFact):
    """One keyed figure or word of a scheme."""

    scheme = models.ForeignKey(ScoringScheme, models.PROTECT, related_name="values")
    section = models.CharField(_("section"), max_length=14)
    key = models.CharField(_("key"), max_length=24)
    value = models.CharField(_("value"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200)
    name_zh = models.CharField(_("name (Chinese)"), max_length=200)

    class Meta:
        verbose_name = _("figure of a scheme")
        verbose_name_plural = _("figures of schemes")
        ordering = ["scheme", "section", "key"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "section", "key"], name="scheme_value_once"),
        ]

    def __str__(self) -> str:
        return f"{self.section}.{self.key}"


class CreditIndicator(SourcedFact):
    """What a credit event can be, and what it weighs."""

    scheme = models.ForeignKey(ScoringScheme, models.PROTECT, related_name="indicators")
    code = models.CharField(_("code"), max_length=6)
    pillar = models.CharField(_("pillar"), max_length=4)
    name_en = models.CharField(_("name (English)"), max_length=160)
    name_zh = models.CharField(_("name (Chinese)"), max_length=160)
    points = models.SmallIntegerField(_("points"))
    severity = models.CharField(_("severity"), max_length=8)
    lapse_months = models.PositiveSmallIntegerField(_("lapses after, months"))
    reporters = ArrayField(models.CharField(max_length=20), verbose_name=_("reported by"))
    confirmed_by = models.CharField(_("confirmed by"), max_length=8)
    immediate_effect = models.CharField(_("immediate effect"), max_length=6)
    stacking = models.CharField(_("stacking"), max_length=6)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("credit indicator")
        verbose_name_plural = _("credit indicators")
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="credit_indicator_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {either(self.name_en, self.name_zh)}"
