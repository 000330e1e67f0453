"""The way for a person to reach a record: a sample with its firm, or in the laboratory without
it; a delivery from either of its sides."""

from django.http import Http404

from enterprises.access import declare_required, get_or_404
from enterprises.models import User
from enterprises.roles import Permission, may
from lab.models import Delivery, RawMaterialLot, Report, Sample

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


def delivery_to_read(user: User, number: str) -> Delivery:
    """Find a delivery of which the person is on one side, or reads both."""
    found: Delivery = get_or_404(
        Delivery.objects.select_related("dyehouse", "buyer", "dye_batch"), user, number=number
    )
    return found


def delivery_to_answer(user: User, number: str) -> Delivery:
    """Find a delivery that the person confirms, disputes or receives for its buyer.

    Raises:
        PermissionDenied: the person does not file for the buyer.
    """
    found = delivery_to_read(user, number)
    declare_required(user, found.buyer)
    return found


def delivery_to_void(user: User, number: str) -> Delivery:
    """Find a delivery that the person takes back for its dyehouse, or ends as an officer.

    Raises:
        PermissionDenied: the person neither files for the dyehouse nor settles disputes.
    """
    found = delivery_to_read(user, number)
    if not may(user, Permission.ADJUST_LEDGER):
        declare_required(user, found.dyehouse)
    return found


def refuse_bench_only(user: User) -> None:
    """Hide pages with firms on them from people who see samples but no firms."""
    if sees_only_samples(user):
        raise Http404


def sees_only_samples(user: User) -> bool:
    """Tell whether the person is of the laboratory, where nobody knows whose sample it is."""
    return may(user, Permission.READ_SAMPLES) and not may(user, Permission.READ_FIRMS)
