"""Data shared with partner departments: what was agreed, and every read that came of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from blacklist.states import SharedField
from enterprises.languages import either
from enterprises.models import Enterprise, PartnerDepartment, User
from enterprises.models.dated import DatedFact
from enterprises.querysets import EnterpriseRecordQuerySet


class Memorandum(DatedFact):
    """What bureau and department agreed on; outside its period nothing is read under it."""

    code = models.SlugField(_("number"), max_length=20, unique=True)
    department = models.ForeignKey(
        PartnerDepartment,
        models.PROTECT,
        related_name="memoranda",
        verbose_name=_("partner department"),
    )
    parties_en = models.CharField(_("parties (English)"), max_length=300)
    parties_zh = models.CharField(_("parties (Chinese)"), max_length=300)
    signed_on = models.DateField(_("signed on"))
    text_en = models.TextField(_("text (English)"))
    text_zh = models.TextField(_("text (Chinese)"))

    class Meta:
        verbose_name = _("memorandum")
        verbose_name_plural = _("memoranda")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="memorandum_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def parties(self) -> str:
        return either(self.parties_en, self.parties_zh)

    @property
    def text(self) -> str:
        return either(self.text_en, self.text_zh)


class MemorandumPurpose(models.Model):
    """One purpose of a memorandum, and the fields that may be read for it; no others may."""

    is_reference = True

    memorandum = models.ForeignKey(
        Memorandum, models.PROTECT, related_name="purposes", verbose_name=_("memorandum")
    )
    purpose_en = models.CharField(_("purpose (English)"), max_length=200)
    purpose_zh = models.CharField(_("purpose (Chinese)"), max_length=200)
    fields = ArrayField(
        models.CharField(max_length=20, choices=SharedField.choices), verbose_name=_("fields")
    )

    class Meta:
        verbose_name = _("purpose of a memorandum")
        verbose_name_plural = _("purposes of memoranda")
        ordering = ["memorandum", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["memorandum", "purpose_en"], name="memorandum_purpose_once"
            ),
            models.CheckConstraint(
                condition=models.Q(fields__contained_by=SharedField.values)
                & models.Q(fields__len__gte=1),
                name="memorandum_purpose_fields_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.memorandum}: {self.purpose}"

    @property
    def purpose(self) -> str:
        return either(self.purpose_en, self.purpose_zh)


class SharedRead(models.Model):
    """One read of a firm's data under a memorandum: who, when, which fields; append-only.

    A trigger refuses the read that the memorandum does not allow, and the data with it.
    """

    runtime_may = "insert"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="shared_reads")
    memorandum = models.ForeignKey(Memorandum, models.PROTECT, related_name="reads")
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    fields = ArrayField(
        models.CharField(max_length=20, choices=SharedField.choices), verbose_name=_("fields")
    )
    at = models.DateTimeField(_("at"))

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("read of shared data")
        verbose_name_plural = _("reads of shared data")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["enterprise", "at"], name="shared_read_by_firm"),
            models.Index(fields=["memorandum", "at"], name="shared_read_by_memorandum"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fields__contained_by=SharedField.values)
                & models.Q(fields__len__gte=1),
                name="shared_read_fields_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.memorandum}: {self.enterprise}"

    def field_words(self) -> list[str]:
        """Name what was read, in the reader's language."""
        return [str(SharedField(field).label) for field in self.fields]
