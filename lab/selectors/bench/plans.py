"""What a person needs who orders or takes a sample: the plan's number, the items, the seal."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from enterprises.languages import either
from enterprises.selectors.reference import DestinationFacts, destinations
from enterprises.states import Regime
from lab.models import Sample, SamplingPlanRow
from lab.policy.limits import Article, items_to_order
from lab.selectors.bench.sheet import designation
from lab.selectors.evidence import article_of
from lab.selectors.limits import limit_book, number_to_draw
from lab.selectors.methods import default_method
from lab.states import Part, SampleState
from lab.words import analyte_name, market_name

SKINS_PLAN = "SKINS_CHEM"


@dataclass(frozen=True)
class Draw:
    """How many skins the plan draws, and the row that says so."""

    number: int
    whole: int
    plan: str
    size_from: int
    size_to: int | None


@dataclass(frozen=True)
class OrderedItem:
    """An item that would be ordered: what, of which part, by which method."""

    analyte: str
    name: str
    part: str
    method: str


def draw_of(sample: Sample) -> Draw | None:
    """Say how many skins are drawn of what is sampled; a product is drawn in pieces."""
    whole = sample.lot.skins_received if sample.lot else None
    if sample.dye_batch is not None:
        whole = sample.dye_batch.skins
    if whole is None:
        return None
    row = (
        SamplingPlanRow.objects.filter(plan=SKINS_PLAN, size_from__lte=whole)
        .order_by("-size_from")
        .first()
    )
    if row is None:
        return None
    return Draw(
        number=number_to_draw(SKINS_PLAN, whole),
        whole=whole,
        plan=either(row.name_en, row.name_zh),
        size_from=row.size_from,
        size_to=row.size_to,
    )


def sealed_with(seal: str, *, but: Sample) -> Sample | None:
    """Find another sample that carries a seal; a retained part keeps that of the first sample."""
    return (
        Sample.objects.filter(seal_number=seal)
        .exclude(pk__in=[key for key in (but.pk, but.retest_of_id) if key])
        .exclude(state=SampleState.CANCELLED)
        .first()
    )


def destination_choices(on: date) -> list[tuple[str, str]]:
    """The markets that rules cover on a day, each by one of its countries, as asked most first.

    Whatever country of a market the goods go to, the same is measured.
    """
    groups: dict[tuple[str, str], list[DestinationFacts]] = {}
    for rows in destinations().values():
        for row in rows:
            if row.is_in_force(on):
                groups.setdefault((row.market, row.overlay), []).append(row)
    order = tuple(Regime.values)
    chosen = [
        (min(rows, key=lambda row: (order.index(row.regime), row.iso)), len(rows) > 1)
        for rows in groups.values()
    ]
    chosen.sort(key=lambda pair: (order.index(pair[0].regime), -pair[1], pair[0].name_en))
    return [(row.iso, _named(row, is_one_of_many=many)) for row, many in chosen]


def _named(row: DestinationFacts, *, is_one_of_many: bool) -> str:
    """Name a market by its country where it has one, or where its country is watched by itself."""
    if is_one_of_many and row.market == limit_book().base.code:
        return _("Other countries")
    if is_one_of_many and row.regime != Regime.MONITORED:
        return market_name(row.market)
    return either(row.name_en, row.name_zh)


def items_for(
    isos: Iterable[str], *, wearer: str, contact: str, parts: Iterable[str], on: date
) -> tuple[OrderedItem, ...]:
    """Name what would be measured for the destinations, part by part."""
    article: Article = article_of(f"{wearer}/{contact}/")
    book = limit_book()
    asked = dict.fromkeys(
        (analyte, part)
        for part in parts
        for iso in isos
        for analyte in items_to_order(book, iso, replace(article, part=part), on, None)
    )
    return tuple(_item(analyte, part) for analyte, part in asked)


def _item(analyte: str, part: str) -> OrderedItem:
    method = default_method(analyte, part)
    return OrderedItem(
        analyte=analyte,
        name=analyte_name(analyte),
        part=str(Part(part).label),
        method=designation(method, "") if method else _("no method"),
    )
