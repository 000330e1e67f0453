"""The facts on which judging rests: jurisdictions, limits, scopes, panels, destinations, results."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from lab.policy.limits.amount import Amount
from lab.policy.units import dimension_and_factor, without_basis

# Two analytes have rules of their own: the azo group, judged amine by amine, and the one
# amine that the group's general method breaks down.
AZO = "AZO"
FOUR_AAB = "4-AAB"

# An amine list of this name holds every amine.
EVERY_AMINE = "all"


class Operator(StrEnum):
    """A value passes when `value operator limit` holds; ND allows no detected value."""

    AT_MOST = "<="
    BELOW = "<"
    NOT_DETECTABLE = "nd"
    AT_LEAST = ">="


class Kind(StrEnum):
    """What a jurisdiction is."""

    BASE = "base"
    MARKET = "market"
    OVERLAY = "overlay"
    VOLUNTARY = "voluntary"
    CONTRACT = "contract"


class Basis(StrEnum):
    """What a mass fraction is a fraction of."""

    DRY = "dry"
    AS_RECEIVED = "as_received"


class Requirement(StrEnum):
    """How a panel requires an item: judged, measured at least, or left to choice."""

    YES = "yes"
    RECORD = "record"
    NO = "no"


def covers(start: date | None, end: date | None, on: date) -> bool:
    """Whether a half-open period, open where None, includes a day."""
    return (start is None or start <= on) and (end is None or on < end)


@dataclass(frozen=True)
class Jurisdiction:
    """Whoever sets limits, and how it reads age, contact and a value near its limit."""

    code: str
    kind: str
    binding: str = "binding"
    panel: str = ""
    amine_list: str = ""
    amine_list_textile: str = ""
    contact_rule: str = "as_declared"
    infant_months: int | None = None
    infant_op: str = "<"
    child_years: int | None = None
    decision_rule: str = "three_zone"
    comparison_rule: str = "full_value"

    def amine_list_for(self, part: str) -> str:
        """Name the list of amines that holds for a part; empty where there is none."""
        return (part == "textile" and self.amine_list_textile) or self.amine_list


@dataclass(frozen=True)
class LimitRow:
    """One figure of one jurisdiction for an analyte and a scope; without a value, no figure.

    `value_text` is the figure as written: its decimals say how a value is rounded.
    """

    id: int | None
    jurisdiction: str
    analyte: str
    scope: str
    value: Decimal | None
    value_text: str
    unit: str
    operator: str
    dry_weight: bool = False
    valid_from: date | None = None
    valid_until: date | None = None
    active: bool = True

    def __post_init__(self) -> None:
        if self.value is not None and self.operator not in set(Operator):
            raise ValueError(f"a limit needs an operator, not {self.operator!r}")

    @classmethod
    def as_written(
        cls,
        *,
        jurisdiction: str,
        analyte: str,
        scope: str,
        value_text: str,
        unit: str,
        operator: str,
        id: int | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
        active: bool = True,
    ) -> "LimitRow":
        """Make a row from the texts of a table, where the unit also tells the basis."""
        plain_unit, dry_weight = without_basis(unit)
        return cls(
            id=id,
            jurisdiction=jurisdiction,
            analyte=analyte,
            scope=scope,
            value=Decimal(value_text) if value_text else None,
            value_text=value_text,
            unit=plain_unit,
            operator=operator,
            dry_weight=dry_weight,
            valid_from=valid_from,
            valid_until=valid_until,
            active=active,
        )

    def is_in_force(self, on: date) -> bool:
        return covers(self.valid_from, self.valid_until, on)

    @property
    def is_lower_bound(self) -> bool:
        return self.operator == Operator.AT_LEAST

    @cached_property
    def strictness(self) -> tuple[bool, str, Decimal, int]:
        """Order bounds of one kind from the strictest to the laxest."""
        assert self.value is not None
        dimension, factor = dimension_and_factor(self.unit)
        figure = self.value * factor
        if self.is_lower_bound:
            return (True, dimension, -figure, 0)
        return (False, dimension, figure, _STRICTEST_OPERATOR_FIRST.index(self.operator))


_STRICTEST_OPERATOR_FIRST = (Operator.NOT_DETECTABLE, Operator.BELOW, Operator.AT_MOST)


@dataclass(frozen=True)
class ScopeRule:
    """What a scope word demands of the article, and the tier it belongs to; empty means any."""

    code: str
    tier: str
    wearers: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    garments: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Amine:
    """An aromatic amine and the names of the lists it stands on."""

    code: str
    lists: frozenset[str]


@dataclass(frozen=True)
class PanelItem:
    """An item of a panel, for the parts and (where given) the wearers it names."""

    panel: str
    analyte: str
    required: str
    parts: frozenset[str] = frozenset()
    wearers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MethodFact:
    """A method, what it measures and down to which limit."""

    code: str
    analyte: str
    loq: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True)
class DestinationRow:
    """A country, the market and overlay that judge there, and its regime, for a period."""

    iso: str
    market: str
    overlay: str = ""
    regime: str = "default"
    since: date | None = None
    until: date | None = None  # exclusive

    def is_in_force(self, on: date) -> bool:
        return covers(self.since, self.until, on)


@dataclass(frozen=True)
class ContractLimit:
    """A limit that a sales contract sets; on AZO it holds for each amine."""

    analyte: str
    operator: str
    value_text: str
    unit: str


@dataclass(frozen=True)
class Article:
    """What was measured: part, garment, who wears it and how near to the skin.

    With an age in months each jurisdiction decides the wearer; a range of sizes
    counts as its youngest. What is not worn (a rug) has `worn` false.
    """

    part: str = "fur"
    garment: str = ""
    wearer: str = "adult"
    age_months: int | None = None
    contact: str = "indirect"
    worn: bool = True


@dataclass(frozen=True)
class Measurement:
    """One result as the laboratory wrote it.

    Uncertainty and LOQ stand in the unit and on the basis of the value. `part_label`
    tells parts or colours of one article apart; `part` is the kind of that part where
    it differs from the article's.
    """

    analyte: str
    value_text: str
    unit: str = "mg/kg"
    loq: Decimal | None = None
    uncertainty: Decimal | None = None
    coverage_k: Decimal = Decimal(2)
    basis: str = Basis.AS_RECEIVED
    moisture: Decimal | None = None
    method: str = ""
    part_label: str = ""
    part: str = ""
    result_id: int | None = None

    def __post_init__(self) -> None:
        if self.coverage_k <= 0:
            raise ValueError("a coverage factor is above 0")
        if self.uncertainty is not None and self.uncertainty < 0:
            raise ValueError("an uncertainty is never below 0")
        if self.loq is not None and self.loq <= 0:
            raise ValueError("a quantification limit is above 0")
        if self.moisture is not None and not 0 <= self.moisture < 100:
            raise ValueError("a moisture is at least 0 % and below 100 %")

    @cached_property
    def amount(self) -> Amount:
        """What was written, read once for all the figures that it is compared with.

        Raises:
            UnreadableValue: the text says nothing that could be judged.
        """
        return Amount.read(
            self.value_text,
            loq=self.loq,
            uncertainty=self.uncertainty,
            coverage_k=self.coverage_k,
        )
