"""The coverage of the monitoring: subject by month, and what each month means for its subject."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blacklist.selectors import standings_of
from enterprises import formats, parts
from enterprises.audit import SYSTEM
from enterprises.calendar import months_on
from enterprises.models import AuditEntry, Enterprise
from enterprises.parts import Cell, Event, MatrixRow
from enterprises.tones import look_of
from lab.models import MonitoringObligation, ObligationDraw, Report
from lab.policy.monitoring import month_is_open
from lab.selectors.months import due_day_of, month_evidence
from lab.states import LotState, MonitoringRole, ObligationState, SampleState

LENGTHS = (12, 6)
_O = ObligationState
_COME_TO_NOTHING = (SampleState.CANCELLED, SampleState.REJECTED)


@dataclass(frozen=True)
class Subject:
    """A firm or dyehouse in the matrix, with the states of its months."""

    enterprise: Enterprise
    role: str
    months: Mapping[date, MonitoringObligation]


def key_of(obligation: MonitoringObligation) -> str:
    """Name an obligation in an address: 0042-exporter-2026-03."""
    return f"{obligation.enterprise.serial}-{obligation.role}-{obligation.month:%Y-%m}"


def months_back(today: date, length: int) -> tuple[date, ...]:
    """The first days of so many months up to that of a day, the oldest first."""
    this = today.replace(day=1)
    return tuple(months_on(this, -back) for back in range(length - 1, -1, -1))


def latest_of_subjects(
    obligations: QuerySet[MonitoringObligation], since: date
) -> QuerySet[MonitoringObligation]:
    """One row for each subject that owed a month since a day: its latest obligation."""
    latest = (
        MonitoringObligation.objects.filter(
            enterprise=OuterRef("enterprise"), role=OuterRef("role"), month__gte=since
        )
        .order_by("-month")
        .values("pk")[:1]
    )
    return obligations.filter(month__gte=since, pk=Subquery(latest)).select_related("enterprise")


def subjects_of(
    latest: Iterable[MonitoringObligation], months: Sequence[date]
) -> tuple[Subject, ...]:
    """Read the months of the subjects of some rows, in one question."""
    rows = list(latest)
    found: dict[tuple[int, str], dict[date, MonitoringObligation]] = {
        (row.enterprise_id, row.role): {} for row in rows
    }
    owed = MonitoringObligation.objects.filter(
        enterprise__in={row.enterprise_id for row in rows}, month__gte=months[0]
    ).select_related("enterprise")
    for obligation in owed:
        history = found.get((obligation.enterprise_id, obligation.role))
        if history is not None:
            history[obligation.month] = obligation
    return tuple(
        Subject(row.enterprise, row.role, found[row.enterprise_id, row.role]) for row in rows
    )


def matrix_of(
    subjects: Iterable[Subject], months: Sequence[date], today: date
) -> tuple[MatrixRow, ...]:
    """Draw the subjects by month; each cell leads to its month."""
    subjects = tuple(subjects)
    firms = [one.enterprise.pk for one in subjects]
    standings = standings_of(firms, today) if firms else {}
    return tuple(_row(one, months, standings[one.enterprise.pk]) for one in subjects)


def _row(subject: Subject, months: Sequence[date], standing: object) -> MatrixRow:
    is_dyehouse = subject.role == MonitoringRole.DYEHOUSE
    name = subject.enterprise.name
    passed = sum(one.state == _O.PASSED for one in subject.months.values())
    level = getattr(standing, "level", None) or getattr(standing, "credit_class", None)
    return MatrixRow(
        label=_("%(name)s, dyehouse") % {"name": name} if is_dyehouse else name,
        cells=tuple(_cell(subject.months.get(month)) for month in months),
        total=_("%(passed)s of %(all)s") % {"passed": passed, "all": len(subject.months)},
        badge=_badge(str(level or ""), standing),
    )


def _badge(level: str, standing: object) -> str:
    entry = getattr(standing, "list_entry", None)
    return str(entry.kind) if entry is not None and entry.kind == "black" else level.lower()


def _cell(obligation: MonitoringObligation | None) -> Cell:
    if obligation is None:
        return Cell("", "", _("owed nothing"))
    look = look_of(obligation.state, "obligation")
    word = str(look.word)
    if obligation.is_late and obligation.state == _O.PASSED:
        word = _("Passed late")
    return Cell(
        look.tone or "none",
        look.sign,
        word,
        reverse("lab:obligation-detail", args=[key_of(obligation)]),
    )


def heading_of(obligations: QuerySet[MonitoringObligation], month: date) -> str:
    """Say what is so this month: how many passed, and whom to look after."""
    counted = dict(
        obligations.filter(month=month).order_by().values_list("state").annotate(n=Count("pk"))
    )
    whole = sum(counted.values())
    if not whole:
        return _("Nobody owes monitoring this month")
    if whole == 1:
        (state,) = counted
        return _("%(month)s: %(state)s") % {
            "month": formats.written_date(month, "month"),
            "state": str(_O(state).label).lower(),
        }
    words = [
        _("%(passed)s of %(all)s passed in %(month)s")
        % {
            "passed": formats.number(counted.get(_O.PASSED, 0)),
            "all": formats.number(whole),
            "month": formats.written_date(month, "month"),
        }
    ]
    for state, one, many in (
        (_O.FAILED, gettext_lazy("%(n)s failed"), gettext_lazy("%(n)s failed")),
        (_O.MISSED, gettext_lazy("%(n)s was missed"), gettext_lazy("%(n)s were missed")),
    ):
        count = counted.get(state, 0)
        if count:
            words.append(str(one if count == 1 else many) % {"n": formats.number(count)})
    return _(", ").join(words)


# ---- one month of one subject ------------------------------------------------------


@dataclass(frozen=True)
class DrawRow:
    """A draw with its sample and the report in force, and how to draw it again."""

    draw: ObligationDraw
    number: str
    url: str
    report: str
    tone: str
    word: str

    @property
    def stands(self) -> bool:
        """Whether a report can still come of it: not replaced, given up or used up."""
        draw, sample = self.draw, self.draw.sample
        if draw.is_replaced or sample is None or sample.state in _COME_TO_NOTHING:
            return False
        is_used_up = draw.lot is not None and draw.lot.state != LotState.IN_STOCK
        return sample.state != SampleState.PLANNED or not is_used_up

    @property
    def is_to_take(self) -> bool:
        return self.stands and self.draw.sample.state == SampleState.PLANNED  # type: ignore[union-attr]


def draws_of(obligation: MonitoringObligation) -> tuple[DrawRow, ...]:
    """The draws of an obligation in their order, redraws kept."""
    draws = list(obligation.draws.select_related("lot", "dye_batch", "sample").order_by("ordinal"))
    reports = {
        report.sample_id: report
        for report in Report.objects.filter(
            sample__in=[draw.sample_id for draw in draws if draw.sample_id],
            replaced_by__isnull=True,
        ).order_by("pk")
    }
    return tuple(_draw_row(draw, reports.get(draw.sample_id or 0)) for draw in draws)


def _draw_row(draw: ObligationDraw, report: Report | None) -> DrawRow:
    name = "lab:lot-detail" if draw.lot is not None else "lab:batch-detail"
    number = str(draw.lot or draw.dye_batch)
    tone, word = "", ""
    if report is not None and draw.sample is not None:
        verdict = report.verdicts.get("monitoring", "")
        is_withdrawn = draw.sample.state == SampleState.INVALIDATED
        tone, word = {
            "pass": ("ok", _("Passed")),
            "fail": ("no", _("Failed")),
        }.get(verdict, ("wait", _("Undecided")))
        if is_withdrawn:
            tone, word = "", _("Withdrawn")
    return DrawRow(
        draw=draw,
        number=number,
        url=reverse(name, args=[number]),
        report=report.number if report else "",
        tone=tone,
        word=word,
    )


def consequences(obligation: MonitoringObligation, today: date) -> tuple[parts.Reason, ...]:
    """Say what the month means: for the lane, for the lots, and for the next month."""
    is_dyehouse = obligation.role == MonitoringRole.DYEHOUSE
    told = [_state_reason(obligation, today, is_dyehouse)]
    if obligation.month == today.replace(day=1):
        told.append(_lane(obligation, today, is_dyehouse))
    if obligation.is_doubled:
        told.append(
            parts.Reason(
                "wait",
                _("Twice the lots are asked for"),
                ngettext(
                    "The month before failed, so %(n)s lot is drawn, and it must pass.",
                    "The month before failed, so %(n)s lots are drawn, and all must pass.",
                    obligation.draws_needed,
                )
                % {"n": obligation.draws_needed},
            )
        )
    return tuple(told)


def _state_reason(obligation: MonitoringObligation, today: date, is_dyehouse: bool) -> parts.Reason:
    next_due = formats.written_date(due_day_of(months_on(obligation.month, 1)))
    days = {
        "sample": formats.written_date(obligation.sample_by),
        "due": formats.written_date(obligation.due_on),
        "next": next_due,
        "nothing": formats.written_date(obligation.nothing_on) if obligation.nothing_on else "",
    }
    tone, heading, text = _WORDS[_O(obligation.state)]
    words = str(text) % days
    if obligation.state in (_O.SAMPLED, _O.IN_TEST) and today > obligation.due_on:
        words = _("The report was due on %(due)s. Passed now, it covers to %(next)s.") % days
        if today > due_day_of(months_on(obligation.month, 1)):
            words = _("The report was due on %(due)s. A pass settles the month and covers no more.")
            words = words % days
    if obligation.state == _O.FAILED:
        more = (
            _("Skins delivered since the last pass are set aside at every buyer.")
            if is_dyehouse
            else _("The drawn lot is set aside.")
        )
        words = formats.sentences([words, more])
    if obligation.state == _O.MISSED and obligation.draws.filter(is_replaced=False).exists():
        planned = _("Its planned sample can still be taken late.")
        words = formats.sentences([words, planned])
    return parts.Reason(tone, heading, words)  # type: ignore[arg-type]


_WORDS = {
    _O.OPEN: (
        "info",
        gettext_lazy("A sample is to be taken"),
        gettext_lazy(
            "The drawn lots are sampled by %(sample)s and reported by %(due)s; "
            "not sampled by the end of %(due)s, the month is missed."
        ),
    ),
    _O.SAMPLED: (
        "info",
        gettext_lazy("Sampled, waits for the laboratory"),
        gettext_lazy("Passed by %(due)s, it covers to %(next)s."),
    ),
    _O.IN_TEST: (
        "info",
        gettext_lazy("In test"),
        gettext_lazy("Passed by %(due)s, it covers to %(next)s."),
    ),
    _O.PASSED: (
        "ok",
        gettext_lazy("Passed"),
        gettext_lazy("It covers what was in stock from this month to the end of %(next)s."),
    ),
    _O.FAILED: (
        "no",
        gettext_lazy("Failed: the lane is closed at once"),
        gettext_lazy(
            "Every lot needs a test of its own until a month passes again. The next month draws "
            "twice the lots, all of which must pass, and the failure counts against the credit."
        ),
    ),
    _O.INCONCLUSIVE: (
        "wait",
        gettext_lazy("Undecided: it neither covers nor ends a cover"),
        gettext_lazy(
            "A value lies too near its limit, or an item is missing. "
            "A retest of the retained part decides it."
        ),
    ),
    _O.MISSED: (
        "no",
        gettext_lazy("Missed: the lane is closed at once"),
        gettext_lazy(
            "Nothing was sampled by the end of %(due)s. Until a late sample passes, every lot needs "
            "a test of its own; the miss counts against the credit and stays on record."
        ),
    ),
    _O.NOTHING_IN_STOCK: (
        "",
        gettext_lazy("Nothing was in stock"),
        gettext_lazy(
            "On %(nothing)s there was nothing to draw. The last pass goes on for lots received "
            "before; skins that come in open the month again until %(due)s."
        ),
    ),
    _O.WAIVED: (
        "",
        gettext_lazy("Waived by two persons"),
        gettext_lazy("It spares the firm a missed month, and covers nothing."),
    ),
}


def _lane(obligation: MonitoringObligation, today: date, is_dyehouse: bool) -> parts.Reason:
    month = month_evidence(obligation.enterprise_id, today, role=obligation.role)
    if month_is_open(month, today):
        words = _("It rests on the pass of %(month)s.") % {"month": month.covering}
        if month.this != _O.PASSED and month.this != _O.NOTHING_IN_STOCK:
            words = _("It rests on the pass of %(month)s, to the end of %(day)s.") % {
                "month": month.covering,
                "day": formats.written_date(month.due_day),
            }
        heading = (
            _("Its skins need no other test today")
            if is_dyehouse
            else _("The monitored lane is open today")
        )
        return parts.Reason("ok", heading, words)
    heading = (
        _("Its skins need a test of their own today")
        if is_dyehouse
        else _("The monitored lane is closed today")
    )
    return parts.Reason("no", heading, _("No passed month covers today."))


def _who(entry: AuditEntry) -> str:
    return _("by itself") if entry.actor_name == SYSTEM else entry.actor_name


def history_of(obligation: MonitoringObligation, number: str) -> tuple[Event, ...]:
    """Tell what became of the month, newest first."""
    names = {
        **{f"obligation_{state.value}": str(state.label) for state in _O},
        "obligation_waiver_proposed": _("Waiver proposed"),
        "obligation_waiver_declined": _("Waiver declined"),
    }
    entries = AuditEntry.objects.filter(
        record_kind="obligation", record_number=number, enterprise=obligation.enterprise
    )
    return tuple(
        Event(
            entry.at,
            names.get(entry.action, entry.action),
            " · ".join(filter(None, [_who(entry), str((entry.detail or {}).get("reason", ""))])),
            _event_tone(entry.action),  # type: ignore[arg-type]
        )
        for entry in entries.order_by("-pk")
    )


def _event_tone(action: str) -> str:
    return look_of(action.removeprefix("obligation_"), "obligation").tone
