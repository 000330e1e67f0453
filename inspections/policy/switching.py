"""Switching: how a firm's checks for a market raise the rate at which it is checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Switching:
    """When checks are tightened and when they are normal again.

    Units: rates are per cent. Source: the scheme's rows `switching`.
    """

    normal: Decimal
    tightened: Decimal
    tighten_after: int
    relax_after: int

    def rate(self, passed: Iterable[bool]) -> Decimal:
        """Give the rate that the checks so far ask for, the oldest first.

        Tightened after so many failed checks; normal again after so many passed in a row.
        """
        is_tightened, failures, in_a_row = False, 0, 0
        for has_passed in passed:
            failures = failures if has_passed else failures + 1
            in_a_row = in_a_row + 1 if has_passed else 0
            if failures >= self.tighten_after:
                is_tightened = True
            if is_tightened and in_a_row >= self.relax_after:
                is_tightened, failures = False, 0
        return self.tightened if is_tightened else self.normal
