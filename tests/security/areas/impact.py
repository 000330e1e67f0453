"""The doors of certificates, traces, cases of impact, checks, approvals and sheets of lines."""

from datetime import timedelta

from enterprises.models import Enterprise
from enterprises.states import RegistrationState
from inspections.models import Certificate
from inspections.services.impact import open_case
from tests.factories import TODAY, make_report
from tests.factories.impact import FAILED_AT, FAILING, fail
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_line,
    make_lot,
    submit,
)
from tests.security.doors import (
    FILING,
    FIRM,
    KNOWN,
    LABORATORY,
    OFFICERS,
    OTHER,
    Door,
    deed,
    only,
    record,
)

_READERS = FIRM | OFFICERS
_CHIEF = frozenset({"chief"})
_WORKS = _CHIEF | {"inspector"}
_PAPER = {"number": "revocable"}
_CASE = {"number": "impact"}
_TASK = {"number": "impact", "ordinal": "task"}
_STALE = {"version": 99, "reason": "x", "outcome": "kept", "note": "x", "due_on": "2099-01-01"}
_LATER = {"what": "Ask the port.", "due_on": f"{TODAY + timedelta(days=9)}"}

DOORS = (
    Door("inspections:certificate-list", record(KNOWN - LABORATORY)),
    Door("inspections:certificate-detail", record(_READERS), _PAPER),
    Door("inspections:certificate-replace", deed(_WORKS, 200, readers=_READERS), _PAPER),
    Door("inspections:certificate-revoke", deed(_WORKS, 200, readers=_READERS), _PAPER),
    Door(
        "inspections:certificate-replace",
        deed(_WORKS, 409, readers=_READERS),
        _PAPER,
        "post",
        _STALE,
    ),
    Door(
        "inspections:certificate-revoke",
        deed(_WORKS, 409, readers=_READERS),
        _PAPER,
        "post",
        _STALE,
    ),
    Door("inspections:trace", record(_READERS), {"number": "trace"}, case="lot"),
    Door("inspections:trace", record(_READERS), _PAPER, case="certificate"),
    Door("inspections:trace", record(_READERS), {"number": "refused"}, case="declaration"),
    Door("inspections:refusal-pdf", record(_READERS), {"number": "refused"}),
    # Whoever files for one firm needs not name it.
    Door("inspections:declaration-lines", only(FILING | OTHER)),
    Door("inspections:declaration-lines-template", only(KNOWN), {"form": "csv"}),
    Door("inspections:approvals", deed(_CHIEF, 200, readers=OFFICERS)),
    Door("inspections:check-list", record(OFFICERS)),
    Door("inspections:impact-list", record(OFFICERS)),
    Door("inspections:impact-detail", record(OFFICERS), _CASE),
    Door("inspections:impact-hits", record(OFFICERS), _CASE),
    Door("inspections:impact-task", record(OFFICERS), _TASK),
    Door("inspections:impact-ask", deed(_WORKS, 200, readers=OFFICERS), _CASE),
    Door("inspections:impact-close", deed(_CHIEF, 200, readers=OFFICERS), _CASE),
    Door("inspections:impact-reopen", deed(_WORKS, 200, readers=OFFICERS), _CASE),
    Door("inspections:impact-task-add", deed(_WORKS, 200, readers=OFFICERS), _CASE),
    Door("inspections:impact-ask", deed(_WORKS, 409, readers=OFFICERS), _CASE, "post", _STALE),
    Door("inspections:impact-close", deed(_CHIEF, 409, readers=OFFICERS), _CASE, "post", _STALE),
    Door("inspections:impact-reopen", deed(_WORKS, 409, readers=OFFICERS), _CASE, "post", _STALE),
    Door("inspections:impact-task-add", deed(_WORKS, readers=OFFICERS), _CASE, "post", _LATER),
    Door("inspections:impact-assign", deed(_WORKS, readers=OFFICERS), _CASE, "post"),
    Door("inspections:impact-task", deed(_WORKS, 409, readers=OFFICERS), _TASK, "post", _STALE),
    Door(
        "inspections:impact-task-assign",
        deed(_WORKS, 409, readers=OFFICERS),
        _TASK,
        "post",
        _STALE,
    ),
)

_OFFICERS_RECORD = (401, 404, 404, 404, 200, 200, 404, 404)
_MOVE = (401, 404, 404, 404, 409, 403, 404, 404)
_REASON = {"version": 99, "reason": "x"}

ROUTES = (
    ("impact-case-list", "get", {}, (401, 200, 200, 200, 200, 200, 200, 200)),
    ("impact-case-detail", "get", {}, _OFFICERS_RECORD),
    ("impact-case-hits", "get", {}, _OFFICERS_RECORD),
    ("impact-case-tasks", "get", {}, _OFFICERS_RECORD),
    (
        "impact-case-add-task",
        "post",
        {"what": "Ask the port.", "due_on": "2099-01-01"},
        (401, 404, 404, 404, 201, 403, 404, 404),
    ),
    ("impact-case-assign-task", "post", {"version": 99, "ordinal": 1}, _MOVE),
    (
        "impact-case-finish-task",
        "post",
        {"version": 99, "ordinal": 1, "outcome": "kept", "note": "x"},
        _MOVE,
    ),
    ("impact-case-ask-to-close", "post", _REASON, _MOVE),
    ("impact-case-close", "post", {"version": 99}, (401, 404, 404, 404, 403, 403, 404, 404)),
    ("impact-case-reopen", "post", _REASON, _MOVE),
    ("trace-detail", "get", {}, (401, 404, 200, 200, 200, 200, 404, 404)),
)
UNLIKE = {
    ("chief", "impact-case-add-task"): 201,
    ("chief", "impact-case-assign-task"): 409,
    ("chief", "impact-case-finish-task"): 409,
    ("chief", "impact-case-ask-to-close"): 409,
    ("chief", "impact-case-close"): 409,
    ("chief", "impact-case-reopen"): 409,
}


# What is released here would be held once other areas have marked the firm.
COMES_FIRST = True


def records_of(firm: Enterprise) -> dict[str, str]:
    """Make a released declaration whose lot fails afterwards, and one that was refused."""
    lot = make_lot(firm)
    released = make_draft(firm, make_content(make_line({lot: 400})))
    submit(released)
    refused = make_draft(firm, make_content(make_line({lot: 400})))
    firm.registrations.update(
        state=RegistrationState.SUSPENDED, state_before_suspension="registered"
    )
    submit(refused)
    firm.registrations.update(state=RegistrationState.REGISTERED)
    report = fail(make_report(lot, FAILING, on=TODAY))
    case = open_case(sample=report.sample_id, at=FAILED_AT)
    return {
        "impact": case.number,
        "task": str(case.tasks.get(kind="certificate").ordinal),
        "trace": lot.number,
        "revocable": Certificate.objects.get(declaration=released).number,
        "refused": refused.number,
    }
