"""The standing of a firm in four figures: registration, class, this month, skins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from blacklist import words as credit
from blacklist.selectors import CreditStanding, scheme_on, standing_of
from blacklist.states import CreditClass, ListKind
from enterprises import formats, marks, parts
from enterprises.calendar import months_on
from enterprises.models import Enterprise
from enterprises.selectors.registrations import registration_of
from enterprises.states import RegistrationStanding
from enterprises.tones import Text, Tone, look_of
from lab.models import MonitoringObligation, RawMaterialLot
from lab.policy.monitoring import month_is_open
from lab.selectors import month_evidence
from lab.selectors.months import due_day_of
from lab.selectors.pages import MarketMark, main_market_names
from lab.states import MonitoringRole, ObligationState

ONE_DAY = timedelta(days=1)
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
    return (_registration(firm, today), _credit(firm, today), _month(firm, today), _skins(stock))


def _registration(firm: Enterprise, today: date) -> parts.Stat:
    report = registration_of(firm)
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


def _credit(firm: Enterprise, today: date) -> parts.Stat:
    standing = standing_of(firm, today)
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
