"""The furniture of the pages: who reads, where they may go, and how much waits there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import (
    Enterprise,
    User,
)
from enterprises.roles import Permission, may
from enterprises.shell import NavGroup, NavItem, Shell
from enterprises.states import (
    EnterpriseKind,
)
from enterprises.tones import Text
from inspections.selectors.counts import count_waiting

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
            Place("lab:delivery-list", _("Deliveries"), "link", _OFFICERS, "disputed"),
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


# Where the day begins: the first of these that the person may do.
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
    counts = count_waiting(user, _counted(place for _label, places in groups for place in places))
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
        inbox_url=reverse("enterprises:inbox"),
        search_url=reverse("inspections:search"),
        search_words=(
            _("Number, firm, lot, certificate")
            if may(user, _P.READ_FIRMS)
            else _("Number of a sample or report")
        ),
        footer=footer,
    )


def home_of(user: User) -> str:
    """Name the address of the page where a person's work waits; empty: the public first page."""
    for permission, name in HOMES:
        if may(user, permission):
            return reverse(name)
    return reverse("inspections:portal") if _firms_of(user) else ""


def works_at_desk(user: User) -> bool:
    """Whether the person works for the bureau or its laboratory."""
    return any(
        may(user, permission)
        for permission in (_P.READ_FIRMS, _P.READ_SAMPLES, _P.MANAGE_REFERENCE)
    )


def _portal(user: User, footer: tuple[NavItem, ...]) -> Shell:
    firms = _firms_of(user)
    places = _portal_places(user, firms)
    counts = count_waiting(user, _counted(places))
    # Who acts for several firms reads on the page for which.
    place = firms[0].name if len(firms) == 1 else str(user.department or "")
    return Shell(
        frame=PORTAL,
        home_url=reverse("home"),
        place=place,
        person=str(user),
        navigation=(NavGroup("", tuple(_items(places, counts))),),
        unread=counts["unread"],
        inbox_url=reverse("enterprises:inbox"),
        search_url=reverse("inspections:search") if firms else "",
        search_words=_("Number, lot, certificate"),
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


def _counted(places: Iterable[Place]) -> list[str]:
    return [place.count for place in places if place.count]


def _items(places: Iterable[Place], counts: Mapping[str, int]) -> Iterator[NavItem]:
    for place in places:
        yield NavItem(
            reverse(place.name),
            place.label,
            place.icon,
            counts.get(place.count) or None,
            place.is_due,
            also=tuple(map(reverse, place.also)),
        )


def _is_open_to(place: Place, user: User) -> bool:
    return not place.permissions or any(may(user, one) for one in place.permissions)
