"""Statistics, rule sets and risk analyses as programs read them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from blacklist.states import Level
from enterprises.states import Regime
from inspections.models import ReleaseRule, RiskAnalysis, RiskLevel, RuleSet
from inspections.selectors.statistics import SERIES
from inspections.states import RuleSetState


class AmountSerializer(serializers.Serializer[Any]):
    """How much; cancelled releases are not counted."""

    batches = serializers.IntegerField(help_text=_("Consignments."))
    pieces = serializers.IntegerField()
    value_usd = serializers.DecimalField(max_digits=18, decimal_places=2)


class MonthAmountSerializer(AmountSerializer):
    month = serializers.DateField(help_text=_("Its first day."))
    market = serializers.ChoiceField(choices=list(SERIES.items()))


class DestinationAmountSerializer(AmountSerializer):
    destination = serializers.CharField(help_text=_("Country code."))


class ClassAmountSerializer(AmountSerializer):
    credit_class = serializers.ChoiceField(
        choices=Level.choices,
        allow_blank=True,
        help_text=_("On the day of the decision; empty: not on record."),
    )


class FirmAmountSerializer(AmountSerializer):
    serial = serializers.CharField()
    name = serializers.CharField(help_text=_("In the language asked for."))


class OutcomeCountsSerializer(serializers.Serializer[Mapping[str, int]]):
    """What declarations submitted in these days were answered first."""

    released = serializers.IntegerField()
    held = serializers.IntegerField()
    returned = serializers.IntegerField()
    refused = serializers.IntegerField()


class PaceSerializer(serializers.Serializer[Any]):
    """Seconds from first submission to release, the value in the middle."""

    whole = serializers.IntegerField(allow_null=True)
    held = serializers.IntegerField(allow_null=True, help_text=_("Of those not released at once."))


class TestsSerializer(serializers.Serializer[Any]):
    """Samples reported in a month."""

    month = serializers.DateField()
    lots = serializers.IntegerField()
    dye_batches = serializers.IntegerField()
    products = serializers.IntegerField()


class LaneChecksSerializer(serializers.Serializer[Any]):
    """What checks found in a lane."""

    lane = serializers.CharField()
    carried_out = serializers.IntegerField()
    failed = serializers.IntegerField()
    share_low = serializers.FloatField(help_text=_("Lower end of the exact 95 % interval."))
    share_high = serializers.FloatField(help_text=_("Upper end of the exact 95 % interval."))
    unchecked_over_limit_per_10000 = serializers.IntegerField(
        allow_null=True,
        help_text=_(
            "With 95 % confidence at most so many of 10,000 garments released without a check "
            "would have failed it; null where the draws prove nothing."
        ),
    )


class PortSerializer(serializers.Serializer[Any]):
    port = serializers.CharField()
    firms = serializers.IntegerField()


class CameHomeSerializer(serializers.Serializer[Any]):
    """Firms registered in these days that had declared at a port before."""

    firms = serializers.IntegerField()
    ports = PortSerializer(many=True)


@extend_schema_serializer(many=False)
class StatisticsSerializer(serializers.Serializer[Any]):
    """All figures of the days and declarations asked for."""

    since = serializers.DateField()
    until = serializers.DateField(help_text=_("This day included"))
    released = AmountSerializer()
    months = MonthAmountSerializer(many=True)
    destinations = DestinationAmountSerializer(many=True)
    classes = ClassAmountSerializer(many=True)
    firms = FirmAmountSerializer(many=True, help_text=_("The ten with the largest value."))
    outcomes = OutcomeCountsSerializer()
    median_seconds = PaceSerializer()
    tests = TestsSerializer(many=True)
    checks = LaneChecksSerializer(many=True)
    came_home = CameHomeSerializer()


class RuleSetBriefSerializer(serializers.ModelSerializer[RuleSet]):
    """A version of the release rules, without them."""

    state = serializers.ChoiceField(choices=RuleSetState.choices)
    author = serializers.SerializerMethodField()
    approved_by = serializers.SerializerMethodField()
    risk_analysis = serializers.CharField(source="risk_analysis.code")
    valid_until = serializers.DateField(
        allow_null=True, help_text=_("The first day it no longer holds.")
    )

    class Meta:
        model = RuleSet
        fields = [
            *("code", "state", "valid_from", "valid_until", "risk_analysis", "reason"),
            *("author", "approved_by", "approved_at", "source", "confidence"),
        ]

    def get_author(self, rule_set: RuleSet) -> str:
        return str(rule_set.author or "")

    def get_approved_by(self, rule_set: RuleSet) -> str:
        return str(rule_set.approved_by or "")


class ReleaseRuleSerializer(serializers.ModelSerializer[ReleaseRule]):
    """One block, lane or hold; `*` stands for every value."""

    measures = serializers.SerializerMethodField()

    class Meta:
        model = ReleaseRule
        fields = [
            *("order", "code", "kind", "title_en", "title_zh", "regimes", "classes"),
            *("registration", "month", "condition", "grounds_allowed", "outcome", "hold_kind"),
            *("is_acceptable", "path", "check_rate", "check_kind", "extra_steps", "reason_code"),
            *("next_en", "next_zh", "measures", "basis", "source", "confidence"),
        ]

    def get_measures(self, rule: ReleaseRule) -> list[str]:
        return sorted(measure.code for measure in rule.measures.all())


class RuleSetSerializer(RuleSetBriefSerializer):
    """A version of the release rules with its rules in order."""

    rules = ReleaseRuleSerializer(many=True)

    class Meta(RuleSetBriefSerializer.Meta):
        fields = [*RuleSetBriefSerializer.Meta.fields, "rules"]


class RiskLevelSerializer(serializers.ModelSerializer[RiskLevel]):
    """What a group of products risks in a regime."""

    regime = serializers.ChoiceField(choices=Regime.choices)

    class Meta:
        model = RiskLevel
        fields = [
            *("product_group", "products", "wearers", "name_en", "name_zh", "regime", "level"),
            *("check_floor", "grounds_en", "grounds_zh", "review_months", "source", "confidence"),
        ]


class RiskAnalysisSerializer(serializers.ModelSerializer[RiskAnalysis]):
    """A version of the risk analysis with its levels."""

    author = serializers.SerializerMethodField()
    levels = RiskLevelSerializer(many=True)

    class Meta:
        model = RiskAnalysis
        fields = [
            *("code", "valid_from", "valid_until", "author", "review_on"),
            *("source", "confidence", "levels"),
        ]

    def get_author(self, analysis: RiskAnalysis) -> str:
        return str(analysis.author or "")
