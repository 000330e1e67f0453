"""The monthly obligation of a subject, and the lots drawn for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise, User
from enterprises.querysets import EnterpriseRecordQuerySet
from lab import states
from lab.models.material import DyeBatch, RawMaterialLot
from lab.models.samples import Sample


class MonitoringObligation(models.Model):
    """One subject's monitoring of one calendar month (Asia/Shanghai).

    `nothing_on` is the first day since the last pass on which nothing was in stock;
    `decided_on` the report date of the pass or the failure.
    """

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="obligations")
    role = models.CharField(_("as"), max_length=8, choices=states.MonitoringRole.choices)
    month = models.DateField(pgettext_lazy("calendar", "month"), help_text=_("Its first day."))
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=states.ObligationState.choices,
        default=states.ObligationState.OPEN,
    )
    sample_by = models.DateField(_("sample by"))
    due_on = models.DateField(_("due on"))
    draws_needed = models.PositiveSmallIntegerField(_("lots to draw"), default=1)
    is_doubled = models.BooleanField(_("doubled after a failure"), default=False)
    is_late = models.BooleanField(_("sampled late"), default=False)
    nothing_on = models.DateField(_("nothing in stock on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    waived_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    waiver_proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Months are opened by one statement past the ORM, which leaves this to the database.
    waiver_reason = models.CharField(
        _("why it is waived"), max_length=300, blank=True, default="", db_default=""
    )
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring obligation")
        verbose_name_plural = _("monitoring obligations")
        ordering = ["-month", "enterprise", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "role", "month"], name="obligation_once_per_subject_and_month"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=states.ObligationState.values),
                name="obligation_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="obligation_month_is_a_first"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["passed", "failed"])
                | models.Q(decided_on__isnull=False),
                name="obligation_decided_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(waived_by__isnull=True)
                | ~models.Q(waived_by=models.F("waiver_proposed_by")),
                name="obligation_waived_by_two_persons",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="waived")
                | models.Q(waived_by__isnull=False, waiver_proposed_by__isnull=False),
                name="obligation_waived_names_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.month:%Y-%m}"


class ObligationDraw(models.Model):
    """A lot or batch drawn at random for an obligation; the seed is kept, redraws too."""

    obligation = models.ForeignKey(MonitoringObligation, models.PROTECT, related_name="draws")
    ordinal = models.PositiveSmallIntegerField()
    lot = models.ForeignKey(RawMaterialLot, models.PROTECT, null=True, blank=True, related_name="+")
    dye_batch = models.ForeignKey(DyeBatch, models.PROTECT, null=True, blank=True, related_name="+")
    seed = models.CharField(max_length=64)
    candidates = models.JSONField(default=list)
    drawn_at = models.DateTimeField()
    is_replaced = models.BooleanField(default=False)
    sample = models.OneToOneField(
        Sample, models.PROTECT, null=True, blank=True, related_name="obligation_draw"
    )

    class Meta:
        verbose_name = _("draw of an obligation")
        verbose_name_plural = _("draws of obligations")
        ordering = ["obligation", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "ordinal"], name="obligation_draw_once"),
            models.CheckConstraint(
                condition=models.Q(lot__isnull=False, dye_batch__isnull=True)
                | models.Q(lot__isnull=True, dye_batch__isnull=False),
                name="obligation_draw_of_exactly_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} · {self.ordinal}"
