"""The class of a firm, period by period, and the raises that wait for a second person."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from blacklist import states
from blacklist.models.scheme import ScoringScheme
from enterprises.models import Enterprise, User
from enterprises.querysets import EnterpriseRecordQuerySet


class InstantRange(Func):
    """tstzrange(since, until, '[)')."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Classification(models.Model):
    """One period of a firm's class; no two overlap. Only `until` is ever set, once."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="classifications")
    credit_class = models.CharField(_("class"), max_length=1, choices=states.CreditClass.choices)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    score = models.SmallIntegerField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    scheme = models.ForeignKey(ScoringScheme, models.PROTECT, related_name="+")
    trigger = models.CharField(_("trigger"), max_length=60)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        ordering = ["enterprise", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(credit_class__in=states.CreditClass.values),
                name="classification_class_is_known",
            ),
            ExclusionConstraint(
                name="classification_one_class_at_a_time",
                expressions=[
                    (F("enterprise"), RangeOperators.EQUAL),
                    (InstantRange("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=F("since")),
                name="classification_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(approved_by=F("proposed_by")),
                name="classification_never_approved_by_its_proposer",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(until__isnull=True),
                name="classification_one_open_per_firm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise}: {self.credit_class}"


class ClassProposal(models.Model):
    """A raise or an override that one person proposes and another approves."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="class_proposals")
    credit_class = models.CharField(_("class"), max_length=1, choices=states.CreditClass.choices)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=states.ClassProposalState.choices,
        default=states.ClassProposalState.PROPOSED,
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EnterpriseRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("class proposal")
        verbose_name_plural = _("class proposals")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.ClassProposalState.values),
                name="class_proposal_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(proposed_by__isnull=True)
                | ~models.Q(decided_by=F("proposed_by")),
                name="class_proposal_never_decided_by_its_proposer",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(state="proposed"),
                name="class_proposal_one_open_per_firm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.credit_class}"


class Reckoning(models.Model):
    """A night on which every class was reckoned anew; what lapsed since the last one is looked at."""

    day = models.DateField(_("day"), unique=True)
    at = models.DateTimeField(_("at"))
    firms = models.PositiveIntegerField(_("firms looked at"))
    moved = models.PositiveIntegerField(_("classes moved"))

    class Meta:
        verbose_name = _("nightly reckoning")
        verbose_name_plural = _("nightly reckonings")
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
