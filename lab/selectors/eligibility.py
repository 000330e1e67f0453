"""What lots may rest on, market by market: the page that says why yes and why no."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from blacklist.selectors import CreditStanding, scheme_on, standings_of
from enterprises.selectors.reference import one_look
from enterprises.states import Contact, Product, Regime, Wearer
from lab.models import RawMaterialLot
from lab.policy.eligibility import (
    GroundFinding,
    LotEvidence,
    PeriodicCover,
    context_key,
    ground_of,
)
from lab.policy.limits import DestinationRow, LimitBook, items_to_order
from lab.policy.monitoring import MonthEvidence, month_is_open
from lab.selectors.evidence import article_of, evidence_from, gather
from lab.selectors.limits import limit_book
from lab.selectors.months import month_evidence_of
from lab.states import Ground

MEASURED = frozenset({Ground.TESTED, Ground.DYE_BATCH})
EVERY_GROUND = frozenset(Ground)
# What a lot is looked at for where nobody says what will be made of it.
USUAL_USE = context_key(Wearer.ADULT, Contact.INDIRECT, Product.COAT_LONG)


@dataclass(frozen=True)
class MarketEligibility:
    """One lot in one market: the evidence, and what it rests on, with every reason."""

    market: str
    iso: str
    regime: str
    evidence: LotEvidence
    finding: GroundFinding

    @property
    def is_eligible(self) -> bool:
        return self.finding.ground is not None and not self.finding.failed

    @property
    def needs_review(self) -> bool:
        """A failure for another market or sample goes to a person, whatever clears the lot."""
        return self.evidence.failed_elsewhere is not None


@one_look()
def eligibility_by_market(
    lots: Iterable[RawMaterialLot],
    on: date,
    *,
    context: str = USUAL_USE,
    markets: Collection[str] | None = None,
) -> dict[int, tuple[MarketEligibility, ...]]:
    """Say what each lot may rest on in every market, or in some, in a fixed number of questions.

    Strict markets accept measured values only, and so does a monitored one while the firm's
    month is closed. Which of the grounds a class may use, the lanes of release decide.
    """
    lots = list(lots)
    facts = gather(lots, decided_on=on)
    owners = {lot.enterprise_id for lot in facts.lots.values()}
    standings = standings_of(owners, on)
    months = month_evidence_of(owners, on)
    scheme = scheme_on(on)
    book = limit_book()
    covers = {
        owner: _cover(standings[owner], months[owner], scheme.steady_months) for owner in owners
    }
    answers: dict[int, list[MarketEligibility]] = {pk: [] for pk in facts.lots}
    for row in markets_on(book, on):
        if markets is not None and row.market not in markets:
            continue
        required = items_to_order(book, row.iso, article_of(context), on)
        evidence = evidence_from(
            facts,
            contexts_by_lot={pk: [context] for pk in facts.lots},
            iso=row.iso,
            declared_on=on,
            decided_on=on,
        )
        for pk, lot in facts.lots.items():
            cover = covers[lot.enterprise_id]
            finding = ground_of(
                evidence[pk],
                context=context,
                market=row.market,
                allowed=_grounds(row.regime, month_is_open(cover.month, on)),
                cover=cover,
                on=on,
                clearance_months=scheme.clocks["lot_clearance"].amount,
                required=required,
            )
            answers[pk].append(
                MarketEligibility(row.market, row.iso, row.regime, evidence[pk], finding)
            )
    return {pk: tuple(found) for pk, found in answers.items()}


def markets_on(book: LimitBook, on: date) -> tuple[DestinationRow, ...]:
    """Name one destination for each market, the monitored first: Russia, the union, Japan …"""
    first: dict[tuple[str, str], DestinationRow] = {}
    for row in book.destinations_on(on):
        if not row.overlay:
            first.setdefault((row.market, row.regime), row)
    return tuple(sorted(first.values(), key=lambda row: (_REGIMES.index(row.regime), row.market)))


_REGIMES: list[str] = [Regime.MONITORED, Regime.STRICT, Regime.DEFAULT]


def _grounds(regime: str, is_open: bool) -> frozenset[Ground]:
    if regime == Regime.STRICT or (regime == Regime.MONITORED and not is_open):
        return MEASURED
    return EVERY_GROUND


def _cover(standing: CreditStanding, month: MonthEvidence, steady_months: int) -> PeriodicCover:
    return PeriodicCover(
        level=standing.level.value if standing.level else "",
        steady=standing.is_steady,
        month=month,
        adverse_on=standing.adverse_on,
        steady_months=steady_months,
    )
