"""The worked cases of judging, each a test of its own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import yaml

from lab.policy.limits import (
    Article,
    ContractLimit,
    LimitBook,
    Measurement,
    judge_for_destination,
    judge_item,
    judge_set,
)
from tests.reference import ROOT, limit_book, limit_facts

GOLDEN = yaml.safe_load((ROOT / "tests/golden/lab_judgement.yaml").read_text(encoding="utf-8"))
DEFAULTS = GOLDEN["defaults"]
BOOK = limit_book()


def _article(case: dict) -> Article:
    said = {**DEFAULTS, **case}
    return Article(
        part=said["part"],
        garment=said.get("garment", ""),
        wearer=said["wearer"],
        age_months=said.get("age_months"),
        contact=said["contact"],
    )


def _day(case: dict) -> date:
    return date.fromisoformat(case.get("date", DEFAULTS["date"]))


def _measurement(analyte: str, value: str, said: dict, part_label: str = "") -> Measurement:
    def figure(name: str) -> Decimal | None:
        return Decimal(said[name]) if name in said else None

    return Measurement(
        analyte=analyte,
        value_text=value,
        unit=said.get("unit", DEFAULTS["unit"]),
        loq=figure("loq"),
        uncertainty=figure("u"),
        coverage_k=Decimal(said.get("k", 2)),
        basis=said.get("basis", DEFAULTS["basis"]),
        moisture=figure("moisture"),
        method=said.get("method", ""),
        part_label=part_label,
    )


def _book_for(case: dict) -> LimitBook:
    rules = {
        field: case[word]
        for word, field in (("comparison", "comparison_rule"), ("decision_rule", "decision_rule"))
        if word in case
    }
    if not rules:
        return BOOK
    rows = limit_facts()["jurisdictions"]
    return limit_book(jurisdictions=[replace(row, **rules) for row in rows])


@pytest.mark.parametrize("case", GOLDEN["results"], ids=lambda case: case["id"])
def test_one_result(case: dict) -> None:
    measurement = _measurement(case["analyte"], case["value"], case)
    book, article, day = _book_for(case), _article(case), _day(case)
    if case.get("ask", DEFAULTS["ask"]) == "market":
        item = judge_item(book, case["market"], measurement, article, day)
    else:
        contract = ()
        if "contract" in case:
            said = case["contract"]
            contract = (
                ContractLimit(case["analyte"], said["operator"], said["limit"], said["unit"]),
            )
        item = judge_for_destination(book, case["destination"], measurement, article, day, contract)

    expected = case["expect"]
    found = {
        "verdict": item.verdict,
        "reason": item.reason,
        "limit": item.limit,
        "operator": item.operator,
        "from": item.jurisdiction,
        "advisory": item.advisory,
    }
    silent = dict.fromkeys(found, "")
    assert found == {**silent, **expected}, case["title"]


@pytest.mark.parametrize("case", GOLDEN["sets"], ids=lambda case: case["id"])
def test_set_of_results(case: dict) -> None:
    parts = case.get("parts") or {"": case["results"]}
    measurements = [
        _measurement(analyte, said["value"], said, label)
        if isinstance(said, dict)
        else _measurement(analyte, said, {}, label)
        for label, results in parts.items()
        for analyte, said in results.items()
    ]

    judged = judge_set(
        BOOK,
        measurements,
        iso=case["destination"],
        article=_article(case),
        on=_day(case),
        panel=case.get("panel"),
    )

    expected = case["expect"]
    assert judged.verdict == expected["verdict"], case["title"]
    assert judged.failing_parts == tuple(
        expected.get("by", judged.failing_parts if judged.verdict == "fail" else ())
    )
    if "missing" in expected or judged.verdict != "fail":
        assert judged.missing == tuple(expected.get("missing", ()))
