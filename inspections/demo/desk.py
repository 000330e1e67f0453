"""The officers of the story: what they do about a held declaration, and what they leave for today."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet

from inspections.demo.bench import Steps, plan_sample
from inspections.demo.world import World, later
from inspections.models import Declaration, Hold
from inspections.services import decisions
from inspections.services.decisions import Found
from inspections.states import CheckKind, DeclarationState, HoldKind

# How often officers come back to a declaration that is still held.
ROUNDS_OF_ANSWERS = 4
# Of what came in lately most is still on the desk, and of what is late by now a little.
LATELY, NOT_LATE = timedelta(days=10), timedelta(days=4)
LEFT_SHARE, LEFT_LATE = 0.9, 0.3
ORDERED_SHARE = 0.5
QUESTION = (
    "请说明用皮数量与合同件数的关系。 Please explain the skins used for the pieces of the contract."
)


def take_up(world: World, number: str, at: datetime) -> None:
    """Plan the officers' answers to a held declaration; some of the latest wait for a visitor."""
    share = LEFT_SHARE if at >= world.now - NOT_LATE else LEFT_LATE
    if (
        at >= world.now - LATELY
        and len(world.left_on_desk) < world.scope.open_tasks
        and world.random.random() < share
    ):
        world.left_on_desk.add(number)
        world.agenda.plan(later(at, 1, 10, 20), partial(_begin, world, number))
        return
    world.agenda.plan(later(at, 1, 9, 10), partial(follow, world, number))


def _begin(world: World, number: str, at: datetime) -> None:
    """Begin with a declaration that stays open: its test is ordered, or the firm is asked."""
    declaration = Declaration.objects.get(number=number)
    if declaration.state != DeclarationState.HELD:
        return
    if world.random.random() < ORDERED_SHARE:
        order_tests(world, declaration, at)
    for hold in _open_holds(declaration).order_by("pk"):
        if hold.kind == HoldKind.REVIEW:
            decisions.ask_firm(
                hold=hold.pk,
                version=_version(number),
                question=QUESTION,
                actor=world.officer(),
                at=at,
            )
        elif world.random.random() < ORDERED_SHARE and hold.kind != HoldKind.CHIEF:
            owner = world.officer()
            decisions.assign_hold(
                hold=hold.pk, version=_version(number), owner=owner, actor=owner, at=at
            )


def follow(
    world: World,
    number: str,
    at: datetime,
    *,
    kinds: Sequence[HoldKind] = tuple(HoldKind),
    rounds: int = ROUNDS_OF_ANSWERS,
) -> None:
    """Do what the open holds of a declaration ask for, and come back until it is decided."""
    declaration = Declaration.objects.get(number=number)
    if declaration.state != DeclarationState.HELD or not rounds:
        return
    if HoldKind.TEST in kinds:
        order_tests(world, declaration, at)
    for kind, answer in (
        (HoldKind.INSPECTION, _inspect),
        (HoldKind.REVIEW, _accept),
        (HoldKind.CHIEF, _release),
    ):
        hold = _open_holds(declaration).filter(kind=kind).order_by("pk").first()
        if hold is not None and kind in kinds:
            answer(world, hold, at + timedelta(hours=3))
    again = partial(follow, world, number, kinds=kinds, rounds=rounds - 1)
    world.agenda.plan(later(at, 2, 11), again)


def order_tests(world: World, declaration: Declaration, at: datetime) -> None:
    """Order what the holds for a test wait for, where nobody has."""
    waiting = _open_holds(declaration).filter(kind=HoldKind.TEST, sample__isnull=True)
    for hold in waiting.order_by("pk"):
        sample = decisions.order_test_for_hold(
            hold=hold.pk,
            version=_version(declaration.number),
            actor=world.officer(),
            at=at,
        )
        plan_sample(
            world, sample.number, Steps.usual(at), findings=world.findings.get(hold.subject)
        )


def _open_holds(declaration: Declaration) -> QuerySet[Hold]:
    return Hold.objects.filter(
        declaration=declaration,
        declaration__state=DeclarationState.HELD,
        closed_at__isnull=True,
    )


def _inspect(world: World, hold: Hold, at: datetime) -> None:
    number = hold.declaration.number
    decisions.record_check(
        number=number,
        version=_version(number),
        kind=CheckKind.INSPECTION,
        found=Found(
            has_passed=True,
            finding="件数、标识与申报相符。 Pieces and marks are as declared.",
            pieces_examined=world.random.choice((5, 8, 20)),
        ),
        actor=world.officer(),
        at=at,
    )


def _accept(world: World, hold: Hold, at: datetime) -> None:
    if hold.is_acceptable:
        decisions.accept_review(
            hold=hold.pk,
            version=_version(hold.declaration.number),
            reason="企业说明合理，予以接受。 The firm's explanation is accepted.",
            actor=world.officer(),
            at=at,
        )


def _release(world: World, hold: Hold, at: datetime) -> None:
    """Release as chief, once nothing else is waited for."""
    if not _open_holds(hold.declaration).exclude(kind=HoldKind.CHIEF).exists():
        decisions.release_as_chief(
            hold=hold.pk,
            version=_version(hold.declaration.number),
            reason="检测、查验均合格，同意放行。 Tested and inspected; released.",
            actor=world.people["chief"],
            at=at,
        )


def _version(number: str) -> int:
    return Declaration.objects.values_list("version", flat=True).get(number=number)
