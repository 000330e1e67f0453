"""The furniture of the pages: who reads, where they may go, and how much waits there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blacklist.models import ClassProposal, CreditEvent
from blacklist.selectors.entries import waiting_entries
from blacklist.states import ClassProposalState, CreditEventState
from enterprises.addresses import find_address
from enterprises.models import (
    Assessment,
    DyehouseFiling,
    Enterprise,
    Notification,
    Rectification,
    Registration,
    User,
)
from enterprises.policy import WITH_THE_FIRM
from enterprises.querysets import enterprises_of
from enterprises.roles import Permission, may
from enterprises.selectors.notices import to_acknowledge
from enterprises.shell import NavGroup, NavItem, Shell
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    EnterpriseKind,
    RectificationState,
    RegistrationState,
)
from enterprises.tones import Text
from inspections.models import Declaration, Hold
from inspections.selectors.approvals import to_approve
from inspections.selectors.impact import open_cases
from inspections.states import DeclarationState
from lab.models import LedgerAdjustment, Retest, Sample
from lab.selectors.stores import deliveries_to_answer
from lab.states import AdjustmentState, RetestState, SampleState

_P = Permission

DESK = "frames/desk.html"
PORTAL = "frames/portal.html"
OPEN = "frames/open.html"


@dataclass(frozen=True)
class Place:
    """An address in the navigation, who goes there, and the count that stands beside it."""

    name: str
    label: Text
    icon: str = ""
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    count: str = ""
    is_due: bool = False
    # In the portal: of which kind a firm of the reader has to be.
    kinds: frozenset[EnterpriseKind] = field(default_factory=frozenset)
    # Other lists whose records are read from here.
    also: tuple[str, ...] = ()


_OFFICERS = frozenset({_P.READ_FIRMS})
_LABORATORY = frozenset({_P.READ_SAMPLES})

# Most of what stands here is a page of another floor; a name that no page has yet leads nowhere
# and is left out.
DESK_PLACES: Sequence[tuple[Text, Sequence[Place]]] = (
    (
        pgettext_lazy("navigation", "Work"),
        (
            Place(
                "inspections:approvals",
                _("Approvals"),
                "check",
                frozenset({_P.RELEASE_AS_CHIEF}),
                "to_approve",
            ),
            Place("inspections:desk", _("Desk"), "inbox", _OFFICERS, "holds"),
            Place("inspections:declaration-list", _("Declarations"), "doc", _OFFICERS),
            Place("inspections:certificate-list", _("Certificates"), "doc", _OFFICERS),
            Place("inspections:impact-list", _("Impact cases"), "alert", _OFFICERS, "cases"),
        ),
    ),
    (
        _("Raw material"),
        (
            Place("lab:lot-list", _("Lots"), "box", _OFFICERS),
            Place("lab:delivery-list", _("Deliveries"), "link", _OFFICERS),
            Place("lab:batch-list", _("Dye batches"), "drop", _OFFICERS),
            Place("lab:sample-list", _("Samples"), "flask", _OFFICERS, "to_take"),
            Place("lab:monitoring", _("Monthly monitoring"), "grid", _OFFICERS),
            Place("lab:retest-list", _("Retests"), "turn", _OFFICERS, "retests"),
            Place("lab:adjustment-list", _("Adjustments"), "edit", _OFFICERS, "adjustments"),
        ),
    ),
    (
        _("Laboratory"),
        (
            Place("lab:worklist", _("Worklist"), "flask", _LABORATORY, "to_test"),
            Place("lab:review", _("Review"), "check", frozenset({_P.VERIFY_RESULT}), "to_verify"),
            Place("lab:report-list", _("Reports"), "doc", _LABORATORY),
        ),
    ),
    (
        _("Firms"),
        (
            Place("inspections:firm-list", _("All firms"), "building", _OFFICERS),
            Place(
                "enterprises:registration-list",
                _("Registrations"),
                "doc",
                _OFFICERS,
                "applications",
            ),
            Place(
                "enterprises:assessment-list", _("Assessments"), "list", _OFFICERS, "assessments"
            ),
            Place(
                "enterprises:rectification-list",
                _("Rectifications"),
                "edit",
                _OFFICERS,
                "rectifications",
            ),
            Place("enterprises:filing-list", _("Dyehouse filings"), "drop", _OFFICERS, "filings"),
        ),
    ),
    (
        pgettext_lazy("navigation", "Credit"),
        (
            Place("blacklist:class-list", _("Classes"), "flag", _OFFICERS, "proposals"),
            Place("blacklist:event-list", _("Credit events"), "bell", _OFFICERS, "events"),
            Place("blacklist:grading-list", _("Government gradings"), "building", _OFFICERS),
            Place("blacklist:entry-list", _("Red and black list"), "scale", _OFFICERS, "entries"),
            Place("blacklist:memorandum-list", _("Shared data"), "people", _OFFICERS),
        ),
    ),
    (
        _("Bureau"),
        (
            Place("inspections:statistics", _("Statistics"), "chart", _OFFICERS),
            Place("inspections:class-table", _("What a class gets"), "grid", _OFFICERS),
            Place("inspections:rule-set-list", _("Rule sets"), "scale", _OFFICERS),
            Place("inspections:risk-analysis", _("Risk analysis"), "alert", _OFFICERS),
            Place("enterprises:notice-list", _("Notices"), "bell", _OFFICERS),
            Place("enterprises:audit-list", _("Audit"), "clock", frozenset({_P.READ_AUDIT})),
            Place("inspections:story", _("The story"), "book"),
            Place("inspections:seeds", _("Draws"), "scale"),
            Place("admin:index", _("Reference data"), "list", frozenset({_P.MANAGE_REFERENCE})),
        ),
    ),
)

_MAKERS = frozenset({EnterpriseKind.MANUFACTURER, EnterpriseKind.TRADER})
_WITH_MATERIAL = _MAKERS | {EnterpriseKind.DYEHOUSE}
_DECLARANTS = _MAKERS | {EnterpriseKind.AGENT}

# The lists of the lanes are the officers'; a firm reads their records from its own standing.
_LANES = (
    "enterprises:registration-list",
    "enterprises:assessment-list",
    "enterprises:rectification-list",
    "enterprises:filing-list",
)

PORTAL_PLACES: Sequence[Place] = (
    Place("inspections:portal", _("Where you stand")),
    Place(
        "inspections:declaration-list",
        _("Declarations"),
        count="to_answer",
        is_due=True,
        kinds=_DECLARANTS,
        also=("inspections:certificate-list",),
    ),
    Place("lab:lot-list", _("Lots"), kinds=_MAKERS),
    Place("lab:batch-list", _("Dye batches"), kinds=frozenset({EnterpriseKind.DYEHOUSE})),
    Place("lab:delivery-list", _("Deliveries"), kinds=_WITH_MATERIAL, count="to_confirm"),
    Place(
        "enterprises:standing",
        _("Registration"),
        kinds=_WITH_MATERIAL,
        count="to_rectify",
        also=_LANES,
    ),
    Place(
        "blacklist:credit-file",
        _("Credit"),
        kinds=_WITH_MATERIAL,
        also=("blacklist:event-list", "blacklist:entry-list"),
    ),
    Place("enterprises:notice-list", _("Notices"), count="to_acknowledge"),
    Place("enterprises:people", _("People")),
    Place("inspections:story", _("The story")),
)

DEPARTMENT_PLACES: Sequence[Place] = (
    Place("blacklist:department", pgettext_lazy("department", "Reports")),
    Place("blacklist:department-firms", _("Firms")),
    Place("inspections:story", _("The story")),
)

FOOTER: Sequence[Place] = (
    Place("inspections:check", _("Check a certificate")),
    Place("inspections:class-table", _("What a class gets")),
    Place("enterprises:register", _("Register")),
    Place("blacklist:published-lists", _("Red and black list")),
    Place("enterprises:public-notices", _("Notices")),
    Place("inspections:story", _("The story")),
    Place("inspections:seeds", _("Draws")),
)


# Where the day begins: the first of these that the person may do, and that has a page.
HOMES: Sequence[tuple[Permission, str]] = (
    (_P.RELEASE_AS_CHIEF, "inspections:approvals"),
    (_P.DECIDE_REGISTRATION, "enterprises:registration-list"),
    (_P.DECIDE_CREDIT_EVENT, "blacklist:event-list"),
    (_P.READ_FIRMS, "inspections:desk"),
    (_P.READ_SAMPLES, "lab:worklist"),
    (_P.MANAGE_REFERENCE, "admin:index"),
    (_P.REPORT_CREDIT, "blacklist:department"),
)


def shell_for(request: HttpRequest) -> Shell:
    """Furnish the page for its reader; the public gets a brand, a footer and nothing to count."""
    user = request.user
    footer = tuple(_items(FOOTER, {}))
    place = _("Hengshui Inspection and Quarantine Bureau")
    if not user.is_authenticated:
        return Shell(frame=OPEN, home_url=reverse("home"), place=place, footer=footer)
    if not works_at_desk(user):
        return _portal(user, footer)
    groups = [
        (label, [place for place in places if _is_open_to(place, user)])
        for label, places in DESK_PLACES
    ]
    counts = _counts(user, _names_of(place for _label, places in groups for place in places))
    return Shell(
        frame=DESK,
        home_url=reverse("home"),
        place=place,
        person=str(user),
        navigation=tuple(
            NavGroup(label, items)
            for label, places in groups
            if (items := tuple(_items(places, counts)))
        ),
        unread=counts["unread"],
        inbox_url=find_address("enterprises:inbox"),
        search_url=find_address("inspections:search"),
        footer=footer,
    )


def home_of(user: User) -> str:
    """Name the address of the page where a person's work waits; empty: the public first page."""
    for permission, name in HOMES:
        if may(user, permission) and (address := find_address(name)):
            return address
    return find_address("inspections:portal") if _firms_of(user) else ""


