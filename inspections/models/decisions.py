"""Judgements, numbered and kept, and the holds they open."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import User
from inspections import states
from inspections.models.declarations import Declaration
from inspections.models.rules import RuleSet
from lab.models import Sample


class ReleaseDecision(models.Model):
    """One judgement of a declaration with the evidence it looked at; at most one is final.

    `evidence` and `verdict` are canonical JSON; `evidence_digest` is the SHA-256 of the former.
    """

    runtime_may = "insert"

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="decisions")
    ordinal = models.PositiveSmallIntegerField(_("judgement"))
    submission = models.PositiveSmallIntegerField(_("submission"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=states.Outcome.choices)
    is_final = models.BooleanField(_("final"))
    path = models.CharField(_("path"), max_length=22, blank=True, choices=states.Path.choices)
    lane = models.CharField(_("lane"), max_length=6, blank=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, related_name="+")
    evidence = models.JSONField(_("evidence"))
    verdict = models.JSONField(_("verdict"))
    evidence_digest = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=12)
    cause = models.CharField(_("cause"), max_length=30)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("release decision")
        verbose_name_plural = _("release decisions")
        ordering = ["declaration", "-ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "ordinal"], name="decision_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["declaration"],
                condition=models.Q(is_final=True),
                name="decision_one_final_per_declaration",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=states.Outcome.values),
                name="decision_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(is_final=True, outcome__in=["released", "refused"])
                | models.Q(is_final=False, outcome__in=["returned", "held"]),
                name="decision_final_means_released_or_refused",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="released") | ~models.Q(path=""),
                name="decision_released_has_a_path",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} · {self.ordinal}"


class Hold(models.Model):
    """One thing missing of a held declaration: of a kind, with an owner, a clock and an end."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="holds")
    opened_by = models.ForeignKey(ReleaseDecision, models.PROTECT, related_name="holds_opened")
    kind = models.CharField(_("kind"), max_length=10, choices=states.HoldKind.choices)
    rule_code = models.CharField(_("rule"), max_length=6)
    reason_code = models.CharField(_("reason"), max_length=40)
    params = models.JSONField(default=dict)
    subject = models.CharField(_("concerns"), max_length=30, blank=True)
    is_acceptable = models.BooleanField(default=False)
    opened_at = models.DateTimeField(_("opened at"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="holds")
    sample = models.ForeignKey(Sample, models.PROTECT, null=True, blank=True, related_name="holds")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended = models.CharField(
        pgettext_lazy("hold", "ended"), max_length=10, blank=True, choices=states.HoldEnd.choices
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    question = models.CharField(_("question to the firm"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answer = models.TextField(_("answer of the firm"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["declaration", "pk"]
        indexes = [
            models.Index(
                fields=["kind", "due_on"],
                condition=models.Q(closed_at__isnull=True),
                name="hold_open_by_kind",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=states.HoldKind.values), name="hold_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=["declaration", "rule_code", "subject"],
                condition=models.Q(closed_at__isnull=True),
                name="hold_one_open_per_thing_missing",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, ended="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(ended="")),
                name="hold_closed_says_how",
            ),
            models.CheckConstraint(
                condition=~models.Q(ended="accepted")
                | (models.Q(is_acceptable=True) & ~models.Q(remark="")),
                name="hold_accepted_only_where_allowed_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration} {self.rule_code} {self.subject}"
