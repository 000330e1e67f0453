"""The registrations that did not take the usual course: on trial, narrowed, ended, on their way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from blacklist.services import admissions
from enterprises.models import Registration
from enterprises.policy import PAPERS_NEEDED
from enterprises.services import registrations
from enterprises.services.registrations import Application, NewCondition
from enterprises.states import DocumentKind
from inspections.demo.firms import Firm
from inspections.demo.papers import paper
from inspections.demo.world import World, later

CAP_PIECES = 1500
TRIAL_DAYS = 170
STORE, NUMBERED = (
    ("Keep the dye store apart from the cutting room.", "染料库与裁制车间分开。"),
    ("Number every skin from receipt to garment.", "原料皮自入库至成衣逐张编号。"),
)
# Fates of those who were registered on trial, with the days after which each condition was met;
# the first is the visit, which is met by being made.
_ON_TRIAL: dict[str, tuple[int, ...]] = {
    "story": (),
    "provisional": (30,),
    # One condition is overdue, which narrows the registration by itself.
    "narrowed": (),
    "made_full": (28, 36),
    "lapsed": (),
}


def plan_applications(world: World) -> None:
    """Plan what became of the applications of the firms that are not simply registered."""
    for firm in world.makers:
        days = firm.registered_days_ago
        if firm.fate in _ON_TRIAL:
            world.agenda.plan(world.ago(days, 9), partial(_grant_on_trial, world, firm))
        elif firm.fate in _ENDED:
            world.agenda.plan(world.ago(48, 15), partial(_ENDED[firm.fate], world, firm.key))
        elif firm.fate:
            world.agenda.plan(world.ago(days, 9), partial(_apply, world, firm))


def _apply(world: World, firm: Firm, at: datetime) -> None:
    """Let a firm apply, and the registrar go as far as its fate says."""
    owner, registrar = world.owners[firm.key], world.registrar()
    drafted = registrations.begin(
        enterprise=world.firms[firm.key], application=written(firm), actor=owner, at=at
    )
    if firm.fate == "draft":
        return
    # What lacks a paper came over the counter, where nothing asks for it.
    submit = registrations.hand_in
    if firm.fate == "returned":
        submit = registrations.submit_application
    submitted = submit(
        number=drafted.number, version=drafted.version, actor=owner, at=at + timedelta(hours=1)
    )
    at = later(at, 2, 10)
    if firm.fate == "returned":
        registrations.return_application(
            number=drafted.number,
            version=submitted.version,
            reason="缺少厂区平面图。 The plan of the premises is missing.",
            actor=registrar,
            at=at,
        )
    elif firm.fate == "rejected":
        registrations.reject_application(
            number=drafted.number,
            version=submitted.version,
            reason="无固定生产场所。 It has no premises of its own.",
            actor=registrar,
            at=at,
        )
    elif firm.fate == "accepted":
        registrations.accept_application(
            number=drafted.number, version=submitted.version, actor=registrar, at=at
        )


def written(firm: Firm) -> Application:
    """Write the application of a firm: half of it in a draft, without the plan in one sent back."""
    kinds = [kind for kind in PAPERS_NEEDED if firm.fate != "draft"]
    if firm.fate == "returned":
        kinds.remove(DocumentKind.PLAN)
    return Application(
        process="裁制、缝制、整理、包装；熟皮外购。 Cutting, sewing, finishing, packing; skins bought dressed.",
        premises="自有厂房一幢，原料、半成品、成品分区存放。 A building of its own, with three stores apart.",
        workers=firm.workers,
        pieces_per_year=firm.pieces_per_year,
        quality_officer=firm.representative,
        earlier_ports=firm.ports,
        export_isos=firm.markets,
        papers=[
            (kind.value, paper(str(kind.value).replace("_", " "), firm.name_en)) for kind in kinds
        ],
    )


def _grant_on_trial(world: World, firm: Firm, at: datetime) -> None:
    """Register a firm before the visit, with dated conditions, and accept those it met."""
    owner, registrar = world.owners[firm.key], world.people["registrar"]
    drafted = registrations.begin(
        enterprise=world.firms[firm.key], application=written(firm), actor=owner, at=at
    )
    submitted = registrations.hand_in(
        number=drafted.number, version=drafted.version, actor=owner, at=at
    )
    at = at + timedelta(hours=5)
    accepted = registrations.accept_application(
        number=drafted.number, version=submitted.version, actor=registrar, at=at
    )
    # The one of the story has its last condition nearly due today.
    is_story = firm.fate == "story"
    lasts = 120 if firm.fate == "lapsed" else TRIAL_DAYS
    admissions.grant_provisional(
        number=accepted.number,
        version=accepted.version,
        last_day=later(at, lasts).date(),
        visit_by=later(at, 30).date(),
        allowed_isos=firm.markets,
        cap_pieces=CAP_PIECES,
        conditions=[
            NewCondition(
                *STORE, later(at, firm.registered_days_ago + 4 if is_story else 50).date()
            ),
            NewCondition(*NUMBERED, later(at, 102 if is_story else 100).date()),
        ],
        actor=registrar,
        at=at + timedelta(minutes=40),
    )
    for ordinal, days in enumerate(_ON_TRIAL[firm.fate], start=2):
        accept = partial(_accept_condition, world, firm.key, ordinal)
        world.agenda.plan(later(at, days, 16), accept)
    if firm.fate == "lapsed":
        world.agenda.plan(later(at, lasts + 1, 0, 5), lambda at: registrations.lapse_all_due(at=at))


def _accept_condition(world: World, key: str, ordinal: int, at: datetime) -> None:
    registration = world.firms[key].registrations.get()
    admissions.accept_condition(
        number=registration.number,
        version=registration.version,
        ordinal=ordinal,
        actor=world.registrar(),
        at=at,
    )


def _suspend(world: World, key: str, at: datetime) -> None:
    registration = _registered(world, key)
    registrations.suspend(
        number=registration.number,
        version=registration.version,
        reason="未按规定保存原料台账。 The ledger of its skins was not kept.",
        actor=world.people["registrar"],
        at=at,
    )


def _cancel(world: World, key: str, at: datetime) -> None:
    registration = _registered(world, key)
    registrations.cancel(
        number=registration.number,
        version=registration.version,
        reason="企业停止出口业务，申请注销。 The firm gave up exporting.",
        actor=world.people["registrar2"],
        at=at,
    )


def _registered(world: World, key: str) -> Registration:
    return world.firms[key].registrations.get()


_ENDED: dict[str, Callable[[World, str, datetime], None]] = {
    "suspended": _suspend,
    "cancelled": _cancel,
}
