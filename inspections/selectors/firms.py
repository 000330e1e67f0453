"""Firms as officers look for them, and whatever else a number or a name finds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from blacklist.models import Classification, ListEntry
from blacklist.states import ListEntryState
from enterprises.formats import sentences
from enterprises.models import Enterprise, Registration, User
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.states import RegistrationState
from enterprises.tones import Text
from inspections.models import Certificate, Declaration
from inspections.selectors.numbered import numbered
from lab.models import RawMaterialLot, Report, Sample
from lab.words import material_name

IN_EFFECT = (ListEntryState.EFFECTIVE, ListEntryState.CONFIRMED)
# Where a firm has several registrations, the one that counts stands first.
_RANK = Case(
    When(
        state__in=[
            RegistrationState.PROVISIONAL,
            RegistrationState.REGISTERED,
            RegistrationState.SUSPENDED,
        ],
        then=Value(0),
    ),
    When(
        state__in=[
            RegistrationState.LAPSED,
            RegistrationState.CANCELLED,
            RegistrationState.REVOKED,
        ],
        then=Value(1),
    ),
    default=Value(2),
    output_field=IntegerField(),
)
FOUND_MOST = 8
LEAST_LETTERS = 2


def firms_as_listed(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Add to firms what a list says of them: class, list, registration."""
    current = Classification.objects.filter(enterprise=OuterRef("pk"), until__isnull=True)
    listed = ListEntry.objects.filter(enterprise=OuterRef("pk"), state__in=IN_EFFECT)
    registrations = Registration.objects.filter(enterprise=OuterRef("pk")).order_by(_RANK, "-pk")
    return rows.annotate(
        credit_class=Subquery(current.values("credit_class")[:1]),
        listed=Subquery(listed.order_by("pk").values("kind")[:1]),
        registration_state=Subquery(registrations.values("state")[:1]),
    )


@dataclass(frozen=True)
class Found:
    """One thing that was found: its number or name, what it is, and its page."""

    what: str
    why: str
    url: str


@dataclass(frozen=True)
class FoundGroup:
    title: Text
    rows: tuple[Found, ...]
    has_more: bool


def find(user: User, text: str) -> tuple[FoundGroup, ...]:
    """Find by the beginning of a number or credit code, or by a name; only what the person may see."""
    text = " ".join(text.split())
    if len(text) < LEAST_LETTERS:
        return ()
    reads_firms = may(user, Permission.READ_FIRMS)
    at_bench = may(user, Permission.READ_SAMPLES) and not reads_firms
    groups = [
        *([] if at_bench else _groups_of_firms(user, text, is_officer=reads_firms)),
        _group(_("Samples"), _samples(user, text, at_bench=at_bench)),
        _group(_("Reports"), _reports(user, text)),
        *(
            _group(title, [Found(*row) for row in rows])
            for title, rows in numbered(user, text, most=FOUND_MOST + 1)
        ),
    ]
    return tuple(group for group in groups if group.rows)


def _groups_of_firms(user: User, text: str, *, is_officer: bool) -> Iterator[FoundGroup]:
    number = text.upper()
    firms = Enterprise.objects.visible_to(user).filter(
        Q(name_zh__icontains=text)
        | Q(name_en__icontains=text)
        | Q(credit_code__startswith=number)
        | Q(serial=number)
    )
    page = "inspections:firm" if is_officer else "inspections:portal-home"
    yield _group(
        _("Firms"),
        (
            Found(
                firm.name,
                f"{firm.credit_code} · {firm.township}",
                reverse(page, args=[firm.serial]),
            )
            for firm in firms.order_by("serial")[: FOUND_MOST + 1]
        ),
    )
    declarations = (
        Declaration.objects.visible_to(user)
        .filter(Q(number__startswith=number) | Q(contract_number=text))
        .select_related("enterprise")
    )
    yield _group(
        _("Declarations"),
        (
            Found(
                one.number,
                sentences(
                    [
                        f"{one.enterprise.name} → {country_name(one.destination_iso)}",
                        f"({one.get_state_display()})",
                    ]
                ),
                reverse("inspections:declaration-detail", args=[one.number]),
            )
            for one in declarations.order_by("-pk")[: FOUND_MOST + 1]
        ),
    )
    certificates = (
        Certificate.objects.visible_to(user)
        .filter(number__startswith=number)
        .select_related("enterprise", "declaration")
    )
    yield _group(
        _("Certificates"),
        (
            Found(
                one.number,
                f"{one.enterprise.name} ({one.get_state_display()})",
                reverse("inspections:declaration-detail", args=[one.declaration.number]),
            )
            for one in certificates.order_by("-pk")[: FOUND_MOST + 1]
        ),
    )
    lots = (
        RawMaterialLot.objects.visible_to(user)
        .filter(number__startswith=number)
        .select_related("enterprise")
    )
    yield _group(
        _("Lots"),
        (
            Found(
                one.number,
                f"{one.enterprise.name}: {material_name(one)}",
                reverse("lab:lot-detail", args=[one.number]),
            )
            for one in lots.order_by("-pk")[: FOUND_MOST + 1]
        ),
    )


def _samples(user: User, text: str, *, at_bench: bool) -> Iterator[Found]:
    """The laboratory finds samples without their firms, on its own page."""
    rows = Sample.objects.visible_to(user).filter(number__startswith=text.upper())
    page = "lab:entry" if at_bench else "lab:sample-detail"
    for one in rows.select_related("enterprise").order_by("-pk")[: FOUND_MOST + 1]:
        said = str(one.get_state_display())
        yield Found(
            one.number,
            said if at_bench else f"{one.enterprise.name} ({said})",
            reverse(page, args=[one.number]),
        )


def _reports(user: User, text: str) -> Iterator[Found]:
    seen = Sample.objects.visible_to(user).values("pk")
    rows = Report.objects.filter(number__startswith=text.upper(), sample__in=seen)
    for one in rows.select_related("sample").order_by("-pk")[: FOUND_MOST + 1]:
        yield Found(one.number, one.sample.number, reverse("lab:report-detail", args=[one.number]))


def _group(title: Text, rows: Iterator[Found] | Sequence[Found] | Any) -> FoundGroup:
    found = tuple(rows)
    return FoundGroup(title, found[:FOUND_MOST], has_more=len(found) > FOUND_MOST)
