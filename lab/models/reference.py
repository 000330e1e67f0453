"""What is measured, how, what is required and which figure decides; all of it dated data."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.languages import either
from enterprises.models import Market
from enterprises.models.dated import DatedFact, SourcedFact


class Analyte(SourcedFact):
    """What can be measured; AZO is a group whose members are the aromatic amines."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10)
    dimension = models.CharField(_("dimension"), max_length=20)
    group = models.CharField(_("group"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("analyte")
        verbose_name_plural = _("analytes")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {either(self.name_en, self.name_zh)}"


class AromaticAmine(SourcedFact):
    """One of the 24 amines, and which jurisdiction's list has it."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    cas = models.CharField(_("CAS number"), max_length=12, unique=True)
    in_gb20400 = models.BooleanField("GB 20400")
    in_reach_app8 = models.BooleanField("REACH")
    in_japan = models.BooleanField(_("Japan"))
    in_korea = models.BooleanField(_("Korea"))

    class Meta:
        verbose_name = _("aromatic amine")
        verbose_name_plural = _("aromatic amines")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} {either(self.name_en, self.name_zh)}"


class Method(SourcedFact):
    """A method of measurement and what it can quantify; listed for AZO it never serves 4-AAB."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    title_en = models.CharField(_("title (English)"), max_length=160)
    title_zh = models.CharField(_("title (Chinese)"), max_length=160)
    analyte = models.CharField(_("analyte"), max_length=10)
    loq = models.DecimalField(
        _("limit of quantification"), max_digits=12, decimal_places=6, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=20)
    supersedes = models.CharField(_("supersedes"), max_length=24, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["code"]

    def __str__(self) -> str:
        return either(self.title_en, self.title_zh)


class PanelItem(DatedFact):
    """What a panel requires of a part and wearer: yes, record or no."""

    panel = models.CharField(_("panel"), max_length=10)
    panel_name_en = models.CharField(_("name of the panel (English)"), max_length=80)
    panel_name_zh = models.CharField(_("name of the panel (Chinese)"), max_length=80)
    analyte = models.CharField(_("analyte"), max_length=10)
    required = models.CharField(
        _("required"),
        max_length=6,
        choices=[("yes", _("yes")), ("record", _("record")), ("no", _("no"))],
    )
    wearers = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    parts = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("panel item")
        verbose_name_plural = _("panel items")
        ordering = ["panel", "pk"]

    def __str__(self) -> str:
        return f"{self.panel}: {self.analyte}"


class ScopeRule(SourcedFact):
    """What a scope word of a limit demands of the article, and its tier."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=80)
    name_zh = models.CharField(_("name (Chinese)"), max_length=80)
    tier = models.CharField(_("tier"), max_length=8)
    wearers = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    contacts = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    parts = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    garments = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("scope")
        verbose_name_plural = _("scopes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code


class Limit(DatedFact):
    """The figure of one jurisdiction for an analyte and a scope; no value means no figure.

    `value_text` keeps the decimals in which the limit is written (rounded comparison needs them).
    """

    market = models.ForeignKey(Market, models.PROTECT, to_field="code", related_name="limits")
    analyte = models.CharField(_("analyte"), max_length=10)
    scope = models.ForeignKey(ScopeRule, models.PROTECT, to_field="code", related_name="limits")
    value = models.DecimalField(_("limit"), max_digits=14, decimal_places=6, null=True, blank=True)
    value_text = models.CharField(_("as written"), max_length=20, blank=True)
    unit = models.CharField(_("unit"), max_length=20)
    operator = models.CharField(_("operator"), max_length=2, blank=True)
    method = models.CharField(_("method"), max_length=160, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=240)
    is_active = models.BooleanField(_("active"), default=True)
    inactive_because = models.CharField(_("inactive because"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ["market", "analyte", "scope", "valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operator__in=["", "<=", "<", ">=", "nd"]),
                name="limit_operator_is_known",
            ),
            models.UniqueConstraint(
                fields=["market", "analyte", "scope", "valid_from"],
                name="limit_once_per_first_day",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {self.analyte} {self.operator} {self.value_text} {self.unit}"


class SamplingPlanRow(SourcedFact):
    """How many to draw from how many; ranges are inclusive and do not overlap."""

    plan = models.CharField(_("plan"), max_length=20)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    unit = models.CharField(_("unit"), max_length=10)
    size_from = models.PositiveIntegerField(_("from"))
    size_to = models.PositiveIntegerField(_("to"), null=True, blank=True)
    sample = models.CharField(_("sample"), max_length=60)
    step = models.CharField(_("step"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sampling plan")
        verbose_name_plural = _("sampling plans")
        ordering = ["plan", "size_from"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "size_from"], name="sampling_plan_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.size_from}"
