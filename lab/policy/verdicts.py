"""What the laboratory's rules find: the verdict on one item, and on a set of them."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """A verdict on an item or on a set; the order is from worst to best for a set."""

    FAIL = "fail"
    INCOMPLETE = "incomplete"
    INCONCLUSIVE = "inconclusive"
    NO_LIMIT = "no_limit"
    PASS = "pass"  # noqa: S105


@dataclass(frozen=True)
class ItemVerdict:
    """One measured analyte against the jurisdictions that ask, the worst of them named.

    Figures are text as written, so that canonical JSON keeps 2.60 as 2.60. `compared`
    is the value, of a non-detect the LOQ, in the unit and on the basis of the limit.
    `contract_only` is true when it fails under the contract and under no law.
    """

    analyte: str
    verdict: Verdict
    reason: str
    value: str = ""
    unit: str = ""
    limit: str = ""
    limit_unit: str = ""
    operator: str = ""
    jurisdiction: str = ""
    limit_id: int | None = None
    result_id: int | None = None
    part: str = ""
    advisory: str = ""
    near_limit: bool = False
    contract_only: bool = False
    loq: str = ""
    uncertainty: str = ""
    method: str = ""
    compared: str = ""
    advisory_limit: str = ""
    advisory_jurisdiction: str = ""


@dataclass(frozen=True)
class SetVerdict:
    """A set of results of one lot, dye batch or product against one panel.

    `missing` are required items without any result, `awaited` those of them for which a
    sample is under way; `failing_parts` names the parts or colours that fail,
    `incomplete_parts` those that miss an item. `unjudged` are the measured items that must be
    judged and have no figure anywhere.
    """

    verdict: Verdict
    items: tuple[ItemVerdict, ...] = ()
    missing: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    failing_parts: tuple[str, ...] = ()
    incomplete_parts: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
