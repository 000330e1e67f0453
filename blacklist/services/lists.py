"""The red and the black list: proposed, noticed, heard, approved by another person, ended."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from blacklist.errors import HearingOpen, ListingRefused, StatementTooLate, StillListed
from blacklist.models import CreditEvent, ListEntry
from blacklist.policy.lists import (
    ListRefusal,
    black_grounds,
    effect_refusals,
    may_leave_black,
    proposal_refusals,
    red_entries_to_end,
)
from blacklist.selectors.clocks import last_day
from blacklist.selectors.entries import leaving_requirements
from blacklist.selectors.records import credit_record
from blacklist.selectors.schemes import scheme_on
from blacklist.services import classes, entries
from blacklist.states import ListEntryState, ListKind
from enterprises import numbers, outbox
from enterprises.calendar import day_of
from enterprises.errors import IllegalTransition, Invalid, SelfApproval
from enterprises.models import Enterprise, User
from enterprises.roles import Permission, require
from enterprises.selectors.reasons import say
from enterprises.services import enterprises

_S = ListEntryState
PROPOSERS = (Permission.PROPOSE_LISTING, Permission.APPROVE_LISTING)
BLACK_LISTED = "end_3"
# The clause of the measures on which the system rests when it proposes an entry by itself.
CLAUSE_OF_BLACK_LIST = "M-13"


@transaction.atomic
def propose_entry(
    *,
    enterprise: Enterprise,
    kind: ListKind,
    grounds: str,
    basis: str,
    actor: User | None,
    at: datetime,
    ground: str = "",
    is_urgent: bool = False,
    review_on: date | None = None,
) -> ListEntry:
    """Propose an entry; `ground` is the row of the scheme that a black one rests on.

    Raises:
        ListingRefused: the rules say that it may not be proposed.
    """
    require(actor, Permission.PROPOSE_LISTING)
    enterprise = enterprises.lock(enterprise.pk)
    on = day_of(at)
    _refuse(proposal_refusals(kind, credit_record(enterprise), scheme_on(on), on, ground))
    entry = ListEntry.objects.create(
        number=numbers.next_number(letter="B", on=on, enterprise=enterprise, digits=2)[0],
        enterprise=enterprise,
        kind=kind,
        state=_S.PROPOSED,
        # A red entry is never urgent: nothing is lost by hearing first.
        is_urgent=is_urgent and kind == ListKind.BLACK,
        ground=ground,
        grounds=entries.given(grounds, "grounds"),
        basis=entries.given(basis, "basis"),
        proposed_by=actor,
        proposed_at=at,
        review_on=review_on,
    )
    entries.record(entry, "list_entry_proposed", actor=actor, at=at)
    return entry


def propose_for_event(*, event: CreditEvent, at: datetime) -> ListEntry | None:
    """Propose the black entry that one event is a ground for, unless the firm is under way to it.

    The caller has locked the firm and is in the transaction that confirmed the event.
    """
    on = day_of(at)
    record, scheme = credit_record(event.enterprise), scheme_on(on)
    for ground in black_grounds(record, scheme, on):
        rests_on_it = event.number in {found.reference for found in ground.events}
        if rests_on_it and not proposal_refusals(ListKind.BLACK, record, scheme, on, ground.key):
            return propose_entry(
                enterprise=event.enterprise,
                kind=ListKind.BLACK,
                ground=ground.key,
                grounds=f"{event.indicator} · {event.number}",
                basis=CLAUSE_OF_BLACK_LIST,
                actor=None,
                at=at,
            )
    return None


@transaction.atomic
def give_notice(*, number: str, version: int, actor: User, at: datetime) -> ListEntry:
    """Tell the firm of the proposal; from now the working days run in which it may be heard."""
    require(actor, *PROPOSERS)
    entry = entries.lock(number, version)
    on = day_of(at)
    entry.noticed_on = on
    entry.hear_by = last_day("listing_notice", on, on)
    entries.move(entry, _S.NOTICED, actor=actor, at=at, changed=["noticed_on", "hear_by"])
    return entry


@transaction.atomic
def state_case(
    *, number: str, version: int, statement: str, actor: User | None, at: datetime
) -> ListEntry:
    """Keep what the firm says of the entry, for the firm; an officer then records the hearing.

    It may be said again until then: the latest words are those that are heard.

    Raises:
        StatementTooLate: the working days for it are over.
    """
    entry = entries.lock(number, version)
    if not entry.may_be_heard:
        raise IllegalTransition(
            record=number, state=_S(entry.state).label, action=_("stating the case")
        )
    if entry.hear_by is not None and day_of(at) > entry.hear_by:
        raise StatementTooLate(date=entry.hear_by)
    entry.statement = entries.given(statement, "statement")
    entry.version += 1
    entry.save(update_fields=["statement", "version"])
    entries.record(entry, "list_entry_stated", actor=actor, at=at)
    outbox.tell(
        "list_entry_stated",
        at=at,
        entry=entry.number,
        kind=entry.kind,
        enterprise=entry.enterprise.serial,
    )
    return entry


@transaction.atomic
def hear(*, number: str, version: int, statement: str, actor: User, at: datetime) -> ListEntry:
    """Record what the firm said; an urgent entry is confirmed by it.

    What the firm wrote itself stands, unless the officer writes what was said instead.

    Raises:
        HearingOpen: it said nothing yet, and its time is not over.
    """
    require(actor, *PROPOSERS)
    entry = entries.lock(number, version)
    target = _S.CONFIRMED if entry.is_urgent else _S.HEARD
    entries.check_door(entry, target)
    on = day_of(at)
    said = statement.strip() or entry.statement
    if not said and entry.hear_by is not None and on <= entry.hear_by:
        raise HearingOpen(date=entry.hear_by)
    entry.heard_on = on
    entry.statement = said
    entries.move(entry, target, actor=actor, at=at, changed=["heard_on", "statement"])
    return entry


@transaction.atomic
def make_effective(*, number: str, version: int, actor: User, at: datetime) -> ListEntry:
    """Approve an entry, as another person than who proposed it; it works from today.

    A black entry ends the red one and makes the class D in the same transaction.

    Raises:
        SelfApproval: one's own proposal.
        ListingRefused: the grounds are gone meanwhile, or the other list is in the way.
    """
    require(actor, Permission.APPROVE_LISTING)
    entry = entries.lock(number, version)
    entries.check_door(entry, _S.EFFECTIVE)
    if entry.proposed_by_id == actor.pk:
        raise SelfApproval()
    on = day_of(at)
    record = credit_record(entry.enterprise)
    kind = ListKind(entry.kind)
    _refuse(effect_refusals(kind, record, scheme_on(on), on, entry.ground))
    if kind == ListKind.BLACK:
        red = [fact.reference for fact in red_entries_to_end(record, on)]
        for other in entries.entries_of(entry.enterprise, red):
            _give_way(other, actor=actor, at=at)

    entry.approved_by = actor
    entry.effective_from = on
    if entry.is_urgent:
        entry.hear_by = last_day("urgent_hearing", on, on)
    entries.move(
        entry,
        _S.EFFECTIVE,
        actor=actor,
        at=at,
        changed=["approved_by", "effective_from", "hear_by"],
    )
    classes.recompute(
        enterprise=entry.enterprise, at=at, trigger=f"list:{entry.number}", actor=actor
    )
    return entry


@transaction.atomic
def drop_entry(*, number: str, version: int, reason: str, actor: User, at: datetime) -> ListEntry:
    """Give up an entry that is not in effect yet."""
    require(actor, *PROPOSERS)
    entry = entries.lock(number, version)
    entry.end_reason = entries.given(reason)
    entries.move(
        entry, _S.DROPPED, actor=actor, at=at, changed=["end_reason"], reason=entry.end_reason
    )
    return entry


@transaction.atomic
def record_remedy(
    *,
    number: str,
    version: int,
    actor: User,
    at: datetime,
    remedied_on: date | None = None,
    government_statement_on: date | None = None,
) -> ListEntry:
    """Note that the cause is remedied and verified on site, or that the government says so.

    Raises:
        Invalid: a day is still to come.
    """
    require(actor, *PROPOSERS)
    entry = entries.lock(number, version)
    if entry.state not in {_S.EFFECTIVE, _S.CONFIRMED}:
        raise IllegalTransition(
            record=number, state=_S(entry.state).label, action=_("noting a remedy")
        )
    given = {"remedied_on": remedied_on, "government_statement_on": government_statement_on}
    late = {name: day for name, day in given.items() if day is not None and day > day_of(at)}
    if late:
        said = {
            name: say("DATE_IN_FUTURE", {"date": day.isoformat()}) for name, day in late.items()
        }
        raise Invalid(fields={name: [words] for name, words in said.items()})
    entry.remedied_on = remedied_on or entry.remedied_on
    entry.government_statement_on = government_statement_on or entry.government_statement_on
    entry.version += 1
    entry.save(update_fields=["remedied_on", "government_statement_on", "version"])
    entries.record(entry, "list_entry_remedied", actor=actor, at=at)
    return entry


@transaction.atomic
def end_entry(
    *,
    number: str,
    version: int,
    reason: str,
    actor: User,
    at: datetime,
    declarations_passed: int = 0,
) -> ListEntry:
    """End an entry from today; a better class afterwards is only proposed.

    A black one ends when every condition is met, or when the hearing of an urgent one finds no
    ground. `declarations_passed` is how many in a row passed under class D, told by the caller.

    Raises:
        StillListed: a condition to leave is not met.
    """
    require(actor, Permission.APPROVE_LISTING)
    entry = entries.lock(number, version)
    entries.check_door(entry, _S.ENDED)
    is_unheard_urgent = entry.is_urgent and entry.state == _S.EFFECTIVE
    if entry.kind == ListKind.BLACK and not is_unheard_urgent:
        asked = leaving_requirements(entry, day_of(at), declarations_passed=declarations_passed)
        if not may_leave_black(asked):
            missing = [requirement.key for requirement in asked if not requirement.is_met]
            raise StillListed(missing=", ".join(missing))
    entries.end(entry, reason=entries.given(reason), actor=actor, at=at)
    classes.recompute(
        enterprise=entry.enterprise, at=at, trigger=f"list:{entry.number}", actor=actor
    )
    return entry


def _give_way(entry: ListEntry, *, actor: User | None, at: datetime) -> None:
    """Take a red entry, in effect or on its way, out of the way of a black one."""
    if entry.state == _S.EFFECTIVE:
        entries.end(entry, reason=BLACK_LISTED, actor=actor, at=at)
        return
    entry.end_reason = BLACK_LISTED
    entries.move(entry, _S.DROPPED, actor=actor, at=at, changed=["end_reason"], reason=BLACK_LISTED)


def _refuse(refusals: Iterable[ListRefusal]) -> None:
    found = [refusal.value for refusal in refusals]
    if found:
        raise ListingRefused(refusals=", ".join(found))
