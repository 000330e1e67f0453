"""Questions about list entries: what an entry needs, and how far it is from its end."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from blacklist.models import ListEntry
from blacklist.policy.lists import LeavingFacts, Requirement, black_requirements, red_requirements
from blacklist.policy.view import view_record
from blacklist.selectors.records import credit_record, list_fact
from blacklist.selectors.schemes import scheme_on
from blacklist.states import ListEntryState
from enterprises.models import Enterprise

IN_EFFECT = (ListEntryState.EFFECTIVE, ListEntryState.CONFIRMED)
WAITING = (ListEntryState.PROPOSED, ListEntryState.NOTICED, ListEntryState.HEARD)


def in_effect(on: date) -> QuerySet[ListEntry]:
    """Give the entries that are in effect on a day; these are what is published."""
    return ListEntry.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on), state__in=IN_EFFECT, effective_from__lte=on
    )


def waiting_entries() -> QuerySet[ListEntry]:
    """Give the entries that wait for an officer: under way, or urgent and not heard yet."""
    urgent = Q(state=ListEntryState.EFFECTIVE, is_urgent=True)
    return ListEntry.objects.filter(Q(state__in=WAITING) | urgent)


def red_eligibility(enterprise: Enterprise, on: date) -> tuple[Requirement, ...]:
    """Say how far the conditions of the red list are met on a day."""
    scheme = scheme_on(on)
    return red_requirements(view_record(credit_record(enterprise), scheme, on), scheme)


def leaving_requirements(
    entry: ListEntry, on: date, *, declarations_passed: int
) -> tuple[Requirement, ...]:
    """Say how far the conditions to leave the black list are met."""
    return black_requirements(
        credit_record(entry.enterprise),
        scheme_on(on),
        list_fact(entry),
        LeavingFacts(
            remedied_on=entry.remedied_on,
            declarations_passed=declarations_passed,
            government_statement_on=entry.government_statement_on,
        ),
        on,
    )


def declarations_passed_since(enterprise: Enterprise, since: date) -> int:
    """Count how many declarations in a row have passed; the floor that releases them knows."""
    count: Callable[[Enterprise, date], int] = import_string(settings.PASSED_IN_A_ROW)
    return count(enterprise, since)
