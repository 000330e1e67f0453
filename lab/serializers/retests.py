"""Retests, and what is done about a month."""

from rest_framework import serializers

from enterprises.serializers import FirmSerializer, MoveSerializer, NumberField, StrictSerializer
from lab.models import Retest


class RetestSerializer(serializers.ModelSerializer[Retest]):
    """A firm's request to test the retained part of its sample again, and what came of it."""

    enterprise = FirmSerializer()
    sample = NumberField()
    retained = NumberField(allow_null=True)

    class Meta:
        model = Retest
        fields = [
            "number",
            "enterprise",
            "sample",
            "state",
            "version",
            "grounds",
            "asked_at",
            "ask_by",
            "conclude_by",
            "decided_at",
            "answer",
            "retained",
            "outcome",
            "done_at",
        ]


class AskRetestSerializer(StrictSerializer):
    """Which sample, and why its result is doubted."""

    sample = serializers.CharField(max_length=20)
    grounds = serializers.CharField(max_length=300)


class ProposeWaiverSerializer(MoveSerializer):
    reason = serializers.CharField(max_length=300)
