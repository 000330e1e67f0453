"""Holds: one for each thing missing, opened and closed by a judgement."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import QuerySet

from enterprises.calendar import day_of, nth_working_day
from enterprises.selectors.reference import working_calendar
from inspections.models import Declaration, Hold, ReleaseDecision
from inspections.policy.verdict import Finding, Verdict
from inspections.selectors.reference import RuleSetInForce, clock
from inspections.states import HoldEnd, HoldKind, Outcome

# Whose clock runs while a declaration is held: the bureau's by kind; a test is first the firm's
# to have done, until a sample says when its result is due.
CLOCKS = {
    HoldKind.TEST: "held_answer",
    HoldKind.INSPECTION: "inspection_do",
    HoldKind.REVIEW: "review_decide",
    HoldKind.CHIEF: "review_decide",
}
Key = tuple[str, str]


def settle(
    declaration: Declaration,
    decision: ReleaseDecision,
    verdict: Verdict,
    rules: RuleSetInForce | None,
    *,
    at: datetime,
) -> None:
    """Close the holds that are met, keep those that persist, open those that are new."""
    missing = _missing(verdict) if verdict.outcome == Outcome.HELD else {}
    waiting: dict[Key, Hold] = {}
    if decision.ordinal > 1:
        waiting = {(h.rule_code, h.subject): h for h in _open_holds(declaration)}
    ended = HoldEnd.MET
    if verdict.outcome in (Outcome.RETURNED, Outcome.REFUSED):
        ended = HoldEnd.LAPSED
    gone = [hold.pk for key, hold in waiting.items() if key not in missing]
    if gone:
        Hold.objects.filter(pk__in=gone).update(closed_at=at, ended=ended)
    _refresh([(hold, missing[key]) for key, hold in waiting.items() if key in missing])
    new = {key: finding for key, finding in missing.items() if key not in waiting}
    if new:
        gone_for = {
            (hold.kind, hold.subject): hold for key, hold in waiting.items() if key not in missing
        }
        opened = [
            _hold(declaration, decision, key, finding, rules, at) for key, finding in new.items()
        ]
        for hold in opened:
            _take_over(hold, gone_for.get((hold.kind, hold.subject)))
        Hold.objects.bulk_create(opened)


def lapse(declaration: Declaration, *, at: datetime) -> None:
    """Close whatever a declaration still waited for, since nobody asks for it any more."""
    _open_holds(declaration).update(closed_at=at, ended=HoldEnd.LAPSED)


def due_on(kind: HoldKind, opened_on: date) -> date | None:
    """Give the day by which a hold of a kind that is opened on a day should end."""
    return nth_working_day(working_calendar(), opened_on, clock(CLOCKS[kind], opened_on)).date


def _take_over(hold: Hold, former: Hold | None) -> None:
    """Let a hold that follows another of its kind on the same thing keep its sample and owner.

    A lot without evidence whose sample is taken now waits for the result: one story.
    """
    if former is not None:
        hold.sample_id, hold.owner_id = former.sample_id, former.owner_id
        if former.sample_id is not None and former.due_on is not None:
            hold.due_on = former.due_on


def _open_holds(declaration: Declaration) -> QuerySet[Hold]:
    return Hold.objects.filter(declaration=declaration, closed_at__isnull=True)


def _missing(verdict: Verdict) -> Mapping[Key, Finding]:
    return {(finding.rule, _subject(finding)): finding for finding in verdict.failures}


def _subject(finding: Finding) -> str:
    return finding.lot or (f"line {finding.line}" if finding.line else "")


def _refresh(kept: list[tuple[Hold, Finding]]) -> None:
    changed = []
    for hold, finding in kept:
        params = _params(finding)
        if hold.params != params:
            hold.params = params
            changed.append(hold)
    if changed:
        Hold.objects.bulk_update(changed, ["params"])


def _hold(
    declaration: Declaration,
    decision: ReleaseDecision,
    key: Key,
    finding: Finding,
    rules: RuleSetInForce | None,
    at: datetime,
) -> Hold:
    rule = rules.rule_set.by_code.get(finding.rule) if rules else None
    kind = HoldKind(finding.hold_kind or HoldKind.REVIEW)
    params = _params(finding)
    awaited = params.get("date") if finding.rule == "R-60" else None
    return Hold(
        declaration=declaration,
        opened_by=decision,
        kind=kind,
        rule_code=key[0],
        subject=key[1],
        reason_code=finding.reason.code if finding.reason else "",
        params=params,
        is_acceptable=bool(rule and rule.is_acceptable),
        opened_at=at,
        due_on=date.fromisoformat(str(awaited)) if awaited else due_on(kind, day_of(at)),
    )


def _params(finding: Finding) -> dict[str, str | int]:
    return dict(finding.reason.params) if finding.reason else {}
