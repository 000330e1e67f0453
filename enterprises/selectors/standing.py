"""A firm's own registration page: which registration counts, which is on its way, what waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from enterprises import formats
from enterprises.calendar import months_on
from enterprises.models import (
    Assessment,
    DyehouseFiling,
    Enterprise,
    Rectification,
    Registration,
    RegistrationCondition,
)
from enterprises.parts import Task
from enterprises.policy import WITH_THE_FIRM
from enterprises.selectors.lanes import Lanes, lanes_of, lanes_of_filing
from enterprises.selectors.registrations import registration_of
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    EnterpriseKind,
    RectificationState,
    RegistrationState,
)
from enterprises.terms import terms_on

_S = RegistrationState
ONE_DAY = timedelta(days=1)
_ON_ITS_WAY = (_S.DRAFT, _S.SUBMITTED, _S.RETURNED, _S.ACCEPTED)
_IN_FORCE = (_S.PROVISIONAL, _S.REGISTERED, _S.SUSPENDED)
_MAKERS = {EnterpriseKind.MANUFACTURER, EnterpriseKind.TRADER}
_FILING_OPEN = (
    DyehouseFilingState.APPLIED,
    DyehouseFilingState.ASSESSED,
    DyehouseFilingState.FILED,
    DyehouseFilingState.SUSPENDED,
)


@dataclass(frozen=True)
class FirmStanding:
    """All that stands on the page."""

    firm: Enterprise
    registration: Registration | None
    lanes: Lanes | None
    coming: Registration | None
    filing: DyehouseFiling | None
    filing_lanes: Lanes | None
    earlier: Sequence[Registration]
    tasks: Sequence[Task]
    renews_from: date | None
    may_apply: bool
    may_renew: bool
    may_file: bool

    @property
    def title(self) -> str:
        """What is so, first of all."""
        if self.lanes is not None:
            return self.lanes.answer.words
        if self.filing_lanes is not None:
            return self.filing_lanes.answer.words
        return _("Not registered yet")


def standing_of_firm(
    firm: Enterprise, today: date, *, writes: bool, is_owner: bool
) -> FirmStanding:
    """Gather the page for somebody who may or may not write for the firm."""
    counted = registration_of(firm).registration
    rows = list(firm.registrations.order_by("-pk"))
    coming = next((one for one in rows if one.state in _ON_ITS_WAY), None)
    if counted is not None and counted.state not in _IN_FORCE:
        counted = coming or counted
    shown = next((one for one in rows if counted and one.pk == counted.pk), None)
    filing = _filing_of(firm)
    renews_from = _renews_from(shown, today)
    has_one = coming is not None or (shown is not None and shown.state in _IN_FORCE)
    is_maker = bool(_MAKERS & set(firm.kinds))
    is_dyehouse = EnterpriseKind.DYEHOUSE in firm.kinds
    return FirmStanding(
        firm=firm,
        registration=shown,
        lanes=lanes_of(shown, today) if shown else None,
        coming=coming if coming and shown and coming.pk != shown.pk else None,
        filing=filing,
        filing_lanes=lanes_of_filing(filing, today) if filing else None,
        earlier=[one for one in rows if one not in (shown, coming)],
        tasks=tuple(firm_tasks(firm, writes=writes, is_owner=is_owner)),
        renews_from=renews_from,
        may_apply=is_owner and is_maker and not has_one,
        may_renew=is_owner
        and coming is None
        and shown is not None
        and shown.state == _S.REGISTERED,
        may_file=is_owner and is_dyehouse and (filing is None or filing.state not in _FILING_OPEN),
    )


def _filing_of(firm: Enterprise) -> DyehouseFiling | None:
    rows = list(firm.dyehouse_filings.order_by("-pk"))
    return next((one for one in rows if one.state in _FILING_OPEN), rows[0] if rows else None)


def _renews_from(registration: Registration | None, today: date) -> date | None:
    """Give the day from which a renewal is asked for at the latest."""
    if registration is None or registration.state != _S.REGISTERED:
        return None
    assert registration.valid_until is not None  # `registration_granted_has_a_period`
    return months_on(registration.valid_until - ONE_DAY, -terms_on(today).renewal_months)


def firm_tasks(firm: Enterprise, *, writes: bool, is_owner: bool) -> Iterator[Task]:
    """Give what waits for the firm's people: its application, a visit, what it has to put right."""
    coming = firm.registrations.filter(state__in=(_S.DRAFT, _S.RETURNED)).first()
    if is_owner and coming is not None and coming.state == _S.RETURNED:
        yield Task(
            what=_("Correct the application %(number)s") % {"number": coming.number},
            why=coming.reason,
            url=reverse("enterprises:registration-edit", args=[coming.number]),
            act=_("Correct"),
        )
    if is_owner and coming is not None and coming.state == _S.DRAFT:
        yield Task(
            what=_("Hand the application %(number)s in") % {"number": coming.number},
            why=_("It is a draft; nobody decides about it yet."),
            url=reverse("enterprises:registration-submit", args=[coming.number]),
            act=_("Read it over"),
        )
    visits = Assessment.objects.filter(enterprise=firm, state=AssessmentState.PLANNED)
    for visit in visits.order_by("planned_for"):
        day = formats.written_date(visit.planned_for)
        yield Task(
            what=_("Receive the bureau on %(day)s") % {"day": day},
            why=_("Have the records ready; the checklist stands in the page of the visit."),
            url=reverse("enterprises:assessment-detail", args=[visit.number]),
            act=_("See the checklist"),
            until=visit.planned_for,
        )
    yield from _conditions_of(firm)
    owed = Rectification.objects.filter(enterprise=firm, state__in=WITH_THE_FIRM)
    for one in owed.select_related("item").order_by("due_on", "pk") if writes else ():
        is_returned = one.state == RectificationState.RETURNED
        yield Task(
            what=_("Put right: %(finding)s") % {"finding": one.item.text},
            why=one.reason if is_returned else one.item.remark,
            url=reverse("enterprises:rectification-answer", args=[one.number]),
            act=_("Answer"),
            until=one.due_on,
        )


def _conditions_of(firm: Enterprise) -> Iterator[Task]:
    """Give the open conditions of a provisional registration that no finding stands for."""
    waiting = RegistrationCondition.objects.filter(
        registration__enterprise=firm,
        registration__state=_S.PROVISIONAL,
        accepted_on__isnull=True,
        voided_on__isnull=True,
        rectification__isnull=True,
    )
    for one in waiting.select_related("registration").order_by("due_on", "ordinal"):
        number = one.registration.number
        yield Task(
            what=_("Meet condition %(ordinal)d of %(number)s")
            % {"ordinal": one.ordinal, "number": number},
            why=one.text,
            url=reverse("enterprises:registration-detail", args=[number]),
            act=_("See the conditions"),
            until=one.due_on,
        )
