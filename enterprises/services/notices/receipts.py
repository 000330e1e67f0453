"""What firms do with a notice: read and acknowledge it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.errors import DomainError
from enterprises.models import Enterprise, Notice, NoticeReading, NoticeReceipt, User
from enterprises.services.notices.records import lock, record, require_in_force


class NotAddressed(DomainError):
    code = "NOT_ADDRESSED"
    sentence = gettext_lazy("%(notice)s was not addressed to %(enterprise)s.")
    status = 404


class AcknowledgedAlready(DomainError):
    code = "ACKNOWLEDGED_ALREADY"
    sentence = gettext_lazy("%(enterprise)s has acknowledged %(notice)s already.")


@transaction.atomic
def note_reading(*, notice: Notice, person: User, enterprises: Iterable[int], at: datetime) -> None:
    """Keep that a person opened a notice of their firms, the first time they do."""
    receipts = list(
        NoticeReceipt.objects.select_for_update(no_key=True)
        .filter(notice=notice, enterprise__in=list(enterprises))
        .order_by("pk")
    )
    NoticeReading.objects.bulk_create(
        (NoticeReading(receipt=receipt, person=person, read_at=at) for receipt in receipts),
        ignore_conflicts=True,
    )
    unread = [receipt.pk for receipt in receipts if receipt.read_at is None]
    NoticeReceipt.objects.filter(pk__in=unread).update(read_at=at)


@transaction.atomic
def acknowledge_notice(
    *, number: str, enterprise: Enterprise, actor: User, at: datetime
) -> NoticeReceipt:
    """Say in the name of a firm that it has understood the notice, once.

    Raises:
        NotAddressed: the notice is not the firm's.
        IllegalTransition: it is not in force any more.
        NothingToAcknowledge: it does not ask for it.
        AcknowledgedAlready: the firm has done so.
    """
    notice = lock(number)
    receipt = (
        NoticeReceipt.objects.select_for_update(no_key=True)
        .filter(notice=notice, enterprise=enterprise)
        .first()
    )
    if receipt is None:
        raise NotAddressed(notice=notice.number, enterprise=enterprise.name)
    require_in_force(notice, _("acknowledging it"))
    if receipt.acknowledged_at is not None:
        raise AcknowledgedAlready(notice=notice.number, enterprise=enterprise.name)
    note_reading(notice=notice, person=actor, enterprises=[enterprise.pk], at=at)
    receipt.acknowledged_at, receipt.acknowledged_by = at, actor
    receipt.save(update_fields=["acknowledged_at", "acknowledged_by"])
    record(notice, "notice_acknowledged", actor=actor, at=at, enterprise=enterprise)
    return receipt
