"""The condition of each block and hold: what it compares, and where that is broken."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from enterprises.policy import overdue_conditions
from enterprises.states import RegistrationStanding, RegistrationState
from inspections.policy.case import Case
from inspections.policy.yields import plausible
from inspections.states import CheckKind, CheckOutcome
from lab.policy.verdicts import ItemVerdict
from lab.states import LotState

# the Eurasian marking of fur, by its market and its first day.
MARKED_MARKET = "EAEU"
MARKED_SINCE = date(2016, 8, 12)

Params = Mapping[str, str | int]


@dataclass(frozen=True)
class Compared:
    """One comparison a rule made, with its values; `broken` if the claim does not hold."""

    broken: bool
    params: Params = field(default_factory=dict)
    lot: str = ""
    line: int = 0


Condition = Callable[[Case], Iterator[Compared]]

# A condition yields every comparison it makes; one that makes none does not apply.
CONDITIONS: dict[str, Condition] = {}


def condition(code: str) -> Callable[[Condition], Condition]:
    """Register the condition of the rule with this code."""

    def register(function: Condition) -> Condition:
        CONDITIONS[code] = function
        return function

    return register


@condition("R-01")
def not_registered(case: Case) -> Iterator[Compared]:
    state = case.evidence.registration.facts.state or RegistrationStanding.NONE
    yield Compared(case.standing == RegistrationStanding.NONE, {"state": state.value})


@condition("R-02")
def registration_suspended(case: Case) -> Iterator[Compared]:
    registration = case.evidence.registration
    yield Compared(
        registration.facts.state == RegistrationState.SUSPENDED,
        {"number": registration.number, "date": _day(registration.suspended_on)},
    )


@condition("R-03")
def registration_ended(case: Case) -> Iterator[Compared]:
    registration = case.evidence.registration
    ended_on = registration.ended_on or registration.facts.last_day
    yield Compared(
        case.standing == RegistrationStanding.ENDED,
        {"number": registration.number, "date": _day(ended_on)},
    )


@condition("R-04")
def provisional_ended(case: Case) -> Iterator[Compared]:
    registration = case.evidence.registration
    if registration.facts.state == RegistrationState.PROVISIONAL:
        yield Compared(
            case.standing == RegistrationStanding.PROVISIONAL_ENDED,
            {"number": registration.number, "date": _day(registration.facts.last_day)},
        )


@condition("R-05")
def destination_not_allowed(case: Case) -> Iterator[Compared]:
    destination, allowed = case.evidence.destination.iso, case.evidence.registration.destinations
    yield Compared(
        destination not in allowed, {"destination": destination, "allowed": ";".join(allowed)}
    )


@condition("R-06")
def cap_exceeded(case: Case) -> Iterator[Compared]:
    registration, pieces = case.evidence.registration, case.evidence.pieces
    if registration.pieces_max is not None:
        left = max(registration.pieces_max - registration.pieces_used, 0)
        yield Compared(
            pieces > left, {"pieces": pieces, "left": left, "cap": registration.pieces_max}
        )


@condition("R-07")
def narrowed(case: Case) -> Iterator[Compared]:
    overdue = overdue_conditions(case.evidence.registration.facts.conditions, case.decided_on)
    for one in overdue[:1]:
        yield Compared(True, {"condition": one.reference, "date": _day(one.due)})


@condition("R-08")
def lot_rejected(case: Case) -> Iterator[Compared]:
    yield from _lots_in(case, LotState.REJECTED)


@condition("R-09")
def lot_failed(case: Case) -> Iterator[Compared]:
    for judged in case.judgements:
        failed = judged.failed
        params = _figures(judged.lot.number, failed) if failed else {}
        yield Compared(failed is not None, params, lot=judged.lot.number)


@condition("R-10")
def lot_failed_contract(case: Case) -> Iterator[Compared]:
    for judged in case.judgements:
        failed = judged.failed_contract
        params = _figures(judged.lot.number, failed) if failed else {}
        yield Compared(failed is not None, params, lot=judged.lot.number)


@condition("R-11")
def skins_short(case: Case) -> Iterator[Compared]:
    for lot in case.lots:
        needed = case.needed[lot.number]
        yield Compared(
            needed > lot.remaining,
            {"lot": lot.number, "remaining": lot.remaining, "needed": needed},
            lot=lot.number,
        )


@condition("R-12")
def check_failed(case: Case) -> Iterator[Compared]:
    for kind in CheckKind:
        result = case.result_of(kind)
        if result.outcome != CheckOutcome.NONE:
            yield Compared(
                result.outcome == CheckOutcome.FAILED,
                {"kind": kind.value, "date": _day(result.found_on), "finding": result.finding},
            )


@condition("R-13")
def permit_missing(case: Case) -> Iterator[Compared]:
    for line in case.evidence.lines:
        if line.needs_permit:
            yield Compared(not line.permit_number, {"hs": line.hs_code}, line=line.line)


@condition("R-14")
def marks_incomplete(case: Case) -> Iterator[Compared]:
    evidence = case.evidence
    if evidence.destination.market == MARKED_MARKET and evidence.declared_on >= MARKED_SINCE:
        for line in evidence.lines:
            if line.is_apparel:
                yield Compared(
                    line.marks != line.pieces,
                    {"marks": line.marks, "pieces": line.pieces},
                    line=line.line,
                )


@condition("R-60")
def result_awaited(case: Case) -> Iterator[Compared]:
    for judged in case.judgements:
        if judged.is_set_aside:
            continue
        awaited = None if judged.inconclusive else judged.awaited
        params: Params = {}
        if awaited is not None:
            params = {
                "lot": judged.lot.number,
                "analyte": ";".join(awaited.awaited),
                "date": _day(awaited.due_on),
            }
        yield Compared(awaited is not None, params, lot=judged.lot.number)


@condition("R-61")
def result_inconclusive(case: Case) -> Iterator[Compared]:
    for judged in case.judgements:
        if not judged.is_set_aside:
            unsure = judged.inconclusive
            params = _figures(judged.lot.number, unsure) if unsure else {}
            yield Compared(unsure is not None, params, lot=judged.lot.number)


@condition("R-62")
def evidence_missing(case: Case) -> Iterator[Compared]:
    for judged in case.judgements:
        if judged.is_set_aside:
            continue
        is_told = judged.failed or judged.failed_contract or judged.inconclusive or judged.awaited
        lacking = None if is_told else judged.lacking
        params: Params = {}
        if lacking is not None and case.lane is not None:
            params = {
                "lot": judged.lot.number,
                "grounds": ";".join(case.lane.grounds),
                "items": ";".join(lacking.missing),
            }
        yield Compared(lacking is not None, params, lot=judged.lot.number)


@condition("R-63")
def product_test_required(case: Case) -> Iterator[Compared]:
    yield from _standing_step(case, CheckKind.PRODUCT_TEST)


@condition("R-64")
def drawn_product_test(case: Case) -> Iterator[Compared]:
    yield from _drawn_check(case, CheckKind.PRODUCT_TEST)


@condition("R-65")
def drawn_inspection(case: Case) -> Iterator[Compared]:
    yield from _drawn_check(case, CheckKind.INSPECTION)


@condition("R-66")
def inspection_required(case: Case) -> Iterator[Compared]:
    yield from _standing_step(case, CheckKind.INSPECTION)


@condition("R-67")
def check_added(case: Case) -> Iterator[Compared]:
    added = case.evidence.checks.added
    if case.lane is not None and added is not None:
        yield Compared(
            case.evidence.checks.inspection.outcome == CheckOutcome.NONE,
            {"officer": added.officer, "reason": added.reason},
        )


@condition("R-68")
def lot_quarantined(case: Case) -> Iterator[Compared]:
    yield from _lots_in(case, LotState.QUARANTINED)


@condition("R-69")
def item_without_limit(case: Case) -> Iterator[Compared]:
    evidence = case.evidence
    for judged in case.judgements:
        if not judged.is_set_aside:
            item = judged.without_limit
            params: Params = {}
            if item is not None:
                params = {
                    "lot": judged.lot.number,
                    "analyte": item,
                    "panel": evidence.destination.panel,
                    "date": evidence.declared_on.isoformat(),
                }
            yield Compared(item is not None, params, lot=judged.lot.number)


@condition("R-70")
def destination_unknown(case: Case) -> Iterator[Compared]:
    evidence = case.evidence
    yield Compared(
        case.lane is None,
        {"destination": evidence.destination.iso, "date": evidence.declared_on.isoformat()},
    )


@condition("R-71")
def lot_failed_elsewhere(case: Case) -> Iterator[Compared]:
    for lot in case.lots:
        failed = lot.failed_elsewhere
        # What quarantine or rejection says already is not said again here.
        if failed is not None and lot.state in (LotState.IN_STOCK, LotState.EXHAUSTED):
            params: Params = {
                "lot": lot.number,
                "market": failed.market,
                "date": failed.failed_on.isoformat(),
            }
            yield Compared(True, params, lot=lot.number)
        else:
            yield Compared(False, lot=lot.number)


@condition("R-72")
def diversion(case: Case) -> Iterator[Compared]:
    evidence = case.evidence
    yield Compared(
        bool(evidence.diverted_from),
        {"old": evidence.diverted_from, "new": evidence.destination.iso},
    )


@condition("R-73")
def yield_implausible(case: Case) -> Iterator[Compared]:
    for line in case.evidence.lines:
        if line.norm is not None:
            params: Params = {
                "skins": line.skins,
                "pieces": line.pieces,
                "min": line.norm.fewest(line.pieces),
                "max": line.norm.most(line.pieces),
            }
            is_implausible = not plausible(line.skins, line.pieces, line.norm)
            yield Compared(is_implausible, params, line=line.line)


@condition("R-76")
def chief_release_required(case: Case) -> Iterator[Compared]:
    if case.lane is not None and "chief_release" in case.lane.extra_steps:
        yield Compared(not case.evidence.checks.chief_released)


def _lots_in(case: Case, state: LotState) -> Iterator[Compared]:
    for lot in case.lots:
        if lot.state == state:
            params: Params = {"lot": lot.number, "date": _day(lot.state_since)}
            yield Compared(True, params, lot=lot.number)
        else:
            yield Compared(False, lot=lot.number)


def _standing_step(case: Case, kind: CheckKind) -> Iterator[Compared]:
    if case.lane is not None and kind in case.lane.extra_steps:
        yield Compared(case.result_of(kind).outcome == CheckOutcome.NONE)


def _drawn_check(case: Case, kind: CheckKind) -> Iterator[Compared]:
    if case.lane is not None and case.lane.check_kind == kind:
        is_owed = case.asks_for_check(kind) and case.result_of(kind).outcome == CheckOutcome.NONE
        yield Compared(is_owed, {"rate": f"{case.check_rate:f}"})


def _figures(lot: str, item: ItemVerdict) -> Params:
    return {
        "lot": lot,
        "analyte": item.analyte,
        "value": item.value,
        "unit": item.unit,
        "operator": item.operator,
        "limit": item.limit,
        "market": item.jurisdiction,
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
