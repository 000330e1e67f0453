"""The standing of a firm in four figures: registration, class, this month, skins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from blacklist import words as credit
from blacklist.selectors import CreditStanding, scheme_on, standing_of
from blacklist.states import CreditClass, ListKind
from enterprises import formats, marks, parts
from enterprises.calendar import months_on
from enterprises.models import Enterprise
from enterprises.selectors.registrations import RegistrationReport, registration_of
from enterprises.states import Regime, RegistrationStanding
from enterprises.tones import Text, Tone, look_of
from inspections.policy.rules import Rule
from inspections.selectors.lanes import OPEN
from inspections.selectors.pages.dyehouse import only_dyes, work_of
from inspections.selectors.reference import rule_set_on
from inspections.states import Path
from lab.models import MonitoringObligation, RawMaterialLot
from lab.policy.monitoring import month_is_open
from lab.selectors import month_evidence
from lab.selectors.months import due_day_of
from lab.selectors.pages import MarketMark, main_market_names
from lab.states import MonitoringRole, ObligationState

ONE_DAY = timedelta(days=1)
_TO_SAMPLE = (ObligationState.OPEN, ObligationState.MISSED)
_NOT_FILED = gettext_lazy("Buyers test what they receive.")
_STANDINGS: Mapping[RegistrationStanding, Text] = MappingProxyType(
    {
        RegistrationStanding.REGISTERED: pgettext_lazy("registration", "Registered"),
        RegistrationStanding.PROVISIONAL: pgettext_lazy("registration", "Provisional"),
        RegistrationStanding.PROVISIONAL_NARROWED: pgettext_lazy("registration", "Narrowed"),
        RegistrationStanding.NONE: pgettext_lazy("registration", "None"),
        RegistrationStanding.SUSPENDED: pgettext_lazy("registration", "Suspended"),
        RegistrationStanding.ENDED: pgettext_lazy("registration", "Ended"),
        RegistrationStanding.PROVISIONAL_ENDED: pgettext_lazy("registration", "Ended"),
    }
)


@dataclass(frozen=True)
class StockRow:
    """A lot in the table of what may go where."""

    lot: RawMaterialLot
    material: str
    free: int
    marks: tuple[MarketMark | None, ...]
    clear_until: date | None
    url: str

    @property
    def named_marks(self) -> list[tuple[MarketMark | None, str]]:
        """The marks with the names of their markets, for a table without a head."""
        return list(zip(self.marks, main_market_names(), strict=False))


def figures_of(firm: Enterprise, stock: Sequence[StockRow], today: date) -> tuple[parts.Stat, ...]:
    """Give the four figures, each with the sentence that explains it."""
    trust = standing_of(firm, today)
    credit_class = _credit(firm, trust, today)
    if only_dyes(firm):
        return (_filing(firm), credit_class, _dyed_month(firm, today), _to_deliver(firm))
    report = registration_of(firm)
    lane = _lane_to_monitored(trust, report.standing(today), today)
    return (
        _registration(firm, report, today),
        credit_class,
        _month(firm, lane, today),
        _skins(stock),
    )


# ---- of a dyehouse ---------------------------------------------------------------


def _filing(firm: Enterprise) -> parts.Stat:
    """Say whether its buyers may rely on it; a dyehouse is put on file and never registered."""
    filing = firm.dyehouse_filings.order_by("-pk").first()
    page = reverse("enterprises:standing-of", args=[firm.serial])
    if filing is None:
        note = format_html('{} <a href="{}">{}</a>', _NOT_FILED, page, _("Apply as a dyehouse"))
        return parts.Stat(_("Filing"), pgettext("filing", "None"), note=note, tone="no")
    look = look_of(filing.state, "filing")
    words = filing.number
    if filing.valid_until:
        until = formats.written_date(filing.valid_until - ONE_DAY)
        words = _("%(number)s, to %(day)s.") % {"number": filing.number, "day": until}
    note = format_html('{} <a href="{}">{}</a>', words, page, _("What it covers"))
    return parts.Stat(_("Filing"), look.word, note=note, tone=_loud(look.tone))


def _dyed_month(firm: Enterprise, today: date) -> parts.Stat:
    obligation = _obligation(firm, MonitoringRole.DYEHOUSE, today)
    evidence = month_evidence(firm.pk, today, role=MonitoringRole.DYEHOUSE)
    if month_is_open(evidence, today):
        until = formats.written_date(_open_until(obligation, evidence.due_day, today))
        note = _("Deliveries within the filing need no test until %(day)s.") % {"day": until}
    elif obligation is not None and obligation.state in _TO_SAMPLE:
        note = _("A sample is due %(day)s; until it passes, buyers test what they receive.") % {
            "day": formats.written_date(obligation.sample_by)
        }
    else:
        note = _("Until a month passes, buyers test what they receive.")
    return _month_figure(obligation, today, note)


def _to_deliver(firm: Enterprise) -> parts.Stat:
    work = work_of(firm)
    batches = ngettext("in %(count)s batch", "in %(count)s batches", work.count)
    note = format_html(
        '<a href="{}">{}</a>', reverse("lab:delivery-list"), _("What was delivered, and to whom")
    )
    return parts.Stat(
        _("Skins to deliver"),
        formats.number(work.left),
        unit=batches % {"count": formats.number(work.count)},
        note=note,
    )


# ---- of a maker ------------------------------------------------------------------


def _registration(firm: Enterprise, report: RegistrationReport, today: date) -> parts.Stat:
    standing = report.standing(today)
    row = report.registration
    figure = _STANDINGS[standing]
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
        note = format_html(
            '{} <a href="{}">{}</a>',
            _("Nothing was applied for yet."),
            reverse("enterprises:standing-of", args=[firm.serial]),
            _("Apply for registration"),
        )
        return parts.Stat(_("Registration"), figure, note=note, tone=tone)
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
    note = format_html(
        '{} <a href="{}">{}</a>',
        formats.sentences(words),
        reverse("enterprises:standing-of", args=[firm.serial]),
        _("See the three lanes"),
    )
    return parts.Stat(_("Registration"), figure, note=note, tone=tone)


def _credit(firm: Enterprise, standing: CreditStanding, today: date) -> parts.Stat:
    if standing.credit_class is None:
        return parts.Stat(
            _("Credit class"),
            formats.MISSING,
            note=_("The class is given with the registration."),
        )
    badge = standing.badge
    figure: Text = marks.class_words(badge.lower())
    if badge in ListKind.values:
        figure = _("Red list") if badge == ListKind.RED else _("Black list")
    return parts.Stat(
        _("Credit class"),
        figure,
        unit=_points(standing.score),
        note=format_html(
            '{} <a href="{}">{}</a>',
            formats.sentences(_why(standing, today)),
            reverse("blacklist:firm-file", args=[firm.serial]),
            _("Credit file"),
        ),
        badge=badge,
    )


def _points(score: int | None) -> str:
    if score is None:
        return ""
    told = ngettext("%(score)s point when given", "%(score)s points when given", score)
    return told % {"score": formats.number(score)}


def _why(standing: CreditStanding, today: date) -> Iterator[str]:
    """Say what decides the class, and where a better one begins if points can reach it."""
    reason = credit.deciding_reason(standing.reasons)
    if reason is None or standing.credit_class is None:
        return
    by_record = credit.class_given_by(reason)
    if by_record != standing.credit_class:
        yield _("By its record the firm would be in %(grade)s; two persons decide on the move.") % {
            "grade": by_record.label
        }
        return
    yield credit.said(reason, today)
    if standing.score is not None and credit.points_help(reason):
        yield _better(standing.score, standing.credit_class, today)


def _better(score: int, credit_class: CreditClass, today: date) -> str:
    better = [
        (above, least)
        for above, least in scheme_on(today).thresholds
        if least > score and list(CreditClass).index(above) < list(CreditClass).index(credit_class)
    ]
    if not better:
        return ""
    above, least = min(better, key=lambda pair: pair[1])
    return _("%(better)s begins at %(least)s points.") % {
        "better": capfirst(str(above.label)),
        "least": formats.number(least),
    }


def _lane_to_monitored(
    trust: CreditStanding, registration: RegistrationStanding, today: date
) -> Rule | None:
    """Find the lane that the firm's goods take to a monitored market while its month is open."""
    in_force = rule_set_on(today)
    if in_force is None or trust.level is None:
        return None
    return in_force.rule_set.lane_for(Regime.MONITORED, trust.level, registration.value, OPEN)


