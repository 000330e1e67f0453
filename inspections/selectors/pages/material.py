"""Which lots of a firm may be offered for a destination, the oldest that may go first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blacklist.selectors import scheme_on, standing_of
from enterprises import formats
from enterprises.models import Enterprise
from enterprises.selectors.reference import find_destination, kept_until_changed
from enterprises.selectors.registrations import registration_of
from enterprises.states import Contact, Product, RegistrationStanding, Wearer
from inspections.models import HsCode
from inspections.policy.rules import LANE_STANDINGS, Rule
from inspections.selectors.reference import HS_DIGITS_LEAST, rule_set_on
from lab.models import RawMaterialLot
from lab.policy.eligibility import PeriodicCover, context_key, ground_of
from lab.policy.monitoring import month_is_open
from lab.selectors import lot_evidence, month_evidence
from lab.selectors.lots import lots_of, usable_lots_of
from lab.words import is_chinese, material_name

# The use that most of the trade makes of a skin; the verdict then looks at each line's own.
USUAL = context_key(Wearer.ADULT, Contact.INDIRECT, Product.COAT_LONG)


@dataclass(frozen=True)
class LotOffer:
    """A lot with what is free of it; `may_go` is None while no destination is chosen."""

    number: str
    material: str
    species: str
    free: int
    received: int
    may_go: bool | None

    @property
    def label(self) -> str:
        skins = ngettext("%(free)s skin free", "%(free)s skins free", self.free) % {
            "free": formats.number(self.free)
        }
        return f"{self.number} · {self.material} · {skins}"


def lot_offers(
    enterprise: Enterprise, iso: str, *, on: date, used: Iterable[str] = ()
) -> tuple[LotOffer, ...]:
    """Offer the lots that have skins, and those that are used already; the oldest first."""
    lots: list[RawMaterialLot] = list(usable_lots_of(enterprise.pk))
    missing = set(used) - {lot.number for lot in lots}
    if missing:
        lots += lots_of(enterprise.pk).filter(number__in=missing)
    may_go = _may_go(enterprise, lots, iso, on) if iso else {}
    offers = [
        LotOffer(
            number=lot.number,
            material=material_name(lot),
            species=lot.species,
            free=lot.balance.free_skins,
            received=lot.skins_received,
            may_go=may_go.get(lot.pk),
        )
        for lot in lots
    ]
    return tuple(sorted(offers, key=lambda offer: not offer.may_go))


def choices_of(offers: Sequence[LotOffer]) -> list[tuple[str, object]]:
    """Group lots as a select shows them: those that may go first."""
    groups: dict[bool | None, list[tuple[str, str]]] = {}
    for offer in offers:
        groups.setdefault(offer.may_go, []).append((offer.number, offer.label))
    heads = {
        True: _("May go there, oldest first"),
        False: _("Lacks evidence for there"),
        None: _("Oldest first"),
    }
    return [("", _("Choose a lot")), *((heads[key], lots) for key, lots in groups.items())]


def _may_go(
    enterprise: Enterprise, lots: Sequence[RawMaterialLot], iso: str, on: date
) -> Mapping[int, bool]:
    row = find_destination(iso, on)
    rules = rule_set_on(on)
    if row is None or rules is None or not lots:
        return {}
    scheme = scheme_on(on)
    standing = standing_of(enterprise, on)
    month = month_evidence(enterprise.pk, on)
    registration = registration_of(enterprise).standing(on)
    as_if = registration if registration in LANE_STANDINGS else RegistrationStanding.REGISTERED
    lane: Rule | None = rules.rule_set.lane_for(
        row.regime, standing.level or "B", as_if, "open" if month_is_open(month, on) else "closed"
    )
    if lane is None:
        return {}
    evidence = lot_evidence(
        lots,
        contexts_by_lot={lot.pk: [USUAL] for lot in lots},
        iso=iso,
        declared_on=on,
        decided_on=on,
    )
    cover = PeriodicCover(
        level=standing.level or "B",
        steady=standing.is_steady,
        month=month,
        adverse_on=standing.adverse_on,
        steady_months=scheme.steady_months,
    )
    return {
        key: ground_of(
            one,
            context=USUAL,
            market=row.market,
            allowed=lane.grounds,
            cover=cover,
            on=on,
            clearance_months=scheme.clocks["lot_clearance"].amount,
        ).ground
        is not None
        for key, one in evidence.items()
    }


def goods_codes(on: date) -> list[tuple[str, str]]:
    """Offer the customs codes that name goods on a day, fur apparel first."""
    return [(code, zh if is_chinese() else en) for code, en, zh in _goods_codes(on)]


@kept_until_changed
def _goods_codes(on: date) -> tuple[tuple[str, str, str], ...]:
    rows = HsCode.objects.order_by("-is_apparel", "code", "valid_from")
    found = {
        row.code.replace(".", ""): (row.description_en, row.description_zh)
        for row in rows
        if (row.valid_from is None or row.valid_from <= on)
        and (row.valid_until is None or on < row.valid_until)
    }
    return tuple((code, *words) for code, words in found.items() if len(code) >= HS_DIGITS_LEAST)
