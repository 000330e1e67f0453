"""Visits and rectifications of the story, one step each: looked at, written down, endorsed, answered."""

import struct
import zlib
from datetime import date, datetime, timedelta
from functools import cache, partial

from blacklist.models import CreditEvent
from blacklist.services import events
from blacklist.states import CreditEventState
from enterprises.files import GivenFile
from enterprises.models import (
    Assessment,
    DyehouseFiling,
    Enterprise,
    Rectification,
    Registration,
    User,
)
from enterprises.services import assessments, rectifications
from enterprises.services.assessments import Found
from enterprises.states import AssessmentState, ItemFinding
from inspections.demo.world import World, later

Subject = Registration | DyehouseFiling

NOTHING_FOUND = "符合要求，同意通过考核。 Everything conforms; the visit is passed."
SOMETHING_FOUND = (
    "总体符合，个别项目需限期整改。 On the whole it conforms; some items are to be put right."
)
# What is seen of an item that does not conform, as an assessor writes it on site.
REMARKS = {
    "A03": "生皮与熟皮混放于同一货架。 Raw and dressed skins lie on one shelf.",
    "A04": "消毒记录缺上月。 The disinfection record lacks last month.",
    "A05": "供应商名录未标注备案硝染厂。 The list of suppliers does not mark filed dyehouses.",
    "A07": "三批进厂检验无签字。 Three inspections of incoming skins are unsigned.",
    "A09": "两批原料无标识牌。 Two lots carry no label.",
    "A11": "新款单耗未经核定。 The consumption of a new style is not approved.",
    "A13": "胶水缺安全数据单。 No safety data sheet for the glue.",
    "A15": "断针记录不完整。 The record of broken needles has gaps.",
    "A18": "不合格品区无隔离。 Nonconforming goods are not kept apart.",
    "A20": "两名工人不了解输欧限量。 Two workers do not know the limits of the EU.",
    "A21": "预警通报未落实到车间。 An alert did not reach the workshop.",
    "D03": "污水处理设施停用，排水与平面图不符。 The water treatment stands still; drains differ from the plan.",
    "D04": "染料台账缺失，批号无法核对。 The book of dyes is missing, so no batch can be checked.",
    "D11": "两批未见自检报告。 Two batches have no test report.",
    "D12": "不合格批次未隔离。 Failed batches are not kept apart.",
    "D13": "新员工未培训。 New staff are not trained.",
}
NOT_APPLICABLE = {"A19": "投产以来无投诉。 No complaint since it began."}
ANSWERS = {
    "A03": "已分区并加装隔断，附照片。 Separated by a partition; see the photograph.",
    "A09": "已逐批挂牌。 Every lot carries its label now.",
    "A18": "已设不合格品库并上锁。 A locked store for nonconforming goods was set up.",
}
ANSWER = "已整改完毕，附照片。 It is put right; see the photograph."


# ---- visits --------------------------------------------------------------------------


def visit(
    world: World,
    subject: Subject,
    at: datetime,
    *,
    unmet: tuple[str, ...] = (),
    by: str = "registrar",
    until: AssessmentState = AssessmentState.ENDORSED,
) -> Assessment:
    """Visit a firm, planned and written down on one day, as far as a state; the other endorses."""
    assessment = plan(world, subject, at.date(), at, by=by)
    begin(world, assessment.number, by, at)
    write(world, assessment.number, by, at + timedelta(minutes=50), unmet=unmet)
    if until == AssessmentState.UNDER_WAY:
        return fresh(assessment.number)
    hand_in(world, assessment.number, by, at + timedelta(minutes=55))
    if until == AssessmentState.SUBMITTED:
        return fresh(assessment.number)
    return endorse(world, assessment.number, at + timedelta(minutes=70))


def plan(world: World, subject: Subject, day: date, at: datetime, *, by: str) -> Assessment:
    return assessments.plan_assessment(
        subject=subject,
        planned_for=day,
        assessors=[world.people[by]],
        actor=world.people[by],
        at=at,
    )


def begin(world: World, number: str, by: str, at: datetime) -> None:
    assessments.start_assessment(
        number=number, version=fresh(number).version, actor=world.people[by], at=at
    )


def write(
    world: World,
    number: str,
    by: str,
    at: datetime,
    *,
    unmet: tuple[str, ...] = (),
    items: int | None = None,
) -> None:
    """Write down what was found, of the first so many items or of all."""
    assessment = fresh(number)
    codes = list(assessment.items.order_by("ordinal").values_list("code", flat=True))[:items]
    is_whole = items is None
    assessments.record_findings(
        number=number,
        version=assessment.version,
        found={code: _found(code, unmet) for code in codes},
        conclusion=(SOMETHING_FOUND if unmet else NOTHING_FOUND) if is_whole else "",
        actor=world.people[by],
        at=at,
    )


