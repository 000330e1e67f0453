"""The evidence on raw-material lots: facts read set-wise once, then judged for any destination."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from enterprises.asking import asked_often
from enterprises.selectors.filings import FilingFacts, filings_of
from enterprises.selectors.reference import one_look
from enterprises.states import Product
from lab.models import LedgerEntry, RawMaterialLot
from lab.policy.eligibility import (
    DyeBatchEvidence,
    DyehouseEvidence,
    FailedElsewhere,
    LotEvidence,
    MeasuredEvidence,
)
from lab.policy.limits import (
    Article,
    ContractLimit,
    LimitBook,
    UnknownDestination,
    judge_set,
    required_items,
)
from lab.policy.verdicts import SetVerdict, Verdict
from lab.selectors.dyehouses import DyehouseRecord, dyehouse_records
from lab.selectors.limits import limit_book
from lab.selectors.months import History, month_on, obligations_of
from lab.selectors.values import MeasuredValues, ReportedSample, values_of
from lab.states import DELIVERY_AGREED, LedgerKind, LotState, MonitoringRole

NOTHING = MeasuredValues()
# What is read with a lot wherever evidence on it is gathered.
ALL_OF_A_LOT = ("balance", "delivery__dyehouse", "dye_batch")


@dataclass(frozen=True)
class LotFacts:
    """All that is known of some lots, for whatever destination may be asked."""

    lots: Mapping[int, RawMaterialLot]
    values: Mapping[tuple[str, int], MeasuredValues]
    filings: Mapping[int, tuple[FilingFacts, ...]]
    records: Mapping[int, DyehouseRecord]
    histories: Mapping[tuple[int, str], History]


@one_look()
def lot_evidence(
    lots: Iterable[RawMaterialLot | int],
    *,
    contexts_by_lot: Mapping[int, Iterable[str]],
    iso: str,
    declared_on: date,
    decided_on: date,
    contract: Iterable[ContractLimit] = (),
    reserved_by_lot: Mapping[int, int] | None = None,
) -> dict[int, LotEvidence]:
    """Give the evidence on lots for the uses a declaration makes of them, by primary key.

    The number of questions does not grow with the lots. Values are judged with the limits of
    `declared_on`; everything else is as on `decided_on`. `reserved_by_lot` are the skins this
    declaration has already set aside, which remain for it. Of an unknown destination nothing
    is judged.
    """
    return evidence_from(
        gather(lots, decided_on=decided_on),
        contexts_by_lot=contexts_by_lot,
        iso=iso,
        declared_on=declared_on,
        decided_on=decided_on,
        contract=contract,
        reserved_by_lot=reserved_by_lot,
    )


def gather(lots: Iterable[RawMaterialLot | int], *, decided_on: date) -> LotFacts:
    """Read what is known of lots, in a number of questions that does not grow with them."""
    wanted = [lot.pk if isinstance(lot, RawMaterialLot) else lot for lot in lots]
    found = {lot.pk: lot for lot in _read(wanted)}
    return facts_of([found[pk] for pk in wanted if pk in found], decided_on=decided_on)


def facts_of(lots: Iterable[RawMaterialLot], *, decided_on: date) -> LotFacts:
    """Read what is known of lots that were just read with `ALL_OF_A_LOT`, and are so used as given."""
    found = {lot.pk: lot for lot in lots}
    deliveries = [lot.delivery for lot in found.values() if lot.delivery is not None]
    dyehouses = {delivery.dyehouse_id for delivery in deliveries}
    return LotFacts(
        lots=found,
        values=values_of(
            lot_ids=found,
            dye_batch_ids=[lot.dye_batch_id for lot in found.values() if lot.dye_batch_id],
        ),
        filings=filings_of(dyehouses) if dyehouses else {},
        records=dyehouse_records(dyehouses),
        histories=obligations_of(
            [(dyehouse, MonitoringRole.DYEHOUSE) for dyehouse in dyehouses],
            since=min((delivery.delivered_on for delivery in deliveries), default=None),
            until=decided_on,
        ),
    )


@asked_often
def _read(lots: Iterable[int]) -> QuerySet[RawMaterialLot]:
    return RawMaterialLot.objects.filter(pk__in=lots).select_related(*ALL_OF_A_LOT)


def evidence_from(
    facts: LotFacts,
    *,
    contexts_by_lot: Mapping[int, Iterable[str]],
    iso: str,
    declared_on: date,
    decided_on: date,
    contract: Iterable[ContractLimit] = (),
    reserved_by_lot: Mapping[int, int] | None = None,
) -> dict[int, LotEvidence]:
    """Judge what is known of lots for one destination; asks the database nothing of the lots."""
    bench = _Bench(limit_book(), iso, declared_on, decided_on, tuple(contract))
    reserved = reserved_by_lot or {}
    return {
        pk: _evidence(facts, lot, tuple(contexts_by_lot.get(pk, ())), bench, reserved.get(pk, 0))
        for pk, lot in facts.lots.items()
    }


def article_of(context: str) -> Article:
    """Read a use, "adult/indirect/coat_long" with or without an age in months, as an article."""
    wearer, contact, product, *age = context.split("/")
    return Article(
        garment=product,
        wearer=wearer,
        contact=contact,
        age_months=int(age[0]) if age else None,
        worn=product != Product.RUG,
    )


@dataclass(frozen=True)
class _Bench:
    """The question that all lots are judged by."""

    book: LimitBook
    iso: str
    declared_on: date
    decided_on: date
    contract: tuple[ContractLimit, ...]

    @property
    def has_destination(self) -> bool:
        try:
            self.book.destination(self.iso, self.declared_on)
        except UnknownDestination:
            return False
        return True

    def measured(self, values: MeasuredValues, contexts: Iterable[str]) -> MeasuredEvidence | None:
        """Judge the values of one lot or batch; None where there are none and none to come."""
        values = values.known_on(self.decided_on)
        if not values.reported and not values.awaited:
            return None
        current = values.latest(self.book.amines)
        awaited = frozenset(item.analyte for item in values.awaited)
        verdicts: dict[str, SetVerdict] = {}
        needed: set[str] = set()
        for context in contexts if self.has_destination else ():
            article = article_of(context)
            needed.update(required_items(self.book, self.iso, article, self.declared_on))
            verdicts[context] = judge_set(
                self.book,
                [measurement for measurement, _sample in current.values()],
                iso=self.iso,
                article=article,
                on=self.declared_on,
                contract=self.contract,
                awaited=awaited,
            )
        speaking = self._speaking(current, needed)
        last = values.reported[-1].number if values.reported else values.awaited[0].sample
        return MeasuredEvidence(
            reported_on=min((sample.report_date for sample in speaking), default=None),
            sample_number=last,
            verdicts=verdicts,
            due_on=values.awaited[0].due_on if values.awaited else None,
        )

    def _speaking(
        self,
        current: Mapping[tuple[str, str, str], tuple[object, ReportedSample]],
        needed: set[str],
    ) -> list[ReportedSample]:
        """Name the samples whose values the panel asks for; without such, all of them.

        An old value that no panel asks for does not make the clearance run out.
        """
        groups = needed | ({"AZO"} if needed & set(self.book.amines) else set())
        asked = [sample for key, (_value, sample) in current.items() if key[0] in groups]
        return asked or [sample for _value, sample in current.values()]


def _evidence(
    facts: LotFacts, lot: RawMaterialLot, contexts: tuple[str, ...], bench: _Bench, reserved: int
) -> LotEvidence:
    own_values = facts.values.get(("lot", lot.pk), NOTHING)
    own = bench.measured(own_values, contexts)
    batch, batch_values = None, NOTHING
    is_agreed = lot.delivery is not None and lot.delivery.state in DELIVERY_AGREED
    if lot.dye_batch is not None:
        batch_values = facts.values.get(("dye_batch", lot.dye_batch.pk), NOTHING)
        measured = bench.measured(batch_values, contexts)
        if measured is not None:
            batch = DyeBatchEvidence(
                number=lot.dye_batch.number, confirmed=is_agreed, measured=measured
            )
    return LotEvidence(
        number=lot.number,
        state=LotState(lot.state),
        received_on=lot.received_on,
        remaining=lot.balance.free_skins + reserved,
        species=lot.species,
        process=lot.process,
        colour=lot.colour,
        own=own,
        dye_batch=batch,
        dyehouse=_dyehouse(facts, lot, bench.decided_on),
        failed_elsewhere=_failed_elsewhere(
            (own_values, batch_values), (own, batch.measured if batch else None), bench
        ),
        state_since=lot.state_since if lot.state in _SET_ASIDE else None,
    )


_SET_ASIDE = frozenset({LotState.QUARANTINED, LotState.REJECTED})


def _dyehouse(facts: LotFacts, lot: RawMaterialLot, decided_on: date) -> DyehouseEvidence | None:
    delivery = lot.delivery
    if delivery is None:
        return None
    day = delivery.delivered_on
    filing = next(
        (
            one
            for one in reversed(facts.filings.get(delivery.dyehouse_id, ()))
            if one.valid_from is not None and one.valid_from <= day
        ),
        None,
    )
    record = facts.records[delivery.dyehouse_id].known_on(decided_on)
    history = facts.histories[delivery.dyehouse_id, MonitoringRole.DYEHOUSE]
    return DyehouseEvidence(
        name=f"{delivery.dyehouse.name_en} {delivery.dyehouse.name_zh}",
        delivered_on=day,
        confirmed=delivery.state in DELIVERY_AGREED,
        month=month_on(history, day),
        filed_from=filing.valid_from if filing else None,
        filed_until=filing.valid_until if filing else None,
        suspensions=filing.suspensions if filing else (),
        scope=tuple(sorted("/".join(scope) for scope in filing.scopes)) if filing else (),
        passes=record.passes,
        failures=record.failure_days,
    )


def _failed_elsewhere(
    values: tuple[MeasuredValues, ...],
    judged: tuple[MeasuredEvidence | None, ...],
    bench: _Bench,
) -> FailedElsewhere | None:
    """Find the last failure that the judging for this destination does not tell itself."""
    fails_here = any(
        item.verdict is Verdict.FAIL and not item.contract_only
        for measured in judged
        if measured is not None
        for verdict in measured.verdicts.values()
        for item in verdict.items
    )
    if fails_here:
        return None
    failed = [
        sample
        for one in values
        for sample in one.known_on(bench.decided_on).reported
        if sample.failing_markets
    ]
    if not failed:
        return None
    last = max(failed, key=lambda sample: sample.report_date)
    return FailedElsewhere(market=last.failing_markets[0], failed_on=last.report_date)


def reservations_of(reference: str) -> dict[int, int]:
    """The skins that a declaration has set aside and not yet used, by lot."""
    given_back = LedgerEntry.objects.filter(reverses=OuterRef("pk"))
    reserved: dict[int, int] = {}
    rows = LedgerEntry.objects.filter(
        ~Exists(given_back), reference=reference, kind=LedgerKind.RESERVATION
    )
    for lot_id, skins in rows.values_list("lot", "skins"):
        reserved[lot_id] = reserved.get(lot_id, 0) - skins
    return reserved
