"""Goods, norms and the risk analysis; dated reference data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models import User
from enterprises.models.dated import DatedFact, SourcedFact


class HsCode(DatedFact):
    """A customs code in a period; `is_cites` marks protected species, `is_apparel` fur apparel."""

    code = models.CharField(_("HS code"), max_length=12)
    description_en = models.CharField(_("description (English)"), max_length=240)
    description_zh = models.CharField(_("description (Chinese)"), max_length=240)
    unit = models.CharField(_("unit"), max_length=20)
    level = models.CharField(_("level"), max_length=5)
    quarantine_category = models.CharField(_("quarantine category"), max_length=30, blank=True)
    is_cites = models.BooleanField(_("protected species"), default=False)
    is_apparel = models.BooleanField(_("fur apparel"), default=False)

    class Meta:
        verbose_name = _("HS code")
        verbose_name_plural = _("HS codes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="hs_code_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.code


class YieldNorm(DatedFact):
    """How many skins one piece takes, by product and species, and the loss."""

    product = models.CharField(_("product"), max_length=12)
    species = models.CharField(_("species"), max_length=14)
    skins_min = models.DecimalField(_("least"), max_digits=6, decimal_places=2)
    skins_typical = models.DecimalField(_("typical"), max_digits=6, decimal_places=2)
    skins_max = models.DecimalField(_("most"), max_digits=6, decimal_places=2)
    loss_rate = models.DecimalField(_("loss rate"), max_digits=5, decimal_places=4)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("yield norm")
        verbose_name_plural = _("yield norms")
        ordering = ["species", "product"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "species", "valid_from"],
                name="yield_norm_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.species} {self.product}"


class RiskAnalysis(DatedFact):
    """A version of the risk analysis; a rule set cites the one in force."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    review_on = models.DateField(_("review on"), null=True, blank=True)

    class Meta:
        verbose_name = _("risk analysis")
        verbose_name_plural = _("risk analyses")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class RiskLevel(SourcedFact):
    """The level of a product group for a group of destinations, its grounds and check floor."""

    analysis = models.ForeignKey(RiskAnalysis, models.PROTECT, related_name="levels")
    product_group = models.CharField(_("product group"), max_length=20)
    products = ArrayField(models.CharField(max_length=12), verbose_name=_("products"))
    wearers = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    regime = models.CharField(_("regime"), max_length=10)
    level = models.CharField(_("level"), max_length=12)
    check_floor = models.PositiveSmallIntegerField(_("least check rate, %"))
    grounds_en = models.CharField(_("grounds (English)"), max_length=240)
    grounds_zh = models.CharField(_("grounds (Chinese)"), max_length=240)
    review_months = models.PositiveSmallIntegerField(_("reviewed every, months"))

    class Meta:
        verbose_name = _("risk level")
        verbose_name_plural = _("risk levels")
        ordering = ["analysis", "product_group", "regime"]
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "product_group", "regime"], name="risk_level_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_group} → {self.regime}"
