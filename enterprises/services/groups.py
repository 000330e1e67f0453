"""Roles as groups: what each may do in the administration, and who has which."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction

from enterprises import audit
from enterprises.models import Enterprise, Membership, User
from enterprises.roles import Role

# Who may enter the administration at all: whoever keeps it, and whoever reads everything.
STAFF_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})

_KEEPS = ("view", "add", "change")
_READS = ("view",)


@transaction.atomic
def sync_groups() -> int:
    """Give every role exactly the model permissions of its work; gives the number of changes.

    Administrators keep reference data and accounts. Auditors read everything. All other roles
    do their work on the pages, and have nothing here. A second run changes nothing.
    """
    by_name = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    changes = 0
    for role in Role:
        group, is_new = Group.objects.get_or_create(name=role.value)
        wanted = {by_name[name].pk for name in _permissions_of(role)}
        held = set(group.permissions.values_list("pk", flat=True))
        if wanted != held:
            group.permissions.set(wanted)
        changes += is_new + len(wanted ^ held)
    return changes


@transaction.atomic
def give_roles(*, user: User, roles: Iterable[Role], actor: User | None, at: datetime) -> None:
    """Let a person have these roles and no others; the door of the administration follows."""
    wanted = sorted(set(roles))
    user.groups.set(Group.objects.filter(name__in=wanted))
    admit_to_administration(user=user)
    audit.record(
        actor=actor,
        at=at,
        action="roles_given",
        record_kind="user",
        record_number=user.username,
        detail={"roles": wanted},
    )


def admit_to_administration(*, user: User) -> None:
    """Make whoever has a role with work in the administration staff, and nobody else."""
    is_staff = user.is_superuser or user.groups.filter(name__in=STAFF_ROLES).exists()
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])


def _permissions_of(role: Role) -> Iterator[tuple[str, str]]:
    if role not in STAFF_ROLES:
        return
    models_kept: list[type[models.Model]] = [*_models_of_the_house(), Group]
    for model in models_kept:
        for verb in _verbs(role, model):
            yield model._meta.app_label, f"{verb}_{model._meta.model_name}"


def _verbs(role: Role, model: type[models.Model]) -> tuple[str, ...]:
    if role == Role.AUDITOR:
        return _READS
    if getattr(model, "is_reference", False) or model in (User, Membership):
        return _KEEPS
    return _READS if model in (Group, Enterprise) else ()


def _models_of_the_house() -> Iterator[type[models.Model]]:
    for config in apps.get_app_configs():
        if Path(config.path).parent == settings.BASE_DIR:
            yield from config.get_models()
