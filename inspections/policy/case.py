"""One declaration as the rules look at it: its lane, its rate, its lots judged once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from enterprises.states import RegistrationStanding
from inspections.policy.draw import is_drawn
from inspections.policy.evidence import CheckResult, ReleaseEvidence
from inspections.policy.rules import LANE_STANDINGS, Rule, RuleSet
from inspections.states import CheckKind
from lab.policy.eligibility import GroundFinding, LotEvidence, ground_of
from lab.policy.monitoring import month_is_open
from lab.policy.verdicts import ItemVerdict
from lab.states import Ground, LotState

_ALWAYS = Decimal(100)
_GROUND_ORDER = {ground: place for place, ground in enumerate(Ground)}


@dataclass(frozen=True)
class LotJudgement:
    """What one lot rests on in all the uses a declaration makes of it: the worst counts."""

    lot: LotEvidence
    findings: tuple[GroundFinding, ...]

    @property
    def ground(self) -> Ground | None:
        """The ground of its hardest use, None where one use has none."""
        grounds = [finding.ground for finding in self.findings]
        if None in grounds:
            return None
        return max((ground for ground in grounds if ground), key=_GROUND_ORDER.__getitem__)

    @property
    def deciding(self) -> GroundFinding:
        """The use that says which ground, and why."""
        return next(finding for finding in self.findings if finding.ground == self.ground)

    @property
    def failed(self) -> ItemVerdict | None:
        """A value that fails under some law."""
        failed = (item for finding in self.findings for item in finding.failed)
        return next((item for item in failed if not item.contract_only), None)

    @property
    def failed_contract(self) -> ItemVerdict | None:
        """A value that fails under the contract, where none fails under a law."""
        if self.failed is not None:
            return None
        return next((item for finding in self.findings for item in finding.failed), None)

    @property
    def inconclusive(self) -> ItemVerdict | None:
        return next((item for one in self.findings for item in one.inconclusive), None)

    @property
    def without_limit(self) -> str | None:
        """An item that must be judged and has no figure, in the values the lot rests on."""
        return next((item for one in self.findings for item in one.no_limit), None)

    @property
    def awaited(self) -> GroundFinding | None:
        """The use that waits for a result."""
        return next((finding for finding in self.findings if finding.awaited), None)

    @property
    def lacking(self) -> GroundFinding | None:
        """The use without a ground."""
        return next((finding for finding in self.findings if finding.ground is None), None)

    @property
    def is_set_aside(self) -> bool:
        """Whether quarantine or rejection already says all there is to say of its tests."""
        return self.lot.state in (LotState.QUARANTINED, LotState.REJECTED)


class Case:
    """The evidence, with what several rules ask of it worked out once."""

    def __init__(self, evidence: ReleaseEvidence, rule_set: RuleSet) -> None:
        self.evidence = evidence
        self.decided_on = evidence.decided_on
        self.regime = evidence.destination.regime
        self.level = evidence.trust.level
        self.standing = evidence.standing
        self.month = "open" if month_is_open(evidence.month, evidence.decided_on) else "closed"
        as_if = (
            self.standing if self.standing in LANE_STANDINGS else RegistrationStanding.REGISTERED
        )
        self.lane: Rule | None = rule_set.lane_for(self.regime, self.level, as_if, self.month)

    @cached_property
    def needed(self) -> Mapping[str, int]:
        """Skins taken from each lot by all lines together."""
        needed: dict[str, int] = defaultdict(int)
        for line in self.evidence.lines:
            for use in line.uses:
                needed[use.lot] += use.skins
        return needed

    @cached_property
    def lots(self) -> tuple[LotEvidence, ...]:
        """The lots that are used, in order."""
        return tuple(lot for lot in self.evidence.lots if lot.number in self.needed)

    @cached_property
    def judgements(self) -> tuple[LotJudgement, ...]:
        """Every lot judged for every use of it; none are judged without a lane."""
        lane = self.lane
        if lane is None:
            return ()
        uses: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for line in self.evidence.lines:
            for use in line.uses:
                uses[use.lot][line.context] = line.required
        cover = self.evidence.cover
        return tuple(
            LotJudgement(
                lot=lot,
                findings=tuple(
                    ground_of(
                        lot,
                        context=context,
                        market=self.evidence.destination.market,
                        allowed=lane.grounds,
                        cover=cover,
                        on=self.evidence.decided_on,
                        clearance_months=self.evidence.clearance_months,
                        required=required,
                    )
                    for context, required in uses[lot.number].items()
                ),
            )
            for lot in self.lots
        )

    @cached_property
    def check_rate(self) -> Decimal | None:
        """The highest of what the lane, the switching state and the risk analysis ask for."""
        if self.lane is None:
            return None
        checks = self.evidence.checks
        return max(self.lane.check_rate or Decimal(0), checks.switching_rate, checks.floor_rate)

    @cached_property
    def is_drawn(self) -> bool:
        """Whether a draw asks for the check; at 100 per cent there is no draw to make."""
        checks = self.evidence.checks
        if self.check_rate is None:
            return False
        if checks.stuck:
            return True
        if checks.draw_value is None or self.check_rate >= _ALWAYS:
            return False
        return is_drawn(checks.draw_value, self.check_rate)

    def asks_for_check(self, kind: CheckKind) -> bool:
        """Tell whether the draw or the rate asks for the check of the lane."""
        if self.lane is None or self.check_rate is None:
            return False
        stands = self.check_rate >= _ALWAYS and kind not in self.lane.extra_steps
        return self.is_drawn or stands

    def result_of(self, kind: CheckKind) -> CheckResult:
        """What a check of that kind has found."""
        checks = self.evidence.checks
        return checks.product_test if kind == CheckKind.PRODUCT_TEST else checks.inspection
