"""The two ways a table stands in the administration: kept by administrators, or only read."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from enterprises import audit
from enterprises.admin.words import name_fields
from enterprises.models import User

# Beyond this a count says nothing that a person needs, and costs a walk through the table.
COUNTED_MAX = 10_000
# Never written into the audit, whatever form they come in.
_SECRETS = frozenset({"password", "password1", "password2", "usable_password"})
_LAST_FIELDS = {"valid_from": 1, "valid_until": 2, "source": 3, "confidence": 4}


class LastDayField(forms.DateField):
    """The last day on which something holds, kept as the first on which it no longer does."""

    def prepare_value(self, value: Any) -> Any:
        return value - timedelta(days=1) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        typed = super().to_python(value)
        return typed + timedelta(days=1) if typed else None


class ReferenceForm(forms.ModelForm):
    """A fact and its period: it ends after it began, and never before what it already decided."""

    has_decided = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        begins = values.get("valid_from", getattr(self.instance, "valid_from", None))
        ends = values.get("valid_until")
        if ends is None:
            return values
        if begins is not None and ends <= begins:
            self.add_error("valid_until", _("The last valid day lies before the first one."))
        elif (
            self.has_decided and "valid_until" in self.changed_data and ends <= timezone.localdate()
        ):
            self.add_error(
                "valid_until",
                _(
                    "This row was in force on days after that one, and decisions rest on it. "
                    "Give today or a later day."
                ),
            )
        return values

    def _post_clean(self) -> None:
        """Try every constraint, for Django leaves out those that name a field fixed on the page."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                self.add_error(None, ValidationError(refusal.messages))
        overlaps = {
            constraint.get_violation_error_message()
            for constraint in self._meta.model._meta.constraints
            if isinstance(constraint, ExclusionConstraint)
        }
        for error in self.errors.get(NON_FIELD_ERRORS, self.error_class()).as_data():
            if error.message in overlaps:
                error.message = _("Another row holds on some of these days. End that one first.")


class BoundedPaginator(Paginator):
    """Pages of a table that may hold millions of rows: counts no further than a person leafs."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        assert isinstance(rows, QuerySet)
        return len(rows.order_by().values_list("pk")[: COUNTED_MAX + 1])


class HouseAdmin(admin.ModelAdmin):
    """What both ways share: nothing is deleted, periods show their last day."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def __init__(self, model: type[Model], admin_site: admin.AdminSite) -> None:
        name_fields(model)
        super().__init__(model, admin_site)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("last valid day"), ordering="valid_until", empty_value="—")
    def last_day(self, obj: Any) -> date | None:
        return obj.valid_until - timedelta(days=1) if obj.valid_until else None


class ReferenceAdmin(HouseAdmin):
    """Facts that administrators keep: each change is audited with its old and new value.

    Fields named in `decides` are fixed once the row is in force: what was decided by them must
    stay explainable, so the row is given a last day and a new row takes over.
    """

    form = ReferenceForm
    decides: tuple[str, ...] = ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.has_decided = "valid_from" in self.get_readonly_fields(request, obj)
        return made

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "valid_until":
            kwargs |= {
                "form_class": LastDayField,
                "label": capfirst(_("last valid day")),
                "help_text": _("Empty: until further notice."),
            }
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = self.decides if self.decides and obj and self.is_in_force(obj) else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        options: dict[str, Any] = {"fields": self.get_fields(request, obj)}
        if self.decides and obj and self.is_in_force(obj):
            options["description"] = _(
                "This row is in force, so what decisions rest on is fixed. "
                "To change it, give the row a last day and add a new one."
            )
        return [(None, options)]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What the fact says first, then its period, then where it is from."""
        meta = self.opts
        places = {one.name: place for place, one in enumerate((*meta.fields, *meta.many_to_many))}
        named = super().get_fields(request, obj)
        return sorted(
            named, key=lambda name: (_LAST_FIELDS.get(name, 0), places.get(name, len(places)))
        )

    def is_in_force(self, obj: Any) -> bool:
        """Whether something may have been decided by the row already."""
        since = obj.valid_from
        return since is None or since <= timezone.localdate()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and not form.has_changed():
            return
        audit.record(
            actor=cast(User, request.user),
            at=timezone.now(),
            action="reference_changed" if change else "reference_added",
            record_kind=obj._meta.model_name,
            record_number=str(obj)[:60],
            detail=changes_of(form),
        )


class RecordAdmin(HouseAdmin):
    """Records with a life: read here, changed only by the services of their pages."""

    ordering = ("-pk",)
    paginator = BoundedPaginator

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        named = super().get_fields(request, obj)
        return ["last_day" if name == "valid_until" else name for name in named]


class RecordInline(admin.TabularInline):
    """The parts of a record, on its page."""

    extra = 0
    can_delete = False
    show_change_link = False

    def __init__(self, parent_model: type[Model], admin_site: admin.AdminSite) -> None:
        name_fields(self.model)
        super().__init__(parent_model, admin_site)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def changes_of(form: Any) -> dict[str, list[str]]:
    """The fields a form changes, each with its old and its new value, secrets left out."""
    return {
        name: [_written(form.initial.get(name)), _written(form.cleaned_data.get(name))]
        for name in form.changed_data
        if name not in _SECRETS
    }


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(str(item) for item in value))
    return value.isoformat() if isinstance(value, date) else str(value)
