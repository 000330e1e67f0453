"""One entry on a list as its page tells it: its grounds, its way, the conditions to leave."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from blacklist.errors import LISTING_WORDS
from blacklist.models import ListEntry
from blacklist.policy.lists import (
    GroundFound,
    Requirement,
    black_grounds,
    may_leave_black,
    proposal_refusals,
)
from blacklist.selectors.conditions import Condition, condition_of
from blacklist.selectors.entries import (
    IN_EFFECT,
    declarations_passed_since,
    in_effect,
    leaving_requirements,
    red_eligibility,
)
from blacklist.selectors.moments import moments_of
from blacklist.selectors.records import credit_record
from blacklist.selectors.schemes import scheme_on, scheme_row_on
from blacklist.states import ListEntryState, ListKind
from blacklist.words import indicator_name
from enterprises import formats, parts
from enterprises.calendar import day_of, months_on
from enterprises.languages import either
from enterprises.models import Enterprise
from enterprises.selectors.reference import kept_until_changed, measures
from enterprises.tones import Text

_S = ListEntryState
ONE_DAY = timedelta(days=1)
# How the system writes down on which event it rests.
_BY_ITSELF = re.compile(r"(?P<indicator>[A-Z]\d{2}) · (?P<event>[A-Z][\d-]+)")


@dataclass(frozen=True)
class EntryPage:
    """All that the page of an entry says."""

    title: str
    sentence: str
    facts: tuple[tuple[Text, Any], ...]
    conditions: tuple[Condition, ...]
    conditions_title: str
    declarations_passed: int
    may_end: bool
    grounds: str
    history: tuple[parts.Event, ...]


@dataclass(frozen=True)
class Proposable:
    """What may be proposed of a firm today, and why the rest may not."""

    grounds: tuple[tuple[str, str], ...]
    red: tuple[Condition, ...]
    red_refusals: tuple[str, ...]
    black_refusals: tuple[str, ...]

    @property
    def red_is_open(self) -> bool:
        return not self.red_refusals

    @property
    def black_is_open(self) -> bool:
        return bool(self.grounds) and not self.black_refusals


def proposable(firm: Enterprise, on: date) -> Proposable:
    """Say which entries the rules let an officer propose of a firm on a day."""
    record, scheme = credit_record(firm), scheme_on(on)
    found = black_grounds(record, scheme, on)
    first = found[0].key if found else ""
    return Proposable(
        grounds=tuple((ground.key, _ground_words(ground, on)) for ground in found),
        red=tuple(map(condition_of, red_eligibility(firm, on))),
        red_refusals=_refusal_words(proposal_refusals(ListKind.RED, record, scheme, on)),
        black_refusals=_refusal_words(proposal_refusals(ListKind.BLACK, record, scheme, on, first)),
    )


def entry_page(entry: ListEntry, *, for_officer: bool, at: datetime) -> EntryPage:
    """Gather the page; only officers read who did what."""
    on = day_of(at)
    conditions, passed = _conditions(entry, on)
    is_unheard_urgent = entry.is_urgent and entry.state == _S.EFFECTIVE
    is_free = entry.kind == ListKind.RED or is_unheard_urgent
    return EntryPage(
        title=_title(entry),
        sentence=_sentence(entry, on, for_officer=for_officer),
        facts=tuple(_facts(entry, on)),
        conditions=tuple(map(condition_of, conditions)),
        conditions_title=_conditions_title(entry),
        declarations_passed=passed,
        may_end=entry.state in IN_EFFECT and (is_free or may_leave_black(conditions)),
        grounds=grounds_words(entry),
        history=tuple(_history(entry, for_officer=for_officer)),
    )


def readable_ended(on: date) -> QuerySet[ListEntry]:
    """Give the ended black entries that are still published on a day."""
    first = months_on(on, -scheme_on(on).black.publish_months)
    return ListEntry.objects.filter(
        kind=ListKind.BLACK, state=_S.ENDED, ended_on__gt=first, ended_on__lte=on
    )


def published(on: date) -> QuerySet[ListEntry]:
    """Give what anybody may read: what is in effect, and what ended on the black list of late."""
    shown = Q(pk__in=in_effect(on).values("pk")) | Q(pk__in=readable_ended(on).values("pk"))
    return ListEntry.objects.filter(shown).select_related("enterprise")


def ground_name(key: str, on: date) -> str:
    """Name a ground of the black list, or a rule of the lists, by its row in the scheme."""
    names = _rule_names(on).get(key)
    if names is None:
        return key
    written = either(names[1], names[0])
    # The scheme says first what the row is: a ground, an ending.
    return capfirst(re.split("[:：]", written, maxsplit=1)[-1].strip())


def basis_words(basis: str) -> str:
    """Say a legal basis; a clause of the measures with its text."""
    clause = measures().get(basis.strip())
    if clause is None:
        return basis
    text = either(clause.clause_en, clause.clause_zh)
    return _("%(code)s: %(clause)s") % {"code": clause.code, "clause": text}


def grounds_words(entry: ListEntry) -> str:
    """Say the grounds; those that the system wrote name an indicator and an event."""
    found = _BY_ITSELF.fullmatch(entry.grounds)
    if found is None:
        return entry.grounds
    name = indicator_name(found["indicator"], day_of(entry.proposed_at))
    return _("%(ground)s (%(events)s)") % {"ground": name, "events": found["event"]}


@kept_until_changed
def _rule_names(on: date) -> dict[str, tuple[str, str]]:
    rows = scheme_row_on(on).values.filter(section__in=["black", "red"])
    return {row.key: (row.name_zh, row.name_en) for row in rows}


def _ground_words(found: GroundFound, on: date) -> str:
    numbers = _(", ").join(event.reference for event in found.events)
    return _("%(ground)s (%(events)s)") % {"ground": ground_name(found.key, on), "events": numbers}


def _refusal_words(refusals: Any) -> tuple[str, ...]:
    return tuple(capfirst(str(LISTING_WORDS[refusal.value])) for refusal in refusals)


def _conditions(entry: ListEntry, on: date) -> tuple[tuple[Requirement, ...], int]:
    """Give the conditions that matter now: to enter the red list, to leave the black one."""
    if entry.kind == ListKind.RED:
        return red_eligibility(entry.enterprise, on), 0
    if entry.state not in IN_EFFECT or entry.effective_from is None:
        return (), 0
    passed = declarations_passed_since(entry.enterprise, entry.effective_from)
    return leaving_requirements(entry, on, declarations_passed=passed), passed


def _conditions_title(entry: ListEntry) -> str:
    if entry.kind == ListKind.RED:
        return _("Conditions of the red list")
    return _("Conditions to leave the black list")


def _title(entry: ListEntry) -> str:
    names = {"firm": entry.enterprise.name}
    is_red = entry.kind == ListKind.RED
    if entry.state in IN_EFFECT:
        return (
            _("%(firm)s is on the red list") if is_red else _("%(firm)s is on the black list")
        ) % names
    if entry.state == _S.ENDED:
        return (
            _("%(firm)s was on the red list") if is_red else _("%(firm)s was on the black list")
        ) % names
    if entry.state == _S.DROPPED:
        return _("The entry of %(firm)s was dropped") % names
    return (
        _("%(firm)s is proposed for the red list")
        if is_red
        else _("%(firm)s is proposed for the black list")
    ) % names


def _sentence(entry: ListEntry, on: date, *, for_officer: bool) -> str:
    def written(day: date | None) -> str:
        return formats.written_date(day) if day else formats.MISSING

    if entry.state == _S.PROPOSED:
        if entry.is_urgent:
            return _("Urgent: another person approves it first, the firm is heard after.")
        return _("Next the firm is given notice of it.")
    if entry.state == _S.NOTICED:
        is_over = entry.hear_by is not None and on > entry.hear_by
        if not for_officer and not is_over:
            return _("Your firm may be heard until %(day)s.") % {"day": written(entry.hear_by)}
        told = (
            _("The firm could be heard until %(day)s.")
            if is_over
            else _("The firm may be heard until %(day)s.")
        )
        return told % {"day": written(entry.hear_by)}
    if entry.state == _S.HEARD:
        return _("The firm was heard; another person than who proposed it approves it.")
    if entry.state in (_S.ENDED, _S.DROPPED):
        return _end_words(entry.end_reason, on)
    since = _("In effect since %(day)s.") % {"day": written(entry.effective_from)}
    if entry.is_urgent and entry.state == _S.EFFECTIVE:
        hearing = _("The firm is to be heard by %(day)s.") % {"day": written(entry.hear_by)}
        return formats.sentences((since, hearing))
    return since


def _end_words(reason: str, on: date) -> str:
    """Say why an entry ended: a person's words, or the rules of the scheme that ended it."""
    names = _rule_names(on)
    keys = reason.split(";")
    if all(key in names for key in keys):
        return _(", ").join(ground_name(key, on) for key in keys)
    return reason


