"""The rails everything runs on: audit, outbox, idempotency, files, numbers, notifications."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises.models.enterprise import Enterprise
from enterprises.models.keyed import Keyed
from enterprises.models.people import User
from enterprises.querysets import EnterpriseRecordQuerySet


class AuditEntry(models.Model):
    """Who did what, to which record, for which firm; append-only."""

    runtime_may = "insert"

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    actor_name = models.CharField(_("actor"), max_length=80)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    action = models.CharField(_("action"), max_length=60)
    record_kind = models.CharField(_("kind of record"), max_length=40)
    record_number = models.CharField(_("record"), max_length=60)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["record_kind", "record_number", "at"], name="audit_by_record"),
            models.Index(fields=["enterprise", "at"], name="audit_by_enterprise"),
            BrinIndex(fields=["at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.record_number}"


class OutboxFact(models.Model):
    """A fact that others act on, written in the transaction that made it true."""

    name = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    told_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("fact told")
        verbose_name_plural = _("facts told")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(done_at__isnull=True),
                name="outbox_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class IdempotencyKey(models.Model):
    """The answer given to a request, so that asking twice does it once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_per_user"),
        ]

    def __str__(self) -> str:
        return self.key


class StoredFile(models.Model):
    """A file somebody gave: type sniffed, size bounded, name random, streamed only to who may see it."""

    token = models.CharField(max_length=43, unique=True)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="files"
    )
    file_name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveIntegerField(_("size, bytes"))
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class NumberSeries(models.Model):
    """The last number given in a series: a firm's own per year, or the bureau's."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    letter = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "letter", "year"],
                name="number_series_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}{self.year}: {self.last}"


class Notification(Keyed):
    """Something a person is told in the portal and by mail; its words come from the catalogue."""

    recipient = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    address = models.CharField(max_length=200, blank=True)
    fact = models.ForeignKey(OutboxFact, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "fact", "kind"], name="notification_once_per_fact"
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at__isnull=True),
                name="notification_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class ReferenceStamp(models.Model):
    """One row whose number rises with every change of reference data; kept by triggers.

    Processes keep reference data in memory and ask this row whether it still holds.
    """

    runtime_may = "read"

    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("stamp of the reference data")
        verbose_name_plural = _("stamp of the reference data")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="reference_stamp_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(self.version)
