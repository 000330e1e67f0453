"""Credit events, classes and list entries as they might have come about."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from blacklist.models import (
    Classification,
    CreditEvent,
    ListEntry,
    Memorandum,
    MemorandumPurpose,
    ScoringScheme,
)
from blacklist.states import CreditClass, CreditEventState, ListEntryState, ListKind, SharedField
from enterprises.models import Enterprise, PartnerDepartment
from enterprises.roles import Role
from tests.factories.enterprises import TODAY, at, make_enterprise, make_user

_numbers = count(1)
_HAS_A_DAY = {
    CreditEventState.CONFIRMED,
    CreditEventState.OBJECTED,
    CreditEventState.DISMISSED,
    CreditEventState.ALLOWED,
}


def make_credit_event(
    enterprise: Enterprise | None = None,
    indicator: str = "L03",
    state: CreditEventState = CreditEventState.CONFIRMED,
    **fields: Any,
) -> CreditEvent:
    """Make an event of a month ago, confirmed on its day unless told otherwise."""
    number = next(_numbers)
    occurred_on = fields.pop("occurred_on", TODAY - timedelta(days=30))
    values: dict[str, Any] = {
        "number": f"T26-{number:06d}",
        "source": "officer",
        "source_reference": f"test-{number}",
        "reported_at": at(occurred_on),
        "confirmed_on": occurred_on if state in _HAS_A_DAY else None,
        "overturned_on": TODAY if state == CreditEventState.ALLOWED else None,
        **fields,
    }
    return CreditEvent.objects.create(
        enterprise=enterprise or make_enterprise(),
        indicator=indicator,
        occurred_on=occurred_on,
        state=state,
        **values,
    )


def make_classification(
    enterprise: Enterprise | None = None,
    credit_class: CreditClass = CreditClass.A,
    **fields: Any,
) -> Classification:
    """Make the class that holds since a hundred days, without asking the grade."""
    values: dict[str, Any] = {
        "since": at(TODAY - timedelta(days=100)),
        "score": 85,
        "reasons": [],
        "trigger": "test",
        **fields,
    }
    return Classification.objects.create(
        enterprise=enterprise or make_enterprise(),
        credit_class=credit_class,
        scheme=ScoringScheme.objects.get(),
        **values,
    )


def make_list_entry(
    enterprise: Enterprise | None = None,
    kind: ListKind = ListKind.BLACK,
    state: ListEntryState = ListEntryState.EFFECTIVE,
    **fields: Any,
) -> ListEntry:
    """Make an entry on a list, in effect since ten days unless told otherwise."""
    values: dict[str, Any] = {
        "number": f"X26-{next(_numbers):06d}",
        "ground": "ground_1",
        "grounds": "Dishonesty found by the government.",
        "basis": "M-09",
        "proposed_at": at(TODAY - timedelta(days=40)),
        "effective_from": TODAY - timedelta(days=10),
        "approved_by": None if "approved_by" in fields else make_user(Role.CHIEF),
        **fields,
    }
    return ListEntry.objects.create(
        enterprise=enterprise or make_enterprise(), kind=kind, state=state, **values
    )


def make_memorandum(
    department: PartnerDepartment, fields: Iterable[SharedField] = (), **values: Any
) -> Memorandum:
    """Make a memorandum of a year ago, with one purpose for the fields named."""
    memorandum = Memorandum.objects.create(
        department=department,
        **{
            "code": f"MOU-{next(_numbers)}",
            "parties_en": f"The bureau and {department.name_en}",
            "parties_zh": f"检验检疫局与{department.name_zh}",
            "signed_on": TODAY - timedelta(days=365),
            "valid_from": TODAY - timedelta(days=365),
            "text_en": "Honesty data are shared for supervision.",
            "text_zh": "为监管目的共享诚信数据。",
            **values,
        },
    )
    MemorandumPurpose.objects.create(
        memorandum=memorandum,
        purpose_en="Joint supervision of honesty",
        purpose_zh="联合诚信监管",
        fields=[field.value for field in fields or (SharedField.CREDIT_CLASS,)],
    )
    return memorandum
