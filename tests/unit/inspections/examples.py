"""Evidence for the tests: one spotless declaration, and the worked cases read into evidence."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from enterprises.calendar import monitoring_days
from enterprises.policy import Condition, RegistrationFacts
from enterprises.states import Regime, RegistrationState
from inspections.policy.evidence import (
    AddedCheck,
    CheckResult,
    ChecksEvidence,
    DestinationEvidence,
    LineEvidence,
    MaterialUse,
    RegistrationEvidence,
    ReleaseEvidence,
    TrustEvidence,
)
from inspections.policy.rules import RuleSet
from inspections.policy.yields import YieldNorm
from inspections.states import CheckOutcome
from lab.policy.eligibility import (
    DyeBatchEvidence,
    DyehouseEvidence,
    FailedElsewhere,
    LotEvidence,
    MeasuredEvidence,
)
from lab.policy.limits import (
    Article,
    Basis,
    ContractLimit,
    LimitBook,
    Measurement,
    UnknownDestination,
    items_to_order,
    judge_set,
)
from lab.policy.monitoring import MonthEvidence
from lab.policy.verdicts import ItemVerdict, SetVerdict, Verdict
from lab.states import LotState, ObligationState
from tests.reference import limit_book, rows_of
from tests.unit.tables import default_calendar, read_golden

GOLDEN = read_golden("release")
RULE_SET = RuleSet.from_rows("default", 1, rows_of("inspections/data/release_rules.csv"))
CALENDAR = default_calendar()
CLEARANCE_MONTHS = 6
DUE_DAY, SAMPLE_DAY = 20, 10
ONE_DAY = timedelta(days=1)
NEVER_DRAWN = Decimal("0.999999999999999999")

# A word in place of a figure is the verdict itself.
WORDS = {
    "pass": Verdict.PASS,
    "fail": Verdict.FAIL,
    "inconclusive": Verdict.INCONCLUSIVE,
}


def golden_evidence(case: dict[str, Any]) -> ReleaseEvidence:
    """Build the evidence of one worked case."""
    given = {**GOLDEN["defaults"], **case["given"]}
    declared_on = _day(given["declared_on"])
    decided_on = _day(given.get("decided_on", given["declared_on"]))
    destination = _destination(given["destination"], declared_on)
    articles = [{**GOLDEN["line_defaults"], **line} for line in given["lines"]]
    lines = tuple(
        _line(number, article, destination, declared_on)
        for number, article in enumerate(articles, start=1)
    )
    contract = tuple(
        ContractLimit(analyte, limit["operator"], limit["limit"], limit["unit"])
        for analyte, limit in given["contract"].items()
    )
    lots = tuple(
        _lot(name, {**GOLDEN["lot_defaults"], **said}, lines, destination, declared_on, contract)
        for name, said in given["lots"].items()
    )
    return ReleaseEvidence(
        declaration="D26-0042-0001",
        version=1,
        declared_on=declared_on,
        decided_on=decided_on,
        destination=destination,
        registration=_registration(given["registration"], decided_on),
        trust=TrustEvidence(
            credit_class=given["class"],
            listed="" if given["list"] == "none" else given["list"],
            steady=given["steady"],
            adverse_on=None if given["steady"] else date(2025, 6, 1),
        ),
        month=_month(given["month"], decided_on),
        lines=lines,
        lots=lots,
        clearance_months=CLEARANCE_MONTHS,
        checks=ChecksEvidence(
            switching_rate=Decimal(given["switching"]),
            floor_rate=Decimal(given["floor"]),
            draw_value=Decimal(0) if given["draw"] else NEVER_DRAWN,
            stuck=given["stuck"],
            product_test=_check(given["product_test"], decided_on),
            inspection=_check(given["inspection"], decided_on),
            added=AddedCheck("Officer", "Doubtful seams") if given["officer_check"] else None,
            chief_released=given["chief_release"],
        ),
        reviewed=tuple(given["reviewed"]),
        diverted_from="JP" if given["diverted"] else "",
        versions={"rule_set": 1, "scheme": 1},
    )


@cache
def book() -> LimitBook:
    return limit_book()


@cache
def norms() -> dict[tuple[str, str], YieldNorm]:
    return {
        (row["product"], row["species"]): YieldNorm(
            product=row["product"],
            species=row["species"],
            skins_min=Decimal(row["skins_min"]),
            skins_typical=Decimal(row["skins_typical"]),
            skins_max=Decimal(row["skins_max"]),
            loss_rate=Decimal(row["loss_rate"]),
            id=number,
        )
        for number, row in enumerate(rows_of("inspections/data/yield_norms.csv"), start=1)
    }


@cache
def protected_hs_codes() -> frozenset[str]:
    rows = rows_of("inspections/data/hs_codes.csv")
    return frozenset(row["code"] for row in rows if "CITES" in row["quarantine_category"])


def month(this: str, before: str, on: date, nothing_on: str | None = None) -> MonthEvidence:
    """The month on a day, with the due day the working calendar gives it."""
    return MonthEvidence(
        this=None if this == "none" else ObligationState(this),
        before=None if before == "none" else ObligationState(before),
        nothing_on=_day(nothing_on) if nothing_on else None,
        due_day=monitoring_days(CALENDAR, on.replace(day=1), SAMPLE_DAY, DUE_DAY).due,
    )


def golden_case(case_id: str) -> dict[str, Any]:
    return next(case for case in GOLDEN["cases"] if case["id"] == case_id)


def _month(said: dict[str, Any], on: date) -> MonthEvidence:
    return month(said["this"], said["before"], on, said.get("nothing_on"))


def _destination(iso: str, on: date) -> DestinationEvidence:
    try:
        row = book().destination(iso, on)
    except UnknownDestination:
        return DestinationEvidence(iso=iso)
    return DestinationEvidence(
        iso=iso,
        regime=Regime(row.regime),
        market=row.market,
        overlay=row.overlay,
        panel=book().jurisdictions[row.market].panel,
    )


def _registration(said: dict[str, Any], decided_on: date) -> RegistrationEvidence:
    overdue = Condition(reference="1", due=decided_on - ONE_DAY)
    return RegistrationEvidence(
        facts=RegistrationFacts(
            state=RegistrationState(said["state"]),
            last_day=_day(said["last_day"]) if "last_day" in said else None,
            conditions=(overdue,) if said.get("overdue") else (),
        ),
        number="R26-0042",
        destinations=tuple(said.get("destinations", ())),
        pieces_max=said.get("cap"),
        pieces_used=said.get("used", 0),
    )


def _line(
    number: int, said: dict[str, Any], destination: DestinationEvidence, on: date
) -> LineEvidence:
    hs_code = said["hs"]
    article = Article(part="fur", garment="", wearer=said["wearer"], contact=said["contact"])
    is_known = destination.regime is not None
    return LineEvidence(
        line=number,
        product=said["product"],
        species=said["species"],
        wearer=said["wearer"],
        contact=said["contact"],
        hs_code=hs_code,
        pieces=said["pieces"],
        marks=said["marks"],
        uses=tuple(MaterialUse(lot, skins) for lot, skins in said["uses"].items()),
        needs_permit=hs_code in protected_hs_codes(),
        permit_number="CITES-1" if said["permit"] else "",
        is_apparel=hs_code.startswith("430310"),
        required=items_to_order(book(), destination.iso, article, on) if is_known else (),
        norm=norms().get((said["product"], said["species"])),
    )


def _lot(
    number: str,
    said: dict[str, Any],
    lines: tuple[LineEvidence, ...],
    destination: DestinationEvidence,
    on: date,
    contract: tuple[ContractLimit, ...],
) -> LotEvidence:
    species, process, colour = said["article"].split("/")

    def measured(test: dict[str, Any] | None) -> MeasuredEvidence | None:
        if test is None:
            return None
        verdicts = {
            line.context: _judged(test["items"], line, destination.iso, on, contract)
            for line in lines
        }
        return MeasuredEvidence(_day(test["reported"]), f"S-{number}", verdicts)

    batch = measured(said["dye_batch"])
    return LotEvidence(
        number=number,
        state=LotState(said["state"]),
        received_on=_day(said["received"]),
        remaining=said["remaining"],
        species=species,
        process=process,
        colour=colour,
        own=measured(said["tested"]),
        dye_batch=batch
        and DyeBatchEvidence("DB-1", said["dye_batch"].get("confirmed", True), batch),
        dyehouse=None if said["dyehouse"] is None else _dyehouse(said["dyehouse"]),
        failed_elsewhere=FailedElsewhere("KR", date(2026, 1, 5))
        if said["failed_elsewhere"]
        else None,
        state_since=None if said["state"] == "in_stock" else date(2026, 3, 2),
    )


def _judged(
    items: dict[str, str],
    line: LineEvidence,
    iso: str,
    on: date,
    contract: tuple[ContractLimit, ...],
) -> SetVerdict:
    """Judge figures by the shipped limits; a word stands for the verdict on its item."""
    awaited = frozenset(analyte for analyte, said in items.items() if said == "awaited")
    worded = {analyte: WORDS[said] for analyte, said in items.items() if said in WORDS}
    figures = {a: said for a, said in items.items() if a not in awaited and a not in worded}
    article = Article(part="fur", garment="", wearer=line.wearer, contact=line.contact)
    judged = judge_set(
        book(),
        [Measurement(analyte, said, "mg/kg", basis=Basis.DRY) for analyte, said in _each(figures)],
        iso=iso,
        article=article,
        on=on,
        contract=contract,
        awaited=awaited,
    )
    missing = tuple(item for item in judged.missing if item not in worded)
    found = tuple(ItemVerdict(a, verdict, verdict.value.upper()) for a, verdict in worded.items())
    verdicts = {item.verdict for item in (*judged.items, *found)}
    if Verdict.FAIL in verdicts:
        worst = Verdict.FAIL
    elif missing:
        worst = Verdict.INCOMPLETE
    elif Verdict.INCONCLUSIVE in verdicts:
        worst = Verdict.INCONCLUSIVE
    else:
        worst = Verdict.NO_LIMIT if judged.unjudged else Verdict.PASS
    return SetVerdict(
        verdict=worst,
        items=(*judged.items, *found),
        missing=missing,
        awaited=tuple(item for item in judged.awaited if item in missing),
        unjudged=judged.unjudged,
    )


def _each(figures: dict[str, str]) -> list[tuple[str, str]]:
    """A detected figure of AZO stands for every amine but 4-AAB."""
    spread: list[tuple[str, str]] = []
    for analyte, said in figures.items():
        if analyte == "AZO" and not said.startswith("<"):
            spread += [(amine, said) for amine in book().amines if amine != "4-AAB"]
        else:
            spread.append((analyte, said))
    return spread


def _dyehouse(given: dict[str, Any]) -> DyehouseEvidence:
    said = {**GOLDEN["dyehouse_defaults"], **given}
    delivered_on = _day(said["delivered"])
    return DyehouseEvidence(
        name="Zaoqiang Dyehouse",
        delivered_on=delivered_on,
        confirmed=said["confirmed"],
        month=month(said["month"], said["month_before"], delivered_on, said["nothing_on"]),
        filed_from=_day(said["filed_from"]),
        filed_until=_day(said["filed_to"]) + ONE_DAY,
        suspensions=tuple(
            (_day(start), _day(end) + ONE_DAY if end else None) for start, end in said["suspended"]
        ),
        scope=tuple(said["scope"]),
        passes=tuple(map(_day, said["passes"])),
        failures=tuple(map(_day, said["failures"])),
    )


def _check(said: str, on: date) -> CheckResult:
    if said == "none":
        return CheckResult()
    return CheckResult(CheckOutcome(said), on, "Seams" if said == "failed" else "")


def _day(text: str) -> date:
    return date.fromisoformat(text)


SPOTLESS = golden_evidence(golden_case("RL-01"))
