"""The doors of the officers' desk, and of what is done about a held declaration."""

from tests.security.doors import FILING, FIRM, OFFICERS, Door, deed, record

_INSPECTOR = frozenset({"inspector"})
_CHIEF = frozenset({"chief"})
_DECIDES = _INSPECTOR | _CHIEF
_READERS = FIRM | OFFICERS
_HELD = {"number": "held"}
_HOLD = {"number": "held", "key": "hold"}
_STALE = {"version": 99, "reason": "Seen.", "question": "Which?", "answer": "These."}

DOORS = (
    Door("inspections:desk", record(OFFICERS)),
    Door("inspections:desk-assign", deed(_DECIDES, readers=OFFICERS), method="post"),
    Door("inspections:hold-accept", deed(_INSPECTOR, 200, readers=_READERS), _HOLD),
    Door("inspections:hold-release", deed(_CHIEF, 200, readers=_READERS), _HOLD),
    Door("inspections:hold-ask", deed(_DECIDES, 200, readers=_READERS), _HOLD),
    Door("inspections:hold-answer", deed(FILING, 200, readers=_READERS), _HOLD),
    Door("inspections:hold-order-test", deed(_INSPECTOR, 200, readers=_READERS), _HOLD),
    # The deeds themselves: from a stale page the rules refuse them, to the right people alone.
    Door("inspections:hold-accept", deed(_INSPECTOR, 409, readers=_READERS), _HOLD, "post", _STALE),
    Door("inspections:hold-release", deed(_CHIEF, 409, readers=_READERS), _HOLD, "post", _STALE),
    Door("inspections:hold-ask", deed(_DECIDES, 409, readers=_READERS), _HOLD, "post", _STALE),
    Door("inspections:hold-answer", deed(FILING, 409, readers=_READERS), _HOLD, "post", _STALE),
    Door(
        "inspections:hold-order-test",
        deed(_INSPECTOR, 409, readers=_READERS),
        _HOLD,
        "post",
        _STALE,
    ),
    Door("inspections:check-add", deed(_INSPECTOR, 409, readers=_READERS), _HELD, "post", _STALE),
    Door("inspections:hold-assign", deed(_DECIDES, 409, readers=_READERS), _HOLD, "post", _STALE),
    Door(
        "inspections:declaration-decide",
        deed(_DECIDES, 409, readers=_READERS),
        _HELD,
        "post",
        _STALE,
    ),
    Door("inspections:check-add", deed(_INSPECTOR, 200, readers=_READERS), _HELD),
    Door(
        "inspections:check-record",
        deed(_INSPECTOR, 200, readers=_READERS),
        {"number": "held", "kind": "inspection"},
    ),
)
