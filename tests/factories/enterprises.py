"""People, firms, registrations and filings."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from enterprises import numbers
from enterprises.calendar import SHANGHAI
from enterprises.models import (
    AgentAuthorisation,
    DyehouseFiling,
    Enterprise,
    FilingScope,
    Membership,
    Notice,
    PartnerDepartment,
    Registration,
    RegistrationCondition,
    User,
)
from enterprises.policy import credit_code_check_character
from enterprises.roles import Role
from enterprises.services import notices
from enterprises.services.notices import NoticeContent
from enterprises.states import (
    AgentAuthorisationState,
    DyehouseFilingState,
    EnterpriseKind,
    MembershipRole,
    NoticeKind,
    NoticeState,
    RegistrationState,
)

# Pages and access read the real clock, so what a test makes is dated round the real day.
TODAY = timezone.localdate()
PASSWORD = "a long enough password"

_numbers = count(1)


def at(day: date = TODAY, hour: int = 10, minute: int = 0) -> datetime:
    """Give an instant of a day in Shanghai."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def make_credit_code(number: int | None = None) -> str:
    """Make a unified social credit code whose check character is right."""
    number = next(_numbers) if number is None else number
    first_seventeen = f"91131121MA0{number:06d}"
    return first_seventeen + credit_code_check_character(first_seventeen)


def make_department(code: str = "government") -> PartnerDepartment:
    """Find a department of the reference data."""
    return PartnerDepartment.objects.get(code=code)


def make_user(
    role: Role | None = None,
    *,
    enterprise: Enterprise | None = None,
    membership: MembershipRole = MembershipRole.OWNER,
    department: PartnerDepartment | None = None,
    **fields: Any,
) -> User:
    """Make a person with a role of the bureau, or with a membership in a firm."""
    number = next(_numbers)
    if role is None and enterprise is not None:
        is_agent = EnterpriseKind.AGENT in enterprise.kinds
        role = Role.AGENT if is_agent else Role.ENTERPRISE
    if role == Role.DEPARTMENT and department is None:
        department = make_department()
    user = User.objects.create_user(
        username=fields.pop("username", f"{role or 'person'}-{number}"),
        password=fields.pop("password", PASSWORD),
        email=fields.pop("email", f"person{number}@example.org"),
        full_name=fields.pop("full_name", f"Person {number}"),
        department=department,
        **fields,
    )
    if role is not None:
        user.groups.add(Group.objects.get(name=role.value))
    if enterprise is not None:
        make_membership(user, enterprise, membership)
    return user


def make_membership(
    user: User,
    enterprise: Enterprise,
    role: MembershipRole = MembershipRole.OWNER,
    *,
    since: date = TODAY - timedelta(days=365),
    until: date | None = None,
) -> Membership:
    return Membership.objects.create(
        user=user, enterprise=enterprise, role=role, since=since, until=until
    )


def make_enterprise(*kinds: EnterpriseKind, **fields: Any) -> Enterprise:
    """Make a firm, a manufacturer unless told otherwise."""
    serial = fields.pop("serial", None) or numbers.next_serial()
    values: dict[str, Any] = {
        "name_zh": f"雪岭裘皮{serial}",
        "name_en": f"Xueling Fur {serial}",
        "credit_code": make_credit_code(),
        "kinds": [kind.value for kind in kinds] or [EnterpriseKind.MANUFACTURER.value],
        "township": "大营",
        "address": "大营镇工业区1号",
        "legal_representative": "王芳",
        "first_registered_on": TODAY - timedelta(days=1000),
        "created_at": at(TODAY - timedelta(days=1000)),
        **fields,
    }
    return Enterprise.objects.create(serial=serial, **values)


