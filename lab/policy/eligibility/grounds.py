"""Which of the four grounds a lot may rest on, with the reason for each yes and no."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from enterprises.calendar import months_on
from enterprises.reasons import Reason
from lab.policy.eligibility.facts import (
    DyehouseEvidence,
    LotEvidence,
    MeasuredEvidence,
    PeriodicCover,
)
from lab.policy.monitoring import covers_lot, is_received_too_late, month_is_open
from lab.policy.verdicts import ItemVerdict, SetVerdict, Verdict
from lab.states import Ground

# A set in one of these is complete and fails nothing; an item without a figure leaves the ground
# and is told by R-69.
_HOLDS = frozenset({Verdict.PASS, Verdict.NO_LIMIT})


@dataclass(frozen=True)
class GroundAnswer:
    """One ground's yes or no for one lot, and why; `allowed` is whether the lane accepts it.

    A dye batch that is not on record gives no reason.
    """

    ground: Ground
    holds: bool
    allowed: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class GroundFinding:
    """What a lot rests on in one context, and what is wrong with its values.

    `failed` are the failing items of the lot and its dye batch, `contract_only` tells that all
    of them fail under the contract alone. `inconclusive` are those that speak (of the batch
    only where it is looked at and nothing else covers the lot), `awaited` and `missing` the
    items to wait for and to test. `no_limit` are the items without a figure in the values it
    rests on.
    """

    ground: Ground | None
    answers: tuple[GroundAnswer, ...]
    failed: tuple[ItemVerdict, ...] = ()
    contract_only: bool = False
    inconclusive: tuple[ItemVerdict, ...] = ()
    no_limit: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    due_on: date | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reason for the yes, or else every no of a ground that the lane would accept."""
        if self.ground is not None:
            return next(a.reasons for a in self.answers if a.ground == self.ground)
        return tuple(reason for a in self.answers if a.allowed for reason in a.reasons)


def ground_of(
    lot: LotEvidence,
    *,
    context: str,
    market: str,
    allowed: Iterable[Ground],
    cover: PeriodicCover,
    on: date,
    clearance_months: int,
    required: tuple[str, ...] = (),
) -> GroundFinding:
    """Find the first ground that holds and is allowed, and explain all four.

    A failing value counts whatever is allowed, confirmed or run out; the rest of the dye
    batch's values only where the lane looks at them and both sides confirmed the delivery.
    `required` is what a laboratory is asked to test for this use.

    Source: README, ground of a lot; rules R-09, R-10, R-60 to R-62, R-69.
    """
    accepted = frozenset(allowed)
    asked = _Asked(market, on, clearance_months, required)
    own = _set_of(lot.own, context)
    batch = _set_of(lot.dye_batch.measured if lot.dye_batch else None, context)

    answers = tuple(
        _answer(tried, accepted)
        for tried in (
            _tested(lot, own, batch, asked),
            _dye_batch(lot, own, batch, asked),
            _dyehouse(lot, asked),
            _monitoring(lot, cover, on),
        )
    )
    ground = next((a.ground for a in answers if a.holds and a.allowed), None)

    batch_speaks = (
        ground is None
        and lot.dye_batch is not None
        and lot.dye_batch.confirmed
        and Ground.DYE_BATCH in accepted
    )
    heard = [s for s in (own, batch if batch_speaks else None) if s is not None]
    failed = tuple(i for s in (own, batch) if s is not None for i in _items(s, Verdict.FAIL))
    rests_on = {Ground.TESTED: own, Ground.DYE_BATCH: batch}.get(ground) if ground else None
    return GroundFinding(
        ground=ground,
        answers=answers,
        failed=failed,
        contract_only=bool(failed) and all(item.contract_only for item in failed),
        inconclusive=tuple(i for s in heard for i in _items(s, Verdict.INCONCLUSIVE)),
        no_limit=rests_on.unjudged if rests_on is not None else (),
        awaited=_named(s.awaited for s in heard) if ground is None else (),
        missing=_to_test(own, batch if batch_speaks else None, required) if ground is None else (),
        due_on=_due_on(lot, batch_speaks),
    )


