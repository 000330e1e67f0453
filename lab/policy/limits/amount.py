"""A measured value as an amount: its number, down to where it was looked for, how sure it is."""

from dataclasses import dataclass
from decimal import Decimal

from lab.policy.reading import read_value


@dataclass(frozen=True)
class Amount:
    """A measured value in some unit; without a number, a non-detect."""

    number: Decimal | None
    loq: Decimal | None
    uncertainty: Decimal

    @classmethod
    def read(
        cls,
        text: str,
        *,
        loq: Decimal | None,
        uncertainty: Decimal | None,
        coverage_k: Decimal,
    ) -> "Amount":
        """Read what the laboratory wrote; a number below its LOQ is a non-detect.

        Raises:
            UnreadableValue: the text says nothing that could be judged.
        """
        read = read_value(text)
        known = [one for one in (read.loq, loq) if one is not None]
        highest = max(known, default=None)
        number = read.number
        if number is not None and highest is not None and number < highest:
            number = None
        # U is wanted as the expanded uncertainty with k = 2.
        expanded = (uncertainty or Decimal(0)) * 2 / coverage_k
        return cls(number=number, loq=highest, uncertainty=expanded)

    def times(self, factor: Decimal) -> "Amount":
        return Amount(
            number=None if self.number is None else self.number * factor,
            loq=None if self.loq is None else self.loq * factor,
            uncertainty=self.uncertainty * factor,
        )

    def on_dry_weight(self, moisture: Decimal) -> "Amount":
        dry_share = 1 - moisture / 100
        return Amount(
            number=None if self.number is None else self.number / dry_share,
            loq=None if self.loq is None else self.loq / dry_share,
            uncertainty=self.uncertainty / dry_share,
        )
