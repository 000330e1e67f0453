"""How safe leniency is: what the checks that were drawn by chance prove of the goods that were not.

Both bounds are exact. The first treats shipments as drawn from a long run of the like; the second
rests on nothing but the probabilities with which they were drawn, which are on record.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

CONFIDENCE = 0.95
PER = 10_000
_HALVINGS = 60


@dataclass(frozen=True)
class Interval:
    """The ends between which a share lies, with the confidence asked for."""

    low: float
    high: float


def clopper_pearson(found: int, examined: int, confidence: float = CONFIDENCE) -> Interval:
    """Give the exact interval of a share of which `found` were seen among `examined`.

    Without an examination the share may be anything.

    Source: Clopper and Pearson, Biometrika 26 (1934), 404.
    """
    if not 0 <= found <= examined:
        raise ValueError(f"{found} of {examined}")
    tail = (1 - confidence) / 2
    low = 0.0
    if found:
        low = _root(lambda share: 1 - binomial_at_most(found - 1, examined, share) >= tail)
    high = 1.0
    if found < examined:
        high = _root(lambda share: binomial_at_most(found, examined, share) <= tail)
    return Interval(low, high)


def most_failing(found: int, rate: float, confidence: float = CONFIDENCE) -> int:
    """Give the largest number of failing shipments of which chance would show no more than `found`.

    Each shipment was drawn by itself with a probability of at least `rate` (a share, above 0).
    Were there more failing ones, then so few of them would have been drawn with a probability
    of at most 1 − `confidence`, whatever the other shipments are.
    """
    if not 0 < rate <= 1:
        raise ValueError(f"a rate of {rate}")
    tail = 1 - confidence
    too_many = found + 1
    while binomial_at_most(found, too_many, rate) > tail:
        too_many *= 2
    enough = found
    while too_many - enough > 1:
        middle = (enough + too_many) // 2
        if binomial_at_most(found, middle, rate) > tail:
            enough = middle
        else:
            too_many = middle
    return enough


@dataclass(frozen=True)
class Untested:
    """How many shipments of a size left without a check. Units: pieces."""

    pieces: int
    shipments: int


@dataclass(frozen=True)
class Leniency:
    """What is proven of the garments released without a check, and what it rests on.

    `per_ten_thousand` is None where nothing left unchecked.
    """

    failing_shipments_at_most: int
    garments_at_most: int
    garments: int

    @property
    def per_ten_thousand(self) -> int | None:
        if not self.garments:
            return None
        return math.ceil(PER * self.garments_at_most / self.garments)


def leniency(
    *, found: int, rate: float, untested: Iterable[Untested], confidence: float = CONFIDENCE
) -> Leniency:
    """Bound the garments that left unchecked and exceed a limit, counting every doubt against us.

    `found` are the drawn shipments that failed, and those drawn that nobody saw through to the
    end. A failing shipment counts with all its garments, and the failing ones that were not
    drawn are taken for the largest.
    """
    missed = most_failing(found, rate, confidence) - found
    left, garments, worst = missed, 0, 0
    for size in sorted(untested, key=lambda one: -one.pieces):
        garments += size.pieces * size.shipments
        taken = min(left, size.shipments)
        worst += size.pieces * taken
        left -= taken
    return Leniency(failing_shipments_at_most=missed, garments_at_most=worst, garments=garments)


def binomial_at_most(found: int, examined: int, share: float) -> float:
    """Give the probability of at most `found` of `examined`, each with the probability `share`."""
    if found >= examined or share <= 0:
        return 1.0
    if found < 0 or share >= 1:
        return 0.0
    yes, no = math.log(share), math.log1p(-share)
    whole = math.lgamma(examined + 1)
    terms = [
        whole
        - math.lgamma(count + 1)
        - math.lgamma(examined - count + 1)
        + count * yes
        + (examined - count) * no
        for count in range(found + 1)
    ]
    top = max(terms)
    return min(1.0, math.exp(top) * math.fsum(math.exp(term - top) for term in terms))


def _root(is_beyond: Callable[[float], bool]) -> float:
    """Find the least share from which a claim holds that does not hold below it."""
    low, high = 0.0, 1.0
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        if is_beyond(middle):
            high = middle
        else:
            low = middle
    return high
