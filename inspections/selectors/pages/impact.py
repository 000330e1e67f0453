"""The page of one case: what failed, what it touches, what is left to do, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from enterprises import formats, parts
from enterprises.audit import SYSTEM
from enterprises.calendar import day_of
from enterprises.models import AuditEntry, User
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.tones import Text, Tone
from inspections.models import Certificate, Declaration, ImpactCase, ImpactTask
from inspections.selectors.impact import Impact, Touched, impact_of, task_counts
from inspections.selectors.pages.impact_tasks import outcome_words, task_address
from inspections.selectors.pages.trace import TraceView, skins_words, trace_view
from inspections.selectors.trace import gathered
from inspections.states import (
    IMPACT_AT_WORK,
    CertificateState,
    ImpactCaseState,
    ImpactOutcome,
    ImpactTaskKind,
    ImpactTaskState,
)
from lab.models import Report, Sample
from lab.words import analyte_name, joined, market_name, material_name, operator_sign

EVENTS_MAX = 40
ROWS_MAX = 50
# What failed is named here; the report has every value beside every limit.
ITEMS_MAX, LIMITS_MAX = 3, 3
_K = ImpactTaskKind


@dataclass(frozen=True)
class Act:
    """One thing the reader may do with the case."""

    label: Text
    url: str
    is_main: bool = False


@dataclass(frozen=True)
class TouchedRow:
    """One declaration in the list of hits."""

    number: str
    url: str
    goods: str
    firm: str
    skins: str
    share: str
    state: str
    certificate: str
    certificate_url: str
    certificate_state: str
    task: str
    task_url: str


@dataclass(frozen=True)
class CasePage:
    """All that the page shows beside the tasks."""

    heading: str
    chip_words: str
    stats: tuple[parts.Stat, ...]
    failed: tuple[tuple[Text, Text], ...]
    view: TraceView
    released: tuple[TouchedRow, ...]
    released_whole: int
    pending: tuple[TouchedRow, ...]
    pending_whole: int
    done: int
    whole: int
    events: tuple[parts.Event, ...]
    acts: tuple[Act, ...]
    note: str


def case_page(case: ImpactCase, user: User, now: datetime) -> CasePage:
    """Gather the page of a case, in a number of questions that does not grow with it."""
    today = day_of(now)
    impact = impact_of(case)
    tasks = {_about(task): task for task in _tasks(case)}
    done, whole = task_counts(case)
    view = case_trace(case, impact, tasks)
    acts, note = _acts(case, user, is_done=done == whole)
    return CasePage(
        heading=heading_of(case, impact),
        chip_words=_chip(case, today),
        stats=_stats(impact, today),
        failed=_failed(case),
        view=view,
        released=tuple(_row(one, case, tasks, today) for one in impact.released[:ROWS_MAX]),
        released_whole=len(impact.released),
        pending=tuple(_row(one, case, tasks, today) for one in impact.pending[:ROWS_MAX]),
        pending_whole=len(impact.pending),
        done=done,
        whole=whole,
        events=_events(case),
        acts=acts,
        note=note,
    )


def case_trace(
    case: ImpactCase, impact: Impact, tasks: Mapping[tuple[str, int], ImpactTask]
) -> TraceView:
    """Follow the sample through its lots to the papers, each record as the case sees it."""
    trace = gathered(
        case.sample,
        lots=[row.lot for row in impact.suspect_lots],
        declarations=[one.declaration for one in impact.touched],
        batch=case.sample.dye_batch,
        samples=[case.sample],
    )

    def tone_of(record: Any) -> Tone | None:
        if isinstance(record, Sample):
            return "no"
        if isinstance(record, Declaration | Certificate):
            kind = "declaration" if isinstance(record, Declaration) else "certificate"
            task = tasks.get((kind, record.pk))
            is_waiting = task is not None and task.state == ImpactTaskState.OPEN
            is_pending = isinstance(record, Declaration) and record.state != "released"
            return "wait" if is_waiting or is_pending else None
        is_batch = record._meta.model_name == "dyebatch"
        return "no" if is_batch and record.pk == case.sample.dye_batch_id else None

    return trace_view(trace, is_officer=True, tone_of=tone_of)


def heading_of(case: ImpactCase, impact: Impact) -> str:
    """Say the finding: "One failed sample touches 3 lots and 1,484 pieces"."""
    count = len(impact.suspect_lots)
    if not count:
        return _("One failed sample touches no lot")
    lots = ngettext("%(n)s lot", "%(n)s lots", count) % {"n": formats.number(count)}
    if not impact.touched:
        return _("One failed sample touches %(lots)s; nothing was made of them yet") % {
            "lots": lots
        }
    pieces = ngettext("%(n)s piece", "%(n)s pieces", impact.pieces) % {
        "n": formats.number(impact.pieces)
    }
    return _("One failed sample touches %(lots)s and %(pieces)s") % {
        "lots": lots,
        "pieces": pieces,
    }


def subject_of(sample: Sample) -> str:
    """Name what was sampled."""
    if sample.lot is not None:
        return joined(sample.lot.number, material_name(sample.lot))
    if sample.dye_batch is not None:
        return sample.dye_batch.number
    return capfirst(str(sample.get_product_display()))


def _tasks(case: ImpactCase) -> list[ImpactTask]:
    return list(case.tasks.exclude(kind=_K.OTHER).order_by("-ordinal"))


def _about(task: ImpactTask) -> tuple[str, int]:
    if task.certificate_id:
        return "certificate", task.certificate_id
    if task.declaration_id:
        return "declaration", task.declaration_id
    if task.lot_id:
        return "lot", task.lot_id
    return "enterprise", task.enterprise_id or 0


def _chip(case: ImpactCase, today: date) -> str:
    label = str(ImpactCaseState(case.state).label)
    if case.state not in IMPACT_AT_WORK:
        return label
    days = (today - day_of(case.opened_at)).days + 1
    return _("%(state)s, day %(days)s") % {"state": label, "days": days}


def _stats(impact: Impact, today: date) -> tuple[parts.Stat, ...]:
    held = [one for one in impact.touched if one.holds_on(today)]
    pieces = sum(one.declaration.pieces for one in impact.released)
    places = {one.declaration.destination_iso for one in impact.released}
    firms = {row.lot.enterprise_id for row in impact.suspect_lots}
    return (
        parts.Stat(
            _("Lots"),
            formats.number(len(impact.suspect_lots)),
            note=ngettext(
                "%(skins)s left, of %(firms)d firm",
                "%(skins)s left, of %(firms)d firms",
                len(firms),
            )
            % {"skins": skins_words(impact.skins_left), "firms": len(firms)},
        ),
        parts.Stat(
            _("Pending"),
            formats.number(len(impact.pending)),
            note=_("judged anew by themselves"),
        ),
        parts.Stat(
            _("Released"),
            formats.number(len(impact.released)),
            note=_("%(pieces)s pieces to %(places)s")
            % {
                "pieces": formats.number(pieces),
                "places": joined(*sorted(country_name(iso) for iso in places)),
            }
            if places
            else _("nothing made of them has left"),
        ),
        parts.Stat(
            _("Certificates in force"),
            formats.number(len(held)),
            note=_("each is revoked, or kept with a reason"),
        ),
    )


def _failed(case: ImpactCase) -> tuple[tuple[Text, Text], ...]:
    sample = case.sample
    address = reverse("lab:sample-detail", args=[sample.number])
    facts: list[tuple[Text, Text]] = [
        (_("Sample"), format_html('<a href="{}">{}</a>', address, sample.number)),
        (_("Of"), subject_of(sample)),
        (_("Firm"), sample.enterprise.name),
    ]
    report = Report.objects.filter(sample=sample, replaced_by__isnull=True).first()
    if report is not None:
        facts += [
            (_("Report"), joined(report.number, formats.written_date(report.report_date))),
            *_values(report),
        ]
    return tuple(facts)


def _values(report: Report) -> list[tuple[Text, Text]]:
    """Each value that failed, with the limits it is over and whose they are."""
    found: dict[str, tuple[str, list[str]]] = {}
    for code, market in report.verdicts.get("markets", {}).items():
        for item in market["items"]:
            if item["verdict"] != "fail":
                continue
            measured = f"{item.get('value', '')} {item.get('unit', '')}".strip()
            if item.get("uncertainty"):
                spread = formats.number(Decimal(item["uncertainty"]).normalize())
                measured = f"{item['value']} ± {spread} {item.get('unit', '')}"
            bound = f"{operator_sign(item.get('operator', ''))}{formats.HARD_SPACE}{item.get('limit', '')}"
            judge = market_name(item.get("jurisdiction") or code)
            _value, limits = found.setdefault(analyte_name(item["analyte"]), (measured, []))
            words = _("%(limit)s (%(whose)s)") % {"limit": bound.strip(), "whose": judge}
            if words not in limits:
                limits.append(words)
    facts: list[tuple[Text, Text]] = []
    for name, (measured, limits) in list(found.items())[:ITEMS_MAX]:
        facts += [
            (_("Item"), name),
            (_("Value"), measured),
            (_("Limit"), joined(*limits[:LIMITS_MAX])),
        ]
    return facts


def _row(
    one: Touched,
    case: ImpactCase,
    tasks: Mapping[tuple[str, int], ImpactTask],
    today: date,
) -> TouchedRow:
    declaration, paper = one.declaration, one.certificate
    task = tasks.get(("declaration", declaration.pk))
    return TouchedRow(
        number=declaration.number,
        url=reverse("inspections:declaration-detail", args=[declaration.number]),
        goods=_("%(pieces)s pieces to %(destination)s")
        % {
            "pieces": formats.number(declaration.pieces),
            "destination": country_name(declaration.destination_iso),
        },
        firm=declaration.enterprise.name,
        skins=skins_words(one.skins),
        share=formats.percent(_whole(one.share)),
        state=declaration.state,
        certificate=paper.number if paper else "",
        certificate_url=(
            reverse("inspections:certificate-detail", args=[paper.number]) if paper else ""
        ),
        certificate_state=_paper_state(one, today),
        task=_("task: %(how)s") % {"how": outcome_words(task)} if task else "",
        task_url=task_address(case.number, task.ordinal) if task else "",
    )


def _whole(share: Decimal) -> Decimal:
    """Leave out a decimal that says nothing: 100 %, and 33.3 %."""
    return share.quantize(Decimal(1)) if share == share.to_integral() else share


def _paper_state(one: Touched, today: date) -> str:
    if one.certificate is None:
        return ""
    is_over = one.certificate.state == CertificateState.ACTIVE and not one.holds_on(today)
    return CertificateState.EXPIRED.value if is_over else one.certificate.state


def _acts(case: ImpactCase, user: User, *, is_done: bool) -> tuple[tuple[Act, ...], str]:
    """Name what the reader may do with the case, and what stands in the way of the rest."""
    works, closes = may(user, Permission.WORK_ON_IMPACT), may(user, Permission.CLOSE_IMPACT)

    def address(name: str) -> str:
        return reverse(f"inspections:impact-{name}", args=[case.number])

    if case.state in IMPACT_AT_WORK and works:
        add = Act(_("Add a task…"), address("task-add"))
        if is_done:
            return (add, Act(_("Ask to close…"), address("ask"), is_main=True)), ""
        return (add,), _("The case can be closed when every task is done.")
    if case.state == ImpactCaseState.CLOSING:
        if closes and case.closing_by_id != user.pk:
            return (Act(_("Close the case…"), address("close"), is_main=True),), ""
        if closes:
            return (), _("You asked to close it; another person does.")
        return (), _("It waits for another person to close it.")
    if case.state == ImpactCaseState.CLOSED and works:
        return (Act(_("Reopen…"), address("reopen")),), ""
    return (), ""


_DEEDS: Mapping[str, tuple[Text, Tone]] = {
    "impact_case_opened": (gettext_lazy("Case opened"), "no"),
    "impact_task_added": (gettext_lazy("A task was added"), ""),
    "impact_task_assigned": (gettext_lazy("A task was given to somebody"), ""),
    "impact_task_done": (gettext_lazy("A task was done"), "ok"),
    "impact_case_closing": (gettext_lazy("Closing was asked for"), "wait"),
    "impact_case_closed": (gettext_lazy("Closed"), "ok"),
    "impact_case_reopened": (gettext_lazy("Reopened"), "no"),
    "impact_retest_passed": (gettext_lazy("The retest passed; its lots are free"), "ok"),
    "impact_retest_failed": (gettext_lazy("The retest failed too"), "no"),
}


def _events(case: ImpactCase) -> tuple[parts.Event, ...]:
    entries = AuditEntry.objects.filter(
        record_kind="impact_case", record_number=case.number
    ).order_by("-at", "-pk")[:EVENTS_MAX]
    return tuple(_event(entry) for entry in entries)


def _event(entry: AuditEntry) -> parts.Event:
    words, tone = _DEEDS.get(entry.action, (capfirst(entry.action.replace("_", " ")), ""))
    detail: dict[str, Any] = entry.detail
    said = [_("by itself") if entry.actor_name == SYSTEM else entry.actor_name]
    if detail.get("task"):
        said.append(_("task %(number)s") % {"number": detail["task"]})
    if detail.get("outcome") in ImpactOutcome.values:
        said.append(str(ImpactOutcome(detail["outcome"]).label))
    said += [
        str(detail[name])
        for name in ("what", "owner", "reason", "sample", "report")
        if detail.get(name)
    ]
    return parts.Event(at=entry.at, what=words, note=" · ".join(said), tone=tone)
