"""Which lots of a firm may be offered for a destination, the oldest that may go first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from blacklist.selectors import scheme_on, standing_of
from enterprises import formats
from enterprises.languages import either
from enterprises.models import Enterprise
from enterprises.selectors.reference import find_destination, kept_until_changed
from enterprises.selectors.registrations import registration_of
from enterprises.states import Contact, Product, Regime, RegistrationStanding, Wearer
from inspections.models import HsCode
from inspections.policy.rules import LANE_STANDINGS
from inspections.selectors.reference import HS_DIGITS_LEAST, rule_set_on
from lab.models import RawMaterialLot
from lab.policy.eligibility import PeriodicCover, context_key, ground_of
from lab.policy.monitoring import month_is_open
from lab.selectors import lot_evidence, month_evidence
from lab.selectors.lots import lots_of, usable_lots_of
from lab.states import Ground
from lab.words import material_name

# The use that most of the trade makes of a skin; the verdict then looks at each line's own.
# A firm without a class yet is looked at as a new one.
NEW_FIRM = "B"
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
        skins = _("%(free)s free") % {"free": formats.number(self.free)}
        return f"{self.number} · {skins} · {self.material}"


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
        False: _("Needs a test or a review first"),
        None: _("Oldest first"),
    }
    return [("", _("Choose a lot")), *((heads[key], lots) for key, lots in groups.items())]


def _may_go(
    enterprise: Enterprise, lots: Sequence[RawMaterialLot], iso: str, on: date
) -> Mapping[int, bool]:
    row = find_destination(iso, on)
    if row is None or not lots:
        return {}
    trust = _trust(enterprise, on)
    grounds = _grounds(trust, row.regime, on)
    if not grounds:
        return {}
    evidence = lot_evidence(
        lots,
        contexts_by_lot={lot.pk: [USUAL] for lot in lots},
        iso=iso,
        declared_on=on,
        decided_on=on,
    )
    return {
        key: ground_of(
            one,
            context=USUAL,
            market=row.market,
            allowed=grounds,
            cover=trust.cover,
            on=on,
            clearance_months=scheme_on(on).clocks["lot_clearance"].amount,
        ).ground
        is not None
        and one.failed_elsewhere is None
        for key, one in evidence.items()
    }


@dataclass(frozen=True)
class _Trust:
    """What chooses the lane of a firm, whatever the goods."""

    level: str
    registration: RegistrationStanding
    cover: PeriodicCover


def grounds_by_regime(enterprise: Enterprise, on: date) -> Mapping[str, Collection[Ground]]:
    """Name the grounds of a lot that count for a firm today, by how a market is watched."""
    trust = _trust(enterprise, on)
    return {regime.value: _grounds(trust, regime.value, on) for regime in Regime}


def _trust(enterprise: Enterprise, on: date) -> _Trust:
    standing = standing_of(enterprise, on)
    level = str(standing.level or NEW_FIRM)
    return _Trust(
        level=level,
        registration=registration_of(enterprise).standing(on),
        cover=PeriodicCover(
            level=level,
            steady=standing.is_steady,
            month=month_evidence(enterprise.pk, on),
            adverse_on=standing.adverse_on,
            steady_months=scheme_on(on).steady_months,
        ),
    )


def _grounds(trust: _Trust, regime: str, on: date) -> Collection[Ground]:
    rules = rule_set_on(on)
    if rules is None:
        return ()
    as_if = trust.registration
    if as_if not in LANE_STANDINGS:
        as_if = RegistrationStanding.REGISTERED
    month = "open" if month_is_open(trust.cover.month, on) else "closed"
    lane = rules.rule_set.lane_for(regime, trust.level, as_if, month)
    return lane.grounds if lane else ()


def goods_codes(on: date) -> list[tuple[str, str]]:
    """Offer the customs codes that name goods on a day, fur apparel first."""
    return [(code, either(en, zh)) for code, en, zh in _goods_codes(on)]


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
