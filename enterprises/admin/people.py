"""Accounts: people, their roles, and the firms they act for."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises import audit
from enterprises.admin.base import HouseAdmin, RecordAdmin, changes_of
from enterprises.errors import DomainError
from enterprises.models import AgentAuthorisation, ApiToken, Membership, User
from enterprises.roles import PERMISSIONS, Role
from enterprises.services import groups, memberships
from enterprises.states import MembershipRole

admin.site.unregister(Group)


class RolesField(forms.ModelMultipleChoiceField):
    """Roles in the reader's words instead of the names of their groups."""

    def label_from_instance(self, obj: Any) -> str:
        return _role_words(obj.name)


@admin.register(User)
class PersonAdmin(HouseAdmin, UserAdmin):
    """A person is closed, never deleted; what they may do follows from their roles alone."""

    list_display = ("username", "full_name", "roles", "department", "language", "is_active")
    list_filter = ("is_active", "groups", "department", "language", "is_demonstration")
    list_select_related = ("department",)
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    readonly_fields = ("is_staff", "is_superuser", "last_login", "date_joined", "is_demonstration")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("full_name", "email", "language", "department")}),
        (
            _("What they may do"),
            {
                "fields": ("is_active", "groups", "is_staff", "is_superuser"),
                "description": _(
                    "Close an account instead of deleting it. Permissions come from the roles."
                ),
            },
        ),
        (_("History"), {"fields": ("last_login", "date_joined", "is_demonstration")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("username", "usable_password", "password1", "password2"),
            },
        ),
        (_("Person"), {"fields": ("full_name", "email", "language", "department")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        return ", ".join(_role_words(group.name) for group in person.groups.all())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever could set a superuser's password would be one.
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        # Nobody gives a role to themselves, or shuts themselves out.
        return (*fixed, "groups", "is_active") if obj == request.user else fixed

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["form_class"] = RolesField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        _record(request, obj, "account_changed" if change else "account_opened", **changes_of(form))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        groups.admit_to_administration(user=form.instance)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        before = User.objects.filter(pk=id).values_list("password", flat=True).first()
        response = super().user_change_password(request, id, form_url)
        person = User.objects.filter(pk=id).first()
        if person is not None and person.password != before:
            _record(request, person, "password_set")
        return response


@admin.register(Group)
class RoleAdmin(RecordAdmin):
    """A role is a group of a fixed name; what it may do stands in one place in the code."""

    list_display = ("role", "may", "people")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("role", "may", "people")

    @admin.display(description=_("role"), ordering="name")
    def role(self, group: Group) -> str:
        return _role_words(group.name)

    @admin.display(description=_("may"), empty_value="—")
    def may(self, group: Group) -> str:
        if group.name not in Role.values:
            return ""
        given = PERMISSIONS[Role(group.name)]
        return "; ".join(str(permission.label) for permission in sorted(given))

    @admin.display(description=_("people"))
    def people(self, group: Group) -> int:
        return group.user_set.filter(is_active=True).count()


class MembershipForm(forms.ModelForm):
    """A membership, and whether it ends with today."""

    ends = forms.BooleanField(label=_("ends today"), required=False)


@admin.register(Membership)
class MembershipAdmin(HouseAdmin):
    """Who acts for which firm, changed by the same services as on the firm's own page."""

    form = MembershipForm
    list_display = ("user", "enterprise", "role", "since", "until")
    list_filter = ("role", ("until", admin.EmptyFieldListFilter))
    list_select_related = ("user", "enterprise")
    search_fields = (
        *("user__username", "user__full_name"),
        *("enterprise__serial", "enterprise__name_zh", "enterprise__name_en"),
    )
    raw_id_fields = ("user", "enterprise")

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("user", "enterprise", "role")
        return ("user", "enterprise", "role", "since", "until", "ends")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Membership | None = None
    ) -> tuple[str, ...]:
        return ("user", "enterprise", "since", "until") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        is_over = obj is not None and obj.until is not None
        return super().has_change_permission(request, obj) and not is_over

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        actor = cast(User, request.user)
        at = timezone.now()
        role = MembershipRole(obj.role)
        if not change:
            added = memberships.add_member(
                enterprise=obj.enterprise, user=obj.user, role=role, actor=actor, at=at
            )
            obj.pk = added.pk
        elif form.cleaned_data["ends"]:
            memberships.end_membership(membership=obj, actor=actor, at=at)
        elif "role" in form.changed_data:
            memberships.change_role(membership=obj, role=role, actor=actor, at=at)


@admin.register(AgentAuthorisation)
class AgentAuthorisationAdmin(RecordAdmin):
    list_display = ("principal", "agent", "state", "valid_from", "last_day")
    list_filter = ("state",)
    list_select_related = ("principal", "agent")
    search_fields = ("principal__serial", "principal__name_zh", "principal__name_en")


@admin.register(ApiToken)
class ApiTokenAdmin(RecordAdmin):
    """Who holds a key and for what; the key itself is nowhere."""

    list_display = ("name", "user", "scopes", "created_at", "expires_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    exclude = ("digest",)


def _role_words(name: str) -> str:
    return str(Role(name).label) if name in Role.values else name


def _record(request: HttpRequest, person: User, action: str, **detail: list[str]) -> None:
    audit.record(
        actor=cast(User, request.user),
        at=timezone.now(),
        action=action,
        record_kind="user",
        record_number=person.username[:60],
        detail=detail,
    )
