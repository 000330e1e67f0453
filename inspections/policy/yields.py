"""How many skins a garment takes: the norms, and what lies outside them."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal


@dataclass(frozen=True)
class YieldNorm:
    """Skins in one piece of a product of one species, and the share lost in cutting."""

    product: str
    species: str
    skins_min: Decimal
    skins_typical: Decimal
    skins_max: Decimal
    loss_rate: Decimal
    id: int | None = None

    def fewest(self, pieces: int) -> int:
        """The fewest whole skins that so many pieces plausibly take."""
        return int((pieces * self.skins_min).to_integral_value(ROUND_CEILING))

    def most(self, pieces: int) -> int:
        """The most whole skins that so many pieces plausibly take, with their loss."""
        skins = pieces * self.skins_max * (1 + self.loss_rate)
        return int(skins.to_integral_value(ROUND_FLOOR))


def plausible(skins: int, pieces: int, norm: YieldNorm) -> bool:
    """Tell whether so many skins may have gone into so many pieces; equal passes.

    Source: README, rule R-73.
    """
    return norm.fewest(pieces) <= skins <= norm.most(pieces)
