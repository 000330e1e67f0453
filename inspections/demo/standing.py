"""How the firms came to stand where they stand: entered, graded, registered, praised, blamed, listed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from blacklist.models import ClassProposal, CreditEvent, ListEntry
from blacklist.services import admissions, classes, events, gradings, lists
from blacklist.services.gradings import GradingLine
from blacklist.services.reckoning import reckon_night
from blacklist.states import ClassProposalState, CreditClass, ListKind
from enterprises.models import PartnerDepartment
from enterprises.policy import CREDIT_CODE_ALPHABET, credit_code_check_character
from enterprises.roles import Role
from enterprises.services import enterprises, filings, memberships, registrations
from enterprises.services.filings import Scope as FilingScope
from enterprises.services.registrations import NewCondition
from enterprises.states import EnterpriseKind, MembershipRole, Process, Species
from inspections.demo.accounts import create_accounts, create_silent_account
from inspections.demo.firms import AGENT, BY_KEY, DYEHOUSES, FIRMS, MAKERS, PRINCIPALS, Firm
from inspections.demo.world import World, later

# A company of Zaoqiang county: class 9, kind 1, division 131121.
CREDIT_CODE_HEAD = "91131121MA0"
COLOURS = ("black", "brown", "blue", "grey", "natural")
PROVISIONAL_SINCE = 62
FOUND_DISHONEST, BLACK_SINCE = 45, 20


def plan_standing(world: World) -> None:
    """Plan all that makes the firms' standing, from the day they were entered to now."""
    old = [firm for firm in FIRMS if firm.key != "provisional"]
    world.agenda.plan(world.ago(620, 9), partial(_open_bureau, world, old))
    _plan_rounds(world)
    for place, firm in enumerate(firm for firm in MAKERS if firm.key != "provisional"):
        world.agenda.plan(world.ago(496 - place, 9), partial(_register, world, firm))
        for turn, (indicator, source) in enumerate(firm.honours):
            report = partial(_report, world, firm.key, indicator, source)
            world.agenda.plan(world.ago(288 - 2 * place - turn, 14), report)
    world.agenda.plan(world.ago(255, 1), _reckon)
    world.agenda.plan(world.ago(250, 10), partial(_raise_classes, world))
    _plan_dyehouses(world)
    _plan_agent(world)
    _plan_red_list(world)
    _plan_blame(world)
    _plan_provisional(world)


def _open_bureau(world: World, firms: Iterable[Firm], at: datetime) -> None:
    world.people.update(create_accounts(at=at))
    for firm in firms:
        _enter(world, firm, at)


def _enter(world: World, firm: Firm, at: datetime) -> None:
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


def _plan_rounds(world: World) -> None:
    for number, days in ((1, 600), (2, 230)):
        world.agenda.plan(world.ago(days, 15), partial(_record_round, world, number))


def _record_round(world: World, number: int, at: datetime) -> None:
    held_on = later(at, -6).date()
    gradings.record_round(
        number=number,
        held_on=held_on,
        document=f"枣政办〔{held_on.year}〕{20 + number}号",
        lines=[
            GradingLine(world.firms[firm.key], firm.rounds[number - 1], firm.grounds)
            for firm in MAKERS
            if firm.rounds is not None
        ],
        actor=world.people["department"],
        at=at,
    )


def _register(world: World, firm: Firm, at: datetime) -> None:
    owner, registrar = world.owners[firm.key], world.people["registrar"]
    application = registrations.create_application(
        enterprise=world.firms[firm.key], actor=owner, at=at, earlier_ports=firm.ports
    )
    registrations.submit_application(
        number=application.number, version=application.version, actor=owner, at=at
    )
    at = at + timedelta(hours=6)
    accepted = registrations.accept_application(
        number=application.number, version=2, actor=registrar, at=at
    )
    admissions.register(
        number=accepted.number,
        version=accepted.version,
        actor=registrar,
        at=at + timedelta(minutes=30),
    )


def _report(
    world: World,
    key: str,
    indicator: str,
    source: str,
    at: datetime,
    *,
    statement: str = "",
    is_confirmed: bool = True,
) -> CreditEvent:
    """Let a department report an event, and the credit officer confirm it the day after."""
    firm = world.firms[key]
    reporter = world.people["department" if source == "government" else source]
    department = PartnerDepartment.objects.get(code=source)
    grounds = BY_KEY[key].grounds if indicator == "G01" else ()
    event = events.record_event(
        enterprise=firm,
        indicator=indicator,
        occurred_on=later(at, -2).date(),
        source=source,
        source_reference=f"{source}-{at:%y%m%d}-{firm.serial}-{indicator}",
        statement=statement,
        grounds=grounds,
        department=department,
        actor=reporter,
        at=at,
    )
    if is_confirmed:
        world.agenda.plan(later(at, 1, 9, 30), partial(_confirm, world, event.number))
    return event


