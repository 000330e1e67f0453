"""Samples: what was ordered, what is entered, and what a set of values says of them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from enterprises.asking import asked_often
from enterprises.models import User
from lab.models import MonitoringObligation, ObligationDraw, Report, Result, Sample
from lab.policy.limits import Article
from lab.policy.verdicts import Verdict
from lab.selectors.evidence import article_of
from lab.states import SamplePurpose, SampleState


def current_results(sample: Sample) -> list[Result]:
    """The results of a sample that no correction replaced."""
    return _current_results([sample.pk])


@asked_often
def _current_results(samples: Iterable[int]) -> QuerySet[Result]:
    return Result.objects.filter(sample__in=samples, superseded_by__isnull=True).order_by("pk")


def article_of_sample(sample: Sample) -> Article:
    """What was sampled, in the use it was declared for."""
    return article_of(f"{sample.wearer}/{sample.contact}/{sample.product}")


def draw_behind(sample: Sample) -> ObligationDraw | None:
    """Find the draw that a sample, or the one it tests again, was taken for."""
    root = sample
    while root.retest_of is not None:
        root = root.retest_of
    if root.purpose != SamplePurpose.MONITORING:
        return None
    return next(iter(_draws_of(root.pk)), None)


@asked_often
def _draws_of(sample: int) -> QuerySet[ObligationDraw]:
    draws = ObligationDraw.objects.filter(sample=sample).select_related("obligation")
    return draws.order_by("pk")


def verdicts_of_draws(obligation: MonitoringObligation) -> list[Verdict | None]:
    """Give what the last report of each draw that stands says of the month; None without one."""
    draws = obligation.draws.filter(is_replaced=False).values_list("sample", flat=True)
    roots = [root for root in draws if root is not None]
    reports = {report.sample_id: report for report in _last_reports(roots)}
    last: dict[int, Report] = {}
    for report in sorted(reports.values(), key=lambda report: (report.report_date, report.pk)):
        last[_root_of(report.sample)] = report
    return [Verdict(last[root].verdicts["monitoring"]) if root in last else None for root in draws]


def _last_reports(roots: list[int]) -> Iterable[Report]:
    """The reports in force of samples and of what tested them again, once or twice."""
    return Report.objects.filter(
        Q(sample__in=roots)
        | Q(sample__retest_of__in=roots)
        | Q(sample__retest_of__retest_of__in=roots),
        replaced_by__isnull=True,
        sample__state=SampleState.REPORTED,
    ).select_related("sample__retest_of")


def _root_of(sample: Sample) -> int:
    if sample.retest_of is None:
        return sample.pk
    return sample.retest_of.retest_of_id or sample.retest_of_id or sample.pk


def sample_measured_before(sample: Sample, person: User) -> Sample | None:
    """Find the sample that this one tests again and of which the person measured values."""
    root = sample.retest_of
    while root is not None and not root.results.filter(analyst=person).exists():
        root = root.retest_of
    return root
