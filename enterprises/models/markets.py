"""Jurisdictions, and which country belongs to which."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from enterprises import states
from enterprises.languages import either
from enterprises.models.dated import DatedFact


class DateRange(Func):
    """daterange(from, until, '[)'): the half-open period of a row."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Market(DatedFact):
    """A jurisdiction that may ask something of goods: base law, market, overlay, contract."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="overlays"
    )
    binding = models.CharField(_("binding"), max_length=12)
    regime = models.CharField(_("regime of a new row"), max_length=10, blank=True)
    panel = models.CharField(_("panel"), max_length=10, blank=True)
    amine_list = models.CharField(_("amine list"), max_length=20, blank=True)
    amine_list_textile = models.CharField(
        _("amine list of textile parts"), max_length=20, blank=True
    )
    hcho_basis = models.CharField(max_length=120, blank=True)
    azo_basis = models.CharField(max_length=120, blank=True)
    cr6_basis = models.CharField(max_length=120, blank=True)
    contact_rule = models.CharField(_("contact rule"), max_length=20, default="as_declared")
    infant_months = models.PositiveSmallIntegerField(_("infant border, months"), null=True)
    infant_op = models.CharField(_("infant border, operator"), max_length=2, blank=True)
    child_years = models.PositiveSmallIntegerField(_("child border, years"), null=True)
    decision_rule = models.CharField(_("decision rule"), max_length=12, default="three_zone")
    comparison_rule = models.CharField(_("comparison rule"), max_length=14, default="full_value")
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("market")
        verbose_name_plural = _("markets")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {either(self.name_en, self.name_zh)}"


class Destination(DatedFact):
    """A country in a period: the market it belongs to and the regime that counts."""

    iso = models.CharField(_("country code"), max_length=2)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    market = models.ForeignKey(Market, models.PROTECT, to_field="code", related_name="destinations")
    overlay = models.ForeignKey(
        Market, models.PROTECT, to_field="code", null=True, blank=True, related_name="+"
    )
    regime = models.CharField(_("regime"), max_length=10, choices=states.Regime.choices)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("destination")
        verbose_name_plural = _("destinations")
        ordering = ["name_en", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(regime__in=states.Regime.values),
                name="destination_regime_is_known",
            ),
            ExclusionConstraint(
                name="destination_one_row_per_country_and_day",
                expressions=[
                    (F("iso"), RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.iso} {either(self.name_en, self.name_zh)}"
