"""The notices of half a year: sent to whom they concern, read, acknowledged, or left until reminded."""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from enterprises.calendar import day_of
from enterprises.models import Notice
from enterprises.services import notices
from enterprises.services.notices import NoticeContent
from inspections.demo import notice_words as words
from inspections.demo.notice_words import Words
from inspections.demo.plan import SEED
from inspections.demo.world import World
from inspections.selectors.audience import audience_of

# Of a hundred firms so many read a notice and forget to acknowledge it until they are reminded.
FORGETFUL_SHARE, MINDED_SHARE = 0.14, 0.6
READ_WITHIN_HOURS = 52
REMINDED_AFTER_DAYS = 6
# The newest is left to those who visit these firms, to be acknowledged by hand.
LEFT_TO_VISITORS = ("direct", "red", "third", "provisional", "dyehouse")

# Days ago, who sends it, and what it says; all are drafted the day before.
_SENT: tuple[tuple[int, str, Words], ...] = (
    (172, "chief", words.MARKS),
    (150, "registrar", words.CHROMIUM),
    (118, "registrar", words.AMINES_EARLIER),
    (80, "registrar2", words.KOREA),
    (60, "chief", words.STOCK),
    (40, "registrar", words.ITALY),
    (14, "chief", words.HOURS),
    (3, "registrar", words.FORMALDEHYDE),
)
SUPERSEDED_DAYS_AGO, WITHDRAWN_DAYS_AGO, DRAFTED_DAYS_AGO = 96, 37, 1


def plan_notices(world: World) -> None:
    """Plan the notices of the story, and what the firms do about each."""
    random = Random(SEED)  # noqa: S311 - a story, no secret
    numbers: dict[Words, str] = {}

    def send(said: Words, sender: str, replaced: Words | None, at: datetime) -> None:
        number = _write(world, said, sender, numbers[replaced] if replaced else None, at)
        numbers[said] = number
        _send(world, random, said, number, sender, at + timedelta(minutes=35))

    for days, sender, said in _SENT:
        world.agenda.plan(world.at_work(days, 10, 15), partial(send, said, sender, None))
    world.agenda.plan(
        world.at_work(SUPERSEDED_DAYS_AGO, 10, 15),
        partial(send, words.AMINES, "registrar", words.AMINES_EARLIER),
    )
    world.agenda.plan(
        world.at_work(WITHDRAWN_DAYS_AGO, 9),
        lambda at: _withdraw(world, numbers[words.ITALY], at),
    )
    world.agenda.plan(
        world.at_work(DRAFTED_DAYS_AGO, 16),
        lambda at: _write(world, words.DRAFT, "chief", None, at),
    )


def _write(world: World, said: Words, sender: str, replaced: str | None, at: datetime) -> str:
    content = NoticeContent(
        kind=said.kind,
        title_en=said.title_en,
        title_zh=said.title_zh,
        text_en=said.text_en,
        text_zh=said.text_zh,
        effective_on=day_of(at) + timedelta(days=said.effective_in),
        destinations=said.destinations,
        analytes=said.analytes,
        species=said.species,
        asks_acknowledgement=said.asks_acknowledgement,
        is_public=said.is_public,
    )
    drafted = notices.draft_notice(
        content=content, actor=world.people[sender], at=at, supersedes=replaced
    )
    return drafted.number


def _send(
    world: World, random: Random, said: Words, number: str, sender: str, at: datetime
) -> None:
    audience = audience_of(destinations=said.destinations, species=said.species, at=at)
    sent = notices.send_notice(
        number=number, version=1, audience=audience, actor=world.people[sender], at=at
    )
    addressed = sent.receipts.order_by("pk").values_list("enterprise", flat=True)
    reminded_at = at + timedelta(days=REMINDED_AFTER_DAYS)
    for firm in addressed:
        key, hours = world.key_of(firm), 1 + READ_WITHIN_HOURS * random.random() ** 2
        is_forgetful = random.random() < FORGETFUL_SHARE
        is_minded = random.random() < MINDED_SHARE
        if said is words.FORMALDEHYDE and key in LEFT_TO_VISITORS:
            continue
        reads_at = at + timedelta(hours=hours)
        if not said.asks_acknowledgement or is_forgetful:
            world.agenda.plan(reads_at, partial(_read, world, number, key))
        if said.asks_acknowledgement and not is_forgetful:
            world.agenda.plan(reads_at, partial(_acknowledge, world, number, key))
        elif said.asks_acknowledgement and is_minded:
            again = reminded_at + timedelta(hours=hours)
            world.agenda.plan(again, partial(_acknowledge, world, number, key))
    if said.asks_acknowledgement:
        world.agenda.plan(reminded_at, lambda at: notices.remind_all_due(at=at))


def _read(world: World, number: str, key: str, at: datetime) -> None:
    notices.note_reading(
        notice=Notice.objects.get(number=number),
        person=world.owners[key],
        enterprises=[world.firms[key].pk],
        at=at,
    )


def _acknowledge(world: World, number: str, key: str, at: datetime) -> None:
    if Notice.objects.filter(number=number, ended_at__isnull=True).exists():
        notices.acknowledge_notice(
            number=number, enterprise=world.firms[key], actor=world.owners[key], at=at
        )


def _withdraw(world: World, number: str, at: datetime) -> None:
    notices.withdraw_notice(
        number=number,
        version=Notice.objects.values_list("version", flat=True).get(number=number),
        reason=words.ITALY_REASON,
        actor=world.people["registrar"],
        at=at,
    )
