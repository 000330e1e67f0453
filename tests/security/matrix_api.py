"""The doors of the API: each route with its status for everybody who may knock.

A row is the route's name and method, the body that is sent, and one status for each of
`PEOPLE`; `ALIKE` says who fares as one of these, but for the doors in `UNLIKE`, named by person
and route, and by method where only one of them differs. The body is shaped right where somebody may act, so that a 400 or 409 says the person
came through the door and was refused by the rules alone.
"""

PEOPLE = ("anonymous", "stranger", "own", "viewer", "inspector", "auditor", "analyst", "reviewer")

# An agent files as the firm itself; who neither reads firms nor samples is a stranger.
ALIKE = {
    "agent": "own",
    "chief": "auditor",
    "registrar": "auditor",
    "credit_officer": "auditor",
    "department": "stranger",
    "administrator": "stranger",
}
UNLIKE = {
    ("chief", "certificate-replace"): 409,
    ("chief", "certificate-revoke"): 409,
}

Row = tuple[str, str, dict[str, object], tuple[int, ...]]

_MOVE = {"version": 99}
_REASON = {"version": 99, "reason": "x"}
_CONTENT = {
    "version": 99,
    "destination_iso": "RU",
    "consignee": "x",
    "contract_number": "x",
    "port": "x",
    "transport": "rail",
    "planned_on": "2030-01-01",
    "storage_place": "x",
    "packages": 1,
}
_LIST = (401, 200, 200, 200, 200, 200, 200, 200)
_FIRMS_RECORD = (401, 404, 200, 200, 200, 200, 404, 404)
_FIRMS_MOVE = (401, 404, 409, 403, 403, 403, 404, 404)
_SAMPLE = (401, 404, 200, 200, 200, 200, 200, 200)

MATRIX: tuple[Row, ...] = (
    ("certificate-list", "get", {}, _LIST),
    ("certificate-detail", "get", {}, _FIRMS_RECORD),
    ("certificate-pdf", "get", {}, _FIRMS_RECORD),
    ("certificate-replace", "post", _REASON, (401, 404, 403, 403, 409, 403, 404, 404)),
    ("certificate-revoke", "post", _REASON, (401, 404, 403, 403, 409, 403, 404, 404)),
    ("decision-list", "get", {}, _LIST),
    ("decision-detail", "get", {}, _FIRMS_RECORD),
    ("declaration-list", "get", {}, _LIST),
    # Without the firm's code nobody but its own people can be meant.
    ("declaration-list", "post", {}, (401, 400, 400, 400, 400, 400, 400, 400)),
    ("declaration-detail", "get", {}, _FIRMS_RECORD),
    ("declaration-detail", "put", _CONTENT, _FIRMS_MOVE),
    ("declaration-detail", "delete", {}, (401, 404, 400, 403, 403, 403, 404, 404)),
    ("declaration-preview", "post", {}, (401, 400, 400, 400, 400, 400, 400, 400)),
    ("declaration-holds", "get", {}, _FIRMS_RECORD),
    (
        "declaration-answer-hold",
        "post",
        {"version": 99, "rule": "R-62", "answer": "x"},
        (401, 404, 404, 403, 403, 403, 404, 404),
    ),
    ("declaration-submit", "post", _MOVE, _FIRMS_MOVE),
    ("declaration-withdraw", "post", _MOVE, _FIRMS_MOVE),
    ("declaration-cancel", "post", _REASON, _FIRMS_MOVE),
    # A body is not expected, so that nobody is left with a copy.
    ("declaration-copy", "post", _MOVE, (401, 404, 400, 403, 403, 403, 404, 404)),
    ("enterprise-list", "get", {}, _LIST),
    ("enterprise-detail", "get", {}, _FIRMS_RECORD),
    ("lot-list", "get", {}, _LIST),
    ("lot-list", "post", {}, (401, 400, 400, 400, 400, 400, 400, 400)),
    ("lot-detail", "get", {}, _FIRMS_RECORD),
    ("lot-ledger", "get", {}, _FIRMS_RECORD),
    ("lot-eligibility", "get", {}, _FIRMS_RECORD),
    ("monitoring-list", "get", {}, _LIST),
    ("public-certificate", "get", {}, (400,) * 8),
    ("public-list-list", "get", {}, (200,) * 8),
    ("report-list", "get", {}, _LIST),
    ("report-detail", "get", {}, _SAMPLE),
    ("sample-list", "get", {}, _LIST),
    ("sample-list", "post", {}, (401, 403, 403, 403, 400, 403, 403, 403)),
    ("sample-detail", "get", {}, _SAMPLE),
    (
        "sample-take",
        "post",
        {"version": 99, "place": "x", "seal_number": "x"},
        (401, 404, 403, 403, 409, 403, 403, 403),
    ),
    (
        "sample-receive",
        "post",
        {"version": 99, "is_seal_intact": True},
        (401, 404, 403, 403, 403, 403, 409, 403),
    ),
    ("sample-start", "post", _MOVE, (401, 404, 403, 403, 403, 403, 409, 403)),
    ("sample-results", "get", {}, _SAMPLE),
    (
        "sample-results",
        "post",
        {"version": 99, "values": [{"analyte": "HCHO", "value_text": "12"}]},
        (401, 404, 403, 403, 403, 403, 409, 403),
    ),
    (
        "sample-send-back",
        "post",
        {"version": 99, "note": "x"},
        (401, 404, 403, 403, 403, 403, 403, 409),
    ),
    ("sample-verify", "post", _MOVE, (401, 404, 403, 403, 403, 403, 403, 409)),
    ("schema", "get", {}, (200,) * 8),
    ("docs", "get", {}, (200,) * 8),
    ("no-such-address", "get", {}, (404,) * 8),
)
