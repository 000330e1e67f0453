"""Checks of the goods: drawn, asked for by the lane or added, and what sticks until carried out."""

from datetime import datetime

from django.db.models import QuerySet

from inspections.models import Check, CheckDraw, Declaration, StickyCheck
from inspections.policy.draw import is_drawn
from inspections.policy.evidence import ReleaseEvidence
from inspections.policy.verdict import Verdict
from inspections.states import CheckKind, CheckOrigin, CheckOutcome, CheckState, Outcome

Asked = set[tuple[CheckKind, CheckOrigin]]

# The rules that ask for a check of the goods; R-67 speaks of one that an officer has added.
_KIND_ASKED_BY = {
    "R-63": CheckKind.PRODUCT_TEST,
    "R-64": CheckKind.PRODUCT_TEST,
    "R-65": CheckKind.INSPECTION,
    "R-66": CheckKind.INSPECTION,
}
_BY_DRAW = frozenset({"R-64", "R-65"})


def draw(declaration: Declaration, evidence: ReleaseEvidence, verdict: Verdict) -> CheckDraw | None:
    """Give the draw of a submission, to be written down with its decision; none is made of some."""
    value, rate = evidence.checks.draw_value, verdict.check_rate
    drawn_on = declaration.first_submitted_on
    if value is None or rate is None or verdict.check_kind is None or drawn_on is None:
        return None
    return CheckDraw(
        declaration=declaration,
        submission=declaration.submission,
        drawn_on=drawn_on,
        rate=rate,
        value=value,
        is_drawn=is_drawn(value, rate),
    )


def stick(declaration: Declaration, evidence: ReleaseEvidence, verdict: Verdict) -> None:
    """Let a check that is drawn stick to the goods until it is carried out."""
    if evidence.checks.draw_value is None or verdict.check_rate is None:
        return
    if verdict.check_kind is None:
        return
    checks = evidence.checks
    results = {
        CheckKind.PRODUCT_TEST: checks.product_test,
        CheckKind.INSPECTION: checks.inspection,
    }
    if verdict.is_drawn and results[verdict.check_kind].outcome == CheckOutcome.NONE:
        StickyCheck.objects.bulk_create(
            (
                StickyCheck(
                    enterprise_id=declaration.enterprise_id,
                    product=product,
                    market=evidence.destination.market,
                    drawn_by=declaration,
                )
                for product in sorted({line.product for line in evidence.lines})
            ),
            ignore_conflicts=True,
        )


def settle(declaration: Declaration, verdict: Verdict, *, is_first: bool, at: datetime) -> None:
    """Open the checks that a held declaration is asked for, and drop those asked for no more.

    What an officer added stays through a return for correction.
    """
    asked = _asked(verdict) if verdict.outcome == Outcome.HELD else set()
    if not is_first:
        waiting = {
            (CheckKind(check.kind), CheckOrigin(check.origin)): check
            for check in declaration.checks.filter(state=CheckState.OPEN)
        }
        is_kept = verdict.outcome in (Outcome.HELD, Outcome.RETURNED)
        gone = [
            check.pk
            for (kind, origin), check in waiting.items()
            if (kind, origin) not in asked and not (is_kept and origin == CheckOrigin.ADDED)
        ]
        if gone:
            drop(Check.objects.filter(pk__in=gone), at=at)
        asked -= waiting.keys()
    if asked:
        Check.objects.bulk_create(
            Check(declaration=declaration, kind=kind, origin=origin, ordered_at=at)
            for kind, origin in sorted(asked)
        )


def drop(checks: QuerySet[Check], *, at: datetime) -> None:
    """Close open checks that nobody asks for any more."""
    checks.filter(state=CheckState.OPEN).update(state=CheckState.DROPPED, carried_out_at=at)


def _asked(verdict: Verdict) -> Asked:
    return {
        (
            _KIND_ASKED_BY[rule],
            CheckOrigin.DRAWN if rule in _BY_DRAW and verdict.is_drawn else CheckOrigin.LANE,
        )
        for rule in verdict.failed_rules
        if rule in _KIND_ASKED_BY
    }
