"""The doors of samples, with their firms, and of the laboratory, where nobody knows whose they are."""

from tests.security.doors import FIRM, KNOWN, LABORATORY, OFFICERS, Door, deed, only, record

_INSPECTOR = frozenset({"inspector"})
_ANALYST = frozenset({"analyst"})
_REVIEWER = frozenset({"reviewer"})
_READERS = FIRM | OFFICERS
# Samples without their firms: the laboratory's own pages, which officers may look at.
_BENCH = LABORATORY | OFFICERS
_SAMPLE = {"number": "reported"}
_STALE = {"version": 99, "note": "a stale page"}

DOORS = (
    Door("lab:sample-detail", record(_READERS), _SAMPLE),
    Door("lab:sample-take", deed(_INSPECTOR, 422, readers=_READERS), _SAMPLE, "post", _STALE),
    Door("lab:sample-order", deed(_INSPECTOR, 200, readers=_READERS), {"number": "lot"}),
    Door("lab:report-detail", record(FIRM | _BENCH), {"number": "report"}),
    Door("lab:worklist", record(_BENCH)),
    Door("lab:review", only(_REVIEWER)),
    Door("lab:worklist-act", deed(_ANALYST, readers=_BENCH), {"queue": "receive"}, "post"),
    Door("lab:entry", record(_BENCH), _SAMPLE),
    Door("lab:entry", deed(_ANALYST, 409, readers=_BENCH), _SAMPLE, "post", _STALE),
    Door("lab:sample-receive", deed(_ANALYST, 422, readers=_BENCH), _SAMPLE, "post", _STALE),
    Door("lab:sample-start", deed(_ANALYST, 409, readers=_BENCH), _SAMPLE, "post", _STALE),
    Door("lab:sample-send-back", deed(_REVIEWER, 409, readers=_BENCH), _SAMPLE, "post", _STALE),
    Door("lab:sample-verify", deed(_REVIEWER, 409, readers=_BENCH), _SAMPLE, "post", _STALE),
    Door("lab:sample-reject", deed(LABORATORY, 200, readers=_BENCH), _SAMPLE),
    Door("lab:sample-cancel", deed(_INSPECTOR, 200, readers=_READERS), _SAMPLE),
    # Whoever sees no sample reads an empty list; the laboratory has pages of its own.
    Door("lab:sample-list", record(KNOWN - LABORATORY)),
)
