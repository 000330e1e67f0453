"""A registration or filing as three lanes side by side: papers, assessment, rectification."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises import formats
from enterprises.models import (
    Assessment,
    AuditEntry,
    DyehouseFiling,
    Rectification,
    Registration,
    RegistrationCondition,
    StoredFile,
)
from enterprises.models.assessment import NOT_ENDED
from enterprises.parts import Event
from enterprises.policy import papers_missing, rectification_is_overdue, registration_standing
from enterprises.selectors.reasons import country_name
from enterprises.selectors.registrations import conditions_of, facts_of
from enterprises.selectors.supervision import Subject, assessments_of, was_assessed
from enterprises.states import (
    AssessmentState,
    DocumentKind,
    DyehouseFilingState,
    ItemFinding,
    RectificationState,
    RegistrationStanding,
    RegistrationState,
)
from enterprises.tones import Text, Tone

ONE_DAY = timedelta(days=1)
EVENTS_SHOWN = 30
_A, _W, _S = AssessmentState, RegistrationStanding, RegistrationState
_ON_ITS_WAY = (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.ACCEPTED)


@dataclass(frozen=True)
class Paper:
    """A paper of the application, or that one is missing."""

    label: str
    file: StoredFile | None = None

    @property
    def is_missing(self) -> bool:
        return self.file is None


@dataclass(frozen=True)
class Visit:
    """A visit in its lane."""

    assessment: Assessment
    assessors: str
    findings: int

    @property
    def is_open(self) -> bool:
        return self.assessment.state in NOT_ENDED


@dataclass(frozen=True)
class Demand:
    """Something to be met by a day: a condition, a rectification, or both in one."""

    text: str
    due_on: date
    word: str
    tone: Tone
    sign: str
    is_open: bool
    is_late: bool
    condition: RegistrationCondition | None = None
    rectification: Rectification | None = None


@dataclass(frozen=True)
class Answer:
    """What the whole is worth today, first of all."""

    tone: Tone
    sign: str
    words: str
    sentence: str


@dataclass(frozen=True)
class Lanes:
    """The three lanes, and what they come to."""

    answer: Answer
    papers: Sequence[Paper]
    said: Sequence[tuple[Text, Text]]
    visits: Sequence[Visit]
    no_visit: str
    demands: Sequence[Demand]
    was_assessed: bool
    events: Sequence[Event]

    @property
    def missing(self) -> list[str]:
        return [paper.label for paper in self.papers if paper.is_missing]

    @property
    def open_demands(self) -> list[Demand]:
        return [one for one in self.demands if one.is_open]

    @property
    def has_bare_conditions(self) -> bool:
        """Whether a condition is open that no answer of the firm closes, only a registrar's note."""
        return any(
            one.condition is not None and not one.condition.is_visit and one.rectification is None
            for one in self.open_demands
        )


def lanes_of(registration: Registration, today: date) -> Lanes:
    """Gather a registration with its papers, visits and demands."""
    demands = _demands(registration, today)
    return Lanes(
        answer=_answer(registration, demands, today),
        papers=_papers(registration),
        said=_said(registration),
        visits=_visits(registration),
        no_visit=_no_visit_of(registration),
        demands=demands,
        was_assessed=was_assessed(registration),
        events=events_of("registration", registration.number),
    )


def lanes_of_filing(filing: DyehouseFiling, today: date) -> Lanes:
    """Gather a dyehouse's filing with its visits and demands."""
    visits = _visits(filing)
    return Lanes(
        answer=_filing_answer(filing, visits),
        papers=(),
        said=(),
        visits=visits,
        no_visit=_no_visit_of_filing(filing),
        demands=_rectified(filing, today),
        was_assessed=was_assessed(filing),
        events=events_of("dyehouse_filing", filing.number),
    )


# ---- papers ---------------------------------------------------------------------


def _papers(registration: Registration) -> list[Paper]:
    rows = list(registration.documents.select_related("file").order_by("kind", "pk"))
    given = [Paper(_kind_word(row.kind), row.file) for row in rows]
    is_judged = registration.state not in _ON_ITS_WAY
    missing = () if is_judged else papers_missing([row.kind for row in rows])
    return [*given, *(Paper(_kind_word(kind)) for kind in missing)]


def _kind_word(kind: str) -> str:
    return capfirst(str(DocumentKind(kind).label))


def _said(registration: Registration) -> list[tuple[Text, Text]]:
    comma = _(", ")
    officer = comma.join(filter(None, [registration.quality_officer, registration.quality_phone]))
    said: list[tuple[Text, Text]] = [
        (_("Premises"), registration.premises),
        (_("Process, step by step"), registration.process),
        (_("Workers"), _figure(registration.workers)),
        (_("Capacity, pieces a year"), _figure(registration.pieces_per_year)),
        (_("Quality officer"), officer),
        (_("Export markets"), comma.join(map(country_name, registration.export_isos))),
        (_("Declared before at"), comma.join(registration.earlier_ports)),
    ]
    return [(term, value) for term, value in said if value]


