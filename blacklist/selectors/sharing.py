"""What departments may read of firms under their memoranda, and what they have read."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from blacklist.models import Memorandum, MemorandumPurpose, SharedRead
from blacklist.policy.grade import Grade, grade
from blacklist.policy.scheme import Scheme
from blacklist.selectors.records import credit_record
from blacklist.selectors.schemes import scheme_on
from blacklist.selectors.standings import CreditStanding, standing_of
from blacklist.states import SharedField
from blacklist.words import indicator_name, said
from enterprises import formats, marks
from enterprises.calendar import day_of
from enterprises.models import Enterprise, PartnerDepartment
from enterprises.selectors.reasons import country_name
from enterprises.selectors.registrations import registration_of
from enterprises.states import RegistrationState

ONE_DAY = timedelta(days=1)
_F = SharedField


@dataclass(frozen=True)
class Shared:
    """One field of a firm as a department reads it: for programs, and in words."""

    field: SharedField
    value: Any
    words: tuple[str, ...]

    @property
    def label(self) -> str:
        return capfirst(str(self.field.label))


@dataclass(frozen=True)
class _Firm:
    """A firm with all that its fields are read from."""

    enterprise: Enterprise
    on: date
    standing: CreditStanding
    graded: Grade
    scheme: Scheme


def memoranda_in_force(department: PartnerDepartment, on: date) -> list[Memorandum]:
    """Give the memoranda under which a department may read on a day, with their purposes."""
    rows = Memorandum.objects.in_force(on).filter(department=department, purposes__isnull=False)
    return list(rows.distinct().prefetch_related("purposes"))


def fields_of(purposes: Iterable[MemorandumPurpose]) -> tuple[SharedField, ...]:
    """Name the fields of some purposes, each once, in the order of the catalogue."""
    named = {field for purpose in purposes for field in purpose.fields}
    return tuple(field for field in SharedField if field.value in named)


def readable_firms() -> QuerySet[Enterprise]:
    """Give the firms that departments may ask about: those ever registered."""
    return Enterprise.objects.filter(first_registered_on__isnull=False)


def reads_of(enterprise: Enterprise) -> QuerySet[SharedRead]:
    """Give what departments have read of a firm, newest first."""
    rows = SharedRead.objects.filter(enterprise=enterprise)
    return rows.select_related("memorandum__department", "reader").order_by("-pk")


def memoranda_with_reads() -> QuerySet[Memorandum]:
    """Give every memorandum with the number of its reads and the last of them."""
    rows = Memorandum.objects.select_related("department")
    return rows.annotate(read_count=Count("reads"), last_read_at=Max("reads__at"))


def shared_values(
    enterprise: Enterprise, fields: Collection[SharedField], on: date
) -> Mapping[SharedField, Shared]:
    """Read the named fields of a firm, and nothing else."""
    scheme = scheme_on(on)
    firm = _Firm(
        enterprise=enterprise,
        on=on,
        standing=standing_of(enterprise, on),
        graded=grade(credit_record(enterprise), scheme, on),
        scheme=scheme,
    )
    return {field: _READERS[field](firm) for field in fields}


def _registration(firm: _Firm) -> Shared:
    row = registration_of(firm.enterprise).registration
    if row is None:
        return Shared(_F.REGISTRATION, None, ())
    last_day = row.valid_until - ONE_DAY if row.valid_until else None
    state = RegistrationState(row.state)
    words = [row.number, str(state.label)]
    if last_day is not None:
        words.append(_("until %(day)s") % {"day": formats.written_date(last_day)})
    value = {
        "number": row.number,
        "state": state.value,
        "last_day": last_day.isoformat() if last_day else None,
    }
    return Shared(_F.REGISTRATION, value, (_(", ").join(words),))


def _credit_class(firm: _Firm) -> Shared:
    standing = firm.standing
    if standing.credit_class is None or standing.since is None:
        return Shared(_F.CREDIT_CLASS, None, ())
    since = day_of(standing.since)
    words = _("%(words)s since %(day)s") % {
        "words": marks.class_words(standing.credit_class.value.lower()),
        "day": formats.written_date(since),
    }
    value = {"credit_class": standing.credit_class.value, "since": since.isoformat()}
    return Shared(_F.CREDIT_CLASS, value, (words,))


def _score(firm: _Firm) -> Shared:
    return Shared(_F.SCORE, firm.graded.score, (formats.number(firm.graded.score),))


def _reasons(firm: _Firm) -> Shared:
    found = [reason.as_json() for reason in firm.graded.reasons]
    return Shared(_F.REASONS, found, tuple(said(one, firm.on) for one in found))


def _grading(firm: _Firm) -> Shared:
    current = firm.graded.round_in_force
    if current is None:
        return Shared(_F.GRADING, None, ())
    words = _("class %(grade)s in round %(round)s of %(day)s") % {
        "grade": current.grade,
        "round": current.round,
        "day": formats.written_date(current.held),
    }
    value = {"round": current.round, "held_on": current.held.isoformat(), "grade": current.grade}
    return Shared(_F.GRADING, value, (words,))


def _events(firm: _Firm) -> Shared:
    counting = firm.graded.counting
    value = [
        {
            "indicator": one.event.code,
            "occurred_on": one.event.occurred.isoformat(),
            "lapses_on": one.lapses_on.isoformat(),
        }
        for one in counting
    ]
    words = tuple(
        _("%(event)s, %(day)s")
        % {
            "event": indicator_name(one.event.code, firm.on),
            "day": formats.written_date(one.event.occurred),
        }
        for one in counting
    )
    return Shared(_F.EVENTS, value, words)


def _lists(firm: _Firm) -> Shared:
    entry = firm.standing.list_entry
    if entry is None or entry.effective_from is None:
        return Shared(_F.LISTS, None, (_("on neither list"),))
    words = _("%(list)s since %(day)s") % {
        "list": entry.kind.label,
        "day": formats.written_date(entry.effective_from),
    }
    value = {"kind": entry.kind.value, "since": entry.effective_from.isoformat()}
    return Shared(_F.LISTS, value, (words,))


def _representative(firm: _Firm) -> Shared:
    return _plain(_F.REPRESENTATIVE, firm.enterprise.legal_representative)


def _address(firm: _Firm) -> Shared:
    return _plain(_F.ADDRESS, firm.enterprise.address)


def _contact(firm: _Firm) -> Shared:
    one = firm.enterprise
    words = _(", ").join(filter(None, (one.contact_name, one.contact_phone)))
    value = {"name": one.contact_name, "telephone": one.contact_phone}
    return Shared(_F.CONTACT, value, (words,) if words else ())


def _size(firm: _Firm) -> Shared:
    one = firm.enterprise
    words = []
    if one.workers is not None:
        words.append(_("%(count)s workers") % {"count": formats.number(one.workers)})
    if one.pieces_per_year is not None:
        words.append(_("%(count)s pieces a year") % {"count": formats.number(one.pieces_per_year)})
    value = {"workers": one.workers, "pieces_per_year": one.pieces_per_year}
    return Shared(_F.SIZE, value, tuple(words))


def _markets(firm: _Firm) -> Shared:
    isos = sorted(firm.enterprise.export_markets.values_list("iso", flat=True))
    words = _(", ").join(country_name(iso) for iso in isos)
    return Shared(_F.MARKETS, isos, (words,) if words else ())


def _plain(field: SharedField, text: str) -> Shared:
    return Shared(field, text, (text,) if text else ())


_READERS: Mapping[SharedField, Callable[[_Firm], Shared]] = MappingProxyType(
    {
        _F.REGISTRATION: _registration,
        _F.CREDIT_CLASS: _credit_class,
        _F.SCORE: _score,
        _F.REASONS: _reasons,
        _F.GRADING: _grading,
        _F.EVENTS: _events,
        _F.LISTS: _lists,
        _F.REPRESENTATIVE: _representative,
        _F.ADDRESS: _address,
        _F.CONTACT: _contact,
        _F.SIZE: _size,
        _F.MARKETS: _markets,
    }
)
