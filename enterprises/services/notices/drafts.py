"""Notices as they are written: begun, amended, thrown away."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import numbers
from enterprises.calendar import day_of
from enterprises.models import Notice, User
from enterprises.roles import Permission, require
from enterprises.services.notices.content import NoticeContent, checked
from enterprises.services.notices.records import lock, record, require_door, require_draft
from enterprises.states import NoticeState

LETTER = "N"
_S = NoticeState


@transaction.atomic
def draft_notice(
    *, content: NoticeContent, actor: User, at: datetime, supersedes: str | None = None
) -> Notice:
    """Begin a notice, which may name an earlier one that it will replace.

    Raises:
        Invalid: something written cannot be.
        IllegalTransition: the earlier one is not in force.
    """
    require(actor, Permission.SEND_NOTICE)
    fields = checked(content, on=day_of(at))
    earlier = Notice.objects.get(number=supersedes) if supersedes else None
    if earlier is not None:
        require_door(earlier, _S.SUPERSEDED)
    number = numbers.next_number(letter=LETTER, on=day_of(at))[0]
    notice = Notice.objects.create(
        number=number, supersedes=earlier, author=actor, created_at=at, **fields
    )
    record(notice, "notice_drafted", actor=actor, at=at)
    return notice


@transaction.atomic
def amend_draft(
    *, number: str, version: int, content: NoticeContent, actor: User, at: datetime
) -> Notice:
    """Write a draft anew.

    Raises:
        Invalid: something written cannot be.
        IllegalTransition: it is no draft any more.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.SEND_NOTICE)
    notice = lock(number, version)
    require_draft(notice, _("changing it"))
    fields = checked(content, on=day_of(at))
    for name, value in fields.items():
        setattr(notice, name, value)
    notice.version += 1
    notice.save(update_fields=[*fields, "version"])
    record(notice, "notice_amended", actor=actor, at=at)
    return notice


@transaction.atomic
def delete_draft(*, number: str, version: int, actor: User, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        IllegalTransition: it was sent already.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.SEND_NOTICE)
    notice = lock(number, version)
    require_draft(notice, _("deleting it"))
    notice.delete()
    record(notice, "notice_deleted", actor=actor, at=at)
