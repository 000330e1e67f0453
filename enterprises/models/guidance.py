"""Notices to enterprises: what was said, to whom, and who has read and acknowledged it."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises import states
from enterprises.languages import either
from enterprises.models.enterprise import Enterprise
from enterprises.models.people import User
from enterprises.querysets import EnterpriseRecordQuerySet


class NoticeQuerySet(EnterpriseRecordQuerySet["Notice"]):
    """Notices: officers see all of them, firms those that were addressed to them."""

    enterprise_path = "receipts__enterprise"

    def visible_to(self, user: Any) -> "NoticeQuerySet":
        # A person of two firms would else find a notice twice.
        return self.filter(pk__in=super().visible_to(user).order_by().values("pk"))

    def public(self) -> "NoticeQuerySet":
        """Those that anybody may read."""
        return self.filter(state=states.NoticeState.SENT, is_public=True)


class Notice(models.Model):
    """A technical requirement, a risk alert or a policy, told to the firms that it concerns.

    A draft may be changed and thrown away; once it is sent its words are fixed, and a newer
    notice that names it takes its place.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=states.NoticeKind.choices)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.NoticeState.choices,
        default=states.NoticeState.DRAFT,
    )
    title_en = models.CharField(_("title (English)"), max_length=160)
    title_zh = models.CharField(_("title (Chinese)"), max_length=160)
    text_en = models.TextField(_("text (English)"))
    text_zh = models.TextField(_("text (Chinese)"))
    destinations = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("destinations")
    )
    analytes = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name=_("analytes")
    )
    species = ArrayField(
        models.CharField(max_length=14, choices=states.Species.choices),
        default=list,
        blank=True,
        verbose_name=_("species"),
    )
    effective_on = models.DateField(_("takes effect on"))
    asks_acknowledgement = models.BooleanField(_("asks to be acknowledged"), default=True)
    is_public = models.BooleanField(_("published"), default=False)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("replaces"),
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    sent_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.NoticeState.values),
                name="notice_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=states.NoticeKind.values),
                name="notice_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", sent_at__isnull=True, sent_by__isnull=True)
                | (
                    ~models.Q(state="draft")
                    & models.Q(sent_at__isnull=False, sent_by__isnull=False)
                ),
                name="notice_sent_names_sender_and_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "sent"], ended_at__isnull=True)
                | models.Q(state__in=["superseded", "withdrawn"], ended_at__isnull=False),
                name="notice_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="withdrawn") | ~models.Q(reason=""),
                name="notice_withdrawn_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(supersedes__isnull=True) | ~models.Q(supersedes=models.F("pk")),
                name="notice_never_replaces_itself",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=~models.Q(state="draft"),
                name="notice_replaced_by_one",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return either(self.title_en, self.title_zh)

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        return either(self.text_en, self.text_zh)


class NoticeReceipt(models.Model):
    """A notice as one firm has it: why it was addressed, read and acknowledged, each once."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="receipts")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="notice_receipts")
    because = ArrayField(
        models.CharField(max_length=12, choices=states.AudienceGround.choices),
        verbose_name=_("addressed because"),
    )
    addressed_at = models.DateTimeField(_("addressed at"))
    read_at = models.DateTimeField(_("first read at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acknowledged by"),
    )
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt of a notice")
        verbose_name_plural = _("receipts of notices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "enterprise"], name="notice_addressed_once_to_a_firm"
            ),
            models.CheckConstraint(
                condition=models.Q(because__len__gte=1)
                & models.Q(because__contained_by=states.AudienceGround.values),
                name="notice_receipt_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(
                    acknowledged_at__gte=models.F("addressed_at"), acknowledged_by__isnull=False
                ),
                name="notice_acknowledged_by_somebody_afterwards",
            ),
        ]
        indexes = [
            models.Index(
                fields=["enterprise"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="notice_receipt_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} → {self.enterprise}"


class NoticeReading(models.Model):
    """A person of a firm opened a notice for the first time."""

    runtime_may = "insert"

    receipt = models.ForeignKey(NoticeReceipt, models.PROTECT, related_name="readings")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading of a notice")
        verbose_name_plural = _("readings of notices")
        ordering = ["receipt", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "person"], name="notice_read_once_by_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.receipt}"
