"""The doors of credit: files, events, rounds, lists; and the work of partner departments."""

from blacklist.services import gradings
from blacklist.services.gradings import GradingLine
from blacklist.states import SharedField
from enterprises.models import Enterprise
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_credit_event,
    make_department,
    make_list_entry,
    make_memorandum,
)
from tests.security.doors import (
    DEPARTMENT,
    FILING,
    FIRM,
    OFFICERS,
    OTHER,
    Door,
    deed,
    everyone,
    only,
    record,
)

_CREDIT, _CHIEF = frozenset({"credit"}), frozenset({"chief"})
_PROPOSERS = _CREDIT | _CHIEF
_REPORTERS = frozenset({"credit", "registrar", "inspector", "chief"})
_FILE = FIRM | OFFICERS
_EVENT = {"number": "event"}
_FIRMS_EVENT = FIRM | OFFICERS
_REPORTED = {"number": "reported-event"}
_STALE = {"version": 99, "reason": "x", "answer": "x", "objection": "x", "statement": "x"}
_ENTRY = {"number": "listing"}


def _event_deed(act: str, actors: frozenset[str], **more: object) -> Door:
    return Door(
        "blacklist:event-act",
        deed(actors, 422 if act != "confirm" else 409, readers=OFFICERS | DEPARTMENT),
        {**_REPORTED, "act": f"={act}"},
        "post",
        _STALE,
        case=act,
    )


def _entry_deed(act: str, actors: frozenset[str], answer: int) -> Door:
    return Door(
        "blacklist:entry-act",
        deed(actors, answer, readers=_FILE),
        {**_ENTRY, "act": f"={act}"},
        "post",
        _STALE,
        case=act,
    )


DOORS = (
    Door("blacklist:published-lists", everyone()),
    # Officers are led to the list of all firms; who has no firm has no file.
    Door("blacklist:credit-file", record(OFFICERS | FIRM | OTHER, 302)),
    Door("blacklist:class-list", only(OFFICERS)),
    Door(
        "blacklist:class-list",
        only(OFFICERS),
        method="get",
        data={"of": "proposals"},
        case="raises",
    ),
    Door("blacklist:firm-file", record(_FILE), {"serial": "firm"}),
    Door("blacklist:class-propose", deed(_PROPOSERS, 200, readers=_FILE), {"serial": "firm"}),
    Door("blacklist:class-decide", deed(OFFICERS, 404, readers=FIRM), {"serial": "firm"}),
    Door("blacklist:event-list", only(OFFICERS)),
    Door("blacklist:event-record", only(_REPORTERS)),
    Door("blacklist:event-detail", record(_FIRMS_EVENT), _EVENT),
    Door("blacklist:event-detail", record(OFFICERS | DEPARTMENT), _REPORTED, case="reported"),
    Door("blacklist:event-evidence", everyone(404, anonymous="log in"), _EVENT),
    _event_deed("confirm", _CREDIT),
    _event_deed("reject", _CREDIT),
    _event_deed("allow", _PROPOSERS),
    _event_deed("dismiss", _PROPOSERS),
    Door(
        "blacklist:event-act",
        deed(FILING, 422, readers=_FIRMS_EVENT),
        {**_EVENT, "act": "object"},
        "post",
        _STALE,
        case="object",
    ),
    Door("blacklist:event-act", everyone(404, anonymous="log in"), {**_EVENT, "act": "burn"}),
    Door("blacklist:grading-list", only(OFFICERS | DEPARTMENT)),
    Door(
        "blacklist:round-detail", only(OFFICERS | DEPARTMENT), {"number": "round", "version": "1"}
    ),
    Door("blacklist:round-new", only(_CREDIT | DEPARTMENT)),
    Door("blacklist:round-import", only(_CREDIT | DEPARTMENT)),
    Door("blacklist:round-import", only(_CREDIT | DEPARTMENT, 422), method="post", data=_STALE),
    Door("blacklist:entry-list", only(OFFICERS)),
    Door("blacklist:entry-propose", only(_PROPOSERS)),
    Door("blacklist:entry-detail", record(_FILE), _ENTRY),
    _entry_deed("notice", _PROPOSERS, 409),
    Door(
        "blacklist:entry-act",
        deed(FILING, 422, readers=_FILE),
        {**_ENTRY, "act": "=state"},
        "post",
        _STALE,
        case="state",
    ),
    _entry_deed("hear", _PROPOSERS, 422),
    _entry_deed("approve", _CHIEF, 409),
    _entry_deed("drop", _PROPOSERS, 422),
    _entry_deed("remedy", _PROPOSERS, 422),
    _entry_deed("end", _CHIEF, 422),
    Door("blacklist:memorandum-list", only(OFFICERS)),
    Door("blacklist:memorandum-detail", record(OFFICERS | DEPARTMENT), {"code": "MOU-MATRIX"}),
    Door("blacklist:department", only(DEPARTMENT)),
    Door("blacklist:department-report", only(DEPARTMENT)),
    Door("blacklist:department-firms", only(DEPARTMENT)),
    Door("blacklist:department-firm", only(DEPARTMENT), {"credit_code": "shared"}),
)

