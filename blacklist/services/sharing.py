"""Reads by partner departments: none without a memorandum, none that is not written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from blacklist.errors import NoMemorandum
from blacklist.models import Memorandum, SharedRead
from blacklist.selectors.sharing import Shared, fields_of, memoranda_in_force, shared_values
from blacklist.states import SharedField
from enterprises import audit
from enterprises.calendar import day_of
from enterprises.errors import NotPermitted
from enterprises.models import Enterprise, User
from enterprises.roles import Permission, require


@dataclass(frozen=True)
class Reading:
    """What a department has just read of a firm, and under which memoranda."""

    enterprise: Enterprise
    memoranda: tuple[Memorandum, ...]
    values: Mapping[SharedField, Shared]


@transaction.atomic
def read_firm(*, enterprise: Enterprise, actor: User, at: datetime) -> Reading:
    """Read of a firm what the memoranda of one's department name, and write down that it was read.

    The data are handed out only with the rows that say so: both stand or fall together.

    Raises:
        NoMemorandum: the department has none in force.
    """
    require(actor, Permission.REPORT_CREDIT)
    if actor.department is None:
        raise NotPermitted(permissions=Permission.REPORT_CREDIT.label)
    on = day_of(at)
    memoranda = memoranda_in_force(actor.department, on)
    if not memoranda:
        raise NoMemorandum(department=actor.department)
    named = {one.pk: fields_of(one.purposes.all()) for one in memoranda}
    SharedRead.objects.bulk_create(
        SharedRead(
            enterprise=enterprise,
            memorandum=one,
            reader=actor,
            fields=[field.value for field in named[one.pk]],
            at=at,
        )
        for one in memoranda
    )
    audit.record(
        actor=actor,
        at=at,
        action="shared_data_read",
        record_kind="memorandum",
        record_number=", ".join(one.code for one in memoranda)[:60],
        enterprise=enterprise,
        detail={"department": actor.department.code},
    )
    wanted = {field for fields in named.values() for field in fields}
    values = shared_values(enterprise, [field for field in SharedField if field in wanted], on)
    return Reading(enterprise=enterprise, memoranda=tuple(memoranda), values=values)