def works_at_desk(user: User) -> bool:
    """Whether the person works for the bureau or its laboratory."""
    return any(
        may(user, permission)
        for permission in (_P.READ_FIRMS, _P.READ_SAMPLES, _P.MANAGE_REFERENCE)
    )


def _portal(user: User, footer: tuple[NavItem, ...]) -> Shell:
    firms = _firms_of(user)
    places = _portal_places(user, firms)
    counts = _counts(user, _names_of(places))
    # Who acts for several firms reads on the page for which.
    place = firms[0].name if len(firms) == 1 else str(user.department or "")
    return Shell(
        frame=PORTAL,
        home_url=reverse("home"),
        place=place,
        person=str(user),
        navigation=(NavGroup("", tuple(_items(places, counts))),),
        unread=counts["unread"],
        inbox_url=find_address("enterprises:inbox"),
        footer=footer,
    )


def _portal_places(user: User, firms: Sequence[Enterprise]) -> Sequence[Place]:
    """Leave out what none of the reader's firms could have; who has no firm has little to see."""
    if not firms:
        return DEPARTMENT_PLACES if may(user, _P.REPORT_CREDIT) else PORTAL_PLACES[-1:]
    kinds = {kind for firm in firms for kind in firm.kinds}
    return [place for place in PORTAL_PLACES if not place.kinds or place.kinds & kinds]


