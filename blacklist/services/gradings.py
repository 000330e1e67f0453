"""Rounds of the county government's grading: the base of every class."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from blacklist.models import Classification, Grading, GradingRound
from blacklist.querysets import GOVERNMENT
from blacklist.services import reckoning
from blacklist.states import Ground
from enterprises import audit, outbox
from enterprises.calendar import day_of
from enterprises.errors import Invalid, NotPermitted
from enterprises.models import Enterprise, User
from enterprises.roles import Permission, Role, require, roles_of
from enterprises.selectors import reasons
from enterprises.services import enterprises

GRADES = (1, 2, 3, 4)


@dataclass(frozen=True)
class GradingLine:
    """What a round says of one firm."""

    enterprise: Enterprise
    grade: int
    grounds: frozenset[Ground] = field(default_factory=frozenset)


@transaction.atomic
def record_round(
    *,
    number: int,
    held_on: date,
    document: str,
    lines: Sequence[GradingLine],
    actor: User | None,
    at: datetime,
) -> GradingRound:
    """Record a round, or a correction of it as a new version; every class follows at once.

    Raises:
        Invalid: a firm stands twice in it, a grade is none of the four, or the day is to come.
    """
    _check_author(actor)
    on = day_of(at)
    _check_round(held_on, document, lines, on)
    # A round that leaves a firm out counts against it too, so all firms with a class are reckoned.
    graded = {line.enterprise.pk for line in lines}
    affected = graded | set(
        Classification.objects.filter(until__isnull=True).values_list("enterprise", flat=True)
    )
    enterprises.lock_many(affected)
    earlier = GradingRound.objects.filter(number=number).aggregate(last=Max("version"))["last"]
    recorded = GradingRound.objects.create(
        number=number,
        version=(earlier or 0) + 1,
        held_on=held_on,
        document=document.strip(),
        recorded_on=on,
        recorded_by=actor,
    )
    Grading.objects.bulk_create(
        Grading(
            round=recorded,
            enterprise=line.enterprise,
            grade=line.grade,
            is_honest=Ground.HONEST in line.grounds,
            is_well_managed=Ground.MANAGEMENT in line.grounds,
            is_large=Ground.SCALE in line.grounds,
            is_of_good_quality=Ground.QUALITY in line.grounds,
        )
        for line in lines
    )
    audit.record(
        actor=actor,
        at=at,
        action="grading_round_recorded",
        record_kind="grading_round",
        record_number=f"{number}.{recorded.version}",
        detail={"document": document, "firms": len(lines)},
    )
    outbox.tell("grading_recorded", at=at, round=number, version=recorded.version)
    reckoning.recompute_where_needed(
        firms=affected, at=at, trigger=f"round:{number}.{recorded.version}", actor=actor
    )
    return recorded


def _check_author(actor: User | None) -> None:
    """Let the government's own accounts and credit officers record rounds, nobody else."""
    require(actor, Permission.REPORT_CREDIT, Permission.DECIDE_CREDIT_EVENT)
    if actor is None or Role.DEPARTMENT not in roles_of(actor):
        return
    if actor.department is None or actor.department.code != GOVERNMENT:
        raise NotPermitted(permissions=Permission.REPORT_CREDIT.label)


def _check_round(held_on: date, document: str, lines: Iterable[GradingLine], on: date) -> None:
    faults: dict[str, list[str]] = {}
    if held_on > on:
        faults["held_on"] = [reasons.say("DATE_IN_FUTURE", {"date": held_on.isoformat()})]
    if not document.strip():
        faults["document"] = [_("Name the document.")]
    firms = [line.enterprise.pk for line in lines]
    if not firms:
        faults["lines"] = [_("A round grades at least one firm.")]
    if len(firms) != len(set(firms)):
        faults["lines"] = [_("A firm stands twice in the round.")]
    if any(line.grade not in GRADES for line in lines):
        faults["lines"] = [_("A class is 1, 2, 3 or 4.")]
    if faults:
        raise Invalid(fields=faults)