def failure_reaching(dyehouse: DyehouseEvidence) -> date | None:
    """Find a failed sample of the dyehouse that throws doubt on its delivery.

    A failure of day F reaches every delivery after the last pass before F and before the first
    pass after it.
    """
    for failed_on in sorted(dyehouse.failures):
        last_pass = max((day for day in dyehouse.passes if day < failed_on), default=date.min)
        next_pass = min((day for day in dyehouse.passes if day > failed_on), default=date.max)
        if last_pass < dyehouse.delivered_on < next_pass:
            return failed_on
    return None


# A ground that was tried: what speaks against it, or else the reason of its yes.
_Tried = tuple[Ground, tuple[Reason, ...], Reason | None]

_NO_DYEHOUSE = Reason("NO_DYEHOUSE")
_NOT_IN_LANE = {ground: Reason.of("GROUND_NOT_IN_LANE", ground=ground.value) for ground in Ground}


@dataclass(frozen=True)
class _Asked:
    """The question itself: for which market, on which day, with what term of clearance."""

    market: str
    on: date
    clearance_months: int
    required: tuple[str, ...]


def _answer(tried: _Tried, accepted: frozenset[Ground]) -> GroundAnswer:
    ground, refusals, grant = tried
    is_allowed = ground in accepted
    reasons = refusals if grant is None else (grant,)
    if not is_allowed:
        reasons += (_NOT_IN_LANE[ground],)
    return GroundAnswer(ground, holds=grant is not None, allowed=is_allowed, reasons=reasons)


def _tested(
    lot: LotEvidence, own: SetVerdict | None, batch: SetVerdict | None, asked: _Asked
) -> _Tried:
    refusals = tuple(_value_refusals(lot.own, own, batch, asked))
    if refusals or lot.own is None:
        return Ground.TESTED, refusals, None
    tested_on = _day(lot.own.reported_on)
    grant = Reason.of("GROUND_TESTED", date=tested_on, market=asked.market)
    return Ground.TESTED, (), grant


def _dye_batch(
    lot: LotEvidence, own: SetVerdict | None, batch: SetVerdict | None, asked: _Asked
) -> _Tried:
    source = lot.dye_batch
    if source is None:
        # Without a dye batch on record this ground has nothing to say.
        return Ground.DYE_BATCH, (), None
    refusals = tuple(_value_refusals(source.measured, batch, own, asked))
    if not source.confirmed:
        refusals = (Reason("DELIVERY_UNCONFIRMED"), *refusals)
    if refusals:
        return Ground.DYE_BATCH, refusals, None
    tested_on = _day(source.measured.reported_on)
    grant = Reason.of("GROUND_DYE_BATCH", batch=source.number, date=tested_on, market=asked.market)
    return Ground.DYE_BATCH, (), grant


def _value_refusals(
    measured: MeasuredEvidence | None,
    verdict: SetVerdict | None,
    other: SetVerdict | None,
    asked: _Asked,
) -> Iterator[Reason]:
    if measured is None or verdict is None:
        # With neither measured one sentence says it all; else what is lacking here is named.
        if other is None or not asked.required:
            yield Reason("NOT_TESTED")
        else:
            yield from (Reason.of("ITEM_MISSING", analyte=item) for item in asked.required)
        return
    if verdict.verdict not in _HOLDS:
        yield from _set_refusals(verdict)
    if measured.reported_on is not None:
        cleared_until = months_on(measured.reported_on, asked.clearance_months)
        if asked.on >= cleared_until:
            yield Reason.of("CLEARANCE_EXPIRED", date=cleared_until)
    elif verdict.verdict in _HOLDS:
        yield Reason("NOT_TESTED")


def _set_refusals(verdict: SetVerdict) -> Iterator[Reason]:
    failing = _named([i.analyte] for i in verdict.items if i.verdict is Verdict.FAIL)
    unsure = _named([i.analyte] for i in verdict.items if i.verdict is Verdict.INCONCLUSIVE)
    absent = tuple(name for name in verdict.missing if name not in verdict.awaited)
    found = (
        ("ITEM_FAILED", failing),
        ("ITEM_INCONCLUSIVE", unsure),
        ("ITEM_AWAITED", verdict.awaited),
        ("ITEM_MISSING", absent),
    )
    if not any(analytes for _code, analytes in found):
        yield Reason("NOT_TESTED")
    for code, analytes in found:
        yield from (Reason.of(code, analyte=analyte) for analyte in analytes)


