"""A notice under its lock: its doors, its one mover, and what is told and kept of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from enterprises import audit, outbox
from enterprises.errors import DomainError, IllegalTransition, StaleVersion
from enterprises.models import Enterprise, Notice, User
from enterprises.states import NEXT_NOTICE_STATES, NoticeState, can_move

_S = NoticeState


class NothingToAcknowledge(DomainError):
    code = "NOTHING_TO_ACKNOWLEDGE"
    sentence = gettext_lazy("%(notice)s does not ask to be acknowledged.")


def lock(number: str, version: int | None = None) -> Notice:
    notice = Notice.objects.select_for_update(no_key=True).get(number=number)
    if version is not None and notice.version != version:
        raise StaleVersion(record=notice.number)
    return notice


def require_door(notice: Notice, target: NoticeState) -> None:
    if not can_move(NEXT_NOTICE_STATES, _S(notice.state), target):
        _refuse(notice, str(target.label))


def require_draft(notice: Notice, action: str) -> None:
    if notice.state != _S.DRAFT:
        _refuse(notice, action)


def require_in_force(notice: Notice, action: str) -> None:
    if notice.state != _S.SENT:
        _refuse(notice, action)
    if not notice.asks_acknowledgement:
        raise NothingToAcknowledge(notice=notice.number)


def _refuse(notice: Notice, action: str) -> None:
    raise IllegalTransition(record=notice.number, state=_S(notice.state).label, action=action)


def move(
    notice: Notice,
    target: NoticeState,
    *,
    actor: User,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    require_door(notice, target)
    notice.state = target
    notice.version += 1
    if target == _S.SENT:
        notice.sent_at, notice.sent_by = at, actor
    else:
        notice.ended_at = at
    notice.save(update_fields=["state", "version", "sent_at", "sent_by", "ended_at", "reason"])
    record(notice, f"notice_{target}", actor=actor, at=at, detail=detail)


def tell(fact: str, notice: Notice, *, at: datetime, **more: Any) -> None:
    outbox.tell(
        fact,
        at=at,
        notice=notice.number,
        kind=notice.kind,
        title_en=notice.title_en,
        title_zh=notice.title_zh,
        effective_on=notice.effective_on.isoformat(),
        **more,
    )


def record(
    notice: Notice,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    enterprise: Enterprise | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="notice",
        record_number=notice.number,
        enterprise=enterprise,
        detail=detail or {"title": notice.title_zh},
    )
