"""What the form of a declaration shows beside itself: the live verdict and its figures."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from enterprises.calendar import day_of
from enterprises.languages import either
from enterprises.models import Enterprise
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import destinations, markets
from enterprises.states import Regime
from inspections.content import DeclarationContent
from inspections.models import Declaration
from inspections.policy.evidence import IncompleteEvidence
from inspections.policy.release import judge_release
from inspections.selectors.evidence import preview_evidence
from inspections.selectors.pages.verdict import VerdictView, verdict_view
from inspections.selectors.reference import rule_set_on
from lab.words import material_name


@dataclass(frozen=True)
class LotUse:
    """What a declaration takes of one lot, by all its lines together."""

    number: str
    material: str
    received: int
    free: int
    skins: int

    @property
    def is_short(self) -> bool:
        return self.skins > self.free


def preview_of(
    content: DeclarationContent,
    enterprise: Enterprise,
    *,
    at: datetime,
    declaration: Declaration | None = None,
) -> VerdictView | None:
    """Judge what is written so far as if it were submitted now; None if there is too little."""
    try:
        evidence = preview_evidence(content, enterprise=enterprise, at=at, declaration=declaration)
    except IncompleteEvidence:
        return None
    rules = rule_set_on(day_of(at))
    rule_set = rules.rule_set if rules else None
    return verdict_view(judge_release(evidence, rule_set), rule_set, is_preview=True)


def skins_by_lot(content: DeclarationContent, enterprise: Enterprise) -> tuple[LotUse, ...]:
    """Add up what the lines take of each lot, in one question."""
    taken: dict[str, int] = defaultdict(int)
    for line in content.lines:
        for use in line.uses:
            taken[use.lot] += use.skins
    return lot_uses(taken, enterprise)


def lot_uses(taken: Mapping[str, int], enterprise: Enterprise) -> tuple[LotUse, ...]:
    """Describe the lots that are taken from, in the order in which they are named."""
    lots = {
        lot.number: lot
        for lot in enterprise.lots.filter(number__in=list(taken)).select_related("balance")
    }
    return tuple(
        LotUse(
            number=number,
            material=material_name(lots[number]),
            received=lots[number].skins_received,
            free=lots[number].balance.free_skins,
            skins=skins,
        )
        for number, skins in taken.items()
        if number in lots
    )


def destination_choices(on: date) -> list[tuple[str, object]]:
    """Offer the countries in force on a day by the group whose rules they share."""
    by_group: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    rows = [row for dated in destinations().values() for row in dated if row.is_in_force(on)]
    for row in rows:
        sizes[row.market] += 1
    for row in rows:
        rank = list(Regime).index(Regime(row.regime))
        group = str(Regime(row.regime).label).capitalize()
        if row.regime == Regime.STRICT and sizes[row.market] > 1:
            market = markets()[row.market]
            group = either(market.name_en, market.name_zh)
        by_group[rank, group].append((row.iso, country_name(row.iso)))
    groups = sorted(by_group.items(), key=lambda pair: pair[0])
    return [
        ("", _("Choose a country")),
        *((group, sorted(found, key=lambda pair: pair[1])) for (_rank, group), found in groups),
    ]


def outlet_choices(enterprise: Enterprise) -> list[tuple[str, str]]:
    """Offer the firm's own shops abroad, and none of them first."""
    outlets = enterprise.outlets.filter(closed_on__isnull=True).order_by("iso", "name", "pk")
    return [
        ("", _("None: another buyer")),
        *((str(one.pk), _(", ").join((one.name, country_name(one.iso)))) for one in outlets),
    ]
