"""Whom a notice concerns: the firms that make, stock and ship what it speaks of, and why each.

The markets and furs a notice names narrow it together: mink for Japan reaches who sells to Japan
*and* works with mink. The analytes it names narrow nothing, for every fur is tested for them.
A dyehouse ships nothing itself, so it is reached through the firms that it delivers to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from enterprises.calendar import day_of
from enterprises.models import DyehouseFiling, Enterprise, ExportMarket, FilingScope
from enterprises.states import AudienceGround, DyehouseFilingState, EnterpriseKind
from inspections.models import Declaration, DeclarationLine
from inspections.states import DeclarationState
from lab.models import Delivery, RawMaterialLot
from lab.states import DeliveryState, LotState

# How far back a shipment, a declaration or a delivery says what a firm does.
REMEMBERED = timedelta(days=365)
SHOWN_MOST = 12

_G = AudienceGround
_ORDER = {ground.value: place for place, ground in enumerate(_G)}
Grounds = dict[int, set[str]]


@dataclass(frozen=True)
class Addressed:
    """A firm in the preview, with the grounds in the reader's words."""

    enterprise: Enterprise
    because: tuple[str, ...]


@dataclass(frozen=True)
class AudiencePreview:
    """Whom a notice would reach if it were sent now."""

    firms: int
    people: int
    by_ground: tuple[tuple[str, int], ...]
    shown: tuple[Addressed, ...]

    @property
    def others(self) -> int:
        return self.firms - len(self.shown)


def audience_of(
    *, destinations: Collection[str], species: Collection[str], at: datetime
) -> dict[int, list[str]]:
    """Answer which firms a notice concerns, by key, each with its grounds, in six questions."""
    on = day_of(at)
    if not destinations and not species:
        only_agents = [EnterpriseKind.AGENT.value]
        firms = Enterprise.objects.exclude(kinds=only_agents).order_by("pk")
        return {pk: [_G.EVERYBODY.value] for pk in firms.values_list("pk", flat=True)}
    selling = _selling_to(destinations, on)
    working = _working_with(species, on)
    found = _both(selling, working, destinations, species)
    dyed = _dyeing(species)
    if destinations:
        for pk in _delivering_to(found, species, on):
            found.setdefault(pk, set()).update({_G.DELIVERED, *dyed.get(pk, ())})
    else:
        for pk, grounds in dyed.items():
            found.setdefault(pk, set()).update(grounds)
    return {
        pk: sorted((str(ground) for ground in grounds), key=lambda ground: _ORDER[ground])
        for pk, grounds in sorted(found.items())
    }


def preview_of(
    *, destinations: Collection[str], species: Collection[str], at: datetime
) -> AudiencePreview:
    """Show whom a notice would reach, the first of them by name."""
    audience = audience_of(destinations=destinations, species=species, at=at)
    counted: dict[str, int] = defaultdict(int)
    for grounds in audience.values():
        for ground in grounds:
            counted[ground] += 1
    firms = Enterprise.objects.filter(pk__in=list(audience))
    people = (
        firms.filter(memberships__until__isnull=True, memberships__user__is_active=True)
        .order_by()
        .values("memberships__user")
        .distinct()
        .count()
    )
    return AudiencePreview(
        firms=len(audience),
        people=people,
        by_ground=tuple(
            (str(ground.label), counted[ground.value]) for ground in _G if counted[ground.value]
        ),
        shown=tuple(
            Addressed(firm, tuple(str(_G(one).label) for one in audience[firm.pk]))
            for firm in firms.order_by("serial")[:SHOWN_MOST]
        ),
    )


def _both(
    selling: Grounds,
    working: Grounds,
    destinations: Collection[str],
    species: Collection[str],
) -> Grounds:
    """Keep the firms that meet all that the notice names."""
    if not species:
        return selling
    if not destinations:
        return working
    return {pk: selling[pk] | working[pk] for pk in selling.keys() & working.keys()}


def _selling_to(destinations: Collection[str], on: date) -> Grounds:
    if not destinations:
        return {}
    isos = list(destinations)
    markets = ExportMarket.objects.filter(iso__in=isos).values_list("enterprise", flat=True)
    shipped = Declaration.objects.filter(
        destination_iso__in=isos, state=DeclarationState.RELEASED, decided_at__gte=_since(on)
    )
    return _gathered(
        (_G.MARKET, markets.order_by()),
        (_G.SHIPPED, shipped.order_by().values_list("enterprise", flat=True).distinct()),
    )


def _working_with(species: Collection[str], on: date) -> Grounds:
    if not species:
        return {}
    furs = list(species)
    stock = RawMaterialLot.objects.filter(species__in=furs, balance__free_skins__gt=0).exclude(
        state=LotState.REJECTED
    )
    made = DeclarationLine.objects.filter(
        species__in=furs, declaration__submitted_at__gte=_since(on)
    )
    return _gathered(
        (_G.STOCK, stock.order_by().values_list("enterprise", flat=True).distinct()),
        (_G.MADE, made.order_by().values_list("declaration__enterprise", flat=True).distinct()),
    )


def _dyeing(species: Collection[str]) -> Grounds:
    """Name the dyehouses on file, for these furs where some are named."""
    if not species:
        filed = DyehouseFiling.objects.filter(state=DyehouseFilingState.FILED)
        return _gathered((_G.DYED, filed.order_by().values_list("enterprise", flat=True)))
    scopes = FilingScope.objects.filter(
        species__in=list(species), filing__state=DyehouseFilingState.FILED
    )
    return _gathered(
        (_G.DYED, scopes.order_by().values_list("filing__enterprise", flat=True).distinct())
    )


def _delivering_to(firms: Iterable[int], species: Collection[str], on: date) -> list[int]:
    wanted = Q(buyer__in=list(firms), delivered_on__gte=on - REMEMBERED)
    if species:
        wanted &= Q(species__in=list(species))
    deliveries = Delivery.objects.filter(wanted).exclude(state=DeliveryState.VOID)
    return list(deliveries.order_by().values_list("dyehouse", flat=True).distinct())


def _gathered(*questions: tuple[AudienceGround, "QuerySet[Any, int]"]) -> Grounds:
    found: Mapping[int, set[str]] = defaultdict(set)
    for ground, firms in questions:
        for pk in firms:
            found[pk].add(ground)
    return dict(found)


def _since(on: date) -> datetime:
    first = datetime.combine(on - REMEMBERED, datetime.min.time())
    return timezone.make_aware(first)