def _figure(value: int | None) -> str:
    return "" if value is None else formats.number(value)


# ---- visits and demands ------------------------------------------------------------


def _visits(subject: Subject) -> list[Visit]:
    rows = (
        assessments_of(subject)
        .annotate(unmet=Count("items", filter=Q(items__finding=ItemFinding.NONCONFORMING)))
        .prefetch_related("assessors")
        .order_by("-pk")
    )
    return [
        Visit(row, _(", ").join(str(person) for person in row.assessors.all()), row.unmet)
        for row in rows
    ]


def _no_visit_of(registration: Registration) -> str:
    """Say why no visit stands in the lane, and when one comes."""
    if registration.state == _S.PROVISIONAL:
        return _("No visit yet. It is the first condition of the provisional registration.")
    if registration.state in _ON_ITS_WAY:
        return _(
            "No visit yet. It may come after a provisional registration, as its first condition."
        )
    return _("No visit is on record.")


def _no_visit_of_filing(filing: DyehouseFiling) -> str:
    if filing.state in (DyehouseFilingState.APPLIED, DyehouseFilingState.ASSESSED):
        return _("No visit yet. It comes before the dyehouse is put on file.")
    return _("No visit is on record.")


def _demands(registration: Registration, today: date) -> list[Demand]:
    """Every condition in its order, then what a visit found beside them."""
    findings = _rectifications(registration)
    of_condition = {one.condition_id: one for one in findings if one.condition_id}
    return [
        *(
            _demand_of(one, of_condition.get(one.pk), today)
            for one in registration.conditions.order_by("ordinal")
        ),
        *(_finding(one, today) for one in findings if one.condition_id is None),
    ]


def _rectified(subject: Subject, today: date) -> list[Demand]:
    return [_finding(one, today) for one in _rectifications(subject)]


def _rectifications(subject: Subject) -> list[Rectification]:
    rows = Rectification.objects.filter(assessment__in=assessments_of(subject))
    return list(rows.select_related("item").order_by("pk"))


def _demand_of(
    condition: RegistrationCondition, rectification: Rectification | None, today: date
) -> Demand:
    if rectification is not None:
        return _finding(rectification, today, condition)
    is_open = condition.accepted_on is None and condition.voided_on is None
    is_late = is_open and today > condition.due_on
    word, tone, sign = _("to be met"), "wait", "clock"
    if condition.accepted_on is not None:
        word, tone, sign = _("met"), "ok", "check"
    elif condition.voided_on is not None:
        word, tone, sign = _("fell away"), "", "minus"
    elif is_late:
        word, tone, sign = _("late"), "no", "alert"
    return Demand(
        text=condition.text,
        due_on=condition.due_on,
        word=word,
        tone=tone,  # type: ignore[arg-type]
        sign=sign,
        is_open=is_open,
        is_late=is_late,
        condition=condition,
    )


def _finding(
    rectification: Rectification, today: date, condition: RegistrationCondition | None = None
) -> Demand:
    state = RectificationState(rectification.state)
    item = rectification.item
    return Demand(
        text=_("%(code)s: %(text)s") % {"code": item.code, "text": item.text},
        due_on=rectification.due_on,
        word=str(state.label),
        tone="",
        sign="",
        is_open=state not in (RectificationState.ACCEPTED, RectificationState.VOID),
        is_late=rectification_is_overdue(state, rectification.due_on, today),
        condition=condition,
        rectification=rectification,
    )


# ---- what it comes to ----------------------------------------------------------------


def standing_on(registration: Registration, today: date) -> RegistrationStanding:
    """Say what one registration is worth on a day."""
    conditions = conditions_of([registration.pk])
    return registration_standing(facts_of(registration, conditions), today)


def _answer(registration: Registration, demands: Sequence[Demand], today: date) -> Answer:
    state = _S(registration.state)
    standing = standing_on(registration, today)
    if standing == _W.NONE:
        return _on_its_way(registration, state)
    until = ""
    if registration.valid_until:
        until = formats.written_date(registration.valid_until - ONE_DAY)
    if standing in (_W.REGISTERED,):
        words = _("Registered to %(day)s") % {"day": until}
        return Answer("ok", "check", words, _("Goods may go to every destination."))
    if standing in (_W.PROVISIONAL, _W.PROVISIONAL_NARROWED):
        return _provisional(registration, standing, demands, until)
    if standing == _W.SUSPENDED:
        return Answer("no", "pause", _("Suspended: nothing may leave"), registration.reason)
    return Answer("no", "minus", capfirst(str(state.label)), registration.reason)


