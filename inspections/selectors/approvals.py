"""What waits for a second person's word on every floor: gathered, counted, and whose it is not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blacklist.models import ClassProposal, ListEntry
from blacklist.selectors.listing import grounds_words
from blacklist.states import ClassProposalState, CreditClass, ListEntryState, ListKind
from enterprises import formats
from enterprises.models import User
from enterprises.roles import Permission, may
from enterprises.selectors.reasons import country_name
from enterprises.tones import Text
from inspections.models import Check, Hold, ImpactCase, RuleSet
from inspections.selectors.desk import hold_key
from inspections.selectors.pages.verdict import said
from inspections.states import DeclarationState, HoldKind, ImpactCaseState, RuleSetState
from lab.models import LedgerAdjustment, MonitoringObligation
from lab.selectors.coverage import key_of
from lab.states import AdjustmentState, ObligationState
from lab.words import joined

ROWS_MAX = 50
_P = Permission


@dataclass(frozen=True)
class Approval:
    """One thing that waits: what and why, since when, by whom it was proposed.

    `url` is where it is read, `act_url` where it is decided.
    """

    what: Text
    firm: str
    why: Text
    since: Any
    by: str
    url: str
    act_url: str
    is_own: bool


@dataclass(frozen=True)
class Queue:
    """One kind of approvals: its rows, the oldest first, and how many there are."""

    key: str
    label: Text
    act: Text
    rows: tuple[Approval, ...]
    count: int
    own: int
    list_url: str


@dataclass(frozen=True)
class _Source:
    label: Text
    act: Text
    permission: Permission
    waiting: Callable[[], QuerySet[Any]]
    own: Callable[[User], Q]
    row: Callable[[Any], tuple[Text, str, Text, Any, str]]
    # The page that decides one row, the page of all, and what names a row.
    detail: str
    listing: str
    args: Callable[[Any], list[Any]]


def approvals(user: User) -> tuple[Queue, ...]:
    """Gather what the person may approve, each kind with those that are not theirs."""
    return tuple(_queue(key, source, user) for key, source in _open_to(user))


def to_approve(user: User) -> list[QuerySet[Any]]:
    """The rows that wait for this very person, one queryset for each kind."""
    return [source.waiting().exclude(source.own(user)) for _key, source in _open_to(user)]


def _open_to(user: User) -> Iterator[tuple[str, _Source]]:
    return ((key, one) for key, one in SOURCES.items() if may(user, one.permission))


def _queue(key: str, source: _Source, user: User) -> Queue:
    waiting, list_url = source.waiting(), reverse(source.listing)
    own = set(waiting.filter(source.own(user)).values_list("pk", flat=True))
    rows = []
    for record in waiting[:ROWS_MAX]:
        what, firm, why, since, by = source.row(record)
        act = reverse(source.detail, args=source.args(record))
        url = _read_at(record) or act
        rows.append(Approval(what, firm, why, since, by, url, act, is_own=record.pk in own))
    return Queue(
        key=key,
        label=source.label,
        act=source.act,
        rows=tuple(rows),
        count=waiting.count(),
        own=len(own),
        list_url=list_url,
    )


def _read_at(record: Any) -> str:
    """The chief reads the goods before releasing them; all else is read where it is decided."""
    if isinstance(record, Hold):
        return reverse("inspections:declaration-detail", args=[record.declaration.number])
    return ""


# ---- shipments of class D --------------------------------------------------------------


def _chief_holds() -> QuerySet[Hold]:
    return (
        Hold.objects.filter(
            kind=HoldKind.CHIEF,
            closed_at__isnull=True,
            declaration__state=DeclarationState.HELD,
        )
        .select_related("declaration__enterprise", "declaration__submitted_by")
        .order_by("opened_at", "pk")
    )


def _own_goods(user: User) -> Q:
    checked = Check.objects.filter(
        Q(ordered_by=user) | Q(carried_out_by=user), declaration=OuterRef("declaration")
    )
    return Q(declaration__created_by=user) | Q(declaration__submitted_by=user) | Q(Exists(checked))


def _chief_row(hold: Hold) -> tuple[Text, str, Text, Any, str]:
    declaration = hold.declaration
    others = declaration.holds.filter(closed_at__isnull=True).exclude(pk=hold.pk)
    kinds = {str(HoldKind(kind).label) for kind in others.values_list("kind", flat=True)}
    why = said(hold.reason_code, hold.params)
    if kinds:
        why = formats.sentences(
            (why, _("It also waits: %(kinds)s.") % {"kinds": joined(*sorted(kinds))})
        )
    what = joined(declaration.number, country_name(declaration.destination_iso))
    by = str(declaration.submitted_by or "")
    return what, declaration.enterprise.name, why, hold.opened_at, by


# ---- lists, classes --------------------------------------------------------------------


def _entries() -> QuerySet[ListEntry]:
    """An entry is approved when the firm was heard; an urgent one at once."""
    ready = Q(state=ListEntryState.HEARD) | Q(state=ListEntryState.PROPOSED, is_urgent=True)
    return (
        ListEntry.objects.filter(ready)
        .select_related("enterprise", "proposed_by")
        .order_by("proposed_at", "pk")
    )


def _entry_row(entry: ListEntry) -> tuple[Text, str, Text, Any, str]:
    kind = capfirst(str(ListKind(entry.kind).label))
    state = _("urgent") if entry.is_urgent else str(ListEntryState(entry.state).label)
    what = joined(entry.number, kind, state)
    by, why = _name(entry.proposed_by), grounds_words(entry)
    return what, entry.enterprise.name, why, entry.proposed_at, by


def _proposals() -> QuerySet[ClassProposal]:
    return (
        ClassProposal.objects.filter(state=ClassProposalState.PROPOSED)
        .select_related("enterprise", "proposed_by")
        .order_by("proposed_at", "pk")
    )


def _proposal_row(proposal: ClassProposal) -> tuple[Text, str, Text, Any, str]:
    what = capfirst(str(CreditClass(proposal.credit_class).label))
    by = _name(proposal.proposed_by)
    why = proposal.reason or _("The record of the firm gives this class.")
    return what, proposal.enterprise.name, why, proposal.proposed_at, by


# ---- ledger, monitoring ----------------------------------------------------------------


def _adjustments() -> QuerySet[LedgerAdjustment]:
    return (
        LedgerAdjustment.objects.filter(state=AdjustmentState.PROPOSED)
        .select_related("lot__enterprise", "proposed_by")
        .order_by("proposed_at", "pk")
    )


def _adjustment_row(adjustment: LedgerAdjustment) -> tuple[Text, str, Text, Any, str]:
    what = _("%(lot)s: %(skins)s skins") % {
        "lot": adjustment.lot.number,
        "skins": formats.signed(adjustment.skins),
    }
    firm, by = adjustment.lot.enterprise.name, _name(adjustment.proposed_by)
    return what, firm, adjustment.reason, adjustment.proposed_at, by


def _waivers() -> QuerySet[MonitoringObligation]:
    return (
        MonitoringObligation.objects.filter(
            state=ObligationState.OPEN, waiver_proposed_by__isnull=False, waived_by__isnull=True
        )
        .select_related("enterprise", "waiver_proposed_by")
        .order_by("due_on", "pk")
    )


def _waiver_row(obligation: MonitoringObligation) -> tuple[Text, str, Text, Any, str]:
    what = formats.written_date(obligation.month, "month")
    why = _("%(role)s, to be sampled by %(day)s") % {
        "role": str(obligation.get_role_display()),
        "day": formats.written_date(obligation.sample_by, "short"),
    }
    by = _name(obligation.waiver_proposed_by)
    return what, obligation.enterprise.name, why, None, by


# ---- cases, rule sets ------------------------------------------------------------------


def _cases() -> QuerySet[ImpactCase]:
    return (
        ImpactCase.objects.filter(state=ImpactCaseState.CLOSING)
        .select_related("sample__enterprise", "closing_by")
        .order_by("state_since", "pk")
    )


def _case_row(case: ImpactCase) -> tuple[Text, str, Text, Any, str]:
    what = joined(case.number, case.sample.number)
    firm, by = case.sample.enterprise.name, _name(case.closing_by)
    return what, firm, case.state_reason, case.state_since, by


def _rule_sets() -> QuerySet[RuleSet]:
    return RuleSet.objects.filter(state=RuleSetState.PROVED).select_related("author").order_by("pk")


def _rule_set_row(rule_set: RuleSet) -> tuple[Text, str, Text, Any, str]:
    since: date | None = None
    return rule_set.code, "", rule_set.reason, since, _name(rule_set.author)


def _name(person: User | None) -> str:
    return str(person) if person else _("by itself")


SOURCES: Mapping[str, _Source] = {
    "releases": _Source(
        label=gettext_lazy("Class-D releases"),
        act=gettext_lazy("Release with a reason…"),
        permission=_P.RELEASE_AS_CHIEF,
        waiting=_chief_holds,
        own=_own_goods,
        row=_chief_row,
        detail="inspections:hold-release",
        listing="inspections:desk",
        args=lambda hold: [hold.declaration.number, hold_key(hold)],
    ),
    "entries": _Source(
        label=gettext_lazy("Red and black list"),
        act=gettext_lazy("Read the entry"),
        permission=_P.APPROVE_LISTING,
        waiting=_entries,
        own=lambda user: Q(proposed_by=user),
        row=_entry_row,
        detail="blacklist:entry-detail",
        listing="blacklist:entry-list",
        args=lambda entry: [entry.number],
    ),
    "classes": _Source(
        label=gettext_lazy("Classes"),
        act=gettext_lazy("Read the proposal"),
        permission=_P.APPROVE_LISTING,
        waiting=_proposals,
        own=lambda user: Q(proposed_by=user),
        row=_proposal_row,
        detail="blacklist:class-decide",
        listing="blacklist:class-list",
        args=lambda proposal: [proposal.enterprise.serial],
    ),
    "adjustments": _Source(
        label=gettext_lazy("Ledger adjustments"),
        act=gettext_lazy("Read the proposal"),
        permission=_P.APPROVE_ADJUSTMENT,
        waiting=_adjustments,
        own=lambda user: Q(proposed_by=user),
        row=_adjustment_row,
        detail="lab:adjustment-detail",
        listing="lab:adjustment-list",
        args=lambda adjustment: [adjustment.number],
    ),
    "waivers": _Source(
        label=gettext_lazy("Months to waive"),
        act=gettext_lazy("Read the proposal"),
        permission=_P.RELEASE_AS_CHIEF,
        waiting=_waivers,
        own=lambda user: Q(waiver_proposed_by=user),
        row=_waiver_row,
        detail="lab:obligation-detail",
        listing="lab:monitoring",
        args=lambda obligation: [key_of(obligation)],
    ),
    "cases": _Source(
        label=gettext_lazy("Impact cases to close"),
        act=gettext_lazy("Read the case"),
        permission=_P.CLOSE_IMPACT,
        waiting=_cases,
        own=lambda user: Q(closing_by=user),
        row=_case_row,
        detail="inspections:impact-detail",
        listing="inspections:impact-list",
        args=lambda case: [case.number],
    ),
    "rule_sets": _Source(
        label=gettext_lazy("Rule sets"),
        act=gettext_lazy("Read the rules"),
        permission=_P.APPROVE_RULE_SET,
        waiting=_rule_sets,
        own=lambda user: Q(author=user),
        row=_rule_set_row,
        detail="inspections:rule-set-detail",
        listing="inspections:rule-set-list",
        args=lambda rule_set: [rule_set.code],
    ),
}
