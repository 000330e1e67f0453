"""The doors of registration: applications, visits, rectifications, filings, and the register."""

from enterprises.models import Enterprise, RegistrationCondition
from enterprises.services import registrations
from enterprises.states import AssessmentState, DyehouseFilingState
from tests.factories import TODAY, make_filing, make_user
from tests.factories.supervision import NOON, PDF, make_assessment
from tests.security.doors import FIRM, OFFICERS, OTHER, Door, deed, everyone, only, record

_REGISTRAR = frozenset({"registrar"})
_OWNER = frozenset({"owner"})
_WRITING = frozenset({"owner", "declarant"})
_READERS = FIRM | OFFICERS
_LIST = only(OFFICERS)
_STALE = {
    "version": 99,
    "reason": "a stale page",
    "government_opinion": "x",
    "due_on": "2099-01-01",
}
_ASKS = deed(_REGISTRAR, 200, readers=_READERS)
_STALE_PAGE = deed(_REGISTRAR, 409, readers=_READERS)


def _deeds(kind: str, key: str, *acts: str) -> tuple[Door, ...]:
    """Each deed of a registrar: its page, and a stale page that is sent."""
    kwargs = {"number": key}
    return tuple(
        door
        for act in acts
        for door in (
            Door(f"enterprises:{kind}-{act}", _ASKS, kwargs),
            Door(f"enterprises:{kind}-{act}", _STALE_PAGE, kwargs, "post", _STALE),
        )
    )


_OF_REGISTRATION = {"number": "registration"}
_OF_DRAFT = {"number": "application"}
_OF_VISIT = {"number": "assessment"}
_OF_RECTIFICATION = {"number": "rectification"}
_OF_FILING = {"number": "dyehouse"}

DOORS = (
    Door("enterprises:register", everyone()),
    Door("enterprises:register", everyone(), case="dyehouses", data={"of": "dyehouses"}),
    Door("enterprises:registration-list", _LIST),
    Door("enterprises:enterprise-enter", only(_REGISTRAR)),
    Door("enterprises:enterprise-enter", only(_REGISTRAR, 422), method="post"),
    Door("enterprises:assessment-list", _LIST),
    Door("enterprises:rectification-list", _LIST),
    Door("enterprises:filing-list", _LIST),
    Door("enterprises:standing", only(FIRM | OTHER, 302, refused=404)),
    Door("enterprises:standing-of", record(_READERS), {"serial": "firm"}),
    Door("enterprises:registration-new", deed(_OWNER, 200, readers=_READERS), {"serial": "firm"}),
    # The firm dyes nothing, so for its owner there is nothing to apply for.
    # The records of the stores make the firm a dyehouse too.
    Door("enterprises:filing-new", deed(_OWNER, 200, readers=_READERS), {"serial": "firm"}),
    Door("enterprises:file", record(_READERS), {"token": "paper"}),
    Door("enterprises:registration-detail", record(_READERS), _OF_REGISTRATION),
    Door("enterprises:registration-pdf", record(_READERS), _OF_REGISTRATION),
    *_deeds(
        "registration",
        "registration",
        *("accept", "return", "reject", "suspend", "reinstate", "cancel", "revoke"),
    ),
    Door("enterprises:registration-assess", _ASKS, _OF_REGISTRATION),
    Door("inspections:registration-grant", _ASKS, _OF_REGISTRATION),
    Door("inspections:registration-register", _ASKS, _OF_REGISTRATION),
    Door("inspections:registration-register", _STALE_PAGE, _OF_REGISTRATION, "post", _STALE),
    Door(
        "enterprises:condition-accept",
        _STALE_PAGE,
        {**_OF_REGISTRATION, "ordinal": "1"},
        "post",
        _STALE,
    ),
    Door("enterprises:registration-edit", deed(_OWNER, 200, readers=_READERS), _OF_DRAFT),
    Door("enterprises:registration-submit", deed(_OWNER, 200, readers=_READERS), _OF_DRAFT),
    Door(
        "enterprises:registration-submit",
        deed(_OWNER, 409, readers=_READERS),
        _OF_DRAFT,
        "post",
        _STALE,
    ),
    Door("enterprises:registration-delete", deed(_OWNER, 200, readers=_READERS), _OF_DRAFT),
    Door(
        "enterprises:paper-remove",
        deed(_OWNER, 409, readers=_READERS),
        {**_OF_DRAFT, "token": "paper"},
        "post",
        _STALE,
    ),
    Door("enterprises:assessment-detail", record(_READERS), _OF_VISIT),
    Door("enterprises:assessment-perform", _ASKS, _OF_VISIT),
    Door("enterprises:assessment-start", _STALE_PAGE, _OF_VISIT, "post", _STALE),
    *_deeds("assessment", "assessment", "endorse", "send-back", "cancel"),
    Door("enterprises:rectification-detail", record(_READERS), _OF_RECTIFICATION),
    Door(
        "enterprises:rectification-answer",
        deed(_WRITING, 200, readers=_READERS),
        _OF_RECTIFICATION,
    ),
    Door(
        "enterprises:rectification-answer",
        deed(_WRITING, 422, readers=_READERS),
        _OF_RECTIFICATION,
        "post",
        _STALE,
    ),
    *_deeds("rectification", "rectification", "accept", "return", "extend", "void"),
    Door("enterprises:filing-detail", record(_READERS), _OF_FILING),
    Door("enterprises:filing-visit", _ASKS, _OF_FILING),
    Door("enterprises:filing-file", _ASKS, _OF_FILING),
    *_deeds("filing", "dyehouse", "assess", "refuse", "suspend", "reinstate", "cancel"),
)

