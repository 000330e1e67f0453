"""Where a firm stands: what waits for it, its standing, its lots by market, what is under way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blacklist.selectors import scheme_on, standing_of
from blacklist.states import CreditClass, ListKind
from enterprises import formats, parts
from enterprises.calendar import day_of, months_on
from enterprises.models import Enterprise
from enterprises.selectors.reasons import country_name, say
from enterprises.selectors.registrations import registration_of
from enterprises.states import RegistrationStanding
from enterprises.tones import Text, Tone, look_of
from inspections.models import Certificate, Declaration, Hold
from inspections.selectors.pages.frames import Firms
from inspections.selectors.pages.verdict import said
from inspections.states import CertificateState, DeclarationState, HoldKind
from lab.models import MonitoringObligation, RawMaterialLot
from lab.policy.monitoring import month_is_open
from lab.selectors import month_evidence
from lab.selectors.lots import usable_lots_of
from lab.selectors.months import due_day_of
from lab.selectors.pages import (
    MarketMark,
    clear_until,
    main_market_names,
    main_marks,
    marks_of,
)
from lab.states import MonitoringRole, ObligationState
from lab.words import material_name

ONE_DAY = timedelta(days=1)
LOTS_SHOWN = 12
DECLARATIONS_SHOWN = 8
# A clearance that ends within so many days is worth a line; a released consignment stays in
# sight for as many.
SOON = timedelta(days=30)
RECENT = timedelta(days=14)


@dataclass(frozen=True)
class StockRow:
    """A lot in the table of what may go where."""

    lot: RawMaterialLot
    material: str
    free: int
    marks: tuple[MarketMark | None, ...]
    clear_until: date | None
    url: str


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

    @property
    def waiting_words(self) -> str:
        count = len(self.tasks)
        if not count:
            return _("Nothing waits for you")
        return ngettext("%(count)d thing waits for you", "%(count)d things wait for you", count) % {
            "count": count
        }


def portal_home(firm: Enterprise, firms: Firms, *, at: datetime) -> PortalHome:
    """Gather the page, in a number of questions that does not grow with lots or declarations."""
    today = day_of(at)
    lots = list(usable_lots_of(firm.pk))
    marks = marks_of(lots, today)
    stock = tuple(_stock_row(lot, marks.get(lot.pk, ()), today) for lot in lots)
    declarations = list(_under_way(firm, at))
    holds = _open_holds(declarations)
    certificates = _certificates(declarations)
    return PortalHome(
        firm=firm,
        files=firms.by_serial(firm.serial) is not None,
        firms=firms,
        today=today,
        tasks=tuple(_tasks(declarations, holds, stock, today)),
        stats=(
            _registration(firm, today),
            _credit(firm, today),
            _month(firm, today),
            _skins(stock),
        ),
        markets=main_market_names(),
        stock=stock[:LOTS_SHOWN],
        lots=len(stock),
        under_way=tuple(
            _row(one, holds.get(one.pk, []), certificates.get(one.pk))
            for one in declarations[:DECLARATIONS_SHOWN]
        ),
        declarations=firm.declarations.count(),
    )


# ---- what waits ------------------------------------------------------------------


def _tasks(
    declarations: Iterable[Declaration],
    holds: dict[int, list[Hold]],
    stock: Sequence[StockRow],
    today: date,
) -> Iterable[parts.Task]:
    for one in declarations:
        page = reverse("inspections:declaration-detail", args=[one.number])
        if one.state == DeclarationState.RETURNED:
            yield parts.Task(
                what=_("Correct %(number)s") % {"number": one.number},
                why=_("%(pieces)s pieces to %(destination)s came back; the page says why.")
                % {
                    "pieces": formats.number(one.pieces),
                    "destination": country_name(one.destination_iso),
                },
                url=reverse("inspections:declaration-edit", args=[one.number]),
                act=_("Correct"),
            )
        for hold in holds.get(one.pk, []):
            if hold.asked_at and not hold.answered_at:
                yield parts.Task(
                    what=_("Answer a question about %(number)s") % {"number": one.number},
                    why=hold.question,
                    url=f"{page}#holds",
                    act=_("Answer"),
                    until=hold.due_on,
                )
            elif hold.kind == HoldKind.TEST and hold.sample is None:
                yield parts.Task(
                    what=_("Have a lot tested for %(number)s") % {"number": one.number},
                    why=_reason(hold),
                    url=page,
                    act=_("Read why"),
                    until=hold.due_on,
                )
    for row in stock:
        if row.clear_until and row.clear_until <= today + SOON:
            yield parts.Task(
                what=_("Use or test again lot %(lot)s") % {"lot": row.lot.number},
                why=_("%(skins)s skins are free; the clearance ends.")
                % {"skins": formats.number(row.free)},
                url=row.url,
                act=_("Open the lot"),
                until=row.clear_until,
            )


def _reason(hold: Hold) -> str:
    return said(hold.reason_code, hold.params)


def _open_holds(declarations: Iterable[Declaration]) -> dict[int, list[Hold]]:
    found: dict[int, list[Hold]] = {}
    held = [one.pk for one in declarations if one.state == DeclarationState.HELD]
    rows = Hold.objects.filter(declaration__in=held, closed_at__isnull=True)
    for hold in rows.select_related("sample").order_by("declaration", "pk"):
        found.setdefault(hold.declaration_id, []).append(hold)
    return found


# ---- standing ----------------------------------------------------------------------


def _registration(firm: Enterprise, today: date) -> parts.Stat:
    report = registration_of(firm)
    standing = report.standing(today)
    row = report.registration
    figure = capfirst(str(RegistrationStanding(standing).label))
    tone: Tone = (
        ""
        if standing
        in (
            RegistrationStanding.REGISTERED,
            RegistrationStanding.PROVISIONAL,
        )
        else "no"
    )
    if row is None:
        return parts.Stat(
            _("Registration"), figure, note=_("Nothing was applied for yet."), tone=tone
        )
    words = [row.number]
    if row.valid_until:
        until = formats.written_date(row.valid_until - ONE_DAY)
        words = [_("%(number)s, to %(day)s.") % {"number": row.number, "day": until}]
    conditions = report.facts.conditions
    if conditions:
        met = [one for one in conditions if one.accepted_on]
        words.append(
            _("%(met)d of %(all)d conditions met.") % {"met": len(met), "all": len(conditions)}
        )
        open_ones = [one for one in conditions if not one.accepted_on]
        if open_ones:
            first = min(open_ones, key=lambda one: one.due)
            words.append(_("The next is due %(day)s.") % {"day": formats.written_date(first.due)})
    return parts.Stat(_("Registration"), figure, note=" ".join(words), tone=tone)


def _credit(firm: Enterprise, today: date) -> parts.Stat:
    standing = standing_of(firm, today)
    if standing.credit_class is None:
        return parts.Stat(
            _("Credit class"),
            formats.MISSING,
            note=_("The class is given with the registration."),
        )
    letter = str(standing.credit_class)
    badge, figure = letter, _("Class %(letter)s") % {"letter": letter}
    if standing.list_entry is not None:
        is_red = standing.list_entry.kind == ListKind.RED
        badge = "red" if is_red else "black"
        figure = _("Red list") if is_red else _("Black list")
    words = [_points(standing.score, standing.credit_class, today)]
    words += [
        say(str(reason["code"]), reason.get("params", {}))  # type: ignore[arg-type]
        for reason in standing.reasons[:1]
    ]
    return parts.Stat(_("Credit class"), figure, note=" ".join(filter(None, words)), badge=badge)


def _points(score: int | None, credit_class: CreditClass, today: date) -> str:
    if score is None:
        return ""
    better = [
        (above, least)
        for above, least in scheme_on(today).thresholds
        if least > score and list(CreditClass).index(above) < list(CreditClass).index(credit_class)
    ]
    if not better:
        return _("%(score)s points.") % {"score": formats.number(score)}
    above, least = min(better, key=lambda pair: pair[1])
    return _("%(score)s points; %(letter)s begins at %(least)s.") % {
        "score": formats.number(score),
        "letter": str(above),
        "least": formats.number(least),
    }


def _month(firm: Enterprise, today: date) -> parts.Stat:
    obligation = MonitoringObligation.objects.filter(
        enterprise=firm, role=MonitoringRole.EXPORTER, month=_first_of(today)
    ).first()
    evidence = month_evidence(firm.pk, today)
    is_open = month_is_open(evidence, today)
    term = _("Monitoring, %(month)s") % {"month": formats.written_date(today, "month")}
    if obligation is None:
        figure: Text = _("None this month")
        tone: Tone = ""
    else:
        look = look_of(obligation.state, "obligation")
        figure = look.word
        tone = look.tone if look.tone in ("ok", "no", "wait") else ""
    if is_open:
        note = _("Write-off to Russia is open until %(day)s.") % {
            "day": formats.written_date(_open_until(obligation, evidence.due_day, today))
        }
    elif obligation is None:
        note = _("Write-off to Russia opens with the first monitoring that passes.")
    elif obligation.state in (ObligationState.OPEN, ObligationState.MISSED):
        note = _("A sample is due %(day)s; until it passes, lots are looked at one by one.") % {
            "day": formats.written_date(obligation.sample_by)
        }
    else:
        note = _("Write-off to Russia is closed: lots are looked at one by one.")
    return parts.Stat(term, figure, note=note, tone=tone)


def _first_of(day: date) -> date:
    """Give the first day of a day's month."""
    return day.replace(day=1)