def _confirm(world: World, number: str, at: datetime) -> None:
    event = CreditEvent.objects.get(number=number)
    events.confirm_event(number=number, version=event.version, actor=world.people["credit"], at=at)


def _reckon(at: datetime) -> None:
    reckon_night(at=at)


def _raise_classes(world: World, at: datetime) -> None:
    """Take up what the system proposed when the firms were new no longer, and approve it."""
    for waiting in ClassProposal.objects.filter(state=ClassProposalState.PROPOSED).order_by("pk"):
        taken_up = _take_up(world, waiting, at)
        world.agenda.plan(later(at, 2), partial(_approve_class, world, taken_up))


def _approve_class(world: World, proposal: ClassProposal, at: datetime) -> None:
    classes.decide_proposal(
        proposal=proposal,
        version=proposal.version,
        approves=True,
        actor=world.people["chief"],
        at=at,
    )


def _take_up(world: World, waiting: ClassProposal, at: datetime) -> ClassProposal:
    return classes.propose_class(
        enterprise=waiting.enterprise,
        credit_class=CreditClass(waiting.credit_class),
        reason="评分达到一类标准，近期无不良记录。 The score is that of class A; nothing adverse.",
        actor=world.people["credit"],
        at=at,
    )


def _plan_dyehouses(world: World) -> None:
    for place, firm in enumerate(DYEHOUSES[:2]):
        world.agenda.plan(world.ago(300 - place, 9), partial(_file, world, firm.key))
    world.agenda.plan(world.ago(12, 15), partial(_apply_for_filing, world, "dyehouse3"))


def _apply_for_filing(world: World, key: str, at: datetime) -> str:
    filing = filings.apply_for_filing(enterprise=world.firms[key], actor=world.owners[key], at=at)
    return filing.number


def _file(world: World, key: str, at: datetime) -> None:
    registrar = world.people["registrar"]
    number = _apply_for_filing(world, key, at)
    at = later(at, 0, 17)
    assessed = filings.assess_filing(
        number=number,
        version=1,
        government_opinion="诚信经营，环保达标，同意备案。 Honest and conforming; the town agrees.",
        actor=registrar,
        at=at,
    )
    filings.put_on_file(
        number=number,
        version=assessed.version,
        last_day=later(at, 1080).date(),
        scopes=[
            FilingScope(species, process, colour)
            for species in (Species.MINK, Species.FOX, Species.RACCOON_DOG, Species.LAMB)
            for process in (Process.DYED, Process.DRESSED)
            for colour in COLOURS
        ],
        actor=registrar,
        at=at + timedelta(minutes=20),
    )
    classes.open_class(enterprise=world.firms[key], at=at, actor=registrar)


def _plan_agent(world: World) -> None:
    for place, key in enumerate(PRINCIPALS):
        world.agenda.plan(world.ago(150 - place, 11), partial(_authorise, world, key))


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


def _plan_red_list(world: World) -> None:
    def propose(at: datetime) -> None:
        entry = lists.propose_entry(
            enterprise=world.firms["red"],
            kind=ListKind.RED,
            grounds="县政府连续两轮评为一类，长期认可诚信。"
            " First class in two rounds; its honesty recognised for years.",
            basis="M-12",
            actor=world.people["credit"],
            at=at,
        )
        _plan_procedure(world, entry.number, at, heard_after=6)

    world.agenda.plan(world.ago(224, 10), propose)


def _plan_procedure(world: World, number: str, at: datetime, *, heard_after: int) -> None:
    """Give notice, hear the firm, and let the chief make an entry effective."""

    def version() -> int:
        return ListEntry.objects.values_list("version", flat=True).get(number=number)

    def notice(at: datetime) -> None:
        lists.give_notice(number=number, version=version(), actor=world.people["credit"], at=at)

    def hear(at: datetime) -> None:
        lists.hear(
            number=number,
            version=version(),
            statement="已收到告知，无异议。 The firm has read the notice and says nothing against it.",
            actor=world.people["credit"],
            at=at,
        )

    def approve(at: datetime) -> None:
        lists.make_effective(number=number, version=version(), actor=world.people["chief"], at=at)

    world.agenda.plan(later(at, 1, 11), notice)
    world.agenda.plan(later(at, heard_after, 15), hear)
    world.agenda.plan(later(at, heard_after + 2, 9), approve)


