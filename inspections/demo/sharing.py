"""What the bureau agreed with two departments to share, and what they have read since."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from blacklist.models import Memorandum, MemorandumPurpose
from blacklist.services import sharing
from blacklist.states import SharedField
from enterprises.models import PartnerDepartment
from inspections.demo.world import World

_F = SharedField
SIGNED = 210


@dataclass(frozen=True)
class _Agreed:
    """A memorandum: with whom, for which purpose, which fields, and who reads of which firms."""

    code: str
    department: str
    reader: str
    purpose_en: str
    purpose_zh: str
    fields: tuple[SharedField, ...]
    read: tuple[tuple[int, str], ...]


_AGREED = (
    _Agreed(
        "MOU-GOV-01",
        "government",
        "department",
        "Joint encouragement and joint discipline",
        "守信联合激励与失信联合惩戒",
        (_F.REGISTRATION, _F.CREDIT_CLASS, _F.SCORE, _F.REASONS, _F.EVENTS, _F.LISTS),
        ((180, "red"), (40, "black"), (11, "jinxiu"), (3, "red")),
    ),
    _Agreed(
        "MOU-ENV-01",
        "environment",
        "environment",
        "Supervision of the waste water of dyehouses",
        "硝染企业废水监管",
        (_F.REGISTRATION, _F.CREDIT_CLASS, _F.ADDRESS, _F.CONTACT, _F.SIZE),
        ((90, "dyehouse5"), (15, "dyehouse7")),
    ),
)


def plan_sharing(world: World) -> None:
    """Plan the signing of the memoranda, and every read under them."""
    for agreed in _AGREED:
        world.agenda.plan(world.ago(SIGNED, 9), partial(_sign, agreed))
        for days, key in agreed.read:
            if key in world.by_key:
                world.agenda.plan(world.ago(days, 15, 20), partial(_read, world, agreed, key))


def _sign(agreed: _Agreed, at: datetime) -> None:
    department = PartnerDepartment.objects.get(code=agreed.department)
    memorandum = Memorandum.objects.create(
        code=agreed.code,
        department=department,
        parties_en=f"Hengshui Inspection and Quarantine Bureau; {department.name_en}",
        parties_zh=f"衡水检验检疫局、{department.name_zh}",
        signed_on=at.date(),
        valid_from=at.date(),
        text_en="Each side gives the other only what a purpose named here needs; "
        "every read is written down and shown to the firm.",
        text_zh="双方仅为本备忘录所列用途提供所需信息；每次查询均留有记录，并向企业公开。",
    )
    MemorandumPurpose.objects.create(
        memorandum=memorandum,
        purpose_en=agreed.purpose_en,
        purpose_zh=agreed.purpose_zh,
        fields=[field.value for field in agreed.fields],
    )


def _read(world: World, agreed: _Agreed, key: str, at: datetime) -> None:
    sharing.read_firm(enterprise=world.firms[key], actor=world.people[agreed.reader], at=at)