def _firms_of(user: User) -> Sequence[Enterprise]:
    """The firm a person belongs to today, and a second one if there are more."""
    today = timezone.localdate()
    mine = Enterprise.objects.filter(
        Q(memberships__until__isnull=True) | Q(memberships__until__gt=today),
        memberships__user=user,
        memberships__since__lte=today,
    )
    return list(mine.distinct()[:2])


def _open_holds(user: User) -> QuerySet:
    return Hold.objects.filter(closed_at__isnull=True)


def _to_take(user: User) -> QuerySet:
    return Sample.objects.filter(state=SampleState.PLANNED)


def _to_test(user: User) -> QuerySet:
    return Sample.objects.filter(state__in=[SampleState.RECEIVED, SampleState.TESTING])


def _to_verify(user: User) -> QuerySet:
    return Sample.objects.filter(state=SampleState.ENTERED)


def _to_answer(user: User) -> QuerySet:
    """The declarations that the firm is to amend, or about which it was asked something."""
    mine = Enterprise.objects.filter(enterprises_of(user)).values("pk")
    asked = Hold.objects.filter(
        declaration=OuterRef("pk"),
        closed_at__isnull=True,
        asked_at__isnull=False,
        answered_at__isnull=True,
    )
    return Declaration.objects.filter(
        Q(state=DeclarationState.RETURNED) | (Q(state=DeclarationState.HELD) & Exists(asked)),
        enterprise__in=mine,
    )


