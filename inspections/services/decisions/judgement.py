"""One judgement of a locked declaration: acted on, written down, told; all in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from blacklist.services.events import record_event
from enterprises import audit, outbox, writing
from enterprises.calendar import day_of
from enterprises.models import User
from inspections.models import Declaration, ReleaseDecision
from inspections.policy.canonical import canonical_text
from inspections.policy.evidence import ReleaseEvidence, digest
from inspections.policy.release import judge_release
from inspections.policy.verdict import Verdict
from inspections.selectors.goods import Goods
from inspections.selectors.reference import RuleSetInForce, rule_set_on
from inspections.services import certificates, moves
from inspections.services.decisions import checks, holds, skins
from inspections.states import STATE_AFTER, DeclarationState, Outcome

SYSTEM, REFUSED_FOR_GOOD = "system", "M11"
STATEMENT_LENGTH = 300
FINAL = frozenset({Outcome.RELEASED, Outcome.REFUSED})


@dataclass(frozen=True)
class Sitting:
    """A locked declaration with its goods and what is known of it, before it is judged."""

    declaration: Declaration
    goods: Goods
    evidence: ReleaseEvidence


def judge(
    sitting: Sitting,
    *,
    steps: Sequence[DeclarationState],
    action: str,
    cause: str,
    actor: User | None,
    at: datetime,
    **changes: Any,
) -> ReleaseDecision:
    """Judge what is under lock, move the declaration, and do all that the outcome asks for.

    `steps` are the doors taken before that of the outcome; `changes` are saved with the
    declaration.
    """
    declaration = sitting.declaration
    rules = rule_set_on(sitting.evidence.decided_on)
    verdict = judge_release(sitting.evidence, rules.rule_set if rules else None)
    outcome = verdict.outcome
    came_from = DeclarationState(declaration.state)

    stays = outcome == Outcome.HELD and came_from == DeclarationState.HELD
    if outcome in (Outcome.HELD, Outcome.REFUSED) and not declaration.held_destination_iso:
        changes["held_destination_iso"] = declaration.destination_iso
    if stays:
        moves.save(declaration, at=at, **changes)
    else:
        moves.move(
            declaration,
            *steps,
            STATE_AFTER[outcome],
            action=action,
            at=at,
            decided_at=at,
            **changes,
        )
    is_submission = DeclarationState.SUBMITTED in steps
    ordinal = _next_ordinal(declaration, is_first=came_from == DeclarationState.DRAFT)
    decision = _decision(sitting, verdict, rules, ordinal=ordinal, cause=cause, actor=actor, at=at)
    drawn = checks.draw(declaration, sitting.evidence, verdict) if is_submission else None
    writing.insert([decision, drawn] if drawn else [decision])
    checks.stick(declaration, sitting.evidence, verdict)
    holds.settle(declaration, decision, verdict, rules, at=at)
    checks.settle(declaration, verdict, is_first=ordinal == 1, at=at)
    skins.post_for(declaration, sitting.goods, outcome, actor=actor, at=at)
    beside: list[Model] = []
    if outcome == Outcome.RELEASED:
        beside.append(certificates.first_copy(decision=decision, declaration=declaration, at=at))
    if outcome == Outcome.REFUSED:
        _report_refusal(declaration, verdict, at=at)
    _tell(declaration, decision, beside, cause=cause, actor=actor, at=at)
    return decision


def _decision(
    sitting: Sitting,
    verdict: Verdict,
    rules: RuleSetInForce | None,
    *,
    ordinal: int,
    cause: str,
    actor: User | None,
    at: datetime,
) -> ReleaseDecision:
    declaration, evidence = sitting.declaration, sitting.evidence.to_plain()
    return ReleaseDecision(
        declaration=declaration,
        ordinal=ordinal,
        submission=declaration.submission,
        outcome=verdict.outcome,
        is_final=verdict.outcome in FINAL,
        path=verdict.path or "",
        lane=verdict.lane,
        rule_set_id=rules.pk if rules else None,
        evidence=evidence,
        verdict=verdict.to_plain(),
        evidence_digest=digest(canonical_text(evidence)),
        engine_version=verdict.engine,
        cause=cause,
        decided_at=at,
        decided_by=actor,
    )


def _next_ordinal(declaration: Declaration, *, is_first: bool) -> int:
    if is_first:
        return 1
    last = declaration.decisions.order_by("-ordinal").values_list("ordinal", flat=True).first()
    return (last or 0) + 1


def _report_refusal(declaration: Declaration, verdict: Verdict, *, at: datetime) -> None:
    """Report a final refusal as a credit event, which an officer confirms or rejects."""
    reasons = ", ".join(dict.fromkeys(code for code, _lot in verdict.reasons))
    record_event(
        enterprise=declaration.enterprise,
        indicator=REFUSED_FOR_GOOD,
        occurred_on=day_of(at),
        source=SYSTEM,
        source_reference=f"{declaration.number}/refused",
        statement=f"{declaration.number}: {reasons}"[:STATEMENT_LENGTH],
        actor=None,
        at=at,
    )


def _tell(
    declaration: Declaration,
    decision: ReleaseDecision,
    beside: Sequence[Model],
    *,
    cause: str,
    actor: User | None,
    at: datetime,
) -> None:
    """Write the audit entry and the fact, and in the same statement what stands beside them."""
    line = audit.AuditLine(
        actor=actor,
        at=at,
        action=f"declaration_{decision.outcome}",
        record_kind="declaration",
        record_number=declaration.number,
        enterprise=declaration.enterprise,
        detail={
            "judgement": decision.ordinal,
            "submission": decision.submission,
            "cause": cause,
            "lane": decision.lane,
            "evidence": decision.evidence_digest,
        },
    )
    payload = {
        "declaration": declaration.pk,
        "decision": decision.pk,
        "outcome": decision.outcome,
    }
    outbox.tell_many(
        [outbox.Telling("declaration_decided", at, payload)],
        beside=[*beside, audit.entry_of(line)],
    )