_EVERYBODY = (401, 200, 200, 200, 200, 200, 200, 200)
_RECORD = (401, 404, 200, 200, 200, 200, 404, 404)
# Nobody of `PEOPLE` decides registrations; the registrar stands in `UNLIKE`.
_DECIDED = (401, 404, 403, 403, 403, 403, 404, 404)
_MOVE = {"version": 99}
_REASON = {"version": 99, "reason": "x"}
_GRANT = {
    "version": 99,
    "last_day": "2099-01-01",
    "visit_by": "2099-01-01",
    "allowed_isos": ["RU"],
}
_FILE = {
    "version": 99,
    "last_day": "2099-01-01",
    "scopes": [{"species": "fox", "process": "dyed", "colour": "black"}],
}
_NOT_A_FIRM = {"enterprise": "x"}
_DECISIONS = {
    "registration-accept": _MOVE,
    "registration-return": _REASON,
    "registration-reject": _REASON,
    "registration-grant": _GRANT,
    "registration-register": _MOVE,
    "registration-suspend": _REASON,
    "registration-reinstate": _MOVE,
    "registration-cancel": _REASON,
    "registration-revoke": _REASON,
    "registration-accept-condition": {"version": 99, "ordinal": 1},
    "assessment-start": _MOVE,
    "assessment-findings": {"version": 99, "found": []},
    "assessment-submit": _MOVE,
    "assessment-endorse": _MOVE,
    "assessment-send-back": _REASON,
    "assessment-cancel": _REASON,
    "rectification-accept": _MOVE,
    "rectification-return": _REASON,
    "rectification-extend": {**_REASON, "due_on": "2099-01-01"},
    "rectification-void": _REASON,
    "dyehouse-assess": {"version": 99, "government_opinion": "x"},
    "dyehouse-file": _FILE,
    "dyehouse-refuse": _REASON,
    "dyehouse-suspend": _REASON,
    "dyehouse-reinstate": _MOVE,
    "dyehouse-cancel": _REASON,
}
_FIRMS_MOVE = (401, 404, 409, 403, 403, 403, 404, 404)

ROUTES = (
    ("registration-list", "get", {}, _EVERYBODY),
    ("registration-list", "post", _NOT_A_FIRM, (401, 400, 400, 400, 400, 400, 400, 400)),
    ("registration-detail", "get", {}, _RECORD),
    ("registration-detail", "put", _MOVE, _FIRMS_MOVE),
    ("registration-detail", "delete", {}, (401, 404, 400, 403, 403, 403, 404, 404)),
    ("registration-submit", "post", _MOVE, _FIRMS_MOVE),
    ("assessment-list", "get", {}, _EVERYBODY),
    ("assessment-list", "post", {}, (401, 403, 403, 403, 403, 403, 403, 403)),
    ("assessment-detail", "get", {}, _RECORD),
    ("rectification-list", "get", {}, _EVERYBODY),
    ("rectification-detail", "get", {}, _RECORD),
    ("rectification-submit", "post", {"version": 99, "answer": "x"}, _FIRMS_MOVE),
    ("dyehouse-list", "get", {}, _EVERYBODY),
    ("dyehouse-list", "post", _NOT_A_FIRM, (401, 400, 400, 400, 400, 400, 400, 400)),
    ("dyehouse-detail", "get", {}, _RECORD),
    ("public-register-list", "get", {}, (200,) * 8),
    ("public-dyehouse-list", "get", {}, (200,) * 8),
    *((name, "post", body, _DECIDED) for name, body in _DECISIONS.items()),
)
UNLIKE = {
    **{("registrar", name): 409 for name in _DECISIONS},
    # An empty plan is refused field by field, once the door is open.
    ("registrar", "assessment-list", "post"): 400,
    # An agent declares for the firm, and writes nothing else in its name.
    ("agent", "registration-detail", "put"): 403,
    ("agent", "registration-detail", "delete"): 403,
    ("agent", "registration-submit"): 403,
    ("agent", "rectification-submit"): 403,
}


def records_of(firm: Enterprise) -> dict[str, str]:
    """Make a record of each kind, of this firm, and an application of its owner's."""
    registration = firm.registrations.order_by("pk")[0]
    RegistrationCondition.objects.create(
        registration=registration, ordinal=1, due_on=TODAY, accepted_on=TODAY
    )
    found = make_assessment(registration, unmet=("A09",)).rectifications.get()
    planned = make_assessment(registration, AssessmentState.PLANNED)
    filing = make_filing(
        firm, DyehouseFilingState.APPLIED, scopes=(), valid_from=None, valid_until=None
    )
    application = registrations.begin(
        enterprise=firm,
        application=registrations.Application(papers=[("licence", PDF)]),
        replaces=registration,
        actor=make_user(),
        at=NOON,
    )
    return {
        "registration": registration.number,
        "assessment": planned.number,
        "rectification": found.number,
        "dyehouse": filing.number,
        "application": application.number,
        "paper": application.documents.get().file.token,
    }
