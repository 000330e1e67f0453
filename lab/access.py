"""The way for a person to reach a record: a sample with its firm, or in the laboratory without
it; a delivery from either of its sides."""

from datetime import date

from django.http import Http404

from enterprises.access import declare_required, get_or_404
from enterprises.models import User
from enterprises.roles import Permission, may
from lab.models import (
    Delivery,
    DyeBatch,
    LedgerAdjustment,
    MonitoringObligation,
    RawMaterialLot,
    Report,
    Retest,
    Sample,
)
from lab.selectors.stores import with_delivered

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


def lot_to_read(user: User, number: str) -> RawMaterialLot:
    """Find a lot that the person may see."""
    found: RawMaterialLot = get_or_404(
        RawMaterialLot.objects.select_related("enterprise", "balance"), user, number=number
    )
    return found


def batch_to_read(user: User, number: str) -> DyeBatch:
    """Find a dye batch that the person may see: its dyehouse's, not its buyers'."""
    rows = with_delivered(DyeBatch.objects.select_related("enterprise"))
    found: DyeBatch = get_or_404(rows, user, number=number)
    return found


def adjustment_to_read(user: User, number: str) -> LedgerAdjustment:
    """Find an adjustment of a lot that the person may see."""
    found: LedgerAdjustment = get_or_404(
        LedgerAdjustment.objects.select_related(
            "lot__enterprise", "lot__balance", "proposed_by", "decided_by"
        ),
        user,
        number=number,
    )
    return found


def retest_to_read(user: User, number: str) -> Retest:
    """Find a request for a retest of the person's own firm, or of any as an officer."""
    found: Retest = get_or_404(
        Retest.objects.select_related(
            *("enterprise", "sample__lot", "sample__dye_batch", "retained"),
            *("asked_by", "decided_by"),
        ),
        user,
        number=number,
    )
    return found


def sample_to_retest(user: User, number: str) -> Sample:
    """Find a sample of which the person asks for a retest, as its firm.

    Raises:
        PermissionDenied: the person does not file for the firm.
    """
    found = sample_to_read(user, number)
    declare_required(user, found.enterprise)
    return found


def obligation_to_read(user: User, key: str) -> MonitoringObligation:
    """Find a month's obligation by its key, `0042-exporter-2026-03`, where the person may see it."""
    refuse_bench_only(user)
    serial, _dash, rest = key.partition("-")
    role, _dash, month = rest.partition("-")
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as fault:
        raise Http404 from fault
    found: MonitoringObligation = get_or_404(
        MonitoringObligation.objects.select_related(
            "enterprise", "waived_by", "waiver_proposed_by"
        ),
        user,
        enterprise__serial=serial,
        role=role,
        month=first,
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