def _facts(entry: ListEntry, on: date) -> Iterator[tuple[Text, Any]]:
    yield _("List"), capfirst(str(ListKind(entry.kind).label))
    if entry.ground:
        yield _("Ground"), ground_name(entry.ground, on)
    yield _("Legal basis"), basis_words(entry.basis)
    if entry.effective_from:
        yield _("In effect from"), formats.time_tag(entry.effective_from)
    if entry.review_on:
        yield _("Looked at again on"), formats.time_tag(entry.review_on)
    if entry.ended_on:
        yield _("Last day"), formats.time_tag(entry.ended_on - ONE_DAY)
    if entry.remedied_on:
        yield _("Remedied and verified on"), formats.time_tag(entry.remedied_on)
    if entry.government_statement_on:
        yield _("Government's statement of"), formats.time_tag(entry.government_statement_on)


def _history(entry: ListEntry, *, for_officer: bool) -> Iterator[parts.Event]:
    moments = moments_of("list_entry", entry.number)

    def by(person: Any) -> str:
        return str(person) if for_officer and person else ""

    told = [parts.Event(entry.proposed_at, _("Proposed"), by(entry.proposed_by))]
    if entry.noticed_on:
        at = moments.at("list_entry_noticed", entry.noticed_on)
        told.append(parts.Event(at, _("The firm was given notice")))
    stated = moments.by_action.get("list_entry_stated")
    if stated is not None:
        told.append(parts.Event(stated, _("The firm stated its case")))
    if entry.heard_on:
        action = "list_entry_confirmed" if entry.is_urgent else "list_entry_heard"
        at = moments.at(action, entry.heard_on)
        told.append(parts.Event(at, _("The firm was heard"), entry.statement))
    if entry.effective_from:
        at = moments.at("list_entry_effective", entry.effective_from)
        told.append(parts.Event(at, _("Approved, in effect"), by(entry.approved_by), tone="ok"))
    if entry.ended_on:
        at = moments.at("list_entry_ended", entry.ended_on)
        told.append(parts.Event(at, _("Ended"), by(entry.ended_by)))
    yield from sorted(told, key=lambda one: one.at, reverse=True)