_LIST = (401, 200, 200, 200, 200, 200, 200, 200)
_RECORD = (401, 404, 200, 200, 200, 200, 404, 404)
_MOVE = {"version": 99}
_REASON = {"version": 99, "reason": "x"}
_ANSWER = {"version": 99, "answer": "x"}
_OFFICERS_MOVE = (401, 404, 403, 403, 403, 403, 404, 404)

ROUTES = (
    ("classification-list", "get", {}, _LIST),
    ("event-list", "get", {}, _LIST),
    ("event-list", "post", {}, (401, 403, 403, 403, 400, 403, 403, 403)),
    ("event-detail", "get", {}, _RECORD),
    ("event-confirm", "post", _MOVE, _OFFICERS_MOVE),
    ("event-reject", "post", _REASON, _OFFICERS_MOVE),
    (
        "event-object",
        "post",
        {"version": 99, "objection": "x"},
        (401, 404, 409, 403, 403, 403, 404, 404),
    ),
    ("event-allow", "post", _ANSWER, _OFFICERS_MOVE),
    ("event-dismiss", "post", _ANSWER, _OFFICERS_MOVE),
    ("grading-list", "get", {}, _LIST),
    ("grading-list", "post", {}, (401, 403, 403, 403, 403, 403, 403, 403)),
    ("grading-detail", "get", {}, _RECORD),
    ("listing-list", "get", {}, _LIST),
    ("listing-list", "post", {}, (401, 403, 403, 403, 403, 403, 403, 403)),
    ("listing-detail", "get", {}, _RECORD),
    ("listing-notice", "post", _MOVE, _OFFICERS_MOVE),
    (
        "listing-state",
        "post",
        {"version": 99, "statement": "x"},
        (401, 404, 409, 403, 403, 403, 404, 404),
    ),
    ("listing-hear", "post", _MOVE, _OFFICERS_MOVE),
    ("listing-approve", "post", _MOVE, _OFFICERS_MOVE),
    ("listing-drop", "post", _REASON, _OFFICERS_MOVE),
    ("listing-remedy", "post", _MOVE, _OFFICERS_MOVE),
    ("listing-end", "post", _REASON, _OFFICERS_MOVE),
    ("shared-detail", "get", {}, (401, 404, 404, 404, 404, 404, 404, 404)),
)

UNLIKE = {
    **{("credit_officer", f"event-{move}"): 409 for move in ("confirm", "reject")},
    **{
        (role, f"event-{move}"): 409
        for role in ("credit_officer", "chief")
        for move in ("allow", "dismiss")
    },
    **{
        (role, f"listing-{move}"): 409
        for role in ("credit_officer", "chief")
        for move in ("notice", "hear", "drop", "remedy")
    },
    **{
        (role, "event-list", "post"): 400
        for role in ("credit_officer", "chief", "registrar", "department")
    },
    **{(role, "grading-list", "post"): 400 for role in ("credit_officer", "department")},
    **{(role, "listing-list", "post"): 400 for role in ("credit_officer", "chief")},
    ("chief", "listing-approve"): 409,
    ("chief", "listing-end"): 409,
    ("department", "shared-detail"): 200,
    ("department", "grading-detail"): 200,
}


def records_of(firm: Enterprise) -> dict[str, str]:
    """Make an event in both kinds of state, a list entry, a round and a memorandum of the firm."""
    government = make_department()
    gradings.record_round(
        number=901,
        held_on=TODAY,
        document="County circular",
        lines=[GradingLine(firm, 1)],
        actor=None,
        at=at(),
    )
    reported = make_credit_event(
        firm, "G05", "reported", department=government, source="government", confirmed_on=None
    )
    make_memorandum(government, [SharedField.CREDIT_CLASS], code="MOU-MATRIX")
    entry = make_list_entry(firm, noticed_on=TODAY, ended_on=TODAY, state="ended")
    if not firm.classifications.exists():
        make_classification(firm)
    return {
        "event": make_credit_event(firm, "L01").number,
        "reported-event": reported.number,
        "grading": "901.1",
        "round": "901",
        "listing": entry.number,
        "shared": firm.credit_code,
    }
