"""How the firms came to stand where they stand: entered, graded, registered, filed, represented."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from blacklist.models import ClassProposal
from blacklist.services import admissions, classes, gradings
from blacklist.services.gradings import GradingLine
from blacklist.services.reckoning import reckon_night
from blacklist.states import ClassProposalState, CreditClass
from enterprises.models import DyehouseFiling
from enterprises.policy import CREDIT_CODE_ALPHABET, credit_code_check_character
from enterprises.roles import Role
from enterprises.services import enterprises, filings, memberships, registrations
from enterprises.services.filings import Scope as FilingScope
from enterprises.states import EnterpriseKind, MembershipRole, Process
from inspections.demo.accounts import MEMBERS, create_accounts, create_silent_account
from inspections.demo.applications import written
from inspections.demo.assessing import visit, void
from inspections.demo.credit import report
from inspections.demo.firms import AGENT, PRINCIPALS, Firm
from inspections.demo.material import FILED_COLOURS, FILED_SPECIES
from inspections.demo.world import World, later

# A company of Zaoqiang county: class 9, kind 1, division 131121.
CREDIT_CODE_HEAD = "91131121MA0"
OPENED_DAYS_AGO = 620
REGISTERED_DAYS_AGO = 496
HONOURED_DAYS_AGO = 288
# When the rounds of the government's grading were recorded.
ROUNDS = ((1, 600), (2, 230), (3, 96))
# Fates of firms whose registration took its usual course.
ORDINARY = ("", "suspended", "cancelled")
ENTERED_BEFORE = 5
# What a visit found before a filing that was refused, or that waits for what is to be put right.
_FOUND_BEFORE_FILING = {"refused": ("D03", "D12"), "assessed": ("D04", "D13")}
NOTHING_TO_RECTIFY = "不予备案，无需整改。 It is not put on file, so nothing is to be put right."
OPINION = "诚信经营，环保达标，同意备案。 Honest and conforming; the town agrees."


def plan_standing(world: World) -> None:
    """Plan that the firms are entered, graded, registered and filed, from the first day to now."""
    everybody = (*world.makers, *world.dyehouses, *world.agents)
    old = [firm for firm in everybody if not firm.registered_days_ago or firm in world.dyehouses]
    world.agenda.plan(world.ago(OPENED_DAYS_AGO, 9), partial(_open_bureau, world, old))
    for firm in everybody:
        if firm not in old:
            days = firm.registered_days_ago + ENTERED_BEFORE
            world.agenda.plan(world.ago(days, 9), partial(enter, world, firm))
    for number, days in ROUNDS:
        world.agenda.plan(world.ago(days, 15), partial(_record_round, world, number))
    registered = [firm for firm in world.makers if firm.fate in ORDINARY]
    for place, firm in enumerate(registered):
        days = firm.registered_days_ago or REGISTERED_DAYS_AGO - place
        world.agenda.plan(world.ago(days, 9), partial(_register, world, firm))
        for turn, (indicator, source) in enumerate(firm.honours):
            days = HONOURED_DAYS_AGO - 2 * (place % 12) - turn
            world.agenda.plan(
                world.ago(days, 14), partial(report, world, firm.key, indicator, source)
            )
    world.agenda.plan(world.ago(255, 1), _reckon)
    world.agenda.plan(world.ago(250, 10), partial(_raise_classes, world))
    _plan_dyehouses(world)
    _plan_agent(world)


def _open_bureau(world: World, firms: Iterable[Firm], at: datetime) -> None:
    world.people.update(create_accounts(at=at))
    for firm in firms:
        enter(world, firm, at)
    for username, (key, role) in MEMBERS.items():
        memberships.add_member(
            enterprise=world.firms[key],
            user=world.people[username],
            role=role,
            actor=world.owners[key],
            at=at + timedelta(hours=1),
        )


def enter(world: World, firm: Firm, at: datetime) -> None:
    """Enter a firm with its owner, its shops, its brands and the markets that it names."""
    enterprise = enterprises.enter_enterprise(
        credit_code=_credit_code(world),
        name_zh=firm.name_zh,
        name_en=firm.name_en,
        kinds=[firm.kind],
        township=firm.township,
        legal_representative=firm.representative,
        address=f"{firm.township.split()[0]}裘皮工业园{world.random.randint(1, 88)}号",
        contact_name=firm.representative,
        contact_phone=f"0318-82{world.random.randint(10000, 99999)}",
        workers=firm.workers,
        pieces_per_year=firm.pieces_per_year if firm.kind == EnterpriseKind.MANUFACTURER else None,
        is_leading=firm.is_leading,
        in_demonstration_zone=firm.in_zone,
        actor=None,
        at=at,
    )
    role = Role.AGENT if firm.kind == EnterpriseKind.AGENT else Role.ENTERPRISE
    owner = world.people.get(firm.account) or create_silent_account(
        username=f"demo-{enterprise.serial}", full_name=firm.representative, roles=[role], at=at
    )
    memberships.add_member(
        enterprise=enterprise, user=owner, role=MembershipRole.OWNER, actor=None, at=at
    )
    for iso, name, address in firm.outlets:
        enterprises.open_outlet(
            enterprise=enterprise, iso=iso, name=name, address=address, actor=owner, at=at
        )
    for name, iso in firm.brands:
        enterprises.enter_brand(enterprise=enterprise, name=name, iso=iso, actor=owner, at=at)
    if firm.markets:
        enterprises.declare_markets(enterprise=enterprise, isos=firm.markets, actor=owner, at=at)
    world.firms[firm.key], world.owners[firm.key] = enterprise, owner


def _credit_code(world: World) -> str:
    tail = "".join(world.random.choice(CREDIT_CODE_ALPHABET) for _place in range(6))
    first = f"{CREDIT_CODE_HEAD}{tail}"
    return first + credit_code_check_character(first)


def _record_round(world: World, number: int, at: datetime) -> None:
    held_on = later(at, -6).date()
    gradings.record_round(
        number=number,
        held_on=held_on,
        document=f"枣政办〔{held_on.year}〕{20 + number}号",
        lines=[
            GradingLine(world.firms[firm.key], graded, firm.grounds)
            for firm in world.makers
            if firm.key in world.firms and (graded := firm.graded(number)) is not None
        ],
        actor=world.people["department"],
        at=at,
    )


def _register(world: World, firm: Firm, at: datetime) -> None:
    owner, registrar = world.owners[firm.key], world.registrar()
    drafted = registrations.begin(
        enterprise=world.firms[firm.key], application=written(firm), actor=owner, at=at
    )
    submitted = registrations.hand_in(
        number=drafted.number, version=drafted.version, actor=owner, at=at
    )
    at = at + timedelta(hours=2)
    accepted = registrations.accept_application(
        number=drafted.number, version=submitted.version, actor=registrar, at=at
    )
    visit(world, accepted, at + timedelta(hours=2), by=registrar.username)
    accepted.refresh_from_db()
    admissions.register(
        number=accepted.number,
        version=accepted.version,
        actor=registrar,
        at=at + timedelta(hours=4, minutes=30),
    )


def _reckon(at: datetime) -> None:
    reckon_night(at=at)


def _raise_classes(world: World, at: datetime) -> None:
    """Take up what the system proposed when the firms were new no longer, and approve it."""
    for waiting in ClassProposal.objects.filter(state=ClassProposalState.PROPOSED).order_by("pk"):
        taken_up = take_up(world, waiting, at)
        world.agenda.plan(later(at, 2), partial(_approve_class, world, taken_up))


def _approve_class(world: World, proposal: ClassProposal, at: datetime) -> None:
    classes.decide_proposal(
        proposal=proposal,
        version=proposal.version,
        approves=True,
        actor=world.people["chief"],
        at=at,
    )


def take_up(world: World, waiting: ClassProposal, at: datetime) -> ClassProposal:
    """Let the credit officer stand by a raise that the system proposed."""
    return classes.propose_class(
        enterprise=waiting.enterprise,
        credit_class=CreditClass(waiting.credit_class),
        reason="评分达到一类标准，近期无不良记录。 The score is that of class A; nothing adverse.",
        actor=world.people["credit"],
        at=at,
    )


def _plan_dyehouses(world: World) -> None:
    """Plan the filings: most are on file, others were refused, suspended, ran out or wait."""
    for place, firm in enumerate(world.dyehouses):
        days = firm.registered_days_ago or 300 - place
        if firm.fate == "applied":
            world.agenda.plan(world.ago(days, 15), partial(_apply_for_filing, world, firm.key))
            continue
        world.agenda.plan(world.ago(days, 9), partial(_file, world, firm))
    for firm in world.dyehouses:
        if firm.fate == "suspended":
            world.agenda.plan(world.ago(41, 14), partial(_suspend_filing, world, firm.key))
        if firm.fate == "expired":
            world.agenda.plan(world.ago(54, 1), lambda at: filings.expire_all_due(at=at))


def _apply_for_filing(world: World, key: str, at: datetime) -> str:
    filing = filings.apply_for_filing(enterprise=world.firms[key], actor=world.owners[key], at=at)
    return filing.number


def _file(world: World, firm: Firm, at: datetime) -> None:
    """Let a dyehouse apply, be assessed, and be put on file as far as its fate goes."""
    registrar = world.registrar()
    number = _apply_for_filing(world, firm.key, at)
    found = _FOUND_BEFORE_FILING.get(firm.fate, ())
    visit(world, _filing(number), later(at, 0, 14), unmet=found, by=registrar.username)
    at = later(at, 0, 17)
    assessed = filings.assess_filing(
        number=number, version=1, government_opinion=OPINION, actor=registrar, at=at
    )
    at += timedelta(minutes=20)
    if firm.fate == "assessed":
        return
    if firm.fate == "refused":
        for code in found:
            void(world, firm.key, code, NOTHING_TO_RECTIFY, at)
        filings.refuse_filing(
            number=number,
            version=assessed.version,
            reason="废水处理设施未达标。 The waste-water plant does not conform.",
            actor=registrar,
            at=at,
        )
        return
    filings.put_on_file(
        number=number,
        version=assessed.version,
        last_day=later(at, 365 if firm.fate == "expired" else 1080).date(),
        scopes=[
            FilingScope(species, process, colour)
            for species in FILED_SPECIES
            for process in (Process.DYED, Process.DRESSED)
            for colour in FILED_COLOURS
        ],
        actor=registrar,
        at=at,
    )
    classes.open_class(enterprise=world.firms[firm.key], at=at, actor=registrar)


def _filing(number: str) -> DyehouseFiling:
    return DyehouseFiling.objects.get(number=number)


def _suspend_filing(world: World, key: str, at: datetime) -> None:
    filing = world.firms[key].dyehouse_filings.get()
    filings.suspend_filing(
        number=filing.number,
        version=filing.version,
        reason="现场检查发现染料台账缺失。 The book of dyes was missing when inspected.",
        actor=world.people["registrar"],
        at=at,
    )


def _plan_agent(world: World) -> None:
    for place, key in enumerate(PRINCIPALS):
        world.agenda.plan(world.ago(240 - place, 11), partial(_authorise, world, key))


def _authorise(world: World, key: str, at: datetime) -> None:
    asked = memberships.ask_agent(
        principal=world.firms[key],
        agent=world.firms[AGENT.key],
        valid_from=at.date(),
        last_day=later(at, 730).date(),
        actor=world.owners[key],
        at=at,
    )
    memberships.answer_authorisation(
        authorisation=asked,
        version=asked.version,
        accepts=True,
        actor=world.owners[AGENT.key],
        at=at + timedelta(hours=2),
    )
