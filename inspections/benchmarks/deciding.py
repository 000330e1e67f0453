"""Rounds of deciding, by the service and by hand in turns, each declaration committed."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import AuditEntry, User
from inspections.benchmarks.by_hand import decide_by_hand, make_function
from inspections.benchmarks.goods import make_drafts, make_firm
from inspections.benchmarks.scratch import scratch_database
from inspections.models import Certificate, CheckDraw, Declaration, MaterialUse, ReleaseDecision
from inspections.services.declarations import submit_declaration
from inspections.states import Outcome
from lab.models import LedgerEntry

WARM_UP = 5
Decide = Callable[[Declaration], None]


class NotTheSame(Exception):
    """The two sides did not write the same rows, so that comparing them says nothing."""


@dataclass(frozen=True)
class Round:
    """Declarations a second of one round, the sides one right after the other."""

    by_service: float
    by_hand: float

    @property
    def share(self) -> float:
        return self.by_service / self.by_hand


@dataclass(frozen=True)
class Comparison:
    """What the rounds say; `statements` are those of one submission once it is warm."""

    rounds: tuple[Round, ...]
    statements: int
    durability: str

    @property
    def share(self) -> float:
        return statistics.median(one.share for one in self.rounds)

    @property
    def by_service(self) -> float:
        return statistics.median(one.by_service for one in self.rounds)

    @property
    def by_hand(self) -> float:
        return statistics.median(one.by_hand for one in self.rounds)


def compare_deciding(*, rounds: int, declarations: int) -> Comparison:
    """Decide as many declarations of five lines and lots by the service as by hand, round by round.

    All happens in a scratch database. Every declaration is its own committed transaction on
    either side, both sides are warmed up, and each round has the other side begin.

    Raises:
        NotTheSame: one side wrote other rows than the other.
    """
    with scratch_database():
        firm, declarant, at = make_firm()
        count = 2 * (WARM_UP + rounds * declarations)
        drafts = iter(list(make_drafts(firm, declarant, at, count=count)))
        make_function()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

        def by_service(draft: Declaration) -> None:
            _submit(draft, declarant, at)

        *warming, sample = islice(drafts, WARM_UP)
        _rate(by_service, warming)
        with CaptureQueriesContext(connection) as asked:
            by_service(sample)
        ready_made = ReleaseDecision.objects.get(declaration=sample)

        def by_hand(draft: Declaration) -> None:
            decide_by_hand(draft, declarant, at, ready_made)

        _rate(by_hand, list(islice(drafts, WARM_UP)))
        found = []
        for place in range(rounds):
            sides = {name: list(islice(drafts, declarations)) for name in ("service", "hand")}
            rates: dict[str, float] = {}
            for name in sorted(sides, reverse=bool(place % 2)):
                rates[name] = _rate(by_service if name == "service" else by_hand, sides[name])
            _compare_rows(sides["service"][-1], sides["hand"][-1])
            found.append(Round(by_service=rates["service"], by_hand=rates["hand"]))
        return Comparison(tuple(found), len(asked), _durability())


def _submit(draft: Declaration, declarant: User, at: datetime) -> None:
    decision = submit_declaration(
        number=draft.number, version=draft.version, declarant=declarant, submitted_at=at
    )
    if decision.outcome != Outcome.RELEASED:
        raise NotTheSame(f"{draft.number}: {decision.outcome}")


def _rate(decide: Decide, drafts: Sequence[Declaration]) -> float:
    started = time.perf_counter()
    for draft in drafts:
        decide(draft)
    return len(drafts) / (time.perf_counter() - started)


def _compare_rows(one: Declaration, other: Declaration) -> None:
    by_service, by_hand = _rows_of(one), _rows_of(other)
    if by_service != by_hand:
        raise NotTheSame(f"{by_service} by the service, {by_hand} by hand")


def _rows_of(declaration: Declaration) -> dict[str, int]:
    """Count what deciding wrote for a declaration; facts of the outbox are told by neither."""
    written: Iterable = (
        ReleaseDecision.objects.filter(declaration=declaration),
        CheckDraw.objects.filter(declaration=declaration),
        Certificate.objects.filter(declaration=declaration),
        LedgerEntry.objects.filter(reference=declaration.number),
        MaterialUse.objects.filter(line__declaration=declaration, write_off__isnull=False),
        AuditEntry.objects.filter(record_number=declaration.number, action="declaration_released"),
    )
    return {rows.model.__name__: rows.count() for rows in written}


def _durability() -> str:
    """Say what a commit costs here, since both sides pay it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'fsync ' || current_setting('fsync')"
            " || ', synchronous_commit ' || current_setting('synchronous_commit')"
        )
        said: str = cursor.fetchone()[0]
    return said