def _applications(user: User) -> QuerySet:
    waiting = (RegistrationState.SUBMITTED, RegistrationState.ACCEPTED)
    return Registration.objects.filter(state__in=waiting)


def _assessments(user: User) -> QuerySet:
    ended = (AssessmentState.ENDORSED, AssessmentState.CANCELLED)
    return Assessment.objects.exclude(state__in=ended)


def _rectifications(user: User) -> QuerySet:
    """The answers to verify, and what firms owe past its day."""
    late = Q(state__in=WITH_THE_FIRM, due_on__lt=timezone.localdate())
    return Rectification.objects.filter(Q(state=RectificationState.SUBMITTED) | late)


def _filings(user: User) -> QuerySet:
    waiting = (DyehouseFilingState.APPLIED, DyehouseFilingState.ASSESSED)
    return DyehouseFiling.objects.filter(state__in=waiting)


def _to_rectify(user: User) -> QuerySet:
    mine = Enterprise.objects.filter(enterprises_of(user)).values("pk")
    return Rectification.objects.filter(state__in=WITH_THE_FIRM, enterprise__in=mine)


def _proposals(user: User) -> QuerySet:
    return ClassProposal.objects.filter(state=ClassProposalState.PROPOSED)


def _events(user: User) -> QuerySet:
    """The credit events that an officer confirms, and the objections that one answers."""
    waiting = [CreditEventState.REPORTED, CreditEventState.OBJECTED]
    return CreditEvent.objects.filter(state__in=waiting)


def _entries(user: User) -> QuerySet:
    return waiting_entries()


def _to_confirm(user: User) -> QuerySet:
    """What one's firms are to confirm or dispute, or to take into stock."""
    return deliveries_to_answer(Enterprise.objects.filter(enterprises_of(user)))


def _retests(user: User) -> QuerySet:
    return Retest.objects.filter(state=RetestState.ASKED)


def _adjustments(user: User) -> QuerySet:
    return LedgerAdjustment.objects.filter(state=AdjustmentState.PROPOSED)


def _cases(user: User) -> QuerySet:
    return open_cases()


# What is counted beside a place: rows of one kind, or of several.
_WAITING: Mapping[str, Callable[[User], QuerySet | Sequence[QuerySet]]] = {
    "to_approve": to_approve,
    "proposals": _proposals,
    "events": _events,
    "entries": _entries,
    "cases": _cases,
    "holds": _open_holds,
    "to_take": _to_take,
    "to_test": _to_test,
    "to_verify": _to_verify,
    "to_answer": _to_answer,
    "applications": _applications,
    "assessments": _assessments,
    "rectifications": _rectifications,
    "filings": _filings,
    "to_rectify": _to_rectify,
    "to_confirm": _to_confirm,
    "retests": _retests,
    "adjustments": _adjustments,
    "to_acknowledge": to_acknowledge,
}


def _names_of(places: Iterable[Place]) -> list[str]:
    """Name the counts beside these places that somebody knows how to take."""
    return [place.count for place in places if place.count in _WAITING]


def _counts(user: User, names: Iterable[str]) -> dict[str, int]:
    """Count everything that stands in the navigation in one question."""
    asked: dict[str, QuerySet | Sequence[QuerySet]] = {name: _WAITING[name](user) for name in names}
    asked["unread"] = Notification.objects.filter(recipient=user, read_at__isnull=True)
    counted = User.objects.filter(pk=user.pk).values_list(
        *(_sum_of(rows) for rows in asked.values())
    )
    return dict(zip(asked, counted[0], strict=True))


def _sum_of(rows: QuerySet | Sequence[QuerySet]) -> Combinable:
    kinds = [rows] if isinstance(rows, QuerySet) else rows
    return reduce(add, map(_count_of, kinds), Value(0))


def _count_of(rows: QuerySet) -> Combinable:
    """SELECT count(*) of the rows, as one value of a larger question."""
    return Subquery(rows.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n"))


def _items(places: Iterable[Place], counts: Mapping[str, int]) -> Iterator[NavItem]:
    for place in places:
        if url := find_address(place.name):
            count = counts.get(place.count)
            also = tuple(filter(None, map(find_address, place.also)))
            yield NavItem(url, place.label, place.icon, count or None, place.is_due, also=also)


def _is_open_to(place: Place, user: User) -> bool:
    return not place.permissions or any(may(user, one) for one in place.permissions)
