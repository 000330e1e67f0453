"""Rectifications: one per finding, due on a day, answered with evidence, judged by an officer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enterprises import states
from enterprises.models.assessment import Assessment, AssessmentItem
from enterprises.models.enterprise import Enterprise
from enterprises.models.people import User
from enterprises.models.rails import StoredFile
from enterprises.models.registration import RegistrationCondition
from enterprises.querysets import EnterpriseRecordQuerySet


class Rectification(models.Model):
    """What a firm puts right. `condition` is the dated condition that its acceptance meets.

    Overdue is derived: past its day and not in the bureau's hands.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="rectifications")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="rectifications")
    item = models.OneToOneField(
        AssessmentItem, models.PROTECT, related_name="rectification", verbose_name=_("finding")
    )
    condition = models.OneToOneField(
        RegistrationCondition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rectification",
        verbose_name=_("condition"),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.RectificationState.choices,
        default=states.RectificationState.OPEN,
    )
    due_on = models.DateField(_("due on"))
    opened_at = models.DateTimeField(_("opened at"))
    answer = models.TextField(_("what the firm did"), blank=True)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    overdue_told_for = models.DateField(_("overdue was told for"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification")
        verbose_name_plural = _("rectifications")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.RectificationState.values),
                name="rectification_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["submitted", "returned", "accepted"])
                | (~models.Q(answer="") & models.Q(answered_by__isnull=False)),
                name="rectification_judged_was_answered",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["returned", "accepted", "void"])
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="rectification_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["returned", "void"]) | ~models.Q(reason=""),
                name="rectification_returned_or_void_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("answered_by")),
                name="rectification_judged_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(state__in=["open", "returned"]),
                name="rectification_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RectificationEvidence(models.Model):
    """A file the firm gave to show what it did; never taken away again."""

    runtime_may = "insert"

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="evidence")
    file = models.OneToOneField(
        StoredFile, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("evidence of a rectification")
        verbose_name_plural = _("evidence of rectifications")
        ordering = ["rectification", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class RectificationExtension(models.Model):
    """More time, given by somebody and for a reason; append-only."""

    runtime_may = "insert"

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="extensions")
    due_before = models.DateField(_("was due on"))
    due_after = models.DateField(_("due on"))
    reason = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("extension of a rectification")
        verbose_name_plural = _("extensions of rectifications")
        ordering = ["rectification", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_after__gt=models.F("due_before")),
                name="rectification_extension_gives_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="rectification_extension_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rectification} → {self.due_after}"


class RectificationReminder(models.Model):
    """A reminder that went out: so many working days before (−) or after the day, once for a day."""

    runtime_may = "insert"

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due on"))
    offset = models.SmallIntegerField(_("working days after the day"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("reminder of a rectification")
        verbose_name_plural = _("reminders of rectifications")
        ordering = ["rectification", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rectification", "due_on", "offset"],
                name="rectification_reminder_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rectification} {self.offset:+d}"
