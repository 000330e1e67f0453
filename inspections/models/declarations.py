"""The declaration 报检: where to, by whom, which goods, of which skins."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise, OverseasOutlet, User
from enterprises.querysets import EnterpriseRecordQuerySet
from enterprises.states import Contact, Product, Species, Wearer
from inspections import states
from lab.models import LedgerEntry, RawMaterialLot


class Declaration(models.Model):
    """One consignment to one destination.

    `version` counts every change (what a form must name), `submission` the versions submitted.
    `first_submitted_on` fixes the seed of the draw, `submitted_at` the limits.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="declarations")
    agent = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="declarations_filed"
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.DeclarationState.choices,
        default=states.DeclarationState.DRAFT,
    )
    version = models.PositiveIntegerField(default=1)
    submission = models.PositiveSmallIntegerField(_("submission"), default=0)
    destination_iso = models.CharField(_("destination country"), max_length=2)
    held_destination_iso = models.CharField(max_length=2, blank=True)
    outlet = models.ForeignKey(
        OverseasOutlet, models.PROTECT, null=True, blank=True, related_name="+"
    )
    consignee = models.CharField(_("consignee"), max_length=160)
    consignee_address = models.CharField(_("address of the consignee"), max_length=200, blank=True)
    contract_number = models.CharField(_("contract number"), max_length=60)
    letter_of_credit = models.CharField(_("letter of credit"), max_length=60, blank=True)
    trade_mode = models.CharField(
        _("trade mode"),
        max_length=12,
        choices=states.TradeMode.choices,
        default=states.TradeMode.GENERAL,
    )
    port = models.CharField(_("port of exit"), max_length=80)
    transport = models.CharField(
        _("means of transport"), max_length=8, choices=states.Transport.choices
    )
    planned_on = models.DateField(_("planned shipping date"))
    storage_place = models.CharField(_("place where the goods are kept"), max_length=120)
    packages = models.PositiveIntegerField(_("packages"))
    package_kind = models.CharField(
        _("kind of package"),
        max_length=8,
        choices=states.PackageKind.choices,
        default=states.PackageKind.CARTON,
    )
    shipping_marks = models.CharField(_("marks and numbers"), max_length=200, blank=True)
    remarks = models.CharField(_("remarks"), max_length=300, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    usd_rate = models.DecimalField(
        _("US dollars for one"), max_digits=12, decimal_places=6, default=1
    )
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies"
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"))
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    first_submitted_on = models.DateField(_("first submitted on"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    value_usd = models.DecimalField(_("value, USD"), max_digits=16, decimal_places=2, default=0)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["enterprise", "state", "-id"], name="declaration_by_firm"),
            models.Index(fields=["state", "submitted_at"], name="declaration_by_state"),
            models.Index(fields=["decided_at", "destination_iso"], name="declaration_by_decision"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.DeclarationState.values),
                name="declaration_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(submitted_at__isnull=False, first_submitted_on__isnull=False),
                name="declaration_submitted_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(usd_rate__gt=0), name="declaration_rate_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ContractLimit(models.Model):
    """A limit that the sales contract sets; judged beside the laws."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="contract_limits")
    analyte = models.CharField(_("analyte"), max_length=10)
    operator = models.CharField(_("operator"), max_length=2, choices=states.LimitOperator.choices)
    value = models.DecimalField(_("limit"), max_digits=14, decimal_places=6)
    value_text = models.CharField(_("as written"), max_length=20)
    unit = models.CharField(_("unit"), max_length=20, default="mg/kg")

    class Meta:
        verbose_name = _("contract limit")
        verbose_name_plural = _("contract limits")
        ordering = ["declaration", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "analyte"], name="contract_limit_once_per_analyte"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte} {self.operator} {self.value_text}"


class DeclarationLine(models.Model):
    """One kind of goods in a declaration."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="lines")
    ordinal = models.PositiveSmallIntegerField(_("line"))
    hs_code = models.CharField(_("HS code"), max_length=12)
    description = models.CharField(_("goods"), max_length=160)
    product = models.CharField(_("product"), max_length=12, choices=Product.choices)
    species = models.CharField(_("species"), max_length=14, choices=Species.choices)
    wearer = models.CharField(_("worn by"), max_length=8, choices=Wearer.choices)
    contact = models.CharField(
        pgettext_lazy("with skin", "contact"), max_length=8, choices=Contact.choices
    )
    pieces = models.PositiveIntegerField(_("pieces"))
    net_weight_kg = models.DecimalField(_("net weight"), max_digits=12, decimal_places=3)
    value = models.DecimalField(pgettext_lazy("money", "value"), max_digits=16, decimal_places=2)
    marks = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("identification marks"),
    )
    permit_number = models.CharField(_("permit number"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering = ["declaration", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "ordinal"], name="declaration_line_numbered_once"
            ),
            models.CheckConstraint(condition=models.Q(pieces__gt=0), name="line_has_pieces"),
            models.CheckConstraint(
                condition=models.Q(net_weight_kg__gt=0), name="line_has_a_weight"
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="line_has_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} · {self.ordinal}"


class MaterialUse(models.Model):
    """Whole skins of one lot that went into one line; points down to its ledger entries."""

    line = models.ForeignKey(DeclarationLine, models.CASCADE, related_name="uses")
    lot = models.ForeignKey(RawMaterialLot, models.PROTECT, related_name="+")
    skins = models.PositiveIntegerField(_("skins"))
    reservation = models.ForeignKey(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="+"
    )
    write_off = models.ForeignKey(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("material use")
        verbose_name_plural = _("material uses")
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["lot"], name="material_use_by_lot")]
        constraints = [
            models.UniqueConstraint(fields=["line", "lot"], name="material_use_lot_once_per_line"),
            models.CheckConstraint(condition=models.Q(skins__gt=0), name="material_use_has_skins"),
        ]

    def __str__(self) -> str:
        return f"{self.line} ← {self.lot}: {self.skins}"
