"""How the states of lots, deliveries, samples and obligations look."""

from django.utils.translation import gettext_lazy as _

from enterprises import tones
from enterprises.tones import Look
from lab.states import (
    AdjustmentState,
    DeliveryState,
    LotState,
    ObligationState,
    RetestOutcome,
    RetestState,
    SampleState,
)

_L, _D, _S, _O = LotState, DeliveryState, SampleState, ObligationState
_A, _R, _W = AdjustmentState, RetestState, RetestOutcome

tones.register(
    "lot",
    {
        _L.IN_STOCK: Look("ok", "box", _L.IN_STOCK.label),
        _L.QUARANTINED: Look("wait", "pause", _L.QUARANTINED.label),
        _L.REJECTED: Look("no", "cross", _L.REJECTED.label),
        _L.EXHAUSTED: Look("", "minus", _L.EXHAUSTED.label),
    },
)
tones.register(
    "delivery",
    {
        _D.DECLARED: Look("wait", "clock", _("Waits for the buyer")),
        _D.CONFIRMED: Look("ok", "check", _D.CONFIRMED.label),
        _D.DISPUTED: Look("wait", "alert", _D.DISPUTED.label),
        _D.SETTLED: Look("ok", "check", _D.SETTLED.label),
        _D.VOID: Look("", "minus", _D.VOID.label),
    },
)
tones.register(
    "sample",
    {
        _S.PLANNED: Look("draft", "clock", _S.PLANNED.label),
        _S.TAKEN: Look("info", "flask", _S.TAKEN.label),
        _S.RECEIVED: Look("info", "flask", _S.RECEIVED.label),
        _S.TESTING: Look("info", "flask", _S.TESTING.label),
        _S.ENTERED: Look("info", "edit", _S.ENTERED.label),
        _S.VERIFIED: Look("ok", "check", _S.VERIFIED.label),
        _S.REPORTED: Look("ok", "doc", _S.REPORTED.label),
        _S.REJECTED: Look("no", "cross", _S.REJECTED.label),
        _S.CANCELLED: Look("", "minus", _S.CANCELLED.label),
        _S.INVALIDATED: Look("no", "minus", _S.INVALIDATED.label),
    },
)
tones.register(
    "adjustment",
    {
        _A.PROPOSED: Look("wait", "clock", _A.PROPOSED.label),
        _A.APPROVED: Look("ok", "check", _A.APPROVED.label),
        _A.DECLINED: Look("", "minus", _A.DECLINED.label),
    },
)
tones.register(
    "retest",
    {
        _R.ASKED: Look("wait", "clock", _R.ASKED.label),
        _R.ACCEPTED: Look("info", "turn", _R.ACCEPTED.label),
        _R.DONE: Look("ok", "check", _R.DONE.label),
        _R.DECLINED: Look("no", "cross", _R.DECLINED.label),
        _R.OUT_OF_TIME: Look("", "minus", _R.OUT_OF_TIME.label),
    },
)
tones.register(
    "outcome",
    {
        _W.PASSED: Look("ok", "check", _W.PASSED.label),
        _W.FAILED: Look("no", "cross", _W.FAILED.label),
        _W.INCONCLUSIVE: Look("wait", "bang", _W.INCONCLUSIVE.label),
    },
)
tones.register(
    "obligation",
    {
        _O.OPEN: Look("info", "clock", _O.OPEN.label),
        _O.SAMPLED: Look("info", "flask", _O.SAMPLED.label),
        _O.IN_TEST: Look("info", "flask", _O.IN_TEST.label),
        _O.PASSED: Look("ok", "check", _O.PASSED.label),
        _O.FAILED: Look("no", "cross", _O.FAILED.label),
        _O.INCONCLUSIVE: Look("wait", "bang", _O.INCONCLUSIVE.label),
        _O.MISSED: Look("no", "bang", _O.MISSED.label),
        _O.NOTHING_IN_STOCK: Look("", "minus", _O.NOTHING_IN_STOCK.label),
        _O.WAIVED: Look("", "minus", _O.WAIVED.label),
    },
)
