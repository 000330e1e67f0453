"""The furniture of the pages: who reads, where they may go, and how much waits there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise, Notification, User
from enterprises.querysets import enterprises_of
from enterprises.roles import Permission, may
from enterprises.shell import NavGroup, NavItem, Shell
from enterprises.tones import Text
from inspections.models import Declaration, Hold
from inspections.states import DeclarationState
from lab.models import Sample
from lab.states import SampleState

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


_OFFICERS = frozenset({_P.READ_FIRMS})
_LABORATORY = frozenset({_P.READ_SAMPLES})

DESK_PLACES: Sequence[tuple[Text, Sequence[Place]]] = (
    (
        pgettext_lazy("navigation", "Work"),
        (
            Place("inspections:desk", _("Desk"), "inbox", _OFFICERS, "holds"),
            Place("inspections:declaration-list", _("Declarations"), "doc", _OFFICERS),
            Place("lab:lot-list", _("Lots"), "box", _OFFICERS),
            Place("lab:sample-list", _("Samples"), "drop", _OFFICERS, "to_take"),
        ),
    ),
    (
        _("Laboratory"),
        (
            Place("lab:worklist", _("Worklist"), "flask", _LABORATORY, "to_test"),
            Place("lab:review", _("Review"), "check", frozenset({_P.VERIFY_RESULT}), "to_verify"),
        ),
    ),
    (
        _("Bureau"),
        (
            Place("inspections:story", _("The story"), "book"),
            Place("inspections:seeds", _("Draws"), "scale"),
            Place("admin:index", _("Reference data"), "list", frozenset({_P.MANAGE_REFERENCE})),
        ),
    ),
)

PORTAL_PLACES: Sequence[Place] = (
    Place("inspections:portal", _("Where you stand")),
    Place("inspections:declaration-list", _("Declarations"), count="to_answer", is_due=True),
    Place("lab:lot-list", _("Lots")),
    Place("inspections:story", _("The story")),
)

FOOTER: Sequence[Place] = (
    Place("inspections:check", _("Check a certificate")),
    Place("inspections:story", _("The story")),
    Place("inspections:seeds", _("Draws")),
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
    counts = _counts(user, ("holds", "to_take", "to_test", "to_verify"))
    return Shell(
        frame=DESK,
        home_url=reverse("home"),
        place=place,
        person=str(user),
        navigation=tuple(
            NavGroup(label, items)
            for label, places in DESK_PLACES
            if (items := tuple(_items([one for one in places if _is_open_to(one, user)], counts)))
        ),
        unread=counts["unread"],
        inbox_url=_address("inspections:inbox"),
        footer=footer,
    )


def home_of(user: User) -> str:
    """Name the address of the page where a person's work waits; empty: the public first page."""
    if may(user, Permission.READ_FIRMS):
        return _address("inspections:desk")
    if may(user, Permission.READ_SAMPLES):
        return _address("lab:worklist")
    if may(user, Permission.MANAGE_REFERENCE):
        return reverse("admin:index")
    return _address("inspections:portal") if _firms_of(user) else ""


def works_at_desk(user: User) -> bool:
    """Whether the person works for the bureau or its laboratory."""
    return any(
        may(user, permission)
        for permission in (_P.READ_FIRMS, _P.READ_SAMPLES, _P.MANAGE_REFERENCE)
    )


def _portal(user: User, footer: tuple[NavItem, ...]) -> Shell:
    firms = _firms_of(user)
    counts = _counts(user, ("to_answer",))
    places = PORTAL_PLACES if firms else PORTAL_PLACES[-1:]
    # Who acts for several firms reads on the page for which.
    place = firms[0].name if len(firms) == 1 else str(user.department or "")
    return Shell(
        frame=PORTAL,
        home_url=reverse("home"),
        place=place,
        person=str(user),
        navigation=(NavGroup("", tuple(_items(places, counts))),),
        unread=counts["unread"],
        inbox_url=_address("inspections:inbox"),
        footer=footer,
    )


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


_WAITING: Mapping[str, Callable[[User], QuerySet]] = {
    "holds": _open_holds,
    "to_take": _to_take,
    "to_test": _to_test,
    "to_verify": _to_verify,
    "to_answer": _to_answer,
}


def _counts(user: User, names: Iterable[str]) -> dict[str, int]:
    """Count everything that stands in the navigation in one question."""
    asked: dict[str, QuerySet] = {name: _WAITING[name](user) for name in names}
    asked["unread"] = Notification.objects.filter(recipient=user, read_at__isnull=True)
    counted = User.objects.filter(pk=user.pk).values_list(
        *(_count_of(rows) for rows in asked.values())
    )
    return dict(zip(asked, counted[0], strict=True))


def _count_of(rows: QuerySet) -> Subquery:
    """SELECT count(*) of the rows, as one value of a larger question."""
    return Subquery(rows.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n"))


def _items(places: Iterable[Place], counts: Mapping[str, int]) -> Iterator[NavItem]:
    for place in places:
        if url := _address(place.name):
            count = counts.get(place.count)
            yield NavItem(url, place.label, place.icon, count or None, place.is_due)


def _is_open_to(place: Place, user: User) -> bool:
    return not place.permissions or any(may(user, one) for one in place.permissions)


def _address(name: str) -> str:
    """The address of a page, or nothing while no page has the name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
