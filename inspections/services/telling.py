"""Who hears of a declaration that moved: the firm and the agent who filed it, or the officers."""

from collections.abc import Iterator
from datetime import datetime

from enterprises.models import Membership, OutboxFact
from enterprises.roles import Role
from enterprises.services import notifications
from inspections.models import Declaration, Hold, ReleaseDecision
from inspections.services.declarations.submission import AMENDED, FIRST
from inspections.states import HoldKind, Outcome


def tell_of_decision(*, fact_id: int, at: datetime) -> None:
    """Tell what became of a declaration, each person once for each fact.

    Whoever submits reads the answer on the page, and what leaves at once is no news to the
    others; what had to wait is told to all when it waits no longer.
    """
    fact = OutboxFact.objects.get(pk=fact_id)
    decision = ReleaseDecision.objects.select_related("declaration").get(
        pk=fact.payload["decision"]
    )
    declaration, outcome = decision.declaration, Outcome(decision.outcome)
    on_submission = decision.cause in (FIRST, AMENDED)
    if outcome == (Outcome.RELEASED if on_submission else Outcome.HELD):
        return
    knows = decision.decided_by_id if on_submission else None
    notifications.notify_each(
        ((person, firm) for person, firm in _people_of(declaration) if person != knows),
        kind=f"declaration_{outcome}",
        at=at,
        params={
            "declaration": declaration.number,
            "destination": declaration.destination_iso,
            "pieces": declaration.pieces,
        },
        fact=fact,
    )


def tell_of_question(*, fact_id: int, at: datetime) -> None:
    """Tell the firm and its agent what the bureau asks them, once."""
    fact = OutboxFact.objects.get(pk=fact_id)
    hold = _hold(fact)
    notifications.notify_each(
        _people_of(hold.declaration),
        kind=fact.name,
        at=at,
        params={"declaration": hold.declaration.number, "question": hold.question},
        fact=fact,
    )


def tell_of_answer(*, fact_id: int, at: datetime) -> None:
    """Tell the officer who has the hold that the firm answered; without one, all who may take it."""
    fact = OutboxFact.objects.get(pk=fact_id)
    hold = _hold(fact)
    params = {"declaration": hold.declaration.number, "answer": hold.answer}
    if hold.owner is not None:
        notifications.notify(
            recipients=[hold.owner], kind=fact.name, at=at, params=params, fact=fact
        )
        return
    role = Role.CHIEF if hold.kind == HoldKind.CHIEF else Role.INSPECTOR
    notifications.notify(
        recipients=notifications.people_with([role]),
        kind=fact.name,
        at=at,
        params=params,
        fact=fact,
    )


def _hold(fact: OutboxFact) -> Hold:
    return Hold.objects.select_related("declaration", "owner").get(pk=fact.payload["hold"])


def _people_of(declaration: Declaration) -> Iterator[tuple[int, int]]:
    """Name who acts for the firm, and for the agent who filed; each once, with their firm."""
    firms = [declaration.enterprise_id]
    if declaration.agent_id is not None:
        firms.append(declaration.agent_id)
    members = Membership.objects.filter(
        enterprise__in=firms, until__isnull=True, user__is_active=True
    )
    told: set[int] = set()
    for person, firm in members.order_by("pk").values_list("user", "enterprise"):
        if person not in told:
            told.add(person)
            yield person, firm
