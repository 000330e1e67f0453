"""Where a firm stands: what waits for it, its standing, its lots by market, what is under way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises import formats, parts
from enterprises.calendar import day_of
from enterprises.models import Enterprise
from enterprises.selectors.notices import open_receipts
from enterprises.selectors.reasons import country_name
from inspections.models import Certificate, Declaration, Hold
from inspections.selectors.pages.dyehouse import DyehouseWork, only_dyes, work_of
from inspections.selectors.pages.frames import Firms
from inspections.selectors.pages.material import grounds_by_regime
from inspections.selectors.pages.standing import StockRow, figures_of
from inspections.selectors.pages.verdict import said
from inspections.states import CertificateState, DeclarationState, HoldKind
from lab.models import RawMaterialLot
from lab.selectors.lots import usable_lots_of
from lab.selectors.pages import (
    MarketMark,
    clear_until,
    main_market_names,
    main_marks,
    marks_of,
)
from lab.selectors.stores import deliveries_to_answer, skins_name, skins_that_count
from lab.states import DeliveryState, Ground
from lab.words import material_name

ONE_DAY = timedelta(days=1)
LOTS_SHOWN = 12
DECLARATIONS_SHOWN = 8
NOTICES_SHOWN = 5
DELIVERIES_SHOWN = 10
# A clearance that ends within so many days is worth a line; a released consignment stays in
# sight for as many.
SOON = timedelta(days=30)
RECENT = timedelta(days=14)


@dataclass(frozen=True)
class UnderWay:
    """A declaration under way, and what happens next."""

    declaration: Declaration
    destination: str
    state: str
    kind: str
    next_step: str
    next_url: str = ""


@dataclass(frozen=True)
class PortalHome:
    """The whole page *where do I stand*."""

    firm: Enterprise
    files: bool
    firms: Firms
    today: date
    tasks: tuple[parts.Task, ...]
    stats: tuple[parts.Stat, ...]
    markets: tuple[str, ...]
    stock: tuple[StockRow, ...]
    lots: int
    under_way: tuple[UnderWay, ...]
    declarations: int
    # Of a firm that only dyes: its stores, in the place of goods and declarations.
    work: DyehouseWork | None

    @property
    def waiting_words(self) -> str:
        count = len(self.tasks)
        if not count:
            return _("Nothing waits for you")
        if not self.files:
            return ngettext(
                "%(count)d thing waits for your enterprise",
                "%(count)d things wait for your enterprise",
                count,
            ) % {"count": count}
        return ngettext("%(count)d thing waits for you", "%(count)d things wait for you", count) % {
            "count": count
        }


def portal_home(
    firm: Enterprise, firms: Firms, *, at: datetime, more_tasks: Iterable[parts.Task] = ()
) -> PortalHome:
    """Gather the page, in a number of questions that does not grow with lots or declarations.

    `more_tasks` wait for the reader beside those of declarations and lots.
    """
    today = day_of(at)
    stock = stock_of(firm, today)
    declarations = list(_under_way(firm, at))
    holds = _open_holds(declarations)
    certificates = _certificates(declarations)
    files = firms.by_serial(firm.serial) is not None
    return PortalHome(
        firm=firm,
        files=files,
        firms=firms,
        today=today,
        tasks=tuple(
            sorted(
                [
                    *_tasks(declarations, holds, stock, today, files=files),
                    *_deliveries_of(firm, files=files),
                    *more_tasks,
                    *_notices_of(firm),
                ],
                key=lambda task: task.until or date.min,
            )
        ),
        stats=figures_of(firm, stock, today),
        markets=main_market_names(),
        stock=stock[:LOTS_SHOWN],
        lots=len(stock),
        under_way=tuple(
            _row(one, holds.get(one.pk, []), certificates.get(one.pk), files=files)
            for one in declarations[:DECLARATIONS_SHOWN]
        ),
        declarations=firm.declarations.count(),
        work=work_of(firm) if only_dyes(firm) else None,
    )


# ---- what waits ------------------------------------------------------------------


def _tasks(
    declarations: Iterable[Declaration],
    holds: dict[int, list[Hold]],
    stock: Sequence[StockRow],
    today: date,
    *,
    files: bool,
) -> Iterable[parts.Task]:
    for one in declarations:
        page = reverse("inspections:declaration-detail", args=[one.number])
        edit = reverse("inspections:declaration-edit", args=[one.number])
        if one.state == DeclarationState.RETURNED:
            yield parts.Task(
                what=_about(_("Correct {}"), one.number),
                why=_("%(pieces)s pieces to %(destination)s came back; the page says why.")
                % {
                    "pieces": formats.number(one.pieces),
                    "destination": country_name(one.destination_iso),
                },
                url=edit if files else page,
                act=_("Correct") if files else _("Read why"),
            )
        for hold in holds.get(one.pk, []):
            if hold.asked_at and not hold.answered_at:
                yield parts.Task(
                    what=_about(_("Answer a question about {}"), one.number),
                    why=hold.question,
                    url=f"{page}#holds",
                    act=_("Answer"),
                    until=hold.due_on,
                )
            elif hold.kind == HoldKind.TEST and hold.sample is None:
                yield parts.Task(
                    what=_about(_("Have a lot tested for {}"), one.number),
                    why=_reason(hold),
                    url=page,
                    act=_("Read why"),
                    until=hold.due_on,
                )
    for row in stock:
        if row.clear_until and row.clear_until <= today + SOON:
            yield parts.Task(
                what=_about(_("Use or test again lot {}"), row.lot.number),
                why=_("%(skins)s skins are free; the clearance ends.")
                % {"skins": formats.number(row.free)},
                url=row.url,
                act=_("Open the lot"),
                until=row.clear_until,
            )


def _deliveries_of(firm: Enterprise, *, files: bool) -> Iterable[parts.Task]:
    """Deliveries that wait for the firm as their buyer, and those of its own that are disputed."""
    mine = deliveries_to_answer(Enterprise.objects.filter(pk=firm.pk)).select_related("dyehouse")
    for one in mine.order_by("delivered_on", "pk")[:DELIVERIES_SHOWN]:
        is_new = one.state == DeliveryState.DECLARED
        yield parts.Task(
            what=_about(
                _("Confirm delivery {}") if is_new else _("Take in delivery {}"), one.number
            ),
            why=_("%(skins)s skins of %(dyehouse)s, %(material)s")
            % {
                "skins": formats.number(skins_that_count(one)),
                "dyehouse": one.dyehouse.name,
                "material": skins_name(one),
            },
            url=reverse("lab:delivery-detail", args=[one.number]),
            act=(_("Confirm or dispute") if is_new else _("Take in"))
            if files
            else _("Open the delivery"),
        )
    disputed = firm.deliveries_made.filter(state=DeliveryState.DISPUTED).select_related("buyer")
    for one in disputed.order_by("delivered_on", "pk")[:DELIVERIES_SHOWN]:
        yield parts.Task(
            what=_about(_("Delivery {} is disputed"), one.number),
            why=formats.sentences(
                (
                    _("%(buyer)s says: %(note)s") % {"buyer": one.buyer.name, "note": one.note},
                    _("The bureau settles it."),
                )
            ),
            url=reverse("lab:delivery-detail", args=[one.number]),
            act=_("Open the delivery"),
        )


def _notices_of(firm: Enterprise) -> Iterable[parts.Task]:
    """Notices of the bureau that the firm has still to acknowledge."""
    waiting = open_receipts().filter(enterprise=firm).select_related("notice")
    for receipt in waiting.order_by("notice__effective_on", "pk")[:NOTICES_SHOWN]:
        notice = receipt.notice
        yield parts.Task(
            what=_about(_("Acknowledge notice {}"), notice.number),
            why=notice.title,
            url=reverse("enterprises:notice-detail", args=[notice.number]),
            act=_("Read it"),
            until=notice.effective_on,
        )


def _about(words: str, number: str) -> SafeString:
    """Name a record in a sentence; its number never breaks."""
    return format_html(words, format_html('<span class="nowrap">{}</span>', number))


def _reason(hold: Hold) -> str:
    return said(hold.reason_code, hold.params)


def _open_holds(declarations: Iterable[Declaration]) -> dict[int, list[Hold]]:
    found: dict[int, list[Hold]] = {}
    held = [one.pk for one in declarations if one.state == DeclarationState.HELD]
    rows = Hold.objects.filter(declaration__in=held, closed_at__isnull=True)
    for hold in rows.select_related("sample").order_by("declaration", "pk"):
        found.setdefault(hold.declaration_id, []).append(hold)
    return found


# ---- stock and what is under way -----------------------------------------------------


def stock_of(firm: Enterprise, today: date) -> tuple[StockRow, ...]:
    """Give the lots of a firm that still have skins, each with where it may go."""
    lots = list(usable_lots_of(firm.pk))
    marks = marks_of(lots, today, main_only=True)
    grounds = grounds_by_regime(firm, today)
    return tuple(_stock_row(lot, marks.get(lot.pk, ()), grounds, today) for lot in lots)


def _stock_row(
    lot: RawMaterialLot,
    marks: Sequence[MarketMark],
    grounds: Mapping[str, Collection[Ground]],
    today: date,
) -> StockRow:
    main = tuple(
        mark and mark.within(grounds.get(mark.regime, ())) for mark in main_marks(marks, today)
    )
    return StockRow(
        lot=lot,
        material=material_name(lot),
        free=lot.balance.free_skins,
        marks=main,
        clear_until=clear_until(main),
        url=reverse("lab:lot-detail", args=[lot.number]),
    )


def _under_way(firm: Enterprise, at: datetime) -> Iterable[Declaration]:
    waiting = Q(
        state__in=[
            DeclarationState.DRAFT,
            DeclarationState.SUBMITTED,
            DeclarationState.HELD,
            DeclarationState.RETURNED,
        ]
    )
    just_released = Q(state=DeclarationState.RELEASED, decided_at__gte=at - RECENT)
    return firm.declarations.filter(waiting | just_released).order_by("-changed_at", "-pk")


def _certificates(declarations: Iterable[Declaration]) -> dict[int, Certificate]:
    released = [one.pk for one in declarations if one.state == DeclarationState.RELEASED]
    rows = Certificate.objects.filter(declaration__in=released, state=CertificateState.ACTIVE)
    return {row.declaration_id: row for row in rows}


def _row(
    one: Declaration, holds: Sequence[Hold], certificate: Certificate | None, *, files: bool
) -> UnderWay:
    words, url, state, kind = _next(one, holds, certificate, files=files)
    return UnderWay(
        declaration=one,
        destination=country_name(one.destination_iso),
        state=state,
        kind=kind,
        next_step=words,
        next_url=url,
    )


def _next(
    one: Declaration, holds: Sequence[Hold], certificate: Certificate | None, *, files: bool
) -> tuple[str, str, str, str]:
    # Who only reads the firm is led to nothing that is not theirs to do.
    edit = reverse("inspections:declaration-edit", args=[one.number]) if files else ""
    if one.state == DeclarationState.DRAFT:
        saved = formats.written_date(timezone.localtime(one.changed_at), "moment_short")
        return _("Saved %(moment)s") % {"moment": saved}, edit, one.state, "declaration"
    if one.state == DeclarationState.RETURNED:
        return _("Correct and submit again"), edit, one.state, "declaration"
    if one.state == DeclarationState.HELD and holds:
        first = holds[0]
        if any(hold.asked_at and not hold.answered_at for hold in holds):
            words = _("Your answer is awaited")
        elif first.due_on:
            is_late = first.due_on < timezone.localdate()
            told = _("Late; expected by %(day)s") if is_late else _("Expected by %(day)s")
            words = told % {"day": formats.written_date(first.due_on, "short")}
        else:
            words = _("It is decided again by itself")
        return words, "", first.kind, "hold"
    if certificate is not None:
        address = reverse("inspections:certificate-pdf", args=[certificate.number])
        words = _("Certificate %(number)s") % {"number": certificate.number}
        return words, address, one.state, "declaration"
    return "", "", one.state, "declaration"
