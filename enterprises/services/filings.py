"""The life of a dyehouse's filing: applied for, assessed, filed with a scope, suspended, ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enterprises import audit, numbers, outbox
from enterprises.calendar import day_of
from enterprises.errors import DomainError, IllegalTransition, Invalid, StaleVersion
from enterprises.models import DyehouseFiling, Enterprise, FilingScope, FilingSuspension, User
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from enterprises.services.closing import (
    refuse_critical_fault,
    refuse_open_children,
    refuse_open_visits,
    refuse_unassessed,
)
from enterprises.states import (
    NEXT_DYEHOUSE_FILING_STATES,
    DyehouseFilingState,
    EnterpriseKind,
    Process,
    Species,
    can_move,
)

_S = DyehouseFilingState
OPEN = (_S.APPLIED, _S.ASSESSED, _S.FILED, _S.SUSPENDED)
NUMBER_DIGITS = 2


class NotADyehouse(DomainError):
    code = "NOT_A_DYEHOUSE"
    sentence = _("%(enterprise)s is not a dyehouse.")


class AlreadyOnFile(DomainError):
    code = "ALREADY_ON_FILE"
    sentence = _("%(enterprise)s already has the filing %(number)s.")


@dataclass(frozen=True)
class Scope:
    """One species, process and colour group that the dyehouse is on file for."""

    species: str
    process: str
    colour: str


@transaction.atomic
def apply_for_filing(
    *, enterprise: Enterprise, actor: User | None, at: datetime, wished: str = ""
) -> DyehouseFiling:
    """Ask for a dyehouse to be put on file; `wished` says for which species, processes, colours.

    Raises:
        NotADyehouse: the firm dyes nothing.
        AlreadyOnFile: it has a filing, or asked for one.
    """
    enterprise = enterprises.lock(enterprise.pk)
    if EnterpriseKind.DYEHOUSE not in enterprise.kinds:
        raise NotADyehouse(enterprise=enterprise)
    other = enterprise.dyehouse_filings.filter(state__in=OPEN).first()
    if other is not None:
        raise AlreadyOnFile(enterprise=enterprise, number=other.number)
    filing = DyehouseFiling.objects.create(
        number=numbers.next_number(
            letter="F", on=day_of(at), enterprise=enterprise, digits=NUMBER_DIGITS
        )[0],
        enterprise=enterprise,
        state_since=day_of(at),
        wished=wished.strip(),
    )
    _record(filing, "filing_applied", actor=actor, at=at)
    outbox.tell(
        "filing_applied",
        at=at,
        filing=filing.number,
        enterprise=enterprise.serial,
        firm_en=enterprise.name_en,
        firm_zh=enterprise.name_zh,
    )
    return filing


@transaction.atomic
def assess_filing(
    *, number: str, version: int, government_opinion: str, actor: User | None, at: datetime
) -> DyehouseFiling:
    """Record that the dyehouse was assessed, with the opinion of the local government.

    Raises:
        Invalid: the government was not heard.
        ChildrenOpen: a visit is planned, or its report not endorsed yet.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    if not government_opinion.strip():
        raise Invalid(
            fields={"government_opinion": [str(_("The local government has to be heard."))]}
        )
    filing = _lock(number, version)
    _check_door(filing, _S.ASSESSED)
    refuse_open_visits(filing)
    filing.government_opinion = government_opinion.strip()
    _move(filing, _S.ASSESSED, actor=actor, at=at, changed=["government_opinion"])
    return filing


@transaction.atomic
def put_on_file(
    *,
    number: str,
    version: int,
    last_day: date,
    scopes: Sequence[Scope],
    actor: User | None,
    at: datetime,
) -> DyehouseFiling:
    """File an assessed dyehouse for named species, processes and colours, until a day.

    Raises:
        CriticalItemUnmet, ChildrenOpen: a visit has not ended, or left a finding open.
        NotAssessed: there was no visit.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    filing = _lock(number, version)
    _check_door(filing, _S.FILED)
    if filing.state != _S.ASSESSED:
        raise _illegal(filing, _S.FILED)
    on = day_of(at)
    _check_filing(on, last_day, scopes)
    refuse_critical_fault(filing)
    refuse_open_children(filing)
    refuse_unassessed(filing)
    filing.valid_from = on
    filing.valid_until = last_day + timedelta(days=1)
    _move(filing, _S.FILED, actor=actor, at=at, changed=["valid_from", "valid_until"])
    FilingScope.objects.bulk_create(
        FilingScope(
            filing=filing, species=scope.species, process=scope.process, colour=scope.colour
        )
        for scope in dict.fromkeys(scopes)
    )
    return filing


@transaction.atomic
def refuse_filing(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> DyehouseFiling:
    """Refuse an assessed dyehouse.

    Raises:
        ChildrenOpen: a visit or a finding is open.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    filing = _lock(number, version)
    _check_door(filing, _S.REFUSED)
    refuse_open_children(filing)
    _move(filing, _S.REFUSED, actor=actor, at=at, reason=_given(reason))
    return filing


@transaction.atomic
def suspend_filing(
    *, number: str, version: int | None, reason: str, actor: User | None, at: datetime
) -> DyehouseFiling:
    """Suspend a filing from today; deliveries of earlier days keep their ground."""
    require(actor, Permission.DECIDE_REGISTRATION)
    filing = _lock(number, version)
    _suspend(filing, _given(reason), actor=actor, at=at)
    return filing