def _month(firm: Enterprise, lane: Rule | None, today: date) -> parts.Stat:
    obligation = _obligation(firm, MonitoringRole.EXPORTER, today)
    evidence = month_evidence(firm.pk, today)
    if lane is None:
        note = _("Nothing leaves for Russia as long as the firm is not registered.")
    elif lane.path != Path.RAW_MATERIAL_RELEASE:
        note = _("Lots are looked at one by one, whatever the month brings.")
    elif month_is_open(evidence, today):
        note = _("Write-off to Russia is open until %(day)s.") % {
            "day": formats.written_date(_open_until(obligation, evidence.due_day, today))
        }
    elif obligation is None:
        note = _("Write-off to Russia opens with the first monitoring that passes.")
    elif obligation.state in _TO_SAMPLE:
        note = _("A sample is due %(day)s; until it passes, lots are looked at one by one.") % {
            "day": formats.written_date(obligation.sample_by)
        }
    else:
        note = _("Write-off to Russia is closed: lots are looked at one by one.")
    return _month_figure(obligation, today, note)


def _obligation(firm: Enterprise, role: str, today: date) -> MonitoringObligation | None:
    rows = MonitoringObligation.objects.filter(enterprise=firm, role=role)
    return rows.filter(month=_first_of(today)).first()


def _month_figure(obligation: MonitoringObligation | None, today: date, note: str) -> parts.Stat:
    term = _("Monitoring, %(month)s") % {"month": formats.written_date(today, "month")}
    if obligation is None:
        return parts.Stat(term, _("None this month"), note=note)
    look = look_of(obligation.state, "obligation")
    return parts.Stat(term, look.word, note=note, tone=_loud(look.tone))


def _loud(tone: Tone) -> Tone:
    """Keep the tones in which a figure is written; what is merely under way stays in ink."""
    return tone if tone in ("ok", "no", "wait") else ""


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
