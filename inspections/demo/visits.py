"""The visits of the story: planned, made and endorsed, and what firms do about the findings."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from enterprises.models import Assessment, DyehouseFiling, Rectification, Registration, User
from enterprises.services import assessments, rectifications
from enterprises.services.assessments import Found
from enterprises.states import ItemFinding
from inspections.demo.firms import Firm
from inspections.demo.papers import paper
from inspections.demo.world import World, later

CONCLUSION = (
    "总体符合要求，发现项限期整改。 Conforming on the whole; the findings are to be put right."
)
DONE = "已整改，并指定专人负责。 Put right, and one person answers for it from now on."
# What an assessor writes of the items that do not conform, in the order of the checklist.
REMARKS = (
    "部分记录缺签名。 Some records are not signed.",
    "标识不清。 Labels cannot be read.",
)
_ENDORSED_AFTER_DAYS = 2
Subject = Registration | DyehouseFiling


def plan_visits(world: World) -> None:
    """Plan one visit of each kind: announced, waiting to be endorsed, and with its findings."""
    for firm in (*world.makers, *world.dyehouses):
        if firm.fate == "accepted":
            world.agenda.plan(world.ago(2, 11), partial(_announce, world, firm, 5))
        elif firm.fate == "narrowed":
            world.agenda.plan(world.ago(6, 11), partial(_visit, world, firm, 1, False))
        elif firm.fate == "provisional":
            world.agenda.plan(world.ago(20, 11), partial(_visit, world, firm, 2, True))
        elif firm.fate == "assessed":
            world.agenda.plan(world.ago(14, 11), partial(_visit, world, firm, 1, True))


def _subject(world: World, firm: Firm) -> Subject:
    enterprise = world.firms[firm.key]
    filing = enterprise.dyehouse_filings.first()
    return filing if filing is not None else enterprise.registrations.get()


def _announce(world: World, firm: Firm, days: int, at: datetime) -> Assessment:
    return assessments.plan_assessment(
        subject=_subject(world, firm),
        planned_for=later(at, days).date(),
        assessors=[world.people["registrar"]],
        actor=world.people["registrar"],
        at=at,
    )


def _visit(world: World, firm: Firm, findings: int, endorses: bool, at: datetime) -> None:
    """Announce a visit, make it some days later, and let the other registrar endorse it."""
    planned = _announce(world, firm, 3, at)
    made = later(at, 3, 15)
    world.agenda.plan(made, partial(_make, world, planned.number, findings))
    if endorses:
        endorsed = later(made, _ENDORSED_AFTER_DAYS, 10)
        world.agenda.plan(endorsed, partial(_endorse, world, planned.number))


def _make(world: World, number: str, findings: int, at: datetime) -> None:
    assessor = world.people["registrar"]
    started = assessments.start_assessment(
        number=number, version=1, actor=assessor, at=at - timedelta(hours=4)
    )
    assessments.keep_findings(
        number=number,
        version=started.version,
        found=_found(started, findings),
        conclusion=CONCLUSION,
        hands_in=True,
        actor=assessor,
        at=at,
    )


def _found(assessment: Assessment, findings: int) -> Mapping[str, Found]:
    items = list(assessment.items.order_by("ordinal"))
    unmet = [item.code for item in items if not item.is_critical][3 : 3 + findings]
    remarks = dict(zip(unmet, REMARKS, strict=False))
    return {
        item.code: Found(ItemFinding.NONCONFORMING, remarks[item.code])
        if item.code in remarks
        else Found(ItemFinding.CONFORMING)
        for item in items
    }


def _endorse(world: World, number: str, at: datetime) -> None:
    """Endorse a report; of its findings the firm answers all but the last, the first is accepted."""
    visit = Assessment.objects.get(number=number)
    assessments.endorse_assessment(
        number=number, version=visit.version, actor=world.people["registrar2"], at=at
    )
    found = list(visit.rectifications.order_by("pk").values_list("number", flat=True))
    if len(found) > 1:
        world.agenda.plan(later(at, 4, 16), partial(_answer, world, found[0]))
        world.agenda.plan(later(at, 6, 10), partial(_accept, world, found[0]))
        world.agenda.plan(later(at, 9, 16), partial(_answer, world, found[1]))


def _answer(world: World, number: str, at: datetime) -> None:
    found = Rectification.objects.get(number=number)
    rectifications.answer_rectification(
        number=number,
        version=found.version,
        answer=DONE,
        evidence=[
            paper("What was put right", f"Rectification {number}", "Done and shown on site.")
        ],
        actor=_owner(found),
        at=at,
    )


def _accept(world: World, number: str, at: datetime) -> None:
    found = Rectification.objects.get(number=number)
    rectifications.accept_rectification(
        number=number, version=found.version, actor=world.people["registrar2"], at=at
    )


def _owner(found: Rectification) -> User:
    return found.enterprise.memberships.select_related("user").order_by("pk")[0].user
