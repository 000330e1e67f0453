"""Firms: makers, dyehouses, traders, agents; their brands, shops and markets."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import states
from enterprises.languages import either
from enterprises.models.keyed import Keyed
from enterprises.querysets import EnterpriseRecordQuerySet


class EnterpriseQuerySet(EnterpriseRecordQuerySet["Enterprise"]):
    enterprise_path = "pk"


class Enterprise(models.Model):
    """A firm under supervision; its row is the gate that whatever can stop a release locks."""

    serial = models.CharField(
        _("serial"), max_length=6, unique=True, help_text=_("Part of the numbers of its records.")
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    kinds = ArrayField(
        models.CharField(max_length=14, choices=states.EnterpriseKind.choices),
        verbose_name=_("kinds"),
    )
    township = models.CharField(_("township"), max_length=60)
    address = models.CharField(_("address"), max_length=200, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=80)
    contact_name = models.CharField(pgettext_lazy("person", "contact"), max_length=80, blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("mail"), blank=True)
    workers = models.PositiveIntegerField(_("workers"), null=True, blank=True)
    pieces_per_year = models.PositiveIntegerField(
        _("capacity, pieces a year"), null=True, blank=True
    )
    is_leading = models.BooleanField(_("leading enterprise"), default=False)
    in_demonstration_zone = models.BooleanField(
        _("member of the demonstration zone"), default=False
    )
    first_registered_on = models.DateField(_("first registered on"), null=True, blank=True)
    created_at = models.DateTimeField(_("entered at"))
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["serial"]
        indexes = [
            GinIndex(
                fields=["name_zh", "name_en"],
                name="enterprise_name_trigram",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kinds__contained_by=states.EnterpriseKind.values)
                & models.Q(kinds__len__gte=1),
                name="enterprise_kinds_are_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return either(self.name_en, self.name_zh)


class Brand(Keyed):
    """A trademark of the firm's own, and the market it is for."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="brands")
    name = models.CharField(_("name"), max_length=80)
    trademark_number = models.CharField(_("trademark number"), max_length=40, blank=True)
    iso = models.CharField(_("country code"), max_length=2, blank=True)
    ended_on = models.DateField(_("given up on"), null=True, blank=True)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ["enterprise", "name", "pk"]

    def __str__(self) -> str:
        return self.name


class OverseasOutlet(Keyed):
    """A shop of the firm's own abroad: the ground of the Russian concession."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="outlets")
    iso = models.CharField(_("country code"), max_length=2)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("overseas outlet")
        verbose_name_plural = _("overseas outlets")
        ordering = ["enterprise", "iso", "name", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.iso})"


class ExportMarket(models.Model):
    """A country a firm exports to: declared by the firm, or reported up from a declaration."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="export_markets")
    iso = models.CharField(_("country code"), max_length=2)
    since = models.DateField(_("since"))
    is_reported = models.BooleanField(_("seen in a declaration"), default=False)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("export market")
        verbose_name_plural = _("export markets")
        ordering = ["enterprise", "iso"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "iso"], name="export_market_once_per_firm_and_country"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.iso}"