def _open_until(obligation: MonitoringObligation | None, due_day: date, today: date) -> date:
    has_passed = obligation is not None and obligation.state == ObligationState.PASSED
    return due_day_of(months_on(_first_of(today), 1)) if has_passed else due_day


def _skins(stock: Sequence[StockRow]) -> parts.Stat:
    free = sum(row.free for row in stock)
    names = main_market_names()
    words = []
    for place in (0, 1):
        skins = sum(row.free for row in stock if _may_go(row, place))
        words.append(
            _("%(skins)s may go to %(market)s")
            % {"skins": formats.number(skins), "market": names[place]}
        )
    untested = sum(
        row.free
        for row in stock
        if row.marks and not any(mark and mark.may_go for mark in row.marks)
    )
    if untested:
        words.append(_("%(skins)s nowhere yet") % {"skins": formats.number(untested)})
    lots = ngettext("in %(count)d lot", "in %(count)d lots", len(stock)) % {"count": len(stock)}
    note = _(", ").join(words) + _(".") if stock else _("No lot has skins left.")
    return parts.Stat(_("Skins in stock"), formats.number(free), unit=lots, note=note)


def _may_go(row: StockRow, place: int) -> bool:
    mark = row.marks[place] if place < len(row.marks) else None
    return mark is not None and mark.may_go


# ---- stock and what is under way -----------------------------------------------------


def _stock_row(lot: RawMaterialLot, marks: Sequence[MarketMark], today: date) -> StockRow:
    main = main_marks(marks, today)
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


def _row(one: Declaration, holds: Sequence[Hold], certificate: Certificate | None) -> UnderWay:
    words, url, state, kind = _next(one, holds, certificate)
    return UnderWay(
        declaration=one,
        destination=country_name(one.destination_iso),
        state=state,
        kind=kind,
        next_step=words,
        next_url=url,
    )


def _next(
    one: Declaration, holds: Sequence[Hold], certificate: Certificate | None
) -> tuple[str, str, str, str]:
    edit = reverse("inspections:declaration-edit", args=[one.number])
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
            words = _("Expected by %(day)s") % {"day": formats.written_date(first.due_on, "short")}
        else:
            words = _("It is decided again by itself")
        return words, "", first.kind, "hold"
    if certificate is not None:
        address = reverse("inspections:certificate-pdf", args=[certificate.number])
        words = _("Certificate %(number)s") % {"number": certificate.number}
        return words, address, one.state, "declaration"
    return "", "", one.state, "declaration"
