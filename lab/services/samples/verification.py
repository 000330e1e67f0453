"""Verification by another person: the report, and at once what a failure does."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from enterprises import outbox, writing
from enterprises.calendar import day_of
from enterprises.errors import Invalid, SelfApproval
from enterprises.models import User
from enterprises.roles import Permission, require
from enterprises.services import enterprises
from lab.models import RawMaterialLot, Report, Sample
from lab.selectors.dyehouses import lots_reached
from lab.selectors.samples import draw_behind
from lab.services.ledger import constraint_of
from lab.services.obligations import settle_obligation
from lab.services.samples.failures import answer_failure
from lab.services.samples.records import (
    lock_sample,
    lock_sample_alone,
    move_sample,
    record,
    save_and_record,
)
from lab.services.samples.reports import is_failure, issue_report
from lab.services.samples.retested import conclude_retest
from lab.states import LotState, ObligationState, SampleState


class _MoreFirms(Exception):
    """A firm received skins of the dyehouse while the others were being locked."""


def verify_sample(*, number: str, actor: User, at: datetime, version: int | None = None) -> Report:
    """Stand by the values of a sample that somebody else entered, and issue the report.

    In the same transaction a failure quarantines what it throws doubt on, counts against the
    firm's credit and settles the month: from that commit no decision releases these skins.

    Raises:
        SelfApproval: the person entered one of the values.
        IllegalTransition: no results wait for a reviewer.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.VERIFY_RESULT)
    while True:
        try:
            with transaction.atomic():
                return _verify(number, actor, at, version)
        except _MoreFirms:
            continue


@transaction.atomic
def invalidate_sample(
    *, number: str, reason: str, actor: User, at: datetime, version: int | None = None
) -> Sample:
    """Withdraw a reported sample: it stays readable, and no longer counts.

    Raises:
        Invalid: nothing says why.
        IllegalTransition: it is not reported.
    """
    require(actor, Permission.VERIFY_RESULT)
    sample = lock_sample(number, version)
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Say why.")]})
    move_sample(sample, SampleState.INVALIDATED, gettext_lazy("invalidate"))
    sample.note = reason.strip()
    save_and_record(sample, "sample_invalidated", "note", actor=actor, at=at, note=sample.note)
    outbox.tell("sample_invalidated", at=at, sample=sample.pk)
    return sample


def _verify(number: str, actor: User, at: datetime, version: int | None) -> Report:
    asked = Sample.objects.select_related("dye_batch").get(number=number)
    firms = {asked.enterprise_id, *_buyers(asked, at)}
    enterprises.lock_many(firms)
    if not set(_buyers(asked, at)) <= firms:
        # The dyehouse's own row is held now, so this cannot go on for ever.
        raise _MoreFirms
    sample = lock_sample_alone(number, version)
    if sample.results.filter(analyst=actor).exists():
        raise SelfApproval
    move_sample(sample, SampleState.VERIFIED, gettext_lazy("verify"))
    sample.verified_by = actor
    sample.verified_at = at
    try:
        with transaction.atomic():
            writing.update(sample, ["state", "version", "verified_by", "verified_at"])
    except IntegrityError as error:
        if constraint_of(error) != "sample_never_verified_by_who_entered":
            raise
        raise SelfApproval from error
    report = issue_report(sample, actor=actor, at=at)
    move_sample(sample, SampleState.REPORTED, pgettext_lazy("verb", "report"))
    writing.update(sample, ["state", "version"])
    record(
        sample,
        "sample_verified",
        actor=actor,
        at=at,
        report=report.number,
        fails=report.failing_markets,
    )
    draw = draw_behind(sample)
    if is_failure(report):
        # A month that was waived is never failed, so that the sample speaks for itself.
        counts_by_month = draw is not None and draw.obligation.state != ObligationState.WAIVED
        answer_failure(sample, report, is_monitoring=counts_by_month, at=at)
    conclude_retest(sample, report, actor=actor, at=at)
    if draw is not None:
        settle_obligation(obligation=draw.obligation_id, actor=actor, at=at)
    outbox.tell("sample_verified", at=at, sample=sample.pk, report=report.pk)
    return report


def _buyers(sample: Sample, at: datetime) -> Iterable[int]:
    """Name the firms that hold skins which a failure of this sample would reach, or a retest free."""
    if sample.dye_batch is None:
        return ()
    freed = RawMaterialLot.objects.filter(
        quarantined_for=sample.retest_of, state=LotState.QUARANTINED
    )
    waiting = freed.values_list("enterprise", flat=True) if sample.retest_of_id else ()
    return {*waiting, *_reached(sample, at)}


def _reached(sample: Sample, at: datetime) -> Iterable[int]:
    assert sample.dye_batch is not None
    return (
        lots_reached(
            dyehouse_id=sample.dye_batch.enterprise_id,
            dye_batch_id=sample.dye_batch.pk,
            failed_on=day_of(at),
        )
        .order_by()
        .values_list("enterprise", flat=True)
        .distinct()
    )
