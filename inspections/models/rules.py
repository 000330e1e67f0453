"""Rule sets: release rules as versioned, dated data, approved by someone other than their author."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import PolicyMeasure, User
from enterprises.models.dated import DatedFact
from enterprises.models.markets import DateRange
from inspections import states
from inspections.models.reference import RiskAnalysis


class RuleSet(DatedFact):
    """A version of the release rules; one is active on a day, and decisions name it."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=states.RuleSetState.choices)
    risk_analysis = models.ForeignKey(RiskAnalysis, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.RuleSetState.values),
                name="rule_set_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(author__isnull=True)
                | ~models.Q(approved_by=F("author")),
                name="rule_set_never_approved_by_its_author",
            ),
            ExclusionConstraint(
                name="rule_set_one_active_per_day",
                expressions=[
                    (Value(1), RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(state__in=["active", "retired"]),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ReleaseRule(models.Model):
    """One block, lane or hold of a rule set, as release_rules.csv writes it."""

    is_reference = True

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="rules")
    order = models.PositiveSmallIntegerField(_("order"))
    code = models.CharField(_("code"), max_length=6)
    kind = models.CharField(_("kind"), max_length=5)
    title_en = models.CharField(_("claim (English)"), max_length=160)
    title_zh = models.CharField(_("claim (Chinese)"), max_length=160)
    regimes = ArrayField(models.CharField(max_length=10))
    classes = ArrayField(models.CharField(max_length=3))
    registration = ArrayField(models.CharField(max_length=20))
    month = models.CharField(pgettext_lazy("release rule", "month"), max_length=6)
    condition = models.TextField(pgettext_lazy("release rule", "condition"), blank=True)
    grounds_allowed = ArrayField(models.CharField(max_length=10), default=list)
    outcome = models.CharField(_("outcome"), max_length=10)
    hold_kind = models.CharField(_("kind of hold"), max_length=10, blank=True)
    is_acceptable = models.BooleanField(_("an officer may accept it"), default=False)
    path = models.CharField(_("path"), max_length=22, blank=True)
    check_rate = models.PositiveSmallIntegerField(_("check rate, %"), null=True)
    check_kind = models.CharField(_("kind of check"), max_length=12, blank=True)
    extra_steps = ArrayField(models.CharField(max_length=14), default=list)
    reason_code = models.CharField(_("reason"), max_length=40)
    next_en = models.CharField(_("next step (English)"), max_length=200)
    next_zh = models.CharField(_("next step (Chinese)"), max_length=200)
    measures = models.ManyToManyField(PolicyMeasure, related_name="release_rules")
    basis = models.CharField(pgettext_lazy("law", "basis"), max_length=120)
    source = models.CharField(_("source"), max_length=120)
    confidence = models.CharField(_("confidence"), max_length=40)

    class Meta:
        verbose_name = _("release rule")
        verbose_name_plural = _("release rules")
        ordering = ["rule_set", "order"]
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "code"], name="release_rule_once"),
            models.UniqueConstraint(fields=["rule_set", "order"], name="release_rule_order_once"),
        ]

    def __str__(self) -> str:
        return self.code
