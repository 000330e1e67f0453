"""Every page of the thread with something on it: its reader, its address, and what it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise, User
from enterprises.roles import Role
from inspections.models import Certificate, Declaration, Hold
from inspections.selectors.desk import hold_key
from inspections.services.certificates import revoke
from inspections.services.seeds import publish_commitments
from lab.states import SampleState
from tests.factories import TODAY, make_report, make_results, make_sample, make_user
from tests.factories.inspections import (
    choose_number,
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)
from tests.factories.inspections import make_report as report_lot

ANYBODY, FIRM, INSPECTOR, CHIEF = "anybody", "firm", "inspector", "chief"
ANALYST, REVIEWER = "analyst", "reviewer"


@dataclass
class Gallery:
    """Who reads, and what stands in addresses by the name of the record."""

    readers: dict[str, User] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wall:
    """One page: who reads it, where it is, and with what answer."""

    reader: str
    address: Callable[[Mapping[str, str]], str]
    status: int = 200


def _at(reader: str, name: str, *keys: str, query: str = "", status: int = 200) -> Wall:
    return Wall(
        reader,
        lambda known: (
            reverse(name, args=[known.get(key, key) for key in keys]) + query.format(**known)
        ),
        status,
    )


WALLS: Mapping[str, Wall] = {
    "first page": _at(ANYBODY, "home"),
    "story": _at(ANYBODY, "inspections:story"),
    "check": _at(ANYBODY, "inspections:check"),
    "check, active": _at(ANYBODY, "inspections:check-code", "code"),
    "check, unknown": _at(
        ANYBODY, "inspections:check", query="?number={certificate}&code=AAAAAAAA"
    ),
    "check, revoked": _at(ANYBODY, "inspections:check-code", "revoked"),
    "draws": _at(ANYBODY, "inspections:seeds"),
    "log in": _at(ANYBODY, "login"),
    "password forgotten": _at(ANYBODY, "password_reset"),
    "not there": Wall(ANYBODY, lambda known: "/nowhere/", 404),
    "not yours to do": _at(FIRM, "inspections:hold-accept", "review", "review-key", status=403),
    "portal": _at(FIRM, "inspections:portal-home", "firm"),
    "lots": _at(FIRM, "lab:lot-list"),
    "lot": _at(FIRM, "lab:lot-detail", "lot"),
    "declarations": _at(FIRM, "inspections:declaration-list"),
    "new declaration": _at(FIRM, "inspections:declaration-new"),
    "draft": _at(FIRM, "inspections:declaration-edit", "draft"),
    "submit": _at(FIRM, "inspections:declaration-submit", "draft"),
    "withdraw": _at(FIRM, "inspections:declaration-withdraw", "held"),
    "released": _at(FIRM, "inspections:declaration-detail", "released"),
    "returned": _at(FIRM, "inspections:declaration-detail", "returned"),
    "held, to its firm": _at(FIRM, "inspections:declaration-detail", "held"),
    "held, to an officer": _at(INSPECTOR, "inspections:declaration-detail", "held"),
    "decision": _at(INSPECTOR, "inspections:declaration-decision", "released", "1"),
    "desk": _at(INSPECTOR, "inspections:desk"),
    "accept": _at(INSPECTOR, "inspections:hold-accept", "review", "review-key"),
    "order the test": _at(INSPECTOR, "inspections:hold-order-test", "held", "held-key"),
    "record the check": _at(INSPECTOR, "inspections:check-record", "drawn", "inspection"),
    "release as chief": _at(CHIEF, "inspections:hold-release", "chief", "chief-key"),
    "samples": _at(INSPECTOR, "lab:sample-list"),
    "sample": _at(INSPECTOR, "lab:sample-detail", "planned"),
    "take the sample": _at(INSPECTOR, "lab:sample-take", "planned"),
    "order a sample": _at(INSPECTOR, "lab:sample-order", "lot"),
    "worklist": _at(ANALYST, "lab:worklist"),
    "receive": _at(ANALYST, "lab:entry", "taken"),
    "enter": _at(ANALYST, "lab:entry", "testing"),
    "review": _at(REVIEWER, "lab:entry", "entered"),
    "report": _at(REVIEWER, "lab:report-detail", "report"),
    "password": _at(FIRM, "password_change"),
}


def hang() -> Gallery:
    """Make the records that the pages show, and those who read them."""
    gallery = Gallery()
    publish_commitments(at=timezone.now())
    firm = make_exporter("A", name_en="Beichen Furs", name_zh="北辰裘皮")
    make_month(firm)
    gallery.readers = {
        FIRM: declarant_of(firm),
        INSPECTOR: make_user(Role.INSPECTOR, full_name="王建国 Wang Jianguo"),
        CHIEF: make_user(Role.CHIEF),
        ANALYST: make_user(Role.ANALYST),
        REVIEWER: make_user(Role.REVIEWER),
    }
    _hang_declarations(gallery.keys, firm)
    _hang_samples(gallery.keys, gallery.readers[ANALYST])
    choose_number(firm)
    return gallery


def _hang_declarations(keys: dict[str, str], firm: Enterprise) -> None:
    tested, untested, small = make_lot(firm), make_lot(firm), make_lot(firm, skins=50)
    report_lot(tested)
    released, revoked = _declared(firm, {tested: 400}), _declared(firm, {tested: 400})
    review = _declared(firm, {tested: 400}, pieces=50)
    returned = _declared(firm, {small: 400})
    held = _declared(firm, {tested: 400, untested: 400}, iso="JP", pieces=20)
    # A drawn check sticks to the firm's coats for Russia, so nothing comes after it.
    drawn = _declared(firm, {tested: 400}, is_drawn=True)
    revoked_paper = Certificate.objects.get(declaration=revoked)
    revoke(
        number=revoked_paper.number,
        version=revoked_paper.version,
        reason="The goods were exchanged.",
        actor=make_user(Role.CHIEF),
        at=timezone.now(),
    )
    watched = make_exporter("D")
    make_month(watched)
    of_chief = _declared(watched, {make_lot(watched): 400})
    draft = make_draft(firm, make_content(make_line({tested: 400, untested: 40}, pieces=11)))
    paper = Certificate.objects.get(declaration=released)
    keys |= {
        "firm": firm.serial,
        "lot": tested.number,
        "released": released.number,
        "held": held.number,
        "held-key": _key(held, "test"),
        "drawn": drawn.number,
        "review": review.number,
        "review-key": _key(review, "review"),
        "chief": of_chief.number,
        "chief-key": _key(of_chief, "chief"),
        "returned": returned.number,
        "draft": draft.number,
        "certificate": paper.number,
        "code": paper.verification_code,
        "revoked": revoked_paper.verification_code,
    }
    Hold.objects.filter(declaration=review).update(due_on=TODAY - timedelta(days=3))


def _hang_samples(keys: dict[str, str], analyst: User) -> None:
    firm = make_exporter("B")
    lot = make_lot(firm)
    sealed = {"seal_number": "0047718", "colour": "black", "process": "dyed", "portions": 3}
    taken = make_sample(lot, SampleState.TAKEN, **sealed)
    testing = make_sample(lot, SampleState.TESTING, **sealed)
    make_results(testing, {"HCHO": "41.2"}, analyst=analyst)
    entered = make_sample(lot, SampleState.ENTERED, entered_at=timezone.now(), **sealed)
    make_results(entered, {"HCHO": "290", "AZO": "<5", "4-AAB": "<5", "CR6": "3.4"})
    report = make_report(lot, {"HCHO": "66", "AZO": "<5", "4-AAB": "<5", "CR6": "<3"})
    keys |= {
        "planned": make_sample(lot).number,
        "taken": taken.number,
        "testing": testing.number,
        "entered": entered.number,
        "report": report.number,
    }


def _declared(
    firm: Enterprise, uses: Mapping, *, iso: str = "RU", is_drawn: bool = False, **line: int
) -> Declaration:
    content = make_content(make_line(uses, **line), iso=iso)
    declaration = make_draft(firm, content, is_drawn=is_drawn)
    submit(declaration)
    return declaration


def _key(declaration: Declaration, kind: str) -> str:
    return hold_key(declaration.holds.filter(kind=kind).order_by("pk")[0])


def session_of(user: User) -> str:
    """Give a person the session of somebody who has just logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
