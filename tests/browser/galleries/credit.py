"""The pages of credit: files, events, rounds, lists, and what departments report and read."""

from datetime import timedelta

from django.utils import timezone

from blacklist.models import ClassProposal
from blacklist.services import events, gradings, sharing
from blacklist.services.gradings import GradingLine
from blacklist.states import Ground, ListEntryState, ListKind, SharedField
from enterprises.models import Enterprise
from enterprises.roles import Role
from enterprises.services.groups import give_roles
from tests.browser.walls import ANYBODY, CHIEF, FIRM, INSPECTOR, Gallery, at_page
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_credit_event,
    make_department,
    make_enterprise,
    make_list_entry,
    make_memorandum,
    make_user,
)

CREDIT, GOVERNMENT = "credit officer", "government"

WALLS = {
    "credit, classes": at_page(CREDIT, "blacklist:class-list"),
    "credit, proposals": at_page(CHIEF, "blacklist:class-list", query="?of=proposals"),
    "credit, file to an officer": at_page(CREDIT, "blacklist:firm-file", "credit-firm"),
    "credit, file to its firm": at_page(FIRM, "blacklist:firm-file", "firm"),
    "credit, supposed": at_page(
        CREDIT,
        "blacklist:firm-file",
        "credit-firm",
        query=f"?indicator=L09&occurred_on={TODAY:%Y-%m-%d}",
    ),
    "credit, class proposed": at_page(CREDIT, "blacklist:class-propose", "credit-firm"),
    "credit, class decided": at_page(CHIEF, "blacklist:class-decide", "credit-raise"),
    "credit, events": at_page(CREDIT, "blacklist:event-list"),
    "credit, no events": at_page(INSPECTOR, "blacklist:event-list", query="?q=nothing"),
    "credit, choose the firm": at_page(CREDIT, "blacklist:event-record", query="?q=fur"),
    "credit, record an event": at_page(
        CREDIT, "blacklist:event-record", query="?firm={credit-firm}"
    ),
    "credit, event reported": at_page(CREDIT, "blacklist:event-detail", "credit-reported"),
    "credit, event objected to": at_page(CHIEF, "blacklist:event-detail", "credit-objected"),
    "credit, event to its reporter": at_page(
        GOVERNMENT, "blacklist:event-detail", "credit-reported"
    ),
    "credit, confirm": at_page(CREDIT, "blacklist:event-act", "credit-reported", "confirm"),
    "credit, reject": at_page(CREDIT, "blacklist:event-act", "credit-reported", "reject"),
    "credit, object": at_page(FIRM, "blacklist:event-act", "credit-own", "object"),
    "credit, allow": at_page(CHIEF, "blacklist:event-act", "credit-objected", "allow"),
    "credit, rounds": at_page(CREDIT, "blacklist:grading-list"),
    "credit, round": at_page(CREDIT, "blacklist:round-detail", "3", "1"),
    "credit, type a round": at_page(CREDIT, "blacklist:round-new"),
    "credit, read a sheet": at_page(GOVERNMENT, "blacklist:round-import"),
    "credit, entries": at_page(CREDIT, "blacklist:entry-list"),
    "credit, entry proposed": at_page(CREDIT, "blacklist:entry-detail", "credit-proposed"),
    "credit, entry in effect": at_page(CHIEF, "blacklist:entry-detail", "credit-black"),
    "credit, propose an entry": at_page(
        CREDIT, "blacklist:entry-propose", query="?firm={credit-firm}"
    ),
    "credit, hearing": at_page(CREDIT, "blacklist:entry-act", "credit-proposed", "hear"),
    "credit, remedy": at_page(CREDIT, "blacklist:entry-act", "credit-black", "remedy"),
    "credit, published": at_page(ANYBODY, "blacklist:published-lists"),
    "credit, memoranda": at_page(CREDIT, "blacklist:memorandum-list"),
    "credit, memorandum": at_page(CREDIT, "blacklist:memorandum-detail", "MOU-GALLERY"),
    "credit, department": at_page(GOVERNMENT, "blacklist:department"),
    "credit, report": at_page(GOVERNMENT, "blacklist:department-report"),
    "credit, firms of a department": at_page(GOVERNMENT, "blacklist:department-firms"),
    "credit, firm of a department": at_page(GOVERNMENT, "blacklist:department-firm", "credit-code"),
}


