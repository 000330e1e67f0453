"""The way for a person to reach a sample: with its firm, or in the laboratory without it."""

from django.http import Http404

from enterprises.access import get_or_404
from enterprises.models import User
from enterprises.roles import Permission, may
from lab.models import RawMaterialLot, Report, Sample

_WITH = (
    "enterprise",
    "lot",
    "dye_batch",
    "ordered_by",
    "taken_by",
    "received_by",
    "verified_by",
    "retest_of",
)


def sample_to_read(user: User, number: str) -> Sample:
    """Find a sample that the person may see together with the firm it is of."""
    refuse_bench_only(user)
    found: Sample = get_or_404(Sample.objects.select_related(*_WITH), user, number=number)
    return found


def sample_at_bench(user: User, number: str) -> Sample:
    """Find a sample for the laboratory, whose pages name no firm; it is not there for others."""
    if not may(user, Permission.READ_SAMPLES):
        raise Http404
    found: Sample = get_or_404(Sample.objects.select_related(*_WITH), user, number=number)
    return found


def report_to_read(user: User, number: str) -> Report:
    """Find a report of a sample that the person may see."""
    seen = Sample.objects.visible_to(user).values("pk")
    found = (
        Report.objects.filter(number=number, sample__in=seen)
        .select_related("sample__enterprise", "sample__lot", "sample__dye_batch", "issued_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def lot_to_sample(user: User, number: str) -> RawMaterialLot:
    """Find a lot that the person may see, to order a sample of it."""
    found: RawMaterialLot = get_or_404(
        RawMaterialLot.objects.select_related("enterprise", "dye_batch"), user, number=number
    )
    return found


def refuse_bench_only(user: User) -> None:
    """Hide pages with firms on them from people who see samples but no firms."""
    if sees_only_samples(user):
        raise Http404


def sees_only_samples(user: User) -> bool:
    """Tell whether the person is of the laboratory, where nobody knows whose sample it is."""
    return may(user, Permission.READ_SAMPLES) and not may(user, Permission.READ_FIRMS)
