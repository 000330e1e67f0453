"""Facts of the ground floor: measures, words of reasons, rates, days off, checklists."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from enterprises.languages import either
from enterprises.models.dated import DatedFact, SourcedFact
from enterprises.models.markets import DateRange


class PolicyMeasure(DatedFact):
    """One clause of the measures, in our own words; rules, items and pages cite it."""

    code = models.CharField(_("code"), max_length=6, unique=True)
    part = models.CharField(_("part"), max_length=14)
    clause_en = models.TextField(_("clause (English)"))
    clause_zh = models.TextField(_("clause (Chinese)"))
    document_en = models.CharField(_("document (English)"), max_length=200)
    document_zh = models.CharField(_("document (Chinese)"), max_length=200)
    issuer_en = models.CharField(_("issuer (English)"), max_length=120, default="", blank=True)
    issuer_zh = models.CharField(_("issuer (Chinese)"), max_length=80)
    backed_by_en = models.CharField(
        _("backed by (English)"), max_length=120, default="", blank=True
    )
    backed_by_zh = models.CharField(_("backed by (Chinese)"), max_length=80, blank=True)
    design = models.CharField(max_length=120, blank=True)
    rules = models.CharField(_("rules"), max_length=200, blank=True)
    tables = models.CharField(_("tables"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("policy measure")
        verbose_name_plural = _("policy measures")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ReasonCode(SourcedFact):
    """The words of a reason; what stands in braces is filled in when it is read."""

    group = models.CharField(_("group"), max_length=12)
    code = models.CharField(_("code"), max_length=40, unique=True)
    text_en = models.CharField(_("text (English)"), max_length=300)
    text_zh = models.CharField(_("text (Chinese)"), max_length=300)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["group", "code"]

    def __str__(self) -> str:
        return self.code


class ExchangeRate(DatedFact):
    """What one unit of a currency is worth in US dollars, in a period."""

    currency = models.CharField(_("currency"), max_length=3)
    usd_rate = models.DecimalField(_("US dollars for one"), max_digits=12, decimal_places=6)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["currency", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(usd_rate__gt=0), name="exchange_rate_is_positive"
            ),
            ExclusionConstraint(
                name="exchange_rate_one_per_currency_and_day",
                expressions=[
                    (F("currency"), RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.usd_rate}"


class Holiday(SourcedFact):
    """A day off, a shifted working day, or the mark up to which the table is complete."""

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=8)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    status = models.CharField(_("status"), max_length=16)

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["off", "work", "unknown"]),
                name="holiday_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {either(self.name_en, self.name_zh)}"


class ChecklistItem(SourcedFact):
    """One item of a version of an assessment's checklist; weights of a version add to 100."""

    checklist = models.CharField(_("checklist"), max_length=14)
    version = models.PositiveSmallIntegerField(_("version"))
    code = models.CharField(_("code"), max_length=6)
    text_en = models.CharField(_("text (English)"), max_length=200)
    text_zh = models.CharField(_("text (Chinese)"), max_length=200)
    weight = models.PositiveSmallIntegerField(_("weight"))
    is_critical = models.BooleanField(_("critical"))
    evidence_expected = models.CharField(_("evidence expected"), max_length=120, blank=True)
    measure = models.ForeignKey(PolicyMeasure, models.PROTECT, to_field="code", related_name="+")

    class Meta:
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        ordering = ["checklist", "version", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["checklist", "version", "code"], name="checklist_item_once_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {either(self.text_en, self.text_zh)}"