def _plan_blame(world: World) -> None:
    """Plan what speaks against firms, and what waits for somebody today."""

    for days, key, indicator, source, statement in (
        (150, "penalised", "L04", "market_regulation", "虚假标注，罚款。 Fined for mislabelling."),
        (FOUND_DISHONEST, "black", "G06", "government", "伪造合同。 Forged contracts."),
        (24, "objecting", "L08", "environment", "废水色度超标。 Waste water too coloured."),
        (5, "nearly", "S06", "commerce", "获省级优质产品奖。 Quality award of the province."),
    ):
        blame = partial(_report, world, key, indicator, source, statement=statement)
        world.agenda.plan(world.ago(days, 14), blame)
    complain = partial(
        _report,
        world,
        "third",
        "S03",
        "association",
        statement="客户投诉掉毛。 A buyer complains of shedding.",
        is_confirmed=False,
    )
    world.agenda.plan(world.ago(2, 14), complain)
    world.agenda.plan(world.ago(18, 16), partial(_object, world))
    world.agenda.plan(world.ago(FOUND_DISHONEST - 1, 12), partial(_list_black, world))
    world.agenda.plan(world.ago(1, 16), partial(_propose_nearly, world))


def _object(world: World, at: datetime) -> None:
    event = CreditEvent.objects.get(enterprise=world.firms["objecting"], indicator="L08")
    events.object_to_event(
        number=event.number,
        version=event.version,
        objection="当日设备检修，已提交复测报告。 The plant was under repair; see the second reading.",
        actor=world.owners["objecting"],
        at=at,
    )


def _list_black(world: World, at: datetime) -> None:
    entry = ListEntry.objects.get(enterprise=world.firms["black"], kind=ListKind.BLACK)
    notice_to_effect = FOUND_DISHONEST - BLACK_SINCE
    _plan_procedure(world, entry.number, at, heard_after=notice_to_effect - 4)


def _propose_nearly(world: World, at: datetime) -> None:
    """Take up the raise that a new award allows; the chief decides it by hand."""
    waiting = ClassProposal.objects.filter(
        enterprise=world.firms["nearly"], state=ClassProposalState.PROPOSED
    ).first()
    if waiting is not None:
        _take_up(world, waiting, at)


def _plan_provisional(world: World) -> None:
    firm = BY_KEY["provisional"]
    since = PROVISIONAL_SINCE
    world.agenda.plan(world.ago(since + 13, 9), partial(_enter, world, firm))
    world.agenda.plan(world.ago(since, 9), partial(_grant_provisional, world))
    world.agenda.plan(world.ago(since - 21, 16), partial(_accept_condition, world, 1))


def _grant_provisional(world: World, at: datetime) -> None:
    owner, registrar = world.owners["provisional"], world.people["registrar"]
    application = registrations.create_application(
        enterprise=world.firms["provisional"],
        actor=owner,
        at=at,
        earlier_ports=BY_KEY["provisional"].ports,
    )
    registrations.submit_application(
        number=application.number, version=application.version, actor=owner, at=at
    )
    at = at + timedelta(hours=5)
    accepted = registrations.accept_application(
        number=application.number, version=2, actor=registrar, at=at
    )
    admissions.grant_provisional(
        number=accepted.number,
        version=accepted.version,
        last_day=later(at, 170).date(),
        visit_by=later(at, 30).date(),
        allowed_isos=("RU", "KZ"),
        cap_pieces=1500,
        conditions=[
            NewCondition(
                "Keep the dye store apart from the cutting room.",
                "染料库与裁制车间分开。",
                later(at, PROVISIONAL_SINCE + 4).date(),
            ),
            NewCondition(
                "Number every skin from receipt to garment.",
                "原料皮自入库至成衣逐张编号。",
                later(at, PROVISIONAL_SINCE + 40).date(),
            ),
        ],
        actor=registrar,
        at=at + timedelta(minutes=40),
    )


def _accept_condition(world: World, ordinal: int, at: datetime) -> None:
    registration = world.firms["provisional"].registrations.get()
    admissions.accept_condition(
        number=registration.number,
        version=registration.version,
        ordinal=ordinal,
        actor=world.people["registrar"],
        at=at,
    )
