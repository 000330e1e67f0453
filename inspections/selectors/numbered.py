"""Records that people know by their number alone: the letter says which tables to ask."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from blacklist.models import CreditEvent, ListEntry
from enterprises.formats import sentences
from enterprises.models import (
    Assessment,
    DyehouseFiling,
    Notice,
    Rectification,
    Registration,
    User,
)
from enterprises.tones import Text
from inspections.models import ImpactCase
from lab.models import Delivery, DyeBatch, LedgerAdjustment, Retest

_BEGINS_A_NUMBER = re.compile(r"[A-Z]\d\d(-|$)")


@dataclass(frozen=True)
class Kind:
    """A kind of record: the letter of its numbers, its page, and what is said beside a number."""

    letter: str
    title: Text
    model: type[Model]
    page: str
    said: Callable[[Any], Text]
    related: tuple[str, ...] = ("enterprise",)


def _with_state(record: Any) -> str:
    return sentences([record.enterprise.name, f"({record.get_state_display()})"])


KINDS = (
    Kind("R", _("Registrations"), Registration, "enterprises:registration-detail", _with_state),
    Kind("A", _("Assessments"), Assessment, "enterprises:assessment-detail", _with_state),
    Kind("K", _("Rectifications"), Rectification, "enterprises:rectification-detail", _with_state),
    Kind("F", _("Dyehouse filings"), DyehouseFiling, "enterprises:filing-detail", _with_state),
    Kind(
        *("N", _("Notices"), Notice, "enterprises:notice-detail"),
        lambda notice: notice.title,
        related=(),
    ),
    Kind("E", _("Credit events"), CreditEvent, "blacklist:event-detail", _with_state),
    Kind("B", _("Red and black list"), ListEntry, "blacklist:entry-detail", _with_state),
    Kind(
        *("B", _("Dye batches"), DyeBatch, "lab:batch-detail"), lambda batch: batch.enterprise.name
    ),
    Kind(
        *("V", _("Deliveries"), Delivery, "lab:delivery-detail"),
        lambda delivery: f"{delivery.dyehouse.name} → {delivery.buyer.name}",
        related=("dyehouse", "buyer"),
    ),
    Kind("T", _("Retests"), Retest, "lab:retest-detail", _with_state),
    Kind(
        *("A", _("Adjustments"), LedgerAdjustment, "lab:adjustment-detail"),
        lambda adjustment: sentences([adjustment.lot.enterprise.name, adjustment.lot.number]),
        related=("lot__enterprise",),
    ),
    Kind(
        *("I", _("Impact cases"), ImpactCase, "inspections:impact-detail"),
        lambda case: sentences([case.sample.enterprise.name, case.sample.number]),
        related=("sample__enterprise",),
    ),
)


def numbered(
    user: User, text: str, *, most: int
) -> Iterator[tuple[Text, list[tuple[str, str, str]]]]:
    """Give, kind by kind, number, words and page of what begins so and the person may see."""
    number = text.upper()
    if not _BEGINS_A_NUMBER.match(number):
        return
    for kind in KINDS:
        if kind.letter != number[0]:
            continue
        rows = kind.model._default_manager.all().visible_to(user).filter(number__startswith=number)  # type: ignore[attr-defined]
        if kind.related:
            rows = rows.select_related(*kind.related)
        yield (
            kind.title,
            [
                (one.number, capfirst(str(kind.said(one))), reverse(kind.page, args=[one.number]))
                for one in rows.order_by("-pk")[:most]
            ],
        )