def _dyehouse(lot: LotEvidence, asked: _Asked) -> _Tried:
    source = lot.dyehouse
    if source is None:
        return Ground.DYEHOUSE, (_NO_DYEHOUSE,), None
    refusals = tuple(_dyehouse_refusals(lot, source, asked))
    if refusals:
        return Ground.DYEHOUSE, refusals, None
    grant = Reason.of("GROUND_DYEHOUSE", date=source.delivered_on, dyehouse=source.name)
    return Ground.DYEHOUSE, (), grant


def _dyehouse_refusals(
    lot: LotEvidence, source: DyehouseEvidence, asked: _Asked
) -> Iterator[Reason]:
    if not source.confirmed:
        yield Reason("DELIVERY_UNCONFIRMED")
    if not _is_filed(source):
        yield Reason.of("DYEHOUSE_NOT_FILED", date=source.delivered_on)
    if not _is_in_scope(lot, source.scope):
        yield Reason.of(
            "DYEHOUSE_OUT_OF_SCOPE", species=lot.species, process=lot.process, colour=lot.colour
        )
    if not covers_lot(source.month, source.delivered_on, source.delivered_on):
        yield Reason.of("DYEHOUSE_NOT_CURRENT", date=source.delivered_on)
    failed_on = failure_reaching(source)
    if failed_on is not None:
        yield Reason.of("DYEHOUSE_FAILED_SINCE", date=failed_on)
    cleared_until = months_on(source.delivered_on, asked.clearance_months)
    if asked.on >= cleared_until:
        yield Reason.of("CLEARANCE_EXPIRED", date=cleared_until)


def _monitoring(lot: LotEvidence, cover: PeriodicCover, on: date) -> _Tried:
    refusals = tuple(_monitoring_refusals(lot, cover, on))
    if refusals:
        return Ground.MONITORING, refusals, None
    grant = Reason.of("GROUND_MONITORING", month=cover.month.covering or f"{on:%Y-%m}")
    return Ground.MONITORING, (), grant


def _monitoring_refusals(lot: LotEvidence, cover: PeriodicCover, on: date) -> Iterator[Reason]:
    if cover.level not in ("RED", "A"):
        yield Reason("MONITORING_CLASS")
    elif cover.level == "A" and not cover.steady:
        yield Reason.of(
            "MONITORING_NOT_STEADY", date=_day(cover.adverse_on), months=cover.steady_months
        )
    if not month_is_open(cover.month, on):
        yield Reason("MONITORING_NOT_OPEN")
    elif is_received_too_late(cover.month, lot.received_on):
        yield Reason.of("MONITORING_LOT_LATER", date=lot.received_on)


def _is_filed(source: DyehouseEvidence) -> bool:
    day = source.delivered_on
    if source.filed_from is None or day < source.filed_from:
        return False
    if source.filed_until is not None and day >= source.filed_until:
        return False
    return not any(start <= day and (end is None or day < end) for start, end in source.suspensions)


def _is_in_scope(lot: LotEvidence, scope: tuple[str, ...]) -> bool:
    article = (lot.species, lot.process, lot.colour)
    return any(
        all(filed in ("*", asked) for filed, asked in zip(entry.split("/"), article, strict=True))
        for entry in scope
    )


def _set_of(measured: MeasuredEvidence | None, context: str) -> SetVerdict | None:
    return None if measured is None else measured.verdicts.get(context)


def _items(verdict: SetVerdict, kind: Verdict) -> tuple[ItemVerdict, ...]:
    # The set's own verdict tells whether an item without a figure matters: a set that passes
    # holds only such as the panel asks to record.
    if verdict.verdict is Verdict.PASS:
        return ()
    return tuple(item for item in verdict.items if item.verdict is kind)


def _to_test(
    own: SetVerdict | None, batch: SetVerdict | None, required: tuple[str, ...]
) -> tuple[str, ...]:
    """Name what the lot lacks; where nothing of it was measured or it has run out, all of it."""
    nearest = own or batch
    return (nearest.missing if nearest else ()) or required


def _named(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def _due_on(lot: LotEvidence, batch_speaks: bool) -> date | None:
    for measured in (lot.own, lot.dye_batch.measured if lot.dye_batch and batch_speaks else None):
        if measured is not None and measured.due_on is not None:
            return measured.due_on
    return None


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