def _found(code: str, unmet: tuple[str, ...]) -> Found:
    if code in unmet:
        return Found(ItemFinding.NONCONFORMING, REMARKS[code])
    if code in NOT_APPLICABLE:
        return Found(ItemFinding.NOT_APPLICABLE, NOT_APPLICABLE[code])
    return Found(ItemFinding.CONFORMING)


def hand_in(world: World, number: str, by: str, at: datetime) -> None:
    assessments.submit_assessment(
        number=number, version=fresh(number).version, actor=world.people[by], at=at
    )


def endorse(world: World, number: str, at: datetime) -> Assessment:
    """Let the registrar who did not assess stand by a report; credit hears of it the day after."""
    assessment = fresh(number)
    endorsed = assessments.endorse_assessment(
        number=number, version=assessment.version, actor=other(world, assessment), at=at
    )
    heard_at = at + timedelta(hours=1) if world.goes_on else later(at, 1, 9, 45)
    world.agenda.plan(heard_at, partial(_confirm_credit, world, number))
    return endorsed


def send_back(world: World, number: str, reason: str, at: datetime) -> None:
    assessment = fresh(number)
    assessments.send_back_assessment(
        number=number,
        version=assessment.version,
        reason=reason,
        actor=other(world, assessment),
        at=at,
    )


def give_up(world: World, number: str, reason: str, by: str, at: datetime) -> None:
    assessments.cancel_assessment(
        number=number,
        version=fresh(number).version,
        reason=reason,
        actor=world.people[by],
        at=at,
    )


def other(world: World, assessment: Assessment) -> User:
    """Give the registrar who is none of the assessors."""
    named = set(assessment.assessors.values_list("username", flat=True))
    return world.people[next(name for name in ("registrar2", "registrar") if name not in named)]


def fresh(number: str) -> Assessment:
    return Assessment.objects.get(number=number)


def _confirm_credit(world: World, number: str, at: datetime) -> None:
    """Let the credit officer confirm what the visit says of the firm, if it says anything."""
    reported = CreditEvent.objects.filter(
        source_reference__startswith=f"{number}-", state=CreditEventState.REPORTED
    )
    for event in reported.order_by("pk"):
        events.confirm_event(
            number=event.number, version=event.version, actor=world.people["credit"], at=at
        )


# ---- rectifications ------------------------------------------------------------------


def demand_of(enterprise: Enterprise, code: str) -> Rectification:
    """Find the latest rectification of a firm about an item."""
    return Rectification.objects.filter(enterprise=enterprise, item__code=code).latest("pk")


def answer(world: World, key: str, code: str, at: datetime) -> None:
    demand = demand_of(world.firms[key], code)
    rectifications.answer_rectification(
        number=demand.number,
        version=demand.version,
        answer=ANSWERS.get(code, ANSWER),
        evidence=[GivenFile(f"{code}-{at:%Y%m%d}.png", picture(code))],
        actor=world.owners[key],
        at=at,
    )


def accept(world: World, key: str, code: str, at: datetime) -> None:
    demand = demand_of(world.firms[key], code)
    rectifications.accept_rectification(
        number=demand.number, version=demand.version, actor=world.people["registrar"], at=at
    )


def give_back(world: World, key: str, code: str, reason: str, due_on: date, at: datetime) -> None:
    """Give an answer back, with as much time as the rest of it takes."""
    demand = demand_of(world.firms[key], code)
    rectifications.return_rectification(
        number=demand.number,
        version=demand.version,
        reason=reason,
        due_on=due_on,
        actor=world.people["registrar2"],
        at=at,
    )


def extend(world: World, key: str, code: str, due_on: date, reason: str, at: datetime) -> None:
    demand = demand_of(world.firms[key], code)
    rectifications.extend_rectification(
        number=demand.number,
        version=demand.version,
        due_on=due_on,
        reason=reason,
        actor=world.people["registrar"],
        at=at,
    )


def void(world: World, key: str, code: str, reason: str, at: datetime) -> None:
    """Take a finding back, by the registrar who did not make it."""
    demand = demand_of(world.firms[key], code)
    rectifications.void_rectification(
        number=demand.number,
        version=demand.version,
        reason=reason,
        actor=other(world, demand.assessment),
        at=at,
    )


@cache
def picture(code: str) -> bytes:
    """Draw a small plain picture that stands for a photograph, of a colour of its own."""
    side = 96
    shade = zlib.crc32(code.encode())
    pixel = bytes((90 + shade % 90, 90 + shade // 90 % 90, 90 + shade // 8100 % 90))
    rows = (b"\x00" + pixel * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    checked = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checked)
