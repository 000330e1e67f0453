"""Who acts for a firm: its own people, and the agents it authorises for a time."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import DomainError, IllegalTransition, Invalid, StaleVersion
from enterprises.models import AgentAuthorisation, Enterprise, Membership, User
from enterprises.services import enterprises
from enterprises.states import (
    NEXT_AGENT_AUTHORISATION_STATES,
    AgentAuthorisationState,
    EnterpriseKind,
    MembershipRole,
    can_move,
)

_S = AgentAuthorisationState
AUTHORISED_AT_MOST = timedelta(days=3653)


class MemberAlready(DomainError):
    code = "MEMBER_ALREADY"
    sentence = _("%(person)s already belongs to the enterprise.")


class NotAMember(DomainError):
    code = "NOT_A_MEMBER"
    sentence = _("%(person)s no longer belongs to the enterprise.")


class LastOwner(DomainError):
    code = "LAST_OWNER"
    sentence = _("An enterprise keeps at least one owner.")


class NotAnAgent(DomainError):
    code = "NOT_AN_AGENT"
    sentence = _("%(enterprise)s is not a declaration agent.")


class AuthorisedAlready(DomainError):
    code = "AUTHORISED_ALREADY"
    sentence = _("%(agent)s is already asked or authorised.")


@transaction.atomic
def add_member(
    *,
    enterprise: Enterprise,
    user: User,
    role: MembershipRole,
    actor: User | None,
    at: datetime,
) -> Membership:
    """Let a person act for the firm from today.

    Raises:
        MemberAlready: the person belongs to it.
    """
    enterprise = enterprises.lock(enterprise.pk)
    if _open_members(enterprise).filter(user=user).exists():
        raise MemberAlready(person=user)
    membership = Membership.objects.create(
        enterprise=enterprise, user=user, role=role, since=day_of(at)
    )
    _record_member(membership, "member_added", actor=actor, at=at)
    return membership


@transaction.atomic
def change_role(
    *, membership: Membership, role: MembershipRole, actor: User | None, at: datetime
) -> Membership:
    """Give a member another role.

    Raises:
        NotAMember: the membership has ended.
        LastOwner: the firm would be left without an owner.
    """
    enterprise = enterprises.lock(membership.enterprise_id)
    membership = _still_open(enterprise, membership)
    if role != MembershipRole.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    _record_member(membership, "member_role_changed", actor=actor, at=at)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, actor: User | None, at: datetime) -> Membership:
    """Let a person no longer act for the firm, from now on.

    Raises:
        NotAMember: the membership has ended.
        LastOwner: the firm would be left without an owner.
    """
    enterprise = enterprises.lock(membership.enterprise_id)
    membership = _still_open(enterprise, membership)
    _keep_an_owner(membership)
    membership.until = day_of(at)
    membership.save(update_fields=["until"])
    _record_member(membership, "member_removed", actor=actor, at=at)
    return membership


@transaction.atomic
def ask_agent(
    *,
    principal: Enterprise,
    agent: Enterprise,
    valid_from: date,
    last_day: date,
    actor: User | None,
    at: datetime,
) -> AgentAuthorisation:
    """Ask an agent to file for the firm until a day.

    Raises:
        NotAnAgent: the other firm is none.
        AuthorisedAlready: it was asked or authorised already.
        Invalid: the period is none, or past.
    """
    principal = enterprises.lock(principal.pk)
    if EnterpriseKind.AGENT not in agent.kinds or agent.pk == principal.pk:
        raise NotAnAgent(enterprise=agent)
    if last_day < max(valid_from, day_of(at)):
        raise Invalid(fields={"last_day": [str(_("The last day comes after the first."))]})
    if last_day - day_of(at) > AUTHORISED_AT_MOST:
        sentence = _("An agent is authorised for ten years at most.")
        raise Invalid(fields={"last_day": [str(sentence)]})
    if AgentAuthorisation.objects.filter(
        principal=principal, agent=agent, state__in=(_S.ASKED, _S.ACCEPTED)
    ).exists():
        raise AuthorisedAlready(agent=agent)
    authorisation = AgentAuthorisation.objects.create(
        principal=principal,
        agent=agent,
        valid_from=valid_from,
        valid_until=last_day + timedelta(days=1),
    )
    _record_authorisation(authorisation, "agent_asked", actor=actor, at=at)
    _tell_agency("agency_asked", authorisation, at=at)
    return authorisation


@transaction.atomic
def answer_authorisation(
    *,
    authorisation: AgentAuthorisation,
    version: int,
    accepts: bool,
    actor: User | None,
    at: datetime,
) -> AgentAuthorisation:
    """Accept or decline to file for a firm, as the agent."""
    authorisation = _lock(authorisation, version)
    _move(authorisation, _S.ACCEPTED if accepts else _S.DECLINED, actor=actor, at=at)
    return authorisation


@transaction.atomic
def revoke_authorisation(
    *, authorisation: AgentAuthorisation, version: int, actor: User | None, at: datetime
) -> AgentAuthorisation:
    """Take an agent's authorisation away, with effect at once."""
    authorisation = _lock(authorisation, version)
    _move(authorisation, _S.REVOKED, actor=actor, at=at)
    return authorisation


