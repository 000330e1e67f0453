"""Cases of failed samples with their tasks and what they touch, and traces."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from enterprises.models import User
from enterprises.serializers import (
    FirmSerializer,
    MoveSerializer,
    NumberField,
    StrictSerializer,
)
from inspections.models import Declaration, ImpactCase, ImpactLot, ImpactTask
from inspections.selectors.impact import Touched
from inspections.selectors.pages.trace import KINDS
from inspections.states import CertificateState, ImpactOutcome

WHOLE_MAX = 2_147_483_647


class ImpactLotSerializer(serializers.ModelSerializer[ImpactLot]):
    """A lot that the failure reached on the day the case was opened."""

    lot = NumberField()
    enterprise = FirmSerializer(source="lot.enterprise")
    state = serializers.CharField(source="lot.state")
    skins_free = serializers.IntegerField(source="lot.balance.free_skins")

    class Meta:
        model = ImpactLot
        fields = ["lot", "enterprise", "reach", "state", "skins_left", "skins_free"]


class ImpactCaseBriefSerializer(serializers.ModelSerializer[ImpactCase]):
    """A case in a list, with its counts."""

    sample = NumberField()
    lot = NumberField(source="sample.lot", allow_null=True)
    dye_batch = NumberField(source="sample.dye_batch", allow_null=True)
    enterprise = FirmSerializer(source="sample.enterprise")
    lots_reached = serializers.IntegerField()
    releases = serializers.IntegerField(help_text=_("Released declarations made of these lots."))
    tasks_open = serializers.IntegerField()
    tasks_late = serializers.IntegerField()
    next_due = serializers.DateField(allow_null=True)

    class Meta:
        model = ImpactCase
        fields = [
            "number",
            "sample",
            "lot",
            "dye_batch",
            "enterprise",
            "state",
            "version",
            "opened_at",
            "state_since",
            "state_reason",
            "lots_reached",
            "releases",
            "tasks_open",
            "tasks_late",
            "next_due",
        ]


class ImpactCaseSerializer(ImpactCaseBriefSerializer):
    """A case with the lots it reached; what was made of them is read at `hits`."""

    lots = ImpactLotSerializer(many=True)
    closing_by = serializers.SlugRelatedField[User](
        slug_field="username", read_only=True, allow_null=True
    )
    closed_by = serializers.SlugRelatedField[User](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta(ImpactCaseBriefSerializer.Meta):
        fields = [
            *ImpactCaseBriefSerializer.Meta.fields,
            "closing_by",
            "closed_by",
            "lots",
        ]


class ImpactTaskSerializer(serializers.ModelSerializer[ImpactTask]):
    """One thing to do about a case; of the records it may be about, one is named."""

    enterprise = FirmSerializer(allow_null=True)
    lot = NumberField(allow_null=True)
    declaration = NumberField(allow_null=True)
    certificate = NumberField(allow_null=True)
    owner = serializers.SlugRelatedField[User](
        slug_field="username", read_only=True, allow_null=True
    )
    done_by = serializers.SlugRelatedField[User](
        slug_field="username", read_only=True, allow_null=True
    )

    class Meta:
        model = ImpactTask
        fields = [
            "ordinal",
            "kind",
            "state",
            "version",
            "what",
            "enterprise",
            "lot",
            "declaration",
            "certificate",
            "owner",
            "due_on",
            "outcome",
            "note",
            "done_by",
            "done_at",
        ]


class HitCertificateSerializer(serializers.Serializer[Any]):
    number = serializers.CharField()
    state = serializers.ChoiceField(choices=CertificateState.choices)


class HitSerializer(serializers.ModelSerializer[Declaration]):
    """A declaration with skins of the lots: how many of all its skins, and its paper."""

    enterprise = FirmSerializer()
    skins = serializers.SerializerMethodField(help_text=_("Of the lots of this case."))
    skins_in_all = serializers.SerializerMethodField()
    share = serializers.SerializerMethodField(help_text=_("In per cent."))
    certificate = serializers.SerializerMethodField()

    class Meta:
        model = Declaration
        fields = [
            "number",
            "enterprise",
            "state",
            "destination_iso",
            "pieces",
            "skins",
            "skins_in_all",
            "share",
            "certificate",
        ]

    def _touched(self, row: Declaration) -> Touched:
        touched: Touched = self.context["touched"][row.pk]
        return touched

    def get_skins(self, row: Declaration) -> int:
        return self._touched(row).skins

    def get_skins_in_all(self, row: Declaration) -> int:
        return self._touched(row).skins_in_all

    def get_share(self, row: Declaration) -> str:
        return str(self._touched(row).share)

    @extend_schema_field(HitCertificateSerializer(allow_null=True))
    def get_certificate(self, row: Declaration) -> Any:
        paper = self._touched(row).certificate
        return None if paper is None else HitCertificateSerializer(paper).data


def _officer() -> Any:
    return serializers.CharField(
        max_length=150,
        allow_null=True,
        required=False,
        help_text=_("User name of an officer who works on cases; null: nobody."),
    )


class NewTaskSerializer(StrictSerializer):
    """Something to do that the system did not name."""

    what = serializers.CharField(max_length=300)
    due_on = serializers.DateField()
    owner = _officer()


class _OnTask(MoveSerializer):
    """The task is named by its number in the case, and its own version."""

    ordinal = serializers.IntegerField(min_value=1, max_value=WHOLE_MAX)


class AssignTaskSerializer(_OnTask):
    owner = _officer()
    due_on = serializers.DateField(required=False)


class FinishTaskSerializer(_OnTask):
    """How a task was done: a certificate is revoked, a lot freed or rejected by the same word."""

    outcome = serializers.ChoiceField(choices=ImpactOutcome.choices)
    note = serializers.CharField(max_length=300)


class TraceRecordSerializer(serializers.Serializer[Any]):
    """One record on the way."""

    key = serializers.CharField(help_text=_("What the links of this answer name it by."))
    kind = serializers.ChoiceField(choices=[kind for kind, _label in KINDS])
    number = serializers.CharField()
    what = serializers.CharField(help_text=_("In the language asked for."))
    whose = serializers.CharField(help_text=_("Or empty."))
    state = serializers.CharField(help_text=_("Or empty."))


class TraceLinkSerializer(serializers.Serializer[Any]):
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()


class TraceSerializer(serializers.Serializer[Any]):
    """Records from source to paper, and what leads to what."""

    records = TraceRecordSerializer(many=True)
    links = TraceLinkSerializer(source="edges", many=True)
    hidden_lots = serializers.IntegerField(help_text=_("Lots of firms that you may not see."))
    left_out = serializers.IntegerField(help_text=_("Older declarations beyond the newest 500."))
