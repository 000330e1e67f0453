"""The page of one declaration: verdict, goods and evidence, ledger, judgements, certificate, draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blacklist.selectors import CreditStanding, standing_of
from blacklist.states import ListKind
from enterprises import formats, marks, parts
from enterprises.calendar import day_of
from enterprises.models import AuditEntry, Registration
from enterprises.selectors.reasons import country_name
from enterprises.selectors.reference import find_destination
from enterprises.selectors.registrations import registration_of
from enterprises.states import Product, Regime, Species
from enterprises.tones import Text
from inspections.models import (
    Certificate,
    CheckDraw,
    DaySeed,
    Declaration,
    DeclarationLine,
    Hold,
    MaterialUse,
    ReleaseDecision,
)
from inspections.selectors.pages.goods import GoodsRow, LedgerRow, goods_rows, ledger_rows
from inspections.selectors.pages.history import events_of
from inspections.selectors.pages.verdict import WHOLE, VerdictView, decision_view, said
from inspections.states import DeclarationState, HoldEnd, HoldKind, Transport
from lab.words import joined

ONE_DAY = timedelta(days=1)


# What stands in place of the last judgement, and the deed that the audit knows it by.
_ENDINGS: Mapping[DeclarationState, tuple[Text, Text, str]] = MappingProxyType(
    {
        DeclarationState.WITHDRAWN: (
            gettext_lazy("Withdrawn by the firm"),
            gettext_lazy("It is decided no more, and its skins are free again."),
            "withdraw_declaration",
        ),
        DeclarationState.CANCELLED: (
            gettext_lazy("The release is cancelled"),
            gettext_lazy("The certificate has ended, and the skins are free again."),
            "cancel_release",
        ),
    }
)


@dataclass(frozen=True)
class JudgementRow:
    ordinal: int
    at: datetime
    outcome: str
    cause: str
    rule_set: str
    is_final: bool
    url: str


@dataclass(frozen=True)
class HoldRow:
    """One thing the declaration waited or waits for."""

    hold: Hold
    kind: str
    subject: str
    reason: str
    is_open: bool
    owner: str
    ended: str

    @property
    def waits_for_firm(self) -> bool:
        return self.is_open and self.hold.asked_at is not None and self.hold.answered_at is None


@dataclass(frozen=True)
class DrawView:
    rate: str
    value: str
    is_drawn: bool
    checks_all: bool
    border: str
    day: date
    commitment: str
    is_revealed: bool


@dataclass(frozen=True)
class DeclarationPage:
    """All that the page shows beside the actions."""

    declaration: Declaration
    destination: str
    summary: str
    verdict: VerdictView | None
    goods: tuple[GoodsRow, ...]
    lines: int
    lots: int
    skins: int
    ledger: tuple[LedgerRow, ...]
    written_off: int
    judgements: tuple[JudgementRow, ...]
    holds: tuple[HoldRow, ...]
    events: tuple[parts.Event, ...]
    firm: "FirmView"
    facts: tuple[tuple[Text, Text], ...]
    certificate: Certificate | None
    earlier_certificates: tuple[Certificate, ...]
    draw: DrawView | None

    @property
    def last_shipping_day(self) -> date | None:
        return self.certificate.ship_until - ONE_DAY if self.certificate else None

    @cached_property
    def open_holds(self) -> tuple[HoldRow, ...]:
        return tuple(row for row in self.holds if row.is_open)


@dataclass(frozen=True)
class FirmView:
    name: str
    serial: str
    badge: str
    class_words: str


def declaration_page(
    declaration: Declaration, *, is_officer: bool, preview: VerdictView | None = None
) -> DeclarationPage:
    """Gather the page, in a number of questions that does not grow with the goods.

    `preview` is the verdict on a draft, which has no judgement yet.
    """
    decisions = list(
        declaration.decisions.select_related("rule_set", "decided_by")
        .defer("evidence", "verdict")
        .order_by("-ordinal")
    )
    last = (
        ReleaseDecision.objects.select_related("declaration").get(pk=decisions[0].pk)
        if decisions
        else None
    )
    verdict = decision_view(last, is_officer=is_officer) if last else None
    if verdict and declaration.state in _ENDINGS:
        verdict = _ended(declaration, verdict)
    shown = verdict or preview
    lines = list(declaration.lines.order_by("ordinal"))
    uses = list(
        MaterialUse.objects.filter(line__declaration=declaration)
        .select_related("lot__balance")
        .order_by("line__ordinal", "pk")
    )
    ledger = ledger_rows(declaration)
    certificates = list(declaration.certificates.order_by("-copy"))
    on = day_of(declaration.submitted_at or timezone.now())
    return DeclarationPage(
        declaration=declaration,
        destination=country_name(declaration.destination_iso),
        summary=_summary(declaration, lines),
        verdict=verdict,
        goods=tuple(goods_rows(lines, uses, shown.grounds if shown else {}, on)),
        lines=len(lines),
        lots=len({use.lot_id for use in uses}),
        skins=sum(use.skins for use in uses),
        ledger=ledger,
        written_off=sum(row.skins for row in ledger if row.is_write_off),
        judgements=tuple(_judgement(declaration, decision) for decision in decisions),
        holds=tuple(_hold(hold) for hold in _holds_of(declaration)),
        events=events_of(declaration, certificates, is_officer=is_officer),
        firm=_firm(declaration),
        facts=_facts(declaration, lines, on),
        certificate=certificates[0] if certificates else None,
        earlier_certificates=tuple(certificates[1:]),
        draw=_draw(declaration),
    )


def _ended(declaration: Declaration, verdict: VerdictView) -> VerdictView:
    """Let what ended a declaration speak instead of the judgement that it has outlived."""
    answer, sentence, action = _ENDINGS[DeclarationState(declaration.state)]
    entry = (
        AuditEntry.objects.filter(
            record_kind="declaration", record_number=declaration.number, action=action
        )
        .order_by("-pk")
        .first()
    )
    said_why = entry.detail.get("reason", "") if entry else ""
    return replace(
        verdict,
        tone="",
        sign="minus",
        answer=str(answer),
        sentence=formats.sentences((sentence, said_why)),
        reasons=(),
        when=formats.time_tag(entry.at, "second") if entry else "",
    )


def _summary(declaration: Declaration, lines: Sequence[DeclarationLine]) -> str:
    goods = _first_named(
        dict.fromkeys(
            f"{Species(line.species).label} · {Product(line.product).label}" for line in lines
        )
    )
    value = formats.money(sum((line.value for line in lines), Decimal(0)), declaration.currency)
    words = {
        "pieces": formats.number(declaration.pieces),
        "goods": goods,
        "destination": country_name(declaration.destination_iso),
        "value": value,
    }
    return _("%(pieces)s pieces to %(destination)s (%(goods)s), %(value)s") % words


def _first_named(words: Mapping[str, None], most: int = 3) -> str:
    named = list(words)
    shown = joined(*named[:most])
    if len(named) > most:
        return _("%(shown)s and %(count)d more") % {"shown": shown, "count": len(named) - most}
    return shown


# ---- judgements and holds ----------------------------------------------------------


def _judgement(declaration: Declaration, decision: ReleaseDecision) -> JudgementRow:
    return JudgementRow(
        ordinal=decision.ordinal,
        at=decision.decided_at,
        outcome=decision.outcome,
        cause=cause_words(decision.cause),
        rule_set=decision.rule_set.code if decision.rule_set else formats.MISSING,
        is_final=decision.is_final,
        url=reverse(
            "inspections:declaration-decision", args=[declaration.number, decision.ordinal]
        ),
    )


def cause_words(cause: str) -> str:
    """Say why a declaration was judged."""
    words = {
        "submitted": _("on submission"),
        "amended": _("after correction"),
        "check_added": _("a check was added"),
        "check_carried_out": _("a check was carried out"),
        "review_accepted": _("a finding was accepted"),
        "chief_released": _("released by the section chief"),
        "officer": _("an officer asked for it"),
    }
    # All else is a fact of another record, named by its row.
    return words.get(cause, _("what it rests on changed"))


def _holds_of(declaration: Declaration) -> list[Hold]:
    holds = declaration.holds.select_related("owner", "sample", "closed_by")
    return list(holds.order_by(F("closed_at").asc(nulls_first=True), "pk"))


def _hold(hold: Hold) -> HoldRow:
    return HoldRow(
        hold=hold,
        kind=str(HoldKind(hold.kind).label),
        subject=hold.subject,
        reason=said(hold.reason_code, hold.params),
        is_open=hold.closed_at is None,
        owner=str(hold.owner) if hold.owner else "",
        ended=str(HoldEnd(hold.ended).label) if hold.ended else "",
    )


# ---- beside ------------------------------------------------------------------------


def _firm(declaration: Declaration) -> FirmView:
    enterprise = declaration.enterprise
    today = timezone.localdate()
    standing = standing_of(enterprise, today)
    return FirmView(
        name=enterprise.name,
        serial=enterprise.serial,
        badge=badge_of(standing),
        class_words=class_words(standing),
    )


def badge_of(standing: CreditStanding) -> str:
    """Name the badge of a firm: its class, or the list it is on."""
    return standing.badge


def class_words(standing: CreditStanding) -> str:
    """Say the class, since when, and the list."""
    if standing.credit_class is None:
        return _("No class yet")
    words = marks.class_words(str(standing.credit_class).lower())
    if standing.since is not None:
        words = _("%(words)s since %(day)s") % {
            "words": words,
            "day": formats.written_date(day_of(standing.since)),
        }
    if standing.list_entry is None:
        return words
    is_red = standing.list_entry.kind == ListKind.RED
    listed = _("on the red list") if is_red else _("on the black list")
    return joined(words, listed)


def _facts(
    declaration: Declaration, lines: Sequence[DeclarationLine], on: date
) -> tuple[tuple[Text, Text], ...]:
    row = find_destination(declaration.destination_iso, on)
    country = country_name(declaration.destination_iso)
    regime = str(Regime(row.regime).label) if row else _("no rule covers it")
    consignee: Text = declaration.consignee
    if declaration.outlet:
        consignee = format_html(
            '{}<br><span class="faint">{}</span>',
            declaration.consignee,
            _("own shop, %(shop)s") % {"shop": declaration.outlet.name},
        )
    leaves = _("%(port)s, %(transport)s, %(day)s") % {
        "port": declaration.port,
        "transport": str(Transport(declaration.transport).label).lower(),
        "day": formats.written_date(declaration.planned_on).replace(" ", formats.HARD_SPACE),
    }
    marks = sum(len(line.marks) for line in lines)
    registration = registration_of(declaration.enterprise).registration
    pairs: list[tuple[Text, Text]] = [
        (_("Registration"), _registration_link(registration) if registration else _("none")),
        (_("Destination"), _("%(country)s (%(regime)s)") % {"country": country, "regime": regime}),
        (_("Consignee"), consignee),
        (_("Leaves by"), leaves),
        (_("Contract"), declaration.contract_number),
        (_("Kept at"), declaration.storage_place),
    ]
    if marks:
        entered = _("%(marks)s of %(pieces)s entered") % {
            "marks": formats.number(marks),
            "pieces": formats.number(declaration.pieces),
        }
        pairs.append((_("Marks"), entered))
    if declaration.agent:
        pairs.append((_("Filed by"), declaration.agent.name))
    if declaration.copied_from:
        earlier = format_html(
            '<a href="{}">{}</a>',
            reverse("inspections:declaration-detail", args=[declaration.copied_from.number]),
            declaration.copied_from.number,
        )
        pairs.append((_("Copied from"), earlier))
    return tuple(pairs)


def _draw(declaration: Declaration) -> DrawView | None:
    draw: CheckDraw | None = declaration.draws.order_by("-submission").first()
    if draw is None:
        return None
    seed = DaySeed.objects.filter(day=draw.drawn_on).first()
    return DrawView(
        rate=formats.percent(draw.rate.normalize()),
        value=formats.number(draw.value, 4),
        border=formats.number(draw.rate / 100, 4),
        is_drawn=draw.is_drawn,
        checks_all=draw.rate >= WHOLE,
        day=draw.drawn_on,
        commitment=seed.commitment if seed else "",
        is_revealed=bool(seed and seed.revealed),
    )


# ---- what the firm itself may do -----------------------------------------------------


@dataclass(frozen=True)
class FirmActions:
    """What the reader may do with the declaration as one who files for the firm."""

    edit: bool = False
    submit: bool = False
    withdraw: bool = False
    cancel: bool = False
    copy: bool = False
    delete: bool = False


def firm_actions(declaration: Declaration, *, files: bool) -> FirmActions:
    """Name what the state of the declaration leaves to do."""
    if not files:
        return FirmActions()
    state = declaration.state
    is_writable = state in (DeclarationState.DRAFT, DeclarationState.RETURNED)
    return FirmActions(
        edit=is_writable,
        submit=is_writable,
        withdraw=state in (DeclarationState.HELD, DeclarationState.RETURNED),
        cancel=state == DeclarationState.RELEASED,
        copy=True,
        delete=state == DeclarationState.DRAFT,
    )


def _registration_link(registration: Registration) -> SafeString:
    """The number of a registration, as the link to its page."""
    address = reverse("enterprises:registration-detail", args=[registration.number])
    return format_html('<a class="nowrap" href="{}">{}</a>', address, registration.number)
