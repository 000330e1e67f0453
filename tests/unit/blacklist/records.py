"""Credit records for the unit tests, from one spotless example or from a worked case."""

from datetime import date
from typing import Any

from blacklist.policy.record import CreditRecord, EventFact, GradingFact, ListFact
from blacklist.states import CreditEventState, Ground, ListEntryState, ListKind
from tests.unit.tables import day, default_scheme

SCHEME = default_scheme()
TODAY = date(2026, 6, 30)
SPOTLESS = CreditRecord(first_registered=date(2015, 1, 1))
ALL_GROUNDS = frozenset(Ground)


def event(code: str, occurred: str, confirmed: str | None = None, **more: Any) -> EventFact:
    """Make a confirmed event; it is confirmed on its own day unless told otherwise."""
    return EventFact(code, day(occurred), day(confirmed or occurred), **more)


def grading(number: int, held: str, placed: int | None, **more: Any) -> GradingFact:
    """Make a government round that was recorded on its own day."""
    return GradingFact(number, day(held), day(held), placed, **more)


def record(*events: EventFact, **more: Any) -> CreditRecord:
    """Make the record of an old firm with these events."""
    return CreditRecord(events=events, **{"first_registered": SPOTLESS.first_registered, **more})


def record_of_case(case: dict[str, Any], defaults: dict[str, Any]) -> CreditRecord:
    """Read the record of a worked case."""
    told = {**defaults, **case}
    return CreditRecord(
        events=tuple(_event_of_case(row) for row in told["events"]),
        gradings=tuple(
            grading(
                row["round"],
                row["date"],
                row["class"],
                grounds=frozenset(Ground(word) for word in row.get("grounds", ())),
            )
            for row in told["gradings"]
        ),
        lists=tuple(
            ListFact(
                kind=ListKind(row["kind"]),
                effective_from=day(row["from"]),
                ended=day(row.get("to")),
                state=ListEntryState(row.get("state", "ended" if "to" in row else "effective")),
            )
            for row in told["lists"]
        ),
        first_registered=day(told["registered_on"]),
    )


def _event_of_case(row: dict[str, Any]) -> EventFact:
    state = CreditEventState(row.get("state", "allowed" if "overturned" in row else "confirmed"))
    is_confirmed = state not in {CreditEventState.REPORTED, CreditEventState.REJECTED}
    return EventFact(
        code=row["code"],
        occurred=day(row["occurred"]),
        confirmed=day(row.get("confirmed", row["occurred"])) if is_confirmed else None,
        overturned=day(row.get("overturned")),
        state=state,
        grounds=frozenset(Ground(word) for word in row.get("grounds", ())),
    )