def expire_all_due(*, at: datetime) -> int:
    """Let every authorisation expire whose last day is past, each in its own transaction."""
    expired = 0
    due = AgentAuthorisation.objects.filter(state=_S.ACCEPTED, valid_until__lte=day_of(at))
    for authorisation in due.order_by("principal", "pk"):
        with transaction.atomic():
            locked = _lock(authorisation)
            if locked.state == _S.ACCEPTED:
                _move(locked, _S.EXPIRED, actor=None, at=at)
                expired += 1
    return expired


def _open_members(enterprise: Enterprise) -> QuerySet[Membership]:
    return Membership.objects.select_related("user").filter(
        enterprise=enterprise, until__isnull=True
    )


def _still_open(enterprise: Enterprise, membership: Membership) -> Membership:
    found = _open_members(enterprise).filter(pk=membership.pk).first()
    if found is None:
        raise NotAMember(person=membership.user)
    return found


def _keep_an_owner(leaving: Membership) -> None:
    owners = Membership.objects.filter(
        enterprise=leaving.enterprise_id, role=MembershipRole.OWNER, until__isnull=True
    ).exclude(pk=leaving.pk)
    if leaving.role == MembershipRole.OWNER and not owners.exists():
        raise LastOwner()


def _lock(authorisation: AgentAuthorisation, version: int | None = None) -> AgentAuthorisation:
    """Lock the principal, then the authorisation."""
    enterprises.lock(authorisation.principal_id)
    locked = AgentAuthorisation.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=authorisation.pk
    )
    if version is not None and locked.version != version:
        raise StaleVersion(record=str(locked))
    return locked


def _move(
    authorisation: AgentAuthorisation,
    target: AgentAuthorisationState,
    *,
    actor: User | None,
    at: datetime,
) -> None:
    if not can_move(NEXT_AGENT_AUTHORISATION_STATES, _S(authorisation.state), target):
        raise IllegalTransition(
            record=str(authorisation),
            state=_S(authorisation.state).label,
            action=target.label,
        )
    authorisation.state = target
    authorisation.version += 1
    authorisation.save(update_fields=["state", "version"])
    _record_authorisation(authorisation, f"agent_{target}", actor=actor, at=at)
    outbox.tell(
        "agent_authorisation_changed",
        at=at,
        enterprise=authorisation.principal.serial,
        agent=authorisation.agent.serial,
        agent_name_en=authorisation.agent.name_en,
        agent_name_zh=authorisation.agent.name_zh,
        state=target,
    )
    if target in (_S.REVOKED, _S.EXPIRED):
        _tell_agency("agency_ended", authorisation, at=at)


def _tell_agency(fact: str, authorisation: AgentAuthorisation, *, at: datetime) -> None:
    """Tell the agent what a firm asks of it, or takes away."""
    outbox.tell(
        fact,
        at=at,
        enterprise=authorisation.agent.serial,
        principal_name_en=authorisation.principal.name_en,
        principal_name_zh=authorisation.principal.name_zh,
        valid_from=authorisation.valid_from.isoformat(),
        last_day=(authorisation.valid_until - timedelta(days=1)).isoformat(),
        state=authorisation.state,
    )


def _record_authorisation(
    authorisation: AgentAuthorisation, action: str, *, actor: User | None, at: datetime
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="agent_authorisation",
        record_number=f"{authorisation.principal.serial}-{authorisation.agent.serial}",
        enterprise=authorisation.principal,
    )


def _record_member(
    membership: Membership, action: str, *, actor: User | None, at: datetime
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="membership",
        record_number=membership.user.username[:60],
        enterprise=membership.enterprise,
        detail={"role": membership.role},
    )
    outbox.tell(
        action,
        at=at,
        person=membership.user.username,
        enterprise=membership.enterprise.serial,
        enterprise_name_en=membership.enterprise.name_en,
        enterprise_name_zh=membership.enterprise.name_zh,
        role=membership.role,
    )
