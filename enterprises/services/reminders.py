"""The nightly look at rectifications: reminders on the scheme's days, and who is late."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from enterprises import outbox
from enterprises.calendar import Reminder, day_of, reminders
from enterprises.models import Rectification, RectificationReminder
from enterprises.policy import WITH_THE_FIRM
from enterprises.selectors.reference import working_calendar
from enterprises.services import enterprises
from enterprises.terms import terms_on

REMINDER, OVERDUE = "rectification_due", "rectification_overdue"


def follow_up(*, at: datetime) -> int:
    """Remind of every rectification that the firm owes, and tell which are late.

    A second run finds each told; a night left out is caught up with the latest reminder alone.
    Gives how many were told.
    """
    waiting = Rectification.objects.filter(state__in=WITH_THE_FIRM).order_by("enterprise", "pk")
    told = 0
    for pk in list(waiting.values_list("pk", flat=True)):
        told += _follow_up_one(pk, at)
    return told


@transaction.atomic
def _follow_up_one(pk: int, at: datetime) -> int:
    firm = Rectification.objects.values_list("enterprise", flat=True).get(pk=pk)
    enterprise = enterprises.lock(firm)
    rectification = (
        Rectification.objects.select_for_update(no_key=True, of=("self",))
        .select_related("item")
        .get(pk=pk)
    )
    if rectification.state not in WITH_THE_FIRM:  # answered or ended meanwhile
        return 0
    rectification.enterprise = enterprise
    on = day_of(at)
    told = _remind(rectification, on, at)
    if on > rectification.due_on and rectification.overdue_told_for != rectification.due_on:
        rectification.overdue_told_for = rectification.due_on
        rectification.save(update_fields=["overdue_told_for"])
        _tell(OVERDUE, rectification, at)
        told += 1
    return told


def _remind(rectification: Rectification, on: date, at: datetime) -> int:
    unsent = list(_unsent(rectification, on))
    RectificationReminder.objects.bulk_create(
        RectificationReminder(
            rectification=rectification,
            due_on=rectification.due_on,
            offset=reminder.offset,
            sent_at=at,
        )
        for reminder in unsent
    )
    if not unsent:
        return 0
    _tell(REMINDER, rectification, at)
    return 1


def _unsent(rectification: Rectification, on: date) -> Iterable[Reminder]:
    """Give the reminders whose day has come since the rectification was opened, not sent yet."""
    terms = terms_on(on)
    sent = set(
        rectification.reminders.filter(due_on=rectification.due_on).values_list("offset", flat=True)
    )
    days = reminders(
        working_calendar(), rectification.due_on, terms.remind_before, terms.remind_after
    )
    opened_on = day_of(rectification.opened_at)
    for reminder in days:
        if opened_on < reminder.day <= on and reminder.offset not in sent:
            yield reminder


def _tell(fact: str, rectification: Rectification, at: datetime) -> None:
    outbox.tell(
        fact,
        at=at,
        rectification=rectification.number,
        enterprise=rectification.enterprise.serial,
        firm_en=rectification.enterprise.name_en,
        firm_zh=rectification.enterprise.name_zh,
        item=rectification.item.code,
        due_on=rectification.due_on.isoformat(),
    )
