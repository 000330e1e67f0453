"""What a judgement says: the outcome, and what every rule found."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from enterprises.reasons import Reason
from inspections.policy.canonical import Plain, canonical_text, from_plain, to_plain
from inspections.policy.evidence import ENGINE, SCHEMA, UnknownSchema
from inspections.states import CheckKind, FindingStatus, HoldKind, Outcome, Path
from lab.states import Ground


@dataclass(frozen=True)
class Finding:
    """What one rule found, of the declaration as a whole or of one lot or line of it.

    A failed one carries its consequence and reason. A passed one carries the values it
    compared, where values say something; `accepted` if an officer accepted what it found.
    Its title and what the firm can do next stand in the rule of that code.
    """

    rule: str
    status: FindingStatus
    outcome: Outcome | None = None
    hold_kind: HoldKind | None = None
    reason: Reason | None = None
    lot: str = ""
    line: int = 0
    measures: tuple[str, ...] = ()
    compared: tuple[Mapping[str, str | int], ...] = ()
    accepted: bool = False

    @property
    def failed(self) -> bool:
        return self.status == FindingStatus.FAILED


@dataclass(frozen=True)
class LotGround:
    """What a lot rests on in this lane, and why; without a ground, every no."""

    lot: str
    ground: Ground | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Verdict:
    """The judgement of one declaration.

    `holds` are given only when it is held, `path` and `release_reason` only when it is
    released; lane, rate (per cent) and kind of the check with every outcome, empty without a
    lane.
    """

    outcome: Outcome
    findings: tuple[Finding, ...]
    holds: tuple[HoldKind, ...] = ()
    path: Path | None = None
    release_reason: Reason | None = None
    lane: str = ""
    check_rate: Decimal | None = None
    check_kind: CheckKind | None = None
    is_drawn: bool = False
    grounds: tuple[LotGround, ...] = ()
    rule_set: str = ""
    rule_set_version: int = 0
    engine: str = field(default=ENGINE)

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The findings that keep the goods, in the order of the rules and lots."""
        return tuple(finding for finding in self.findings if finding.failed)

    @property
    def failed_rules(self) -> tuple[str, ...]:
        """The codes of the rules that are not met, each once."""
        return tuple(dict.fromkeys(finding.rule for finding in self.failures))

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Every reason with the lot it speaks of (or empty), each once, in order."""
        told = [(f.reason.code, f.lot) for f in self.failures if f.reason is not None]
        if self.release_reason is not None:
            told.append((self.release_reason.code, ""))
        return tuple(dict.fromkeys(told))

    def failures_for(self, hold_kind: HoldKind) -> tuple[Finding, ...]:
        """The findings that a hold of this kind waits for."""
        return tuple(finding for finding in self.failures if finding.hold_kind == hold_kind)

    def to_plain(self) -> Plain:
        """Give the verdict as plain data, with the versions of schema and engine."""
        return to_plain(self) | {"schema": SCHEMA, "engine": self.engine}

    def to_json(self) -> str:
        """Write the verdict canonically."""
        return canonical_text(self.to_plain())

    @classmethod
    def from_plain(cls, data: Mapping[str, Plain]) -> "Verdict":
        """Read a verdict back.

        Raises:
            UnknownSchema: it was written in a form that this engine does not read.
        """
        fields = dict(data)
        schema = fields.pop("schema", None)
        if schema != SCHEMA:
            raise UnknownSchema(f"verdict of schema {schema!r}")
        return from_plain(cls, fields)

    @classmethod
    def from_json(cls, text: str) -> "Verdict":
        """Read the canonical text back."""
        return cls.from_plain(json.loads(text))