def hang(gallery: Gallery, firm: Enterprise) -> None:
    """Make a firm with a past, its events in every state, entries, rounds and a memorandum."""
    officer = make_user(Role.CREDIT_OFFICER, full_name="何静 He Jing")
    government = make_user(Role.DEPARTMENT, full_name="县信用办 Credit office")
    for person, role in ((officer, Role.CREDIT_OFFICER), (government, Role.DEPARTMENT)):
        give_roles(user=person, roles=[role], actor=None, at=timezone.now())
    gallery.readers |= {CREDIT: officer, GOVERNMENT: government}

    watched = make_enterprise(
        name_en="Xueling Fur Garment Co., Ltd.", name_zh="雪岭裘皮服装有限公司"
    )
    make_classification(
        watched,
        "C",
        since=at(TODAY - timedelta(days=900)),
        until=at(TODAY - timedelta(days=500)),
        score=70,
    )
    make_classification(watched, "B", since=at(TODAY - timedelta(days=500)), score=82)
    for indicator, days in (("L01", 90), ("S01", 60), ("M03", 200), ("L08", 30), ("L03", 600)):
        make_credit_event(watched, indicator, occurred_on=TODAY - timedelta(days=days))
    round_of(government, {watched: 2, firm: 1})
    reported = _reported(watched, government, "government", "G05", "county-17")
    objected = make_credit_event(watched, "S03", occurred_on=TODAY - timedelta(days=3))
    events.object_to_event(
        number=objected.number,
        version=1,
        objection="The buyer withdrew the complaint; his letter is given with this.",
        evidence=events.Evidence("letter.pdf", b"%PDF-1.7 letter"),
        actor=make_user(enterprise=watched),
        at=timezone.now(),
    )
    own = make_credit_event(firm, "L03", occurred_on=TODAY - timedelta(days=2))

    raised = make_enterprise()
    make_classification(raised, "C", score=72)
    ClassProposal.objects.create(
        enterprise=raised,
        credit_class="B",
        reason="Nothing found for a year.",
        proposed_by=officer,
        proposed_at=timezone.now(),
    )
    black, gone = make_enterprise(), make_enterprise()
    for one in (black, gone):
        make_classification(one, "D", score=40)
        make_credit_event(one, "G06", occurred_on=TODAY - timedelta(days=40))
    in_effect = make_list_entry(black)
    proposed = make_list_entry(
        gone,
        state=ListEntryState.NOTICED,
        effective_from=None,
        approved_by=None,
        noticed_on=TODAY,
        hear_by=TODAY + timedelta(days=14),
        proposed_by=officer,
    )
    make_list_entry(firm, ListKind.RED, ground="", basis="M-12", grounds="Honest over years.")
    make_memorandum(make_department(), list(SharedField), code="MOU-GALLERY")
    sharing.read_firm(enterprise=watched, actor=government, at=timezone.now())
    sharing.read_firm(enterprise=firm, actor=government, at=timezone.now())
    gallery.keys |= {
        "credit-firm": watched.serial,
        "credit-code": watched.credit_code,
        "credit-raise": raised.serial,
        "credit-reported": reported.number,
        "credit-objected": objected.number,
        "credit-own": own.number,
        "credit-black": in_effect.number,
        "credit-proposed": proposed.number,
    }


def round_of(author, grades):
    """Record a round of forty days ago."""
    day = TODAY - timedelta(days=40)
    return gradings.record_round(
        number=3,
        held_on=day,
        document="County circular 2026-17",
        lines=[
            GradingLine(firm, grade, frozenset({Ground.HONEST})) for firm, grade in grades.items()
        ],
        actor=author,
        at=timezone.now(),
    )


def _reported(firm, actor, source, indicator, reference):
    return events.record_event(
        enterprise=firm,
        indicator=indicator,
        occurred_on=TODAY - timedelta(days=5),
        source=source,
        source_reference=reference,
        department=actor.department,
        statement="Recommendation withdrawn after complaints about wages.",
        actor=actor,
        at=timezone.now(),
    )
