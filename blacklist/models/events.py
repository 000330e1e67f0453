"""Evidence on credit: the government's gradings and dated, sourced events."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from blacklist import states
from blacklist.querysets import CreditEventQuerySet, GradingRoundQuerySet
from enterprises.models import Enterprise, PartnerDepartment, StoredFile, User
from enterprises.querysets import EnterpriseRecordQuerySet


class GradingRound(models.Model):
    """A round of the county government's grading; a correction is a new version of it."""

    runtime_may = "insert"

    number = models.PositiveSmallIntegerField(_("round"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    held_on = models.DateField(_("date"))
    document = models.CharField(_("document"), max_length=120)
    recorded_on = models.DateField(_("recorded on"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = GradingRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of gradings")
        verbose_name_plural = _("rounds of gradings")
        ordering = ["-number", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "version"], name="grading_round_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Grading(models.Model):
    """The class 1 to 4 that a round gives a firm, and the four grounds, each met or not."""

    runtime_may = "insert"

    round = models.ForeignKey(GradingRound, models.PROTECT, related_name="gradings")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="gradings")
    grade = models.PositiveSmallIntegerField(_("class"))
    is_honest = models.BooleanField(_("honest"), default=False)
    is_well_managed = models.BooleanField(_("well managed"), default=False)
    is_large = models.BooleanField(_("large"), default=False)
    is_of_good_quality = models.BooleanField(_("of good quality"), default=False)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("government grading")
        verbose_name_plural = _("government gradings")
        ordering = ["-round__number", "enterprise"]
        constraints = [
            models.UniqueConstraint(fields=["round", "enterprise"], name="grading_once_per_round"),
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=4), name="grading_class_is_one_to_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}: {self.grade}"


class CreditEvent(models.Model):
    """Dated, sourced, lapsing evidence on one indicator.

    `source` is a department's code, `officer` or `system`; `source_reference` is unique in it.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="credit_events")
    indicator = models.CharField(_("indicator"), max_length=6)
    occurred_on = models.DateField(_("occurred on"))
    source = models.CharField(_("source"), max_length=30)
    source_reference = models.CharField(_("reference of the source"), max_length=80)
    department = models.ForeignKey(
        PartnerDepartment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    grounds = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    statement = models.TextField(_("statement"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=states.CreditEventState.choices)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(_("reported at"))
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    overturned_on = models.DateField(_("overturned on"), null=True, blank=True)
    objection = models.TextField(_("objection"), blank=True)
    objected_on = models.DateField(_("objected on"), null=True, blank=True)
    objection_file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file given with the objection"),
    )
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CreditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit event")
        verbose_name_plural = _("credit events")
        ordering = ["-occurred_on", "-pk"]
        indexes = [models.Index(fields=["enterprise", "occurred_on"], name="event_by_firm")]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_reference"], name="credit_event_once_per_source"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=states.CreditEventState.values),
                name="credit_event_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(reported_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("reported_by")),
                name="credit_event_never_confirmed_by_its_reporter",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(confirmed_by__isnull=True)
                | ~models.Q(decided_by=models.F("confirmed_by")),
                name="credit_event_objection_never_decided_by_its_confirmer",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected")
                | models.Q(decided_by__isnull=True)
                | models.Q(reported_by__isnull=True)
                | ~models.Q(decided_by=models.F("reported_by")),
                name="credit_event_never_rejected_by_its_reporter",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["reported", "rejected"])
                | models.Q(confirmed_on__isnull=False),
                name="credit_event_confirmed_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(overturned_on__isnull=True) | models.Q(state="allowed"),
                name="credit_event_overturned_only_when_allowed",
            ),
        ]

    def __str__(self) -> str:
        return self.number
