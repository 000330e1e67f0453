"""Proofs: stored decisions judged again from their own evidence, and draws made again."""

from collections.abc import Iterator

from inspections.models import CheckDraw, DaySeed, ReleaseDecision
from inspections.policy.canonical import canonical_text
from inspections.policy.draw import draw_value, is_drawn, seed_hash
from inspections.policy.evidence import ReleaseEvidence, UnknownSchema, digest
from inspections.policy.release import judge_release
from inspections.selectors.reference import stored_rule_set

FETCHED_AT_ONCE = 500


def decisions_to_replay(declaration: str | None = None) -> Iterator[ReleaseDecision]:
    """Give every stored decision, or those of one declaration, in the order they were made."""
    decisions = ReleaseDecision.objects.select_related("declaration").order_by("pk")
    if declaration is not None:
        decisions = decisions.filter(declaration__number=declaration)
    return decisions.iterator(chunk_size=FETCHED_AT_ONCE)


def replay(decision: ReleaseDecision) -> str:
    """Judge a stored decision again; gives what is different, or nothing.

    The evidence must have the digest that the decision names, and be read and written again
    without change; judged by the rule set of the decision it must give the same verdict.
    """
    stored = canonical_text(decision.evidence)
    if digest(stored) != decision.evidence_digest:
        return "the evidence is not that of its digest"
    try:
        evidence = ReleaseEvidence.from_plain(decision.evidence)
    except UnknownSchema as unknown:
        return str(unknown)
    if evidence.to_json() != stored:
        return "the evidence is read differently now"
    rule_set = stored_rule_set(decision.rule_set_id) if decision.rule_set_id else None
    verdict = judge_release(evidence, rule_set)
    if verdict.to_json() != canonical_text(decision.verdict):
        return f"judged {verdict.outcome} by {', '.join(verdict.failed_rules) or 'no rule'} now"
    if verdict.outcome != decision.outcome:
        return f"the decision says {decision.outcome}, its verdict {verdict.outcome}"
    return ""


def draws_to_verify() -> Iterator[tuple[CheckDraw, DaySeed]]:
    """Give every draw of a day whose seed is revealed, with that day's seed."""
    seeds = {seed.day: seed for seed in DaySeed.objects.exclude(revealed="").order_by("day")}
    draws = (
        CheckDraw.objects.filter(drawn_on__in=list(seeds))
        .select_related("declaration")
        .order_by("drawn_on", "pk")
    )
    for draw in draws.iterator(chunk_size=FETCHED_AT_ONCE):
        yield draw, seeds[draw.drawn_on]


def verify_draw(draw: CheckDraw, seed: DaySeed) -> str:
    """Make a draw again from the revealed seed; gives what is different, or nothing."""
    revealed = bytes.fromhex(seed.revealed)
    if seed_hash(revealed) != seed.commitment:
        return "the seed is not the one whose hash was published"
    if draw.declaration.first_submitted_on != draw.drawn_on:
        return "drawn with the seed of another day"
    if draw_value(draw.declaration.number, revealed) != draw.value:
        return "the value is not the one this number and seed give"
    if is_drawn(draw.value, draw.rate) != draw.is_drawn:
        return "the value and the rate say otherwise"
    return ""