def _provisional(
    registration: Registration,
    standing: RegistrationStanding,
    demands: Sequence[Demand],
    until: str,
) -> Answer:
    countries = _(", ").join(map(country_name, registration.allowed_isos))
    sentences = [_("Goods may go to %(countries)s.") % {"countries": countries}]
    if registration.cap_pieces:
        sentences.append(
            ngettext(
                "At most %(pieces)s piece until it is full.",
                "At most %(pieces)s pieces until it is full.",
                registration.cap_pieces,
            )
            % {"pieces": formats.number(registration.cap_pieces)}
        )
    conditions = [one for one in demands if one.condition is not None]
    waiting = [one for one in conditions if one.is_open]
    sentences.append(
        _("%(met)d of %(all)d conditions met.")
        % {"met": len(conditions) - len(waiting), "all": len(conditions)}
    )
    if standing == _W.PROVISIONAL_NARROWED:
        words = _("Provisional, and narrowed: a condition is late")
        sentences[0] = _(
            "Until it is met, goods leave for monitored markets only, and each shipment is inspected."
        )
        return Answer("no", "alert", words, formats.sentences(sentences))
    words = _("Provisional to %(day)s") % {"day": until}
    return Answer("wait", "clock", words, formats.sentences(sentences))


def _on_its_way(registration: Registration, state: RegistrationState) -> Answer:
    words = {
        _S.DRAFT: (_("Not handed in yet"), _("Nothing is decided before it is handed in.")),
        _S.SUBMITTED: (_("With the bureau"), _("A registrar looks through the papers.")),
        _S.RETURNED: (_("Returned to be corrected"), registration.reason),
        _S.ACCEPTED: (
            _("The papers are accepted"),
            _("A provisional registration may be granted before the visit."),
        ),
        _S.REJECTED: (_("Rejected"), registration.reason),
    }[state]
    look: tuple[Tone, str] = {
        _S.RETURNED: ("wait", "edit"),
        _S.REJECTED: ("no", "cross"),
        _S.DRAFT: ("draft", "edit"),
    }.get(state, ("info", "turn"))  # type: ignore[assignment]
    return Answer(look[0], look[1], *words)


def _applied(visits: Sequence[Visit]) -> tuple[str, str]:
    """Say how far an application of a dyehouse is: its last visit tells."""
    heard = _("It is assessed on site, and the local government is heard.")
    last = next((one.assessment for one in visits if one.assessment.state != _A.CANCELLED), None)
    if last is None:
        return _("Waits for the visit"), heard
    if last.state == _A.ENDORSED:
        return _("Visited; the local government is to be heard"), _(
            "A registrar records what it says of the dyehouse."
        )
    if last.state in (_A.SUBMITTED, _A.SENT_BACK):
        return _("Visited; the report waits to be endorsed"), heard
    day = formats.written_date(last.planned_for)
    return _("The visit is planned for %(day)s") % {"day": day}, heard


def _filing_answer(filing: DyehouseFiling, visits: Sequence[Visit]) -> Answer:
    state = DyehouseFilingState(filing.state)
    until = formats.written_date(filing.valid_until - ONE_DAY) if filing.valid_until else ""
    answers: dict[DyehouseFilingState, tuple[Tone, str, str, str]] = {
        DyehouseFilingState.APPLIED: (
            "info",
            "turn",
            *_applied(visits),
        ),
        DyehouseFilingState.ASSESSED: (
            "info",
            "check",
            _("Assessed, not on file yet"),
            filing.government_opinion,
        ),
        DyehouseFilingState.FILED: (
            "ok",
            "check",
            _("On file to %(day)s") % {"day": until},
            _("Whoever buys what its scope names need not test the material again."),
        ),
        DyehouseFilingState.SUSPENDED: (
            "no",
            "pause",
            _("Suspended: its skins need tests of their own"),
            filing.reason,
        ),
    }
    ended: tuple[Tone, str, str, str] = (
        "no" if state == DyehouseFilingState.REFUSED else "",
        "minus",
        capfirst(str(state.label)),
        filing.reason,
    )
    return Answer(*answers.get(state, ended))


# ---- what happened -------------------------------------------------------------------


def events_of(kind: str, number: str) -> list[Event]:
    """Give what happened to a record, the newest first, in the words of its states."""
    entries = AuditEntry.objects.filter(record_kind=kind, record_number=number).order_by("-pk")
    found = []
    for entry in entries[:EVENTS_SHOWN]:
        word = _event_word(kind, entry.action)
        if word:
            found.append(Event(at=entry.at, what=word, note=entry.detail.get("reason", "")))
    return found


def _event_word(kind: str, action: str) -> str:
    name = action.removeprefix("registration_").removeprefix("filing_")
    states: dict[str, str] = {
        "registration": {one.value: str(one.label) for one in RegistrationState},
        "dyehouse_filing": {one.value: str(one.label) for one in DyehouseFilingState},
    }[kind]
    others = {
        "drafted": _("application begun"),
        "condition_accepted": _("condition met"),
        "condition_void": _("condition fell away"),
    }
    return capfirst(states.get(name) or others.get(name, ""))
