"""Every page of the thread with something on it: its reader, its address, and what it shows."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from enterprises.models import Enterprise, User
from enterprises.roles import Role
from inspections.models import Certificate, Declaration, Hold
from inspections.selectors.desk import hold_key
from inspections.services.certificates import revoke
from inspections.services.seeds import publish_commitments
from lab.states import SampleState
from tests.browser import galleries
from tests.browser.walls import (
    ANALYST,
    ANYBODY,
    CHIEF,
    FIRM,
    INSPECTOR,
    REVIEWER,
    Gallery,
    Wall,
    at_page,
)
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

OF_THE_THREAD = "thread"

THREAD: Mapping[str, Wall] = {
    "first page": at_page(ANYBODY, "home"),
    "story": at_page(ANYBODY, "inspections:story"),
    "check": at_page(ANYBODY, "inspections:check"),
    "check, active": at_page(ANYBODY, "inspections:check-code", "code"),
    "check, unknown": at_page(
        ANYBODY, "inspections:check", query="?number={certificate}&code=AAAAAAAA"
    ),
    "check, revoked": at_page(ANYBODY, "inspections:check-code", "revoked"),
    "draws": at_page(ANYBODY, "inspections:seeds"),
    "log in": at_page(ANYBODY, "login"),
    "password forgotten": at_page(ANYBODY, "password_reset"),
    "not there": Wall(ANYBODY, lambda known: "/nowhere/", 404),
    "not yours to do": at_page(FIRM, "inspections:hold-accept", "review", "review-key", status=403),
    "portal": at_page(FIRM, "inspections:portal-home", "firm"),
    "lots": at_page(FIRM, "lab:lot-list"),
    "lot": at_page(FIRM, "lab:lot-detail", "lot"),
    "declarations": at_page(FIRM, "inspections:declaration-list"),
    "new declaration": at_page(FIRM, "inspections:declaration-new"),
    "draft": at_page(FIRM, "inspections:declaration-edit", "draft"),
    "submit": at_page(FIRM, "inspections:declaration-submit", "draft"),
    "withdraw": at_page(FIRM, "inspections:declaration-withdraw", "held"),
    "released": at_page(FIRM, "inspections:declaration-detail", "released"),
    "returned": at_page(FIRM, "inspections:declaration-detail", "returned"),
    "held, to its firm": at_page(FIRM, "inspections:declaration-detail", "held"),
    "held, to an officer": at_page(INSPECTOR, "inspections:declaration-detail", "held"),
    "decision": at_page(INSPECTOR, "inspections:declaration-decision", "released", "1"),
    "desk": at_page(INSPECTOR, "inspections:desk"),
    "accept": at_page(INSPECTOR, "inspections:hold-accept", "review", "review-key"),
    "order the test": at_page(INSPECTOR, "inspections:hold-order-test", "held", "held-key"),
    "record the check": at_page(INSPECTOR, "inspections:check-record", "drawn", "inspection"),
    "release as chief": at_page(CHIEF, "inspections:hold-release", "chief", "chief-key"),
    "samples": at_page(INSPECTOR, "lab:sample-list"),
    "sample": at_page(INSPECTOR, "lab:sample-detail", "planned"),
    "take the sample": at_page(INSPECTOR, "lab:sample-take", "planned"),
    "order a sample": at_page(INSPECTOR, "lab:sample-order", "lot"),
    "worklist": at_page(ANALYST, "lab:worklist"),
    "receive": at_page(ANALYST, "lab:entry", "taken"),
    "enter": at_page(ANALYST, "lab:entry", "testing"),
    "review": at_page(REVIEWER, "lab:entry", "entered"),
    "report": at_page(REVIEWER, "lab:report-detail", "report"),
    "password": at_page(FIRM, "password_change"),
}


def walls(area: str) -> Mapping[str, Wall]:
    """Give the pages of an area, or those of the thread that runs through all."""
    return THREAD if area == OF_THE_THREAD else galleries.walls(area)


def hang(area: str) -> Gallery:
    """Make the records that the pages of an area show, and those who read them."""
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
    if area != OF_THE_THREAD:
        galleries.hang(area, gallery, firm)
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
