"""Schemes and memoranda are kept here; gradings, events, classes, lists and reads are read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blacklist.models import (
    Classification,
    ClassProposal,
    CreditEvent,
    CreditIndicator,
    Grading,
    GradingRound,
    ListEntry,
    Memorandum,
    MemorandumPurpose,
    Reckoning,
    SchemeValue,
    ScoringScheme,
    SharedRead,
)
from blacklist.policy.scheme import SchemeIncomplete
from blacklist.selectors.schemes import scheme_of, scheme_row_on
from blacklist.services import schemes
from blacklist.states import SharedField
from enterprises.admin.base import RecordAdmin, RecordInline, ReferenceAdmin, ReferenceForm
from enterprises.admin.records import FIRM


class ScoringSchemeForm(ReferenceForm):
    """A version of the scheme: no day may be left without one, for no class could be told on it."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        begins = values.get("valid_from")
        if (
            "valid_from" in self.fields
            and "valid_from" not in self.errors
            and (begins is None or begins <= timezone.localdate())
        ):
            self.add_error(
                "valid_from",
                _(
                    "A version begins tomorrow or later. It starts as a copy of the one in force, "
                    "and its figures and indicators may be changed until then."
                ),
            )
        ends = values.get("valid_until")
        others = ScoringScheme.objects.exclude(pk=self.instance.pk)
        if (
            ends is not None
            and "valid_until" not in self.errors
            and not others.in_force(ends).exists()
        ):
            self.add_error(
                "valid_until",
                _(
                    "No version would be in force on the day after. Add the next one first; "
                    "it takes over on its first day by itself."
                ),
            )
        return values


class SchemePartForm(ReferenceForm):
    """A figure or an indicator, tried together with the rest of its scheme."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            scheme_of(self.instance.scheme, self.instance)
        except SchemeIncomplete as fault:
            self.add_error(
                None,
                _("The scheme could not be read with this: %(fault)s") % {"fault": fault},
            )


@admin.register(ScoringScheme)
class ScoringSchemeAdmin(ReferenceAdmin):
    """A version added here starts with the figures and indicators of the one it follows."""

    form = ScoringSchemeForm
    list_display = ("code", "valid_from", "last_day", "source", "confidence")
    list_filter = ("confidence",)
    search_fields = ("code", "source")
    decides = ("code", "valid_from")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        followed = None if change else scheme_row_on(timezone.localdate())
        super().save_model(request, obj, form, change)
        if followed is not None:
            schemes.copy_parts(scheme=obj, from_scheme=followed)


class SchemePartAdmin(ReferenceAdmin):
    """A part of a scheme is fixed with the scheme: another figure is another scheme."""

    form = SchemePartForm
    list_select_related = ("scheme",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "scheme":
            kwargs["queryset"] = ScoringScheme.objects.filter(valid_from__gt=timezone.localdate())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def is_in_force(self, obj: Any) -> bool:
        since = obj.scheme.valid_from
        return since is None or since <= timezone.localdate()


@admin.register(SchemeValue)
class SchemeValueAdmin(SchemePartAdmin):
    list_display = ("key", "section", "scheme", "value", "unit", "name_en", "name_zh", "confidence")
    list_filter = ("scheme", "section", "confidence")
    search_fields = ("key", "name_en", "name_zh")
    decides = ("scheme", "section", "key", "value", "unit")


@admin.register(CreditIndicator)
class CreditIndicatorAdmin(SchemePartAdmin):
    list_display = ("code", "scheme", "pillar", "name_en", "name_zh", "points", "lapse_months")
    list_filter = ("scheme", "pillar", "severity", "confirmed_by", "confidence")
    search_fields = ("code", "name_en", "name_zh")
    decides = (
        *("scheme", "code", "pillar", "points", "severity", "lapse_months"),
        *("reporters", "confirmed_by", "immediate_effect", "stacking"),
    )


class GradingInline(RecordInline):
    model = Grading


@admin.register(GradingRound)
class GradingRoundAdmin(RecordAdmin):
    list_display = ("number", "version", "held_on", "document", "recorded_on", "recorded_by")
    list_select_related = ("recorded_by",)
    search_fields = ("document",)
    inlines = (GradingInline,)


@admin.register(CreditEvent)
class CreditEventAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "indicator", "occurred_on", "source", "state")
    list_filter = ("state", "source", "indicator")
    list_select_related = ("enterprise",)
    search_fields = ("number", "source_reference", *FIRM)


@admin.register(Classification)
class ClassificationAdmin(RecordAdmin):
    list_display = ("enterprise", "credit_class", "since", "until", "score", "trigger")
    list_filter = ("credit_class", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("enterprise",)
    search_fields = FIRM


@admin.register(ClassProposal)
class ClassProposalAdmin(RecordAdmin):
    list_display = ("enterprise", "credit_class", "state", "proposed_by", "decided_by")
    list_filter = ("state", "credit_class")
    list_select_related = ("enterprise", "proposed_by", "decided_by")
    search_fields = FIRM


@admin.register(ListEntry)
class ListEntryAdmin(RecordAdmin):
    list_display = ("number", "enterprise", "kind", "state", "effective_from", "ended_on")
    list_filter = ("kind", "state", "is_urgent")
    list_select_related = ("enterprise",)
    search_fields = ("number", *FIRM)


@admin.register(Reckoning)
class ReckoningAdmin(RecordAdmin):
    list_display = ("day", "at", "firms", "moved")


@admin.register(Memorandum)
class MemorandumAdmin(ReferenceAdmin):
    """What was signed is fixed once it is in force: what was read under it must stay explainable."""

    list_display = ("code", "department", "signed_on", "valid_from", "last_day")
    list_filter = ("department",)
    list_select_related = ("department",)
    search_fields = ("code", "parties_en", "parties_zh", "text_en", "text_zh")
    decides = ("code", "department", "signed_on", "valid_from")


@admin.register(MemorandumPurpose)
class MemorandumPurposeAdmin(ReferenceAdmin):
    """Fields may be taken away or added by agreement; each read keeps what it named then."""

    list_display = ("memorandum", "purpose_en", "purpose_zh", "fields")
    list_filter = ("memorandum",)
    list_select_related = ("memorandum",)
    search_fields = ("memorandum__code", "purpose_en", "purpose_zh")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "fields":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                choices=SharedField.choices,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(SharedRead)
class SharedReadAdmin(RecordAdmin):
    list_display = ("at", "enterprise", "memorandum", "reader", "fields")
    list_filter = ("memorandum",)
    list_select_related = ("enterprise", "memorandum", "reader")
    search_fields = ("memorandum__code", *FIRM)
