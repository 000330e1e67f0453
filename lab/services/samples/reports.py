"""The report: one set of values judged against every market at once, in canonical form."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from enterprises.calendar import day_of
from enterprises.models import User
from enterprises.numbers import next_number
from lab.models import Report, Sample
from lab.policy.limits import (
    Article,
    Kind,
    LimitBook,
    Measurement,
    judge_against_all,
    judge_item,
    judge_monitoring,
)
from lab.policy.verdicts import ItemVerdict, SetVerdict, Verdict
from lab.selectors.limits import limit_book
from lab.selectors.samples import article_of_sample, current_results, draw_behind
from lab.selectors.values import measurement_of

REPORT_LETTER = "R"
SCHEMA = 1


def issue_report(sample: Sample, *, actor: User, at: datetime) -> Report:
    """Judge the values of a sample with the limits of the day, and keep what was found."""
    book, article, on = limit_book(), article_of_sample(sample), day_of(at)
    measured = [measurement_of(row) for row in current_results(sample)]
    judged = judge_against_all(book, measured, article, on)
    fails_base_law = _fails_base_law(book, measured, article, on)
    verdicts: dict[str, Any] = {
        "schema": SCHEMA,
        "article": {"wearer": sample.wearer, "contact": sample.contact, "product": sample.product},
        "markets": {code: plain_set(verdict) for code, verdict in sorted(judged.items())},
    }
    if draw_behind(sample) is not None:
        verdicts["monitoring"] = judge_monitoring(book, measured, article, on).verdict.value
    failing = sorted(
        code
        for code, verdict in judged.items()
        if verdict.verdict is Verdict.FAIL and book.jurisdictions[code].kind != Kind.VOLUNTARY
    )
    if fails_base_law:
        failing = [book.base.code, *(code for code in failing if code != book.base.code)]
    (number,) = next_number(letter=REPORT_LETTER, on=on)
    return Report.objects.create(
        number=number,
        sample=sample,
        report_date=on,
        issued_at=at,
        issued_by=actor,
        verdicts=verdicts,
        fails_base_law=fails_base_law,
        failing_markets=failing,
        digest=digest_of(number, sample.number, on, verdicts),
    )


def is_failure(report: Report) -> bool:
    """Tell whether a report sets material aside: it fails the base law, or the month.

    What fails for another market only is kept in mind by the lot's eligibility.
    """
    return report.fails_base_law or report.verdicts.get("monitoring") == Verdict.FAIL


def digest_of(number: str, sample: str, on: date, verdicts: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a report in canonical form."""
    content = {
        "number": number,
        "sample": sample,
        "report_date": on.isoformat(),
        "verdicts": verdicts,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plain_set(judged: SetVerdict) -> dict[str, Any]:
    """Write a set's verdict as plain data; what is empty is left out of its items."""
    return {
        "verdict": judged.verdict.value,
        "items": [_plain_item(item) for item in judged.items],
        "missing": list(judged.missing),
        "unjudged": list(judged.unjudged),
        "failing_parts": list(judged.failing_parts),
    }


def _plain_item(item: ItemVerdict) -> dict[str, Any]:
    return {
        name: value.value if isinstance(value, StrEnum) else value
        for name, value in vars(item).items()
        if value not in ("", None, False)
    }


def _fails_base_law(
    book: LimitBook, measured: list[Measurement], article: Article, on: date
) -> bool:
    return any(
        judge_item(
            book, book.base.code, one, replace(article, part=one.part or article.part), on
        ).verdict
        is Verdict.FAIL
        for one in measured
    )
