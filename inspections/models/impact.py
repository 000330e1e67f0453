"""The case that follows a failed sample: the lots it reaches, and the tasks until it is closed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise, User
from enterprises.roles import Permission, may
from inspections import states
from inspections.models.certificates import Certificate
from inspections.models.declarations import Declaration
from lab.models import RawMaterialLot, Sample


class ImpactCaseQuerySet(models.QuerySet["ImpactCase"]):
    def visible_to(self, user: Any) -> "ImpactCaseQuerySet":
        """A case goes across enterprises, so that officers alone read it."""
        is_officer = user.is_authenticated and may(user, Permission.READ_FIRMS)
        return self.all() if is_officer else self.none()


class ImpactCase(models.Model):
    """All that one failed sample touches; `closing_by` asked to close, `closed_by` closed."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    sample = models.OneToOneField(Sample, models.PROTECT, related_name="impact_case")
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=states.ImpactCaseState.choices,
        default=states.ImpactCaseState.OPEN,
    )
    opened_at = models.DateTimeField(_("opened at"))
    state_since = models.DateTimeField(_("state since"))
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    closing_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ImpactCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("impact case")
        verbose_name_plural = _("impact cases")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.ImpactCaseState.values),
                name="impact_case_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True)
                | models.Q(closing_by__isnull=True)
                | ~models.Q(closed_by=models.F("closing_by")),
                name="impact_case_never_closed_by_who_asked",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closing") | models.Q(closing_by__isnull=False),
                name="impact_case_closing_was_asked_for",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed")
                | models.Q(closing_by__isnull=False, closed_by__isnull=False),
                name="impact_case_closed_by_two_persons",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="reopened") | ~models.Q(state_reason=""),
                name="impact_case_reopened_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ImpactLot(models.Model):
    """A lot that the failure reached on the day the case was opened, and why; append-only.

    A sibling is listed so that a person looks at it; what was made of it is not counted.
    """

    runtime_may = "insert"

    case = models.ForeignKey(ImpactCase, models.PROTECT, related_name="lots")
    lot = models.ForeignKey(RawMaterialLot, models.PROTECT, related_name="+")
    reach = models.CharField(_("reached as"), max_length=8, choices=states.ImpactReach.choices)
    skins_left = models.PositiveIntegerField(_("skins left when the case was opened"))

    class Meta:
        verbose_name = _("lot of an impact case")
        verbose_name_plural = _("lots of impact cases")
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "lot"], name="impact_lot_once_per_case"),
            models.CheckConstraint(
                condition=models.Q(reach__in=states.ImpactReach.values),
                name="impact_lot_reach_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.lot}"


class ImpactTask(models.Model):
    """One thing to do about a case: of a kind, about one record, with an owner and a day."""

    case = models.ForeignKey(ImpactCase, models.PROTECT, related_name="tasks")
    ordinal = models.PositiveIntegerField(pgettext_lazy("task", "number"))
    kind = models.CharField(_("kind"), max_length=12, choices=states.ImpactTaskKind.choices)
    state = models.CharField(
        _("state"),
        max_length=4,
        choices=states.ImpactTaskState.choices,
        default=states.ImpactTaskState.OPEN,
    )
    what = models.CharField(_("what is to be done"), max_length=300, blank=True)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lot = models.ForeignKey(RawMaterialLot, models.PROTECT, null=True, blank=True, related_name="+")
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, blank=True, related_name="+"
    )
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due on"))
    outcome = models.CharField(
        _("outcome"), max_length=12, blank=True, choices=states.ImpactOutcome.choices
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("created at"))
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("task of an impact case")
        verbose_name_plural = _("tasks of impact cases")
        ordering = ["case", "ordinal"]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=models.Q(state="open"),
                name="impact_task_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "ordinal"], name="impact_task_numbered_once"),
            models.UniqueConstraint(
                fields=["case", "kind", "enterprise", "lot", "declaration", "certificate"],
                condition=~models.Q(kind="other"),
                nulls_distinct=False,
                name="impact_task_once_about_a_record",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=states.ImpactTaskState.values),
                name="impact_task_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", outcome="", done_at__isnull=True)
                | (
                    models.Q(state="done", done_at__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(note="")
                ),
                name="impact_task_done_says_how",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="inform", enterprise__isnull=False)
                | models.Q(kind="lot", lot__isnull=False)
                | models.Q(kind="consignment", declaration__isnull=False)
                | models.Q(kind="certificate", certificate__isnull=False)
                | (models.Q(kind="other") & ~models.Q(what="")),
                name="impact_task_is_about_its_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.ordinal}"
