"""All that a release rests on, frozen: what the engine looks at, and nothing else."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from enterprises.policy import RegistrationFacts, registration_standing
from enterprises.states import Regime, RegistrationStanding
from inspections.policy.canonical import Plain, canonical_text, from_plain, to_plain
from inspections.policy.yields import YieldNorm
from inspections.states import CheckOutcome
from lab.policy.eligibility import LotEvidence, PeriodicCover, context_key
from lab.policy.monitoring import MonthEvidence

SCHEMA = 1
ENGINE = "1"


class UnknownSchema(ValueError):
    """This evidence was written in a form that this engine does not read."""

    code = "unknown_schema"


class IncompleteEvidence(ValueError):
    """A declaration without lines, a line without skins or a lot nothing is known of.

    No rule would find fault with what is not there, so such evidence is never judged.
    """

    code = "incomplete_evidence"


@dataclass(frozen=True)
class DestinationEvidence:
    """Where the goods go, with the destination's row of the submission day.

    Without such a row the regime is None; `panel` names what its market requires.
    """

    iso: str
    regime: Regime | None = None
    market: str = ""
    overlay: str = ""
    panel: str = ""


@dataclass(frozen=True)
class RegistrationEvidence:
    """The registration as on the decision date; `facts.state` is None where there is none.

    `destinations` and `pieces_max` bind a provisional one only; `pieces_used` are the pieces
    already released under it.
    """

    facts: RegistrationFacts
    number: str = ""
    suspended_on: date | None = None
    ended_on: date | None = None
    destinations: tuple[str, ...] = ()
    pieces_max: int | None = None
    pieces_used: int = 0


@dataclass(frozen=True)
class TrustEvidence:
    """The class and the list entry in effect on the decision date.

    `listed` is "red", "black" or empty. `adverse_on` is the day of the last adverse event
    within `steady_months`; `steady` is whether there was none.
    """

    credit_class: str
    listed: str = ""
    steady: bool = True
    adverse_on: date | None = None
    steady_months: int = 24

    @property
    def level(self) -> str:
        """The effective class: black-listed is D, red-listed in class A is RED."""
        if self.listed == "black":
            return "D"
        if self.listed == "red" and self.credit_class == "A":
            return "RED"
        return self.credit_class


@dataclass(frozen=True)
class MaterialUse:
    """Whole skins of one lot in one line."""

    lot: str
    skins: int


@dataclass(frozen=True)
class LineEvidence:
    """One line of the declaration.

    `needs_permit` and `is_apparel` are what the row of its HS code says; `marks` is how many
    identification marks are given; `required` is what a laboratory is asked to test for this
    use. Without a norm its consumption cannot be judged.
    """

    line: int
    product: str
    wearer: str
    contact: str
    hs_code: str
    pieces: int
    uses: tuple[MaterialUse, ...]
    species: str = ""
    marks: int = 0
    age_months: int | None = None
    needs_permit: bool = False
    permit_number: str = ""
    is_apparel: bool = False
    required: tuple[str, ...] = ()
    norm: YieldNorm | None = None

    @cached_property
    def context(self) -> str:
        """The use for which the line's lots are judged."""
        return context_key(self.wearer, self.contact, self.product, self.age_months)

    @property
    def skins(self) -> int:
        return sum(use.skins for use in self.uses)


@dataclass(frozen=True)
class CheckResult:
    """What a product test or an inspection of this declaration's goods found."""

    outcome: CheckOutcome = CheckOutcome.NONE
    found_on: date | None = None
    finding: str = ""


@dataclass(frozen=True)
class AddedCheck:
    """An inspection that an officer asked for, with the reason."""

    officer: str
    reason: str


@dataclass(frozen=True)
class ChecksEvidence:
    """The rates that others ask for, the draw, and what checks have found so far.

    Rates are per cent. `draw_value` is None before submission, when only the rate is known;
    `stuck` is an earlier draw for this firm, product and market that is not carried out yet,
    one for this declaration included.
    """

    switching_rate: Decimal = Decimal(0)
    floor_rate: Decimal = Decimal(0)
    draw_value: Decimal | None = None
    stuck: bool = False
    product_test: CheckResult = CheckResult()
    inspection: CheckResult = CheckResult()
    added: AddedCheck | None = None
    chief_released: bool = False


@dataclass(frozen=True)
class ReleaseEvidence:
    """One version of a declaration with everything its release depends on.

    Limits, panel and destination are those of `declared_on`, all else is as on `decided_on`.
    `lots` are in the order in which reasons speak of them. `reviewed` are the codes of the
    findings an officer accepted for this version. `diverted_from` is the destination before a
    change that followed a hold or a refusal. `versions` are ids of immutable rows.

    Raises:
        IncompleteEvidence: on making it, if it could be released for want of anything to judge.
    """

    declaration: str
    version: int
    declared_on: date
    decided_on: date
    destination: DestinationEvidence
    registration: RegistrationEvidence
    trust: TrustEvidence
    month: MonthEvidence
    lines: tuple[LineEvidence, ...]
    lots: tuple[LotEvidence, ...]
    clearance_months: int
    checks: ChecksEvidence = ChecksEvidence()
    reviewed: tuple[str, ...] = ()
    diverted_from: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)
    engine: str = ENGINE

    def __post_init__(self) -> None:
        known = {lot.number for lot in self.lots}
        if not self.lines:
            raise IncompleteEvidence("no lines")
        for line in self.lines:
            if not line.uses or any(use.skins < 1 for use in line.uses):
                raise IncompleteEvidence(f"line {line.line} takes no skins")
            unknown = {use.lot for use in line.uses} - known
            if unknown:
                raise IncompleteEvidence(f"line {line.line} takes from {sorted(unknown)}")

    @property
    def standing(self) -> RegistrationStanding:
        """What the registration is worth on the decision date."""
        return registration_standing(self.registration.facts, self.decided_on)

    @property
    def cover(self) -> PeriodicCover:
        """What the firm's own monthly monitoring may cover."""
        return PeriodicCover(
            level=self.trust.level,
            steady=self.trust.steady,
            month=self.month,
            adverse_on=self.trust.adverse_on,
            steady_months=self.trust.steady_months,
        )

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)

    def to_plain(self) -> Plain:
        """Give the evidence as plain data, with the versions of schema and engine."""
        return to_plain(self) | {"schema": SCHEMA, "engine": self.engine}

    def to_json(self) -> str:
        """Write the evidence canonically: the same evidence is always the same text."""
        return canonical_text(self.to_plain())

    @classmethod
    def from_plain(cls, data: Mapping[str, Plain]) -> "ReleaseEvidence":
        """Read the evidence back.

        Raises:
            UnknownSchema: it was written in a form that this engine does not read.
        """
        fields = dict(data)
        schema = fields.pop("schema", None)
        if schema != SCHEMA:
            raise UnknownSchema(f"evidence of schema {schema!r}")
        return from_plain(cls, fields)

    @classmethod
    def from_json(cls, text: str) -> "ReleaseEvidence":
        """Read the canonical text back."""
        return cls.from_plain(json.loads(text))


def digest(text: str) -> str:
    """Give the SHA-256 of a canonical text, by which a decision names its evidence."""
    return hashlib.sha256(text.encode()).hexdigest()
