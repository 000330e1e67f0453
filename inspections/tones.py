"""How the states of declarations, holds, checks and certificates look."""

from django.utils.translation import gettext_lazy as _

from enterprises import tones
from enterprises.tones import Look
from inspections.states import (
    CertificateState,
    CheckState,
    DeclarationState,
    HoldKind,
    ImpactCaseState,
    ImpactTaskState,
    RuleSetState,
)

_D, _C, _K, _R, _I = DeclarationState, CertificateState, CheckState, RuleSetState, ImpactCaseState

tones.register(
    "declaration",
    {
        _D.DRAFT: Look("draft", "edit", _D.DRAFT.label),
        _D.SUBMITTED: Look("info", "turn", _D.SUBMITTED.label),
        _D.HELD: Look("wait", "pause", _D.HELD.label),
        _D.RETURNED: Look("wait", "edit", _D.RETURNED.label),
        _D.RELEASED: Look("ok", "check", _D.RELEASED.label),
        _D.REFUSED: Look("no", "cross", _D.REFUSED.label),
        _D.WITHDRAWN: Look("", "minus", _D.WITHDRAWN.label),
        _D.CANCELLED: Look("", "minus", _D.CANCELLED.label),
    },
)
tones.register("hold", {kind: Look("wait", "pause", kind.label) for kind in HoldKind})
tones.register(
    "check",
    {
        _K.OPEN: Look("wait", "clock", _("To be carried out")),
        _K.PASSED: Look("ok", "check", _K.PASSED.label),
        _K.FAILED: Look("no", "cross", _K.FAILED.label),
        _K.DROPPED: Look("", "minus", _K.DROPPED.label),
    },
)
tones.register(
    "certificate",
    {
        _C.ACTIVE: Look("ok", "check", _C.ACTIVE.label),
        _C.REPLACED: Look("", "minus", _C.REPLACED.label),
        _C.REVOKED: Look("no", "cross", _C.REVOKED.label),
        _C.EXPIRED: Look("", "minus", _C.EXPIRED.label),
        _C.CANCELLED: Look("", "minus", _C.CANCELLED.label),
    },
)
tones.register(
    "rule_set",
    {
        _R.DRAFT: Look("draft", "edit", _R.DRAFT.label),
        _R.PROVED: Look("info", "turn", _R.PROVED.label),
        _R.APPROVED: Look("info", "check", _R.APPROVED.label),
        _R.ACTIVE: Look("ok", "check", _R.ACTIVE.label),
        _R.RETIRED: Look("", "minus", _R.RETIRED.label),
        _R.REJECTED: Look("no", "cross", _R.REJECTED.label),
    },
)
tones.register(
    "impact_case",
    {
        _I.OPEN: Look("no", "alert", _I.OPEN.label),
        _I.CLOSING: Look("wait", "clock", _I.CLOSING.label),
        _I.CLOSED: Look("", "minus", _I.CLOSED.label),
        _I.REOPENED: Look("no", "alert", _I.REOPENED.label),
    },
)
tones.register(
    "impact_task",
    {
        ImpactTaskState.OPEN: Look("wait", "clock", ImpactTaskState.OPEN.label),
        ImpactTaskState.DONE: Look("ok", "check", ImpactTaskState.DONE.label),
    },
)