def make_registration(
    enterprise: Enterprise | None = None,
    state: RegistrationState = RegistrationState.REGISTERED,
    *,
    conditions: tuple[date, ...] = (),
    **fields: Any,
) -> Registration:
    """Make a registration, full unless told otherwise; `conditions` are due dates."""
    enterprise = enterprise or make_enterprise()
    since = TODAY - timedelta(days=100)
    values: dict[str, Any] = {"state_since": since, "version": 1}
    if state not in {
        RegistrationState.DRAFT,
        RegistrationState.SUBMITTED,
        RegistrationState.RETURNED,
        RegistrationState.ACCEPTED,
        RegistrationState.REJECTED,
    }:
        values |= {"valid_from": since, "valid_until": TODAY + timedelta(days=80)}
    if state == RegistrationState.SUSPENDED:
        values["state_before_suspension"] = RegistrationState.REGISTERED.value
    if state != RegistrationState.DRAFT:
        values["submitted_at"] = at(since)
    values |= fields
    number = values.pop("number", None) or f"R26-{enterprise.serial}-{next(_numbers) + 500:02d}"
    registration = Registration.objects.create(
        number=number, enterprise=enterprise, state=state, **values
    )
    RegistrationCondition.objects.bulk_create(
        RegistrationCondition(
            registration=registration,
            ordinal=ordinal,
            text_en=f"Condition {ordinal}",
            text_zh=f"条件{ordinal}",
            due_on=due_on,
        )
        for ordinal, due_on in enumerate(conditions, start=1)
    )
    return registration


def make_filing(
    enterprise: Enterprise | None = None,
    state: DyehouseFilingState = DyehouseFilingState.FILED,
    *,
    scopes: tuple[tuple[str, str, str], ...] = (("fox", "dyed", "black"),),
    **fields: Any,
) -> DyehouseFiling:
    """Make a dyehouse's filing with its scopes: species, process, colour group."""
    enterprise = enterprise or make_enterprise(EnterpriseKind.DYEHOUSE)
    values: dict[str, Any] = {
        "number": f"F26-{enterprise.serial}-{next(_numbers) + 500:02d}",
        "government_opinion": "Honest and conforming.",
        "valid_from": TODAY - timedelta(days=200),
        "valid_until": TODAY + timedelta(days=500),
        **fields,
    }
    filing = DyehouseFiling.objects.create(enterprise=enterprise, state=state, **values)
    FilingScope.objects.bulk_create(
        FilingScope(filing=filing, species=species, process=process, colour=colour)
        for species, process, colour in scopes
    )
    return filing


def make_authorisation(
    principal: Enterprise,
    agent: Enterprise,
    state: AgentAuthorisationState = AgentAuthorisationState.ACCEPTED,
    *,
    valid_from: date = TODAY - timedelta(days=30),
    valid_until: date = TODAY + timedelta(days=335),
) -> AgentAuthorisation:
    return AgentAuthorisation.objects.create(
        principal=principal,
        agent=agent,
        state=state,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def make_notice(
    state: NoticeState = NoticeState.SENT,
    *firms: Enterprise,
    author: User | None = None,
    sent_on: date = TODAY,
    supersedes: Notice | None = None,
    **content: Any,
) -> Notice:
    """Make a notice through the services; a sent one is addressed to the firms, or to a new one."""
    author = author or make_user(Role.CHIEF)
    values: dict[str, Any] = {
        "kind": NoticeKind.TECHNICAL,
        "title_en": "Formaldehyde in goods for Japan",
        "title_zh": "输日产品甲醛要求",
        "text_en": "For infants, none may be found; for adults, 75 mg/kg next to the skin.",
        "text_zh": "婴幼儿用品不得检出；成人直接接触皮肤的产品不得超过75 mg/kg。",
        "effective_on": TODAY + timedelta(days=30),
        "destinations": ("JP",),
        "analytes": ("HCHO",),
        **content,
    }
    moment = at(sent_on, 9)
    notice = notices.draft_notice(
        content=NoticeContent(**values),
        supersedes=supersedes.number if supersedes else None,
        actor=author,
        at=moment,
    )
    if state == NoticeState.DRAFT:
        return notice
    audience = {firm.pk: ["market"] for firm in firms or [make_enterprise()]}
    named: dict[str, Any] = {"number": notice.number, "actor": author, "at": moment}
    notice = notices.send_notice(**named, version=1, audience=audience)
    if state == NoticeState.SUPERSEDED:
        make_notice(NoticeState.SENT, *firms, author=author, supersedes=notice, **content)
    if state == NoticeState.WITHDRAWN:
        notices.withdraw_notice(**named, version=2, reason="The limit was not changed.")
    return Notice.objects.get(pk=notice.pk)
