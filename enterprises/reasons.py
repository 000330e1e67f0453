"""A reason as every floor gives it: a code with parameters, whose words are read elsewhere."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reason:
    """One line of an explanation; its sentence is in `reason_codes.csv`.

    Parameters are text, or whole numbers, and hold codes rather than words, so that a reason kept
    for years is still read in the reader's language.
    """

    code: str
    params: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def of(cls, code: str, **params: str | int | date) -> "Reason":
        """Make a reason; dates become ISO text, and the parameters are ordered by name."""
        return cls(
            code=code,
            params=tuple(
                (name, value.isoformat() if isinstance(value, date) else value)
                for name, value in sorted(params.items())
            ),
        )

    def as_json(self) -> dict[str, object]:
        """Give the reason in the form in which it is stored."""
        return {"code": self.code, "params": dict(self.params)}
