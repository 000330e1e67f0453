"""The notices of the story: sent to whom they concern, and acknowledged by some of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from enterprises.services import notices
from enterprises.services.notices import NoticeContent
from enterprises.states import NoticeKind
from inspections.demo.world import World, later
from inspections.selectors.audience import audience_of

_EUROPE = ("DE", "FR", "IT", "FI")

# Sent so many days ago, to take effect so many days after, acknowledged by two in so many firms.
_SENT: Sequence[tuple[int, int, int, dict[str, object]]] = (
    (
        52,
        20,
        2,
        {
            "kind": NoticeKind.TECHNICAL,
            "title_en": "European Union: chromium (VI) in leather that touches the skin",
            "title_zh": "欧盟：直接接触皮肤的皮革中六价铬限量",
            "text_en": "Leather parts that come into contact with the skin must hold less than "
            "3.0 mg/kg of chromium (VI) of the dry weight. Have each lot for these countries tested "
            "in each leather part before you declare.",
            "text_zh": "直接接触皮肤的皮革部位，六价铬含量（以干重计）应低于 3.0 mg/kg。"
            "输往上述国家的原料批，请在报检前逐一检测每个皮革部位。",
            "destinations": _EUROPE,
            "analytes": ("CR6",),
        },
    ),
    (
        30,
        0,
        0,
        {
            "kind": NoticeKind.POLICY,
            "title_en": "Raw-material write-off release for Russia goes on",
            "title_zh": "继续对输俄产品实行原料核销放行",
            "text_en": "Goods for Russia made of skins whose month has passed leave by write-off, "
            "without a test of the product. Keep the drawn lots in stock until they are sampled.",
            "text_zh": "使用当月监测合格原料的输俄产品，凭原料核销放行，不再检测成品。"
            "已抽中的原料批请在取样前留存。",
            "asks_acknowledgement": False,
            "is_public": True,
        },
    ),
    (
        5,
        9,
        3,
        {
            "kind": NoticeKind.RISK,
            "title_en": "Free formaldehyde found above the limit of Japan",
            "title_zh": "检出游离甲醛超过日本限量",
            "text_en": "A lot of dyed skins was found above the limit. Look through your dyed stock "
            "for Japan, and have it tested before you use it.",
            "text_zh": "一批染色皮张检出游离甲醛超限。请清查拟输往日本的染色原料，检测后再使用。",
            "destinations": ("JP",),
            "analytes": ("HCHO",),
            "is_public": True,
        },
    ),
)


def plan_notices(world: World) -> None:
    """Plan three notices: an old one nearly settled, one for everybody, and one of this week."""
    for days, effect, share, words in _SENT:
        world.agenda.plan(world.ago(days, 9), partial(_send, world, effect, share, words))


def _send(world: World, effect: int, share: int, words: dict[str, object], at: datetime) -> None:
    sender = world.people["registrar"]
    content = NoticeContent(effective_on=later(at, effect).date(), **words)  # type: ignore[arg-type]
    draft = notices.draft_notice(content=content, actor=sender, at=at)
    at += timedelta(minutes=30)
    audience = audience_of(destinations=content.destinations, species=content.species, at=at)
    sent = notices.send_notice(
        number=draft.number, version=draft.version, audience=audience, actor=sender, at=at
    )
    for place, key in enumerate(sorted(world.firms)):
        if content.asks_acknowledgement and world.firms[key].pk in audience and place % share:
            answered = later(at, place % 4, 11, place % 60)
            # Who was in a hurry answered as soon as it came.
            world.agenda.plan(max(answered, at), partial(_acknowledge, world, sent.number, key))


def _acknowledge(world: World, number: str, key: str, at: datetime) -> None:
    notices.acknowledge_notice(
        number=number, enterprise=world.firms[key], actor=world.owners[key], at=at
    )
