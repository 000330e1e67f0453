"""One firm on one page: its standing, goods, papers, people and what was done last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from blacklist.models import CreditEvent
from blacklist.selectors.schemes import indicators_on
from blacklist.states import CreditEventState
from enterprises import formats, parts
from enterprises.calendar import day_of, months_on
from enterprises.deeds import deed_words, kind_words, record_address
from enterprises.languages import is_chinese
from enterprises.models import AuditEntry, DyehouseFiling, Enterprise, Registration, User
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.states import EnterpriseKind
from enterprises.tones import Text, look_of
from inspections.models import Certificate, Declaration
from inspections.selectors.pages.rules import period_words
from inspections.selectors.pages.standing import StockRow, figures_of
from inspections.selectors.portal import stock_of
from inspections.states import DeclarationState
from lab.models import MonitoringObligation, RawMaterialLot, Sample

MONTHS_SHOWN, ROWS_SHOWN, DEEDS_SHOWN = 12, 5, 8


@dataclass(frozen=True)
class StateCount:
    state: str
    count: int
    pieces: int
    url: str


@dataclass(frozen=True)
class Line:
    """One record in a panel: its number with its page, what it is, and its state."""

    number: str
    url: str
    words: Text
    state: str
    kind: str
    word: Text


@dataclass(frozen=True)
class Member:
    name: str
    role: Text
    since: date
    until: date | None


@dataclass(frozen=True)
class Deed:
    at: datetime
    who: str
    what: str
    record: str
    url: str


@dataclass(frozen=True)
class FirmPage:
    """Everything about a firm that an officer wants to see before a call."""

    firm: Enterprise
    facts: tuple[tuple[Text, str], ...]
    stats: tuple[parts.Stat, ...]
    credit_url: str
    declarations: tuple[StateCount, ...]
    declarations_url: str
    stock: tuple[StockRow, ...]
    stock_whole: int
    lots_url: str
    months: tuple[str, ...]
    monitoring: tuple[parts.MatrixRow, ...]
    monitoring_url: str
    samples: tuple[Line, ...]
    samples_url: str
    certificates: tuple[Line, ...]
    certificates_url: str
    registrations: tuple[Line, ...]
    registrations_url: str
    filings: tuple[Line, ...]
    filings_url: str
    events: tuple[Line, ...]
    notices_url: str
    people: tuple[Member, ...]
    deeds: tuple[Deed, ...]
    audit_url: str


def firm_page(firm: Enterprise, user: User, *, at: datetime) -> FirmPage:
    """Gather the page, in a number of questions that does not grow with the firm."""
    today = day_of(at)
    stock = stock_of(firm, today)
    months = [months_on(today.replace(day=1), -back) for back in range(MONTHS_SHOWN - 1, -1, -1)]
    mine = f"q=-{firm.serial}-"
    reads_audit = may(user, Permission.READ_AUDIT)
    return FirmPage(
        firm=firm,
        facts=tuple((term, value) for term, value in _facts(firm) if value),
        stats=figures_of(firm, stock, today),
        credit_url=reverse("blacklist:firm-file", args=[firm.serial]),
        declarations=tuple(_declarations(firm, mine)),
        declarations_url=f"{reverse('inspections:declaration-list')}?{mine}",
        stock=stock[:ROWS_SHOWN],
        stock_whole=RawMaterialLot.objects.filter(enterprise=firm).count(),
        lots_url=f"{reverse('lab:lot-list')}?{mine}",
        months=tuple(map(formats.month_short, months)),
        monitoring=tuple(_monitoring(firm, months)),
        monitoring_url=_narrowed("lab:monitoring", f"q={firm.serial}"),
        samples=tuple(_samples(firm)),
        samples_url=f"{reverse('lab:sample-list')}?q={firm.name_en}",
        certificates=tuple(_certificates(firm)),
        certificates_url=_narrowed("inspections:certificate-list", mine),
        registrations=tuple(_registrations(firm)),
        registrations_url=_narrowed("enterprises:registration-list", f"q={firm.serial}"),
        filings=tuple(_filings(firm)),
        filings_url=_narrowed("enterprises:filing-list", f"q={firm.serial}"),
        events=tuple(_events(firm, today)),
        notices_url=_narrowed("enterprises:notice-list", f"q={firm.serial}"),
        people=tuple(_people(firm)),
        deeds=tuple(_deeds(firm)) if reads_audit else (),
        audit_url=(
            f"{reverse('enterprises:audit-list')}?firm={firm.serial}" if reads_audit else ""
        ),
    )


def _narrowed(name: str, query: str) -> str:
    """Give a list narrowed to the firm."""
    return f"{reverse(name)}?{query}"


def _facts(firm: Enterprise) -> Iterator[tuple[Text, str]]:
    kinds = [capfirst(str(EnterpriseKind(kind).label)) for kind in firm.kinds]
    markets = [country_name(one.iso) for one in firm.export_markets.order_by("iso")]
    yield _("Kinds"), _(", ").join(kinds)
    yield _("Address"), firm.address
    yield _("Legal representative"), firm.legal_representative
    phone = format_html('<span class="nowrap">{}</span>', firm.contact_phone)
    yield _("Contact"), format_html("{} {}", firm.contact_name, phone)
    yield _("Exports to"), _(", ").join(markets)
    yield _("Own brands"), _(", ").join(brand.name for brand in firm.brands.all())
    yield (
        _("Shops abroad"),
        _(", ").join(f"{one.name} ({country_name(one.iso)})" for one in firm.outlets.all()),
    )
    if firm.workers:
        yield _("Workers"), formats.number(firm.workers)
    if firm.pieces_per_year:
        yield _("Capacity, pieces a year"), formats.number(firm.pieces_per_year)
    marks = [
        (_("leading enterprise"), firm.is_leading),
        (_("member of the demonstration zone"), firm.in_demonstration_zone),
    ]
    yield _("Known as"), _(", ").join(str(word) for word, holds in marks if holds)


def _declarations(firm: Enterprise, mine: str) -> Iterator[StateCount]:
    counted = {
        state: (count, pieces)
        for state, count, pieces in Declaration.objects.filter(enterprise=firm)
        .values_list("state")
        .annotate(count=Count("pk"), whole=Sum("pieces"))
        .order_by("state")
    }
    base = reverse("inspections:declaration-list")
    for state in DeclarationState:
        if state in counted:
            yield StateCount(state, *counted[state], url=f"{base}?state={state.value}&{mine}")


def _monitoring(firm: Enterprise, months: Sequence[date]) -> Iterator[parts.MatrixRow]:
    rows = MonitoringObligation.objects.filter(enterprise=firm, month__in=months)
    by_role: dict[str, dict[date, str]] = {}
    for role, month, state in rows.values_list("role", "month", "state"):
        by_role.setdefault(role, {})[month] = state
    roles = dict(MonitoringObligation._meta.get_field("role").flatchoices)
    for role, states in sorted(by_role.items()):
        yield parts.MatrixRow(
            label=capfirst(str(roles[role])),
            cells=tuple(_cell(states.get(month, "")) for month in months),
        )


def _cell(state: str) -> parts.Cell:
    if not state:
        return parts.Cell("none", "", _("no obligation"))
    look = look_of(state, "obligation")
    return parts.Cell(look.tone or "none", look.sign, look.word)


def _samples(firm: Enterprise) -> Iterator[Line]:
    for one in Sample.objects.filter(enterprise=firm).order_by("-pk")[:ROWS_SHOWN]:
        yield Line(
            one.number,
            reverse("lab:sample-detail", args=[one.number]),
            one.get_purpose_display(),
            one.state,
            "sample",
            one.get_state_display(),
        )


def _certificates(firm: Enterprise) -> Iterator[Line]:
    rows = Certificate.objects.filter(enterprise=firm).select_related("declaration")
    for one in rows.order_by("-pk")[:ROWS_SHOWN]:
        words = _("%(pieces)s pieces to %(destination)s, %(day)s") % {
            "pieces": formats.number(one.declaration.pieces),
            "destination": country_name(one.declaration.destination_iso),
            "day": formats.written_date(one.issued_at),
        }
        address = record_address("certificate", one.number)
        yield Line(one.number, address, words, one.state, "certificate", one.get_state_display())


def _registrations(firm: Enterprise) -> Iterator[Line]:
    for one in Registration.objects.filter(enterprise=firm).order_by("-pk")[:ROWS_SHOWN]:
        words = period_words(one.valid_from, one.valid_until) if one.valid_from else formats.MISSING
        address = record_address("registration", one.number)
        yield Line(one.number, address, words, one.state, "registration", one.get_state_display())


def _filings(firm: Enterprise) -> Iterator[Line]:
    for one in DyehouseFiling.objects.filter(enterprise=firm).order_by("-pk")[:ROWS_SHOWN]:
        words = period_words(one.valid_from, one.valid_until) if one.valid_from else formats.MISSING
        address = record_address("dyehouse_filing", one.number)
        yield Line(one.number, address, words, one.state, "filing", one.get_state_display())


def _events(firm: Enterprise, today: date) -> Iterator[Line]:
    indicators = indicators_on(today)
    chinese = is_chinese()
    rows = CreditEvent.objects.filter(enterprise=firm).exclude(state=CreditEventState.REJECTED)
    for one in rows.order_by("-occurred_on", "-pk")[:ROWS_SHOWN]:
        row = indicators.get(one.indicator)
        name = (row.name_zh if chinese else row.name_en) if row else one.indicator
        words = _(", ").join((name, formats.written_date(one.occurred_on)))
        address = record_address("credit_event", one.number)
        yield Line(one.number, address, words, one.state, "credit_event", one.get_state_display())


def _people(firm: Enterprise) -> Iterator[Member]:
    today = timezone.localdate()
    rows = firm.memberships.filter(Q(until__isnull=True) | Q(until__gt=today))
    for one in rows.select_related("user").order_by("since", "pk"):
        yield Member(str(one.user), one.get_role_display(), one.since, one.until)


def _deeds(firm: Enterprise) -> Iterator[Deed]:
    for one in AuditEntry.objects.filter(enterprise=firm).order_by("-at", "-pk")[:DEEDS_SHOWN]:
        yield Deed(
            at=one.at,
            who=one.actor_name,
            what=deed_words(one.action),
            record=f"{kind_words(one.record_kind)} {one.record_number}",
            url=record_address(one.record_kind, one.record_number),
        )