def suspend_filing_of(
    *, enterprise: Enterprise, reason: str, at: datetime
) -> DyehouseFiling | None:
    """Suspend the filing of a dyehouse that turned bad, if it has one that counts.

    The caller has locked the enterprise and is in a transaction: class and filing fall together.
    """
    filing = (
        DyehouseFiling.objects.select_for_update(no_key=True)
        .filter(enterprise=enterprise, state=_S.FILED)
        .first()
    )
    if filing is not None:
        filing.enterprise = enterprise
        _suspend(filing, reason, actor=None, at=at)
    return filing


@transaction.atomic
def reinstate_filing(
    *, number: str, version: int, actor: User | None, at: datetime
) -> DyehouseFiling:
    """Let a suspended filing count again from today.

    Raises:
        CriticalItemUnmet: a critical finding is not rectified.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    filing = _lock(number, version)
    if filing.state != _S.SUSPENDED:
        raise _illegal(filing, _S.FILED)
    refuse_critical_fault(filing)
    _move(filing, _S.FILED, actor=actor, at=at)
    filing.suspensions.filter(until__isnull=True).update(until=day_of(at))
    return filing


@transaction.atomic
def cancel_filing(
    *, number: str, version: int, reason: str, actor: User | None, at: datetime
) -> DyehouseFiling:
    """Take a dyehouse off the file from today.

    Raises:
        ChildrenOpen: a visit or a finding is open; meanwhile it can be suspended.
    """
    require(actor, Permission.DECIDE_REGISTRATION)
    filing = _lock(number, version)
    _check_door(filing, _S.CANCELLED)
    refuse_open_children(filing)
    filing.valid_until = day_of(at)
    _move(filing, _S.CANCELLED, actor=actor, at=at, changed=["valid_until"], reason=_given(reason))
    return filing


@transaction.atomic
def expire_filing(*, number: str, at: datetime) -> DyehouseFiling:
    """Let a filing expire whose last day is past.

    Raises:
        IllegalTransition: it is not filed, or its last day is not past.
    """
    filing = _lock(number)
    if filing.valid_until is None or filing.valid_until > day_of(at):
        raise _illegal(filing, _S.EXPIRED)
    _move(filing, _S.EXPIRED, actor=None, at=at)
    return filing


def expire_all_due(*, at: datetime) -> int:
    """Let every filing expire whose last day is past, each in its own transaction."""
    due = DyehouseFiling.objects.filter(state=_S.FILED, valid_until__lte=day_of(at))
    expired = 0
    for number in due.order_by("enterprise", "pk").values_list("number", flat=True):
        try:
            expire_filing(number=number, at=at)
        except IllegalTransition:  # suspended meanwhile
            continue
        expired += 1
    return expired


def _suspend(filing: DyehouseFiling, reason: str, *, actor: User | None, at: datetime) -> None:
    _move(filing, _S.SUSPENDED, actor=actor, at=at, reason=reason)
    FilingSuspension.objects.create(filing=filing, since=day_of(at), reason=reason)


def _lock(number: str, version: int | None = None) -> DyehouseFiling:
    """Lock the dyehouse, then its filing."""
    firm = DyehouseFiling.objects.values_list("enterprise", flat=True).get(number=number)
    enterprise = enterprises.lock(firm)
    filing = DyehouseFiling.objects.select_for_update(no_key=True).get(number=number)
    if version is not None and filing.version != version:
        raise StaleVersion(record=number)
    filing.enterprise = enterprise
    return filing


def _move(
    filing: DyehouseFiling,
    target: DyehouseFilingState,
    *,
    actor: User | None,
    at: datetime,
    changed: Iterable[str] = (),
    reason: str = "",
) -> None:
    _check_door(filing, target)
    origin, filing.state = filing.state, target
    filing.state_since = day_of(at)
    filing.reason = reason
    filing.version += 1
    filing.save(update_fields=["state", "state_since", "reason", "version", *changed])
    _record(filing, f"filing_{target}", actor=actor, at=at, origin=origin, reason=reason)
    outbox.tell(
        "filing_changed",
        at=at,
        filing=filing.number,
        enterprise=filing.enterprise.serial,
        state=target,
        reason=reason,
    )


def _check_door(filing: DyehouseFiling, target: DyehouseFilingState) -> None:
    if not can_move(NEXT_DYEHOUSE_FILING_STATES, _S(filing.state), target):
        raise _illegal(filing, target)


def _illegal(filing: DyehouseFiling, target: DyehouseFilingState) -> IllegalTransition:
    return IllegalTransition(
        record=filing.number, state=_S(filing.state).label, action=target.label
    )


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(fields={"reason": [str(_("Say why."))]})
    return reason.strip()


def _check_filing(on: date, last_day: date, scopes: Sequence[Scope]) -> None:
    faults: dict[str, list[str]] = {}
    if last_day < on:
        faults["last_day"] = [str(_("The last day lies in the past."))]
    if not scopes:
        faults["scopes"] = [str(_("Name at least one species, process and colour group."))]
    if any(
        scope.species not in Species.values
        or scope.process not in Process.values
        or not scope.colour.strip()
        for scope in scopes
    ):
        faults["scopes"] = [str(_("A species, process or colour group is unknown."))]
    if faults:
        raise Invalid(fields=faults)


def _record(
    filing: DyehouseFiling,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    origin: str = "",
    reason: str = "",
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="dyehouse_filing",
        record_number=filing.number,
        enterprise=filing.enterprise,
        detail={"from": origin, "reason": reason} if origin else {},
    )
