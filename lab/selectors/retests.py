"""What may be asked to be tested again, and until when."""

from collections.abc import Collection
from datetime import date

from blacklist.selectors import scheme_on
from enterprises.calendar import days_on
from lab.models import Report, Retest, Sample
from lab.policy.verdicts import Verdict
from lab.states import RetestState, SampleState

ASKED_BY = "retest_request"
_SPEAKS = (Verdict.FAIL, Verdict.INCONCLUSIVE)


def last_day_to_ask(report: Report) -> date:
    """Give the last day on which a retest of what a report says may be asked for, inclusive."""
    clock = scheme_on(report.report_date).clocks[ASKED_BY]
    return days_on(report.report_date, clock.amount)


def what_speaks_against(report: Report) -> Collection[str]:
    """Name the markets that a report fails for, or of which it leaves a value undecided."""
    return {
        code
        for code, market in report.verdicts.get("markets", {}).items()
        if any(item["verdict"] in _SPEAKS for item in market["items"])
    } | set(report.failing_markets)


def report_to_retest(sample: Sample) -> Report | None:
    """Find the report that the firm may ask to have tested again; none where nothing is to ask."""
    if (
        sample.state != SampleState.REPORTED
        or sample.retest_of_id is not None
        or not sample.has_retained_part
    ):
        return None
    report = sample.reports.filter(replaced_by__isnull=True).order_by("-pk").first()
    return report if report is not None and what_speaks_against(report) else None


def retest_of(sample: Sample) -> Retest | None:
    """Find the request about a sample that counts: the last one made."""
    found: Retest | None = (
        Retest.objects.filter(sample=sample)
        .select_related("sample", "retained", "asked_by", "decided_by")
        .order_by("-pk")
        .first()
    )
    return found


def may_ask_again(sample: Sample) -> bool:
    """Tell whether nothing stands about a sample but what was declined."""
    return not Retest.objects.filter(sample=sample).exclude(state=RetestState.DECLINED).exists()
