"""What was agreed with the partner departments, and what they have read of the firms since."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random

from blacklist.models import Memorandum, MemorandumPurpose
from blacklist.selectors.sharing import readable_firms
from blacklist.services import sharing
from blacklist.states import SharedField
from enterprises import audit
from enterprises.calendar import day_of
from enterprises.models import PartnerDepartment
from inspections.demo.plan import SEED
from inspections.demo.world import World, later

_F = SharedField
SIGNED_DAYS_AGO = 260
# Departments ask on some days of the half year, each of a few firms.
READS_SINCE, READS_EVERY = 180, 6
BUREAU_ZH, BUREAU_EN = "检验检疫局", "The inspection bureau"


@dataclass(frozen=True)
class _Purpose:
    zh: str
    en: str
    fields: tuple[SharedField, ...]


@dataclass(frozen=True)
class _Agreed:
    """A memorandum: with whom, and which fields may be read for which purpose."""

    code: str
    department: str
    reader: str
    zh: str
    en: str
    purposes: tuple[_Purpose, ...]


_AGREED = (
    _Agreed(
        "MOU-GOV",
        "government",
        "department",
        "为县域裘皮产业诚信建设，双方共享企业注册、分类和名单信息；政府评级结果反馈检验检疫局。",
        "For honest trade in the county's furs the parties share registrations, classes and lists; the "
        "government's gradings go to the bureau.",
        (
            _Purpose(
                "年度诚信评级",
                "The yearly grading of firms",
                (_F.REGISTRATION, _F.CREDIT_CLASS, _F.SCORE, _F.REASONS, _F.GRADING, _F.EVENTS),
            ),
            _Purpose(
                "龙头企业与示范区评定",
                "Naming leading firms and the demonstration zone",
                (_F.REGISTRATION, _F.CREDIT_CLASS, _F.LISTS, _F.SIZE, _F.MARKETS),
            ),
        ),
    ),
    _Agreed(
        "MOU-TAX",
        "tax",
        "tax",
        "检验检疫局向税务局提供出口企业注册状态和信用类别，供出口退税分类管理使用；税务局提供纳税信用等级。",
        "The bureau tells the tax authority whether a firm is registered and its class, for the handling "
        "of export refunds; the authority tells the tax credit level.",
        (
            _Purpose(
                "出口退税分类管理",
                "Handling of export refunds by class",
                (_F.REGISTRATION, _F.CREDIT_CLASS, _F.LISTS),
            ),
        ),
    ),
    _Agreed(
        "MOU-SAMR",
        "market_regulation",
        "market_regulation",
        "双方通报商标、标识和合同信用情况，联合核查名录信息。",
        "The parties tell each other of trade marks, labels and contracts kept, and check the register "
        "together.",
        (
            _Purpose(
                "企业信用监管",
                "Supervision of honest trade",
                (_F.REGISTRATION, _F.CREDIT_CLASS, _F.EVENTS, _F.LISTS),
            ),
            _Purpose(
                "住所与联络核对",
                "Checking where a firm is found",
                (_F.REPRESENTATIVE, _F.ADDRESS, _F.CONTACT),
            ),
        ),
    ),
    _Agreed(
        "MOU-ENV",
        "environment",
        "environment",
        "生态环境局凭本备忘录了解硝染与加工企业的注册、规模和地址，用于排污核查；超标情况通报检验检疫局。",
        "The environment department reads where dressing and dyeing firms are and how large, to check what "
        "they discharge; what exceeds the standard is told to the bureau.",
        (
            _Purpose(
                "排污核查",
                "Checking discharges",
                (_F.REGISTRATION, _F.ADDRESS, _F.SIZE),
            ),
        ),
    ),
    _Agreed(
        "MOU-COM",
        "commerce",
        "commerce",
        "商务局为出口促进和统计了解企业市场、规模和信用类别。",
        "The commerce department reads markets, size and class, for the promotion of exports and its figures.",
        (
            _Purpose(
                "出口促进",
                "Promotion of exports",
                (_F.REGISTRATION, _F.CREDIT_CLASS, _F.MARKETS, _F.SIZE),
            ),
        ),
    ),
    _Agreed(
        "MOU-ASSOC",
        "association",
        "association",
        "行业协会为会员评价了解企业注册状态和名单情况，不涉及其他信息。",
        "The association reads whether a firm is registered and on a list, for the rating of its members, "
        "and nothing else.",
        (_Purpose("会员评价", "Rating of members", (_F.REGISTRATION, _F.LISTS)),),
    ),
)


def plan_sharing(world: World) -> None:
    """Plan that the memoranda are signed, and that departments read under them."""
    world.agenda.plan(world.at_work(SIGNED_DAYS_AGO, 15), partial(_sign, world))
    random = Random(SEED)  # noqa: S311 - a story, no secret
    turns = range(READS_SINCE, 0, -READS_EVERY)
    for turn, days in enumerate(turns):
        agreed = _AGREED[turn % len(_AGREED)]
        at = world.at_work(days, 9 + random.randint(0, 7), random.randint(0, 59))
        world.agenda.plan(at, partial(_read, world, agreed, random))


def _sign(world: World, at: datetime) -> None:
    """Let the administrator enter what was signed, as it is done in the administration."""
    for agreed in _AGREED:
        department = PartnerDepartment.objects.get(code=agreed.department)
        memorandum = Memorandum.objects.create(
            code=agreed.code,
            department=department,
            parties_zh=f"{BUREAU_ZH}与{department.name_zh}",
            parties_en=f"{BUREAU_EN} and {department.name_en}",
            signed_on=later(at, -7).date(),
            valid_from=day_of(at),
            text_zh=agreed.zh,
            text_en=agreed.en,
            source="演示数据 Demonstration",
        )
        purposes = [
            MemorandumPurpose.objects.create(
                memorandum=memorandum,
                purpose_zh=purpose.zh,
                purpose_en=purpose.en,
                fields=[field.value for field in purpose.fields],
            )
            for purpose in agreed.purposes
        ]
        for entered in (memorandum, *purposes):
            audit.record(
                actor=world.people["admin"],
                at=at,
                action="reference_added",
                record_kind=str(entered._meta.model_name),
                record_number=str(entered)[:60],
            )


def _read(world: World, agreed: _Agreed, random: Random, at: datetime) -> None:
    firms = list(readable_firms().order_by("pk"))
    sharing.read_firm(enterprise=random.choice(firms), actor=world.people[agreed.reader], at=at)
