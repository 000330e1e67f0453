"""One measured value against one figure: method, unit, basis, non-detect, uncertainty, operator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from operator import ge, le, lt

from lab.policy.limits.amount import Amount
from lab.policy.limits.facts import (
    AZO,
    FOUR_AAB,
    Basis,
    Jurisdiction,
    LimitRow,
    Measurement,
    MethodFact,
    Operator,
)
from lab.policy.reasons import LabReason
from lab.policy.units import conversion_factor
from lab.policy.verdicts import Verdict

_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    Operator.AT_MOST: le,
    Operator.BELOW: lt,
    Operator.AT_LEAST: ge,
}


@dataclass(frozen=True)
class Finding:
    """What one figure says of one value.

    `compared` is the value (of a non-detect its LOQ) in the limit's unit and basis.
    """

    limit: LimitRow
    verdict: Verdict
    reason: LabReason
    compared: Decimal | None = None
    near_limit: bool = False


def compare(
    measurement: Measurement,
    limit: LimitRow,
    jurisdiction: Jurisdiction,
    methods: Mapping[str, MethodFact],
) -> Finding:
    """Compare a value with one figure, by the rules of the jurisdiction that set it.

    Raises:
        UnreadableValue: the value says nothing that could be judged.

    Source: README, "Comparing", steps 1 to 7 in their order.
    """
    amount = measurement.amount
    method = methods.get(measurement.method)
    if measurement.analyte == FOUR_AAB and method is not None and method.analyte == AZO:
        return Finding(limit, Verdict.INCONCLUSIVE, LabReason.METHOD_NOT_VALID)
    factor = conversion_factor(measurement.unit, limit.unit)
    if factor is None:
        return Finding(limit, Verdict.INCONCLUSIVE, LabReason.UNIT_MISMATCH)
    amount = amount.times(factor)
    if not limit.dry_weight or measurement.basis == Basis.DRY:
        return _compare_amount(amount, limit, jurisdiction)
    if measurement.moisture is not None:
        return _compare_amount(amount.on_dry_weight(measurement.moisture), limit, jurisdiction)
    # Dry weight is never lower than as received, so what fails already fails.
    found = _compare_amount(amount, limit, jurisdiction)
    if found.verdict is Verdict.FAIL and not limit.is_lower_bound:
        return found
    return Finding(limit, Verdict.INCONCLUSIVE, LabReason.BASIS_MISMATCH)


def is_non_detect(measurement: Measurement) -> bool:
    """Whether nothing was found: "< LOQ", ND, or a number below its LOQ."""
    return measurement.amount.number is None


def _compare_amount(amount: Amount, limit: LimitRow, jurisdiction: Jurisdiction) -> Finding:
    figure = limit.value
    assert figure is not None
    if amount.number is None:
        return _compare_non_detect(amount.loq, limit)
    number = amount.number
    if limit.operator == Operator.NOT_DETECTABLE:
        return Finding(limit, Verdict.FAIL, LabReason.DETECTED, number)
    near_limit = bool(amount.uncertainty) and abs(number - figure) <= amount.uncertainty
    if near_limit and jurisdiction.decision_rule == "three_zone":
        return Finding(limit, Verdict.INCONCLUSIVE, LabReason.NEAR_LIMIT, number, near_limit)
    as_compared = number
    if jurisdiction.comparison_rule == "rounded_value":
        as_compared = rounded_like(number, limit.value_text)
    if _HOLDS[limit.operator](as_compared, figure):
        return Finding(limit, Verdict.PASS, LabReason.WITHIN_LIMIT, number, near_limit)
    return Finding(limit, Verdict.FAIL, LabReason.OVER_LIMIT, number, near_limit)


def _compare_non_detect(loq: Decimal | None, limit: LimitRow) -> Finding:
    assert limit.value is not None
    if limit.is_lower_bound:
        return Finding(limit, Verdict.INCONCLUSIVE, LabReason.ND_LOWER_BOUND, loq)
    # A non-detect that does not say down to where proves nothing.
    if loq is not None and loq <= limit.value:
        return Finding(limit, Verdict.PASS, LabReason.ND_WITHIN_LIMIT, loq)
    return Finding(limit, Verdict.INCONCLUSIVE, LabReason.ND_LOQ_ABOVE_LIMIT, loq)


def rounded_like(number: Decimal, limit_text: str) -> Decimal:
    """Round once, half to even, to the decimals in which a limit is written (GB/T 8170)."""
    decimals = len(limit_text.partition(".")[2])
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
