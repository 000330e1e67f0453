"""Judgements and holds: what every rule found, in codes and in the reader's words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.languages import either
from enterprises.serializers import MoveSerializer, NumberField
from inspections.models import Hold, ReleaseDecision
from inspections.policy.rules import RuleSet
from inspections.policy.verdict import Finding, LotGround, Verdict
from inspections.selectors.pages.verdict import answer_of, said
from inspections.selectors.reference import stored_rule_set
from inspections.states import CheckKind, FindingStatus, HoldKind, Outcome, Path
from lab.states import Ground


class ReasonSerializer(serializers.Serializer[Any]):
    """A reason: its code and parameters for programs, its words for people."""

    code = serializers.CharField()
    params = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField(help_text=_("In the language asked for."))

    def get_params(self, reason: Any) -> dict[str, str | int]:
        return dict(reason.params)

    def get_text(self, reason: Any) -> str:
        return said(reason.code, dict(reason.params))


class FindingSerializer(serializers.Serializer[Finding]):
    """What one rule found."""

    rule = serializers.CharField()
    title = serializers.SerializerMethodField(help_text=_("What the rule claims."))
    status = serializers.ChoiceField(choices=FindingStatus.choices)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    hold_kind = serializers.ChoiceField(choices=HoldKind.choices, allow_null=True)
    reason = ReasonSerializer(allow_null=True)
    lot = serializers.CharField(help_text=_("The lot it speaks of, or empty."))
    line = serializers.IntegerField(help_text=_("The line it speaks of, or 0."))
    next_step = serializers.SerializerMethodField(help_text=_("What can be done about it."))
    measures = serializers.ListField(child=serializers.CharField())
    compared = serializers.SerializerMethodField(help_text=_("The values it compared."))
    accepted = serializers.BooleanField(help_text=_("Accepted by an officer with a reason."))

    def get_title(self, finding: Finding) -> str:
        rule = self._rule(finding)
        if rule is None:
            return ""
        return either(rule.title_en, rule.title_zh)

    def get_next_step(self, finding: Finding) -> str:
        rule = self._rule(finding)
        if rule is None or not finding.failed:
            return ""
        return either(rule.next_en, rule.next_zh)

    def get_compared(self, finding: Finding) -> list[dict[str, str | int]]:
        return [dict(values) for values in finding.compared]

    def _rule(self, finding: Finding) -> Any:
        rule_set: RuleSet | None = self.context.get("rule_set")
        return rule_set.by_code.get(finding.rule) if rule_set else None


class LotGroundSerializer(serializers.Serializer[LotGround]):
    """What a lot rests on in this lane; without a ground, why not."""

    lot = serializers.CharField()
    ground = serializers.ChoiceField(choices=Ground.choices, allow_null=True)
    reasons = ReasonSerializer(many=True)


class VerdictSerializer(serializers.Serializer[Verdict]):
    """A judgement with its reasons. Firms read what is not met, officers every rule.

    Nothing says before submission whether a check will be drawn, only how likely it is.
    """

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    answer = serializers.SerializerMethodField(help_text=_("The outcome in a few words."))
    holds = serializers.ListField(child=serializers.ChoiceField(choices=HoldKind.choices))
    path = serializers.ChoiceField(choices=Path.choices, allow_null=True)
    release_reason = ReasonSerializer(allow_null=True)
    lane = serializers.CharField()
    check_rate = serializers.DecimalField(
        max_digits=5, decimal_places=2, allow_null=True, help_text=_("Per cent.")
    )
    check_kind = serializers.ChoiceField(choices=CheckKind.choices, allow_null=True)
    findings = serializers.SerializerMethodField()
    rules_met = serializers.SerializerMethodField(help_text=_("How many rules are met."))
    grounds = LotGroundSerializer(many=True)
    rule_set = serializers.CharField()

    def get_answer(self, verdict: Verdict) -> str:
        return answer_of(verdict)

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, verdict: Verdict) -> Any:
        told = verdict.findings if self.context.get("is_officer") else verdict.failures
        findings = FindingSerializer(told, many=True, context=self.context)  # type: ignore[arg-type]
        return findings.data

    def get_rules_met(self, verdict: Verdict) -> int:
        return sum(finding.status == FindingStatus.PASSED for finding in verdict.findings)


class DecisionBriefSerializer(serializers.ModelSerializer[ReleaseDecision]):
    """A judgement in a list."""

    number = serializers.SerializerMethodField(
        help_text=_("The declaration's number and that of the judgement.")
    )
    declaration = NumberField()
    judgement = serializers.IntegerField(source="ordinal")
    rule_set = serializers.CharField(source="rule_set.code", default=None, allow_null=True)

    class Meta:
        model = ReleaseDecision
        fields = [
            "number",
            "declaration",
            "judgement",
            "submission",
            "outcome",
            "is_final",
            "path",
            "lane",
            "cause",
            "rule_set",
            "engine_version",
            "evidence_digest",
            "decided_at",
        ]

    def get_number(self, decision: ReleaseDecision) -> str:
        return f"{decision.declaration.number}-{decision.ordinal}"


class DecisionSerializer(DecisionBriefSerializer):
    """A judgement with every finding; officers also read the evidence it looked at."""

    verdict = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField(
        help_text=_("Canonical, as its digest was made of; null for firms.")
    )

    class Meta(DecisionBriefSerializer.Meta):
        fields = [*DecisionBriefSerializer.Meta.fields, "verdict", "evidence"]

    @extend_schema_field(VerdictSerializer)
    def get_verdict(self, decision: ReleaseDecision) -> Any:
        rules = stored_rule_set(decision.rule_set_id) if decision.rule_set_id else None
        context = {**self.context, "rule_set": rules}
        return VerdictSerializer(Verdict.from_plain(decision.verdict), context=context).data

    def get_evidence(self, decision: ReleaseDecision) -> dict[str, Any] | None:
        return decision.evidence if self.context.get("is_officer") else None


class HoldSerializer(serializers.ModelSerializer[Hold]):
    """One thing that a declaration waits for, known by its rule and what it concerns."""

    rule = serializers.CharField(source="rule_code")
    reason = serializers.SerializerMethodField()
    sample = NumberField(allow_null=True)
    is_open = serializers.SerializerMethodField()

    class Meta:
        model = Hold
        fields = [
            "rule",
            "subject",
            "kind",
            "reason",
            "is_open",
            "opened_at",
            "due_on",
            "sample",
            "closed_at",
            "ended",
            "question",
            "asked_at",
            "answer",
            "answered_at",
        ]

    @extend_schema_field(ReasonSerializer)
    def get_reason(self, hold: Hold) -> Any:
        return {
            "code": hold.reason_code,
            "params": hold.params,
            "text": said(hold.reason_code, hold.params),
        }

    def get_is_open(self, hold: Hold) -> bool:
        return hold.closed_at is None


class AnswerSerializer(MoveSerializer):
    """The firm's answer to the question of an officer about one hold."""

    rule = serializers.CharField(max_length=6)
    subject = serializers.CharField(max_length=30, allow_blank=True, required=False, default="")
    answer = serializers.CharField(max_length=4000)
