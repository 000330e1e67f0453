"""What happened before: checks and what they found, what was accepted, goods that were diverted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from blacklist.policy.scheme import Scheme
from enterprises.asking import asked_often
from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.selectors.reference import destinations
from inspections.models import Check, Declaration, Hold, MaterialUse, StickyCheck
from inspections.policy.evidence import AddedCheck, CheckResult, ChecksEvidence
from inspections.policy.switching import Switching
from inspections.selectors.goods import Goods
from inspections.states import (
    CheckKind,
    CheckOrigin,
    CheckOutcome,
    CheckState,
    DeclarationState,
    HoldEnd,
)
from lab.states import SampleState

CARRIED_OUT = (CheckState.PASSED, CheckState.FAILED)
_OUTCOMES = {CheckState.PASSED: CheckOutcome.PASSED, CheckState.FAILED: CheckOutcome.FAILED}
ENDED_UNRELEASED = (DeclarationState.REFUSED, DeclarationState.WITHDRAWN)


def with_findings(checks: ChecksEvidence, declaration: Declaration) -> ChecksEvidence:
    """Add what checks of this version's goods found, and what officers asked for or released.

    A check that was carried out on the goods of an earlier version says nothing of these.
    """
    rows = list(declaration.checks.select_related("ordered_by", "sample").order_by("pk"))
    added = _added(rows, declaration)
    return replace(
        checks,
        product_test=_result(rows, CheckKind.PRODUCT_TEST, declaration),
        inspection=_result(rows, CheckKind.INSPECTION, declaration),
        added=added,
        chief_released=_ended(declaration).filter(ended=HoldEnd.RELEASED).exists(),
    )


def reviewed(declaration: Declaration) -> tuple[str, ...]:
    """Name the findings that an officer accepted for this version."""
    codes = _ended(declaration).filter(ended=HoldEnd.ACCEPTED)
    return tuple(sorted(set(codes.values_list("reason_code", flat=True))))


def diverted_from(declaration: Declaration, goods: Goods) -> str:
    """Name where these goods were to go when they were held or refused, if it was elsewhere.

    The same goods are this declaration and its copies, and any whose skins of a lot for a product
    are to the piece those of an earlier one that was refused, or withdrawn while held.
    """
    held = declaration.held_destination_iso
    if held:
        return held if held != declaration.destination_iso else ""
    earlier = _ended_unreleased(
        declaration.enterprise_id, [lot.pk for lot in goods.lots], declaration.pk
    )
    these = {
        (use.lot.pk, use.skins, line.product, line.pieces)
        for line in goods.lines
        for use in line.uses
    }
    elsewhere = (
        iso for *same, iso in earlier if iso != declaration.destination_iso and tuple(same) in these
    )
    return next(elsewhere, "")


@asked_often
def _ended_unreleased(
    enterprise: int, lots: Iterable[int], but_for: int
) -> QuerySet[MaterialUse, tuple[int, int, str, int, str]]:
    """Uses of lots in what was refused, or withdrawn, after it was held: what of, and where to."""
    uses = MaterialUse.objects.filter(
        ~Q(line__declaration__held_destination_iso=""),
        ~Q(line__declaration=but_for),
        lot__in=lots,
        line__declaration__enterprise=enterprise,
        line__declaration__state__in=ENDED_UNRELEASED,
    )
    return uses.order_by("pk").values_list(
        "lot", "skins", "line__product", "line__pieces", "line__declaration__held_destination_iso"
    )


def switching_rate(enterprise: Enterprise, market: str, scheme: Scheme, on: date) -> Decimal:
    """Give the check rate that a firm's checks for a market ask for, in per cent."""
    rows = scheme.switching
    switching = Switching(
        normal=Decimal(rows["normal"]),
        tightened=Decimal(rows["tightened"]),
        tighten_after=rows["tighten_after"],
        relax_after=rows["relax_after"],
    )
    if not market:
        return switching.normal
    states = _found_by_checks(enterprise.pk, _countries_of(market, on))
    return switching.rate(state == CheckState.PASSED for state in states)


def is_stuck(enterprise: Enterprise, products: Iterable[str], market: str) -> bool:
    """Tell whether an earlier draw for the firm, one of the products and the market still stands."""
    return bool(_stuck(enterprise.pk, products, market))


@asked_often
def _stuck(enterprise: int, products: Iterable[str], market: str) -> QuerySet[StickyCheck, int]:
    sticky = StickyCheck.objects.filter(
        enterprise=enterprise,
        product__in=products,
        market=market,
        carried_out_by__isnull=True,
    )
    return sticky.order_by().values_list("pk", flat=True)[:1]


@asked_often
def _found_by_checks(enterprise: int, isos: Iterable[str]) -> QuerySet[Check, str]:
    checks = Check.objects.filter(
        declaration__enterprise=enterprise,
        declaration__destination_iso__in=isos,
        state__in=CARRIED_OUT,
    )
    # What was asked for twice, by the draw and by an officer, was carried out and counts once.
    once = ("carried_out_at", "declaration_id", "kind")
    return checks.order_by(*once).distinct(*once).values_list("state", flat=True)


def _countries_of(market: str, on: date) -> list[str]:
    return [
        iso
        for iso, rows in destinations().items()
        if any(row.market == market and row.is_in_force(on) for row in rows)
    ]


def _ended(declaration: Declaration) -> QuerySet[Hold]:
    return Hold.objects.filter(
        declaration=declaration, opened_by__submission=declaration.submission
    )


def _counts(check: Check, declaration: Declaration) -> bool:
    """Tell whether a check saw this version's goods, and by values that were not withdrawn."""
    if check.sample is not None and check.sample.state == SampleState.INVALIDATED:
        return False
    submitted_at = declaration.submitted_at
    carried_out_at = check.carried_out_at
    return bool(submitted_at and carried_out_at and carried_out_at >= submitted_at)


def _result(rows: list[Check], kind: CheckKind, declaration: Declaration) -> CheckResult:
    of_kind = [check for check in rows if check.kind == kind]
    found = [
        check for check in of_kind if check.state in CARRIED_OUT and _counts(check, declaration)
    ]
    # A check that an officer adds after one was passed asks for the goods to be seen again.
    asks_again = any(
        check.state == CheckState.OPEN and check.origin == CheckOrigin.ADDED for check in of_kind
    )
    if not found or asks_again:
        return CheckResult()
    check = next((one for one in found if one.state == CheckState.FAILED), found[-1])
    return CheckResult(
        outcome=_OUTCOMES[CheckState(check.state)],
        found_on=day_of(check.carried_out_at) if check.carried_out_at else None,
        finding=check.finding,
    )


def _added(rows: list[Check], declaration: Declaration) -> AddedCheck | None:
    standing = [
        check
        for check in rows
        if check.origin == CheckOrigin.ADDED
        and (check.state == CheckState.OPEN or _counts(check, declaration))
        and check.state != CheckState.DROPPED
    ]
    if not standing:
        return None
    return AddedCheck(officer=str(standing[-1].ordered_by), reason=standing[-1].reason)
