"""Ordering a sample: what it is of, and the items and methods, frozen from then on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import writing
from enterprises.calendar import day_of, nth_working_day
from enterprises.errors import Invalid
from enterprises.models import Enterprise, User
from enterprises.numbers import next_number
from enterprises.roles import Permission, require
from enterprises.selectors.reference import destinations_of_regime, working_calendar
from enterprises.services import enterprises
from enterprises.states import Contact, Regime, Wearer
from lab.models import DyeBatch, RawMaterialLot, Sample, SampleItem
from lab.policy.limits import AZO, FULL, UnknownDestination, items_to_order
from lab.selectors.evidence import article_of
from lab.selectors.limits import limit_book
from lab.selectors.methods import default_method, methods
from lab.services.samples.records import record
from lab.states import Part, SamplePurpose, SampleSubject

SAMPLE_LETTER = "S"
WORKING_DAYS = 10


@dataclass(frozen=True)
class ItemOrder:
    """One analyte to be measured of one part; without a method the usual one."""

    analyte: str
    part: str = Part.FUR
    part_label: str = ""
    method: str = ""


@transaction.atomic
def order_sample(
    *,
    enterprise: int,
    purpose: str,
    actor: User | None,
    at: datetime,
    lot: RawMaterialLot | None = None,
    dye_batch: DyeBatch | None = None,
    species: str = "",
    product: str = "",
    wearer: str = Wearer.ADULT,
    contact: str = Contact.INDIRECT,
    destinations: Iterable[str] = (),
    panel: str | None = None,
    parts: Iterable[tuple[str, str]] = ((Part.FUR, ""),),
    items: Iterable[ItemOrder] = (),
    due_on: date | None = None,
    retest_of: Sample | None = None,
    note: str = "",
) -> Sample:
    """Order a sample of a lot, of a dye batch, or else of a finished product.

    Unless `items` names them, what the destinations ask for is ordered of each part (kind and
    label); without destinations, the full items of the monitored ones.

    Raises:
        Invalid: nothing to sample, an unknown destination, or an item no method measures.
    """
    require(actor, Permission.TAKE_SAMPLE)
    owner = enterprises.lock(enterprise)
    source = lot or dye_batch
    _refuse_unless_whole(owner, lot, dye_batch, species, product)
    orders = tuple(items) or _items_asked(
        f"{wearer}/{contact}/{product}", tuple(destinations), panel, tuple(parts), day_of(at)
    )
    orders = tuple(dict.fromkeys(_with_method(order) for order in orders))
    term = nth_working_day(working_calendar(), day_of(at), WORKING_DAYS)
    (number,) = next_number(letter=SAMPLE_LETTER, on=day_of(at))
    sample = Sample(
        number=number,
        enterprise=owner,
        subject=_subject(lot, dye_batch),
        lot=lot,
        dye_batch=dye_batch,
        purpose=purpose,
        species=source.species if source else species,
        process=source.process if source else "",
        colour=source.colour if source else "",
        product=product,
        wearer=wearer,
        contact=contact,
        ordered_by=actor,
        ordered_at=at,
        due_on=due_on or term.date or day_of(at),
        retest_of=retest_of,
        note=note,
    )
    writing.insert([sample])
    writing.insert(
        [
            SampleItem(
                sample=sample,
                analyte=order.analyte,
                method=order.method,
                part=order.part,
                part_label=order.part_label,
            )
            for order in orders
        ]
    )
    record(sample, "sample_ordered", actor=actor, at=at, purpose=str(purpose))
    return sample


def _subject(lot: RawMaterialLot | None, dye_batch: DyeBatch | None) -> SampleSubject:
    if lot is not None:
        return SampleSubject.LOT
    return SampleSubject.PRODUCT if dye_batch is None else SampleSubject.DYE_BATCH


def _refuse_unless_whole(
    owner: Enterprise,
    lot: RawMaterialLot | None,
    dye_batch: DyeBatch | None,
    species: str,
    product: str,
) -> None:
    """Refuse a sample of nothing, of two things, or of somebody else's."""
    sources = [source for source in (lot, dye_batch) if source is not None]
    faults: dict[str, list[str]] = {}
    if len(sources) > 1:
        faults["dye_batch"] = [_("A sample is of a lot or of a dye batch, not of both.")]
    elif not sources and not (species and product):
        faults["product"] = [_("Name the product and its species, a lot or a dye batch.")]
    if any(source.enterprise_id != owner.pk for source in sources):
        faults["enterprise"] = [_("This belongs to another enterprise.")]
    if faults:
        raise Invalid(fields=faults)


def _items_asked(
    context: str,
    isos: tuple[str, ...],
    panel: str | None,
    parts: tuple[tuple[str, str], ...],
    on: date,
) -> tuple[ItemOrder, ...]:
    book = limit_book()
    if not isos:
        isos = tuple(sorted(destinations_of_regime(Regime.MONITORED, on)))
        panel = panel or FULL
    article = article_of(context)
    try:
        return tuple(
            ItemOrder(analyte, part, label)
            for part, label in parts
            for iso in isos
            for analyte in items_to_order(book, iso, replace(article, part=part), on, panel)
        )
    except UnknownDestination as unknown:
        raise Invalid(fields={"destinations": [_("No rule covers this destination.")]}) from unknown


def _with_method(order: ItemOrder) -> ItemOrder:
    if order.method and order.method in methods():
        return order
    method = default_method(order.analyte, order.part)
    if method is None and limit_book().is_amine(order.analyte):
        # An amine to be found again is measured, and answered for, with its group.
        return _with_method(replace(order, analyte=AZO))
    if method is None:
        sentence = _("No method measures %(analyte)s.") % {"analyte": order.analyte}
        raise Invalid(fields={"items": [sentence]})
    return replace(order, method=method.code)


def _same_items(sample: Sample) -> list[ItemOrder]:
    """The same items again, for a retest of the retained part."""
    return [
        ItemOrder(item.analyte, item.part, item.part_label, item.method)
        for item in sample.items.all()
    ]


@transaction.atomic
def order_retest(
    *, number: str, actor: User | None, at: datetime, due_on: date | None = None
) -> Sample:
    """Order the retained part of a reported sample to be tested again.

    Raises:
        Invalid: no part was retained.
    """
    first = Sample.objects.select_related("lot", "dye_batch").get(number=number)
    if not first.has_retained_part:
        raise Invalid(fields={"sample": [_("No part of this sample was retained.")]})
    return order_sample(
        enterprise=first.enterprise_id,
        purpose=SamplePurpose.RETEST,
        actor=actor,
        at=at,
        lot=first.lot,
        dye_batch=first.dye_batch,
        species=first.species,
        product=first.product,
        wearer=first.wearer,
        contact=first.contact,
        items=_same_items(first),
        due_on=due_on,
        retest_of=first,
    )
