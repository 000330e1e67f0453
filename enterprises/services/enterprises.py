"""Firms: the gate that every change of standing locks, their entry and what they say of themselves."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enterprises import audit, numbers
from enterprises.asking import asked_often
from enterprises.calendar import day_of
from enterprises.errors import DomainError, Invalid, StaleVersion
from enterprises.models import Brand, Enterprise, ExportMarket, OverseasOutlet, User
from enterprises.policy import credit_code_is_valid, tidy_credit_code
from enterprises.selectors import reasons, reference

# What a firm says of itself; the bureau alone says whether it leads or belongs to the zone.
SAID_BY_THE_FIRM = frozenset(
    {
        "address",
        "contact_name",
        "contact_phone",
        "contact_email",
        "workers",
        "pieces_per_year",
    }
)
SAID_BY_THE_BUREAU = SAID_BY_THE_FIRM | {
    "name_zh",
    "name_en",
    "kinds",
    "township",
    "legal_representative",
    "is_leading",
    "in_demonstration_zone",
}


class EnterpriseKnown(DomainError):
    code = "ENTERPRISE_KNOWN"
    sentence = _("The credit code %(credit_code)s is already entered.")


class Ended(DomainError):
    code = "ENDED_ALREADY"
    sentence = _("%(record)s has ended already.")


def lock(enterprise: int | str) -> Enterprise:
    """Lock a firm, by primary key or serial, before anything that can take a release away.

    `FOR NO KEY UPDATE`: rows that only point to the firm can still be written meanwhile.

    Raises:
        Enterprise.DoesNotExist: there is no such firm.
    """
    found = _locked_serial(enterprise) if isinstance(enterprise, str) else _locked(enterprise)
    if not found:
        raise Enterprise.DoesNotExist(enterprise)
    return found[0]


def lock_many(enterprises: Iterable[int]) -> list[Enterprise]:
    """Lock several firms at once, in the order of their keys as everybody does."""
    rows = Enterprise.objects.select_for_update(no_key=True)
    return list(rows.filter(pk__in=set(enterprises)).order_by("pk"))


@transaction.atomic
def enter_enterprise(
    *,
    credit_code: str,
    name_zh: str,
    name_en: str,
    kinds: Iterable[str],
    township: str,
    legal_representative: str,
    actor: User | None,
    at: datetime,
    **more: Any,
) -> Enterprise:
    """Enter a firm, with the serial that stands in the numbers of all its records.

    Raises:
        Invalid: the credit code's check character is wrong.
        EnterpriseKnown: a firm with this credit code is entered already.
    """
    credit_code = tidy_credit_code(credit_code)
    if not credit_code_is_valid(credit_code):
        raise Invalid(fields={"credit_code": [reasons.say("CREDIT_CODE_INVALID")]})
    try:
        with transaction.atomic():
            enterprise = Enterprise.objects.create(
                serial=numbers.next_serial(),
                credit_code=credit_code,
                name_zh=name_zh,
                name_en=name_en,
                kinds=sorted(set(kinds)),
                township=township,
                legal_representative=legal_representative,
                created_at=at,
                **more,
            )
    except IntegrityError as error:
        if "credit_code" not in str(error):
            raise
        raise EnterpriseKnown(credit_code=credit_code) from error
    _record(enterprise, "enterprise_entered", actor=actor, at=at)
    return enterprise


@transaction.atomic
def amend_enterprise(
    *,
    enterprise: Enterprise,
    version: int,
    changes: Mapping[str, Any],
    actor: User | None,
    at: datetime,
    by_firm: bool = True,
) -> Enterprise:
    """Change what the firm, or the bureau, says of it; what it was stays in the audit.

    Raises:
        Invalid: a field may not be changed here.
        StaleVersion: somebody changed the firm meanwhile.
    """
    allowed = SAID_BY_THE_FIRM if by_firm else SAID_BY_THE_BUREAU
    forbidden = sorted(set(changes) - allowed)
    if forbidden:
        sentence = str(_("This cannot be changed here."))
        raise Invalid(fields={field: [sentence] for field in forbidden})
    enterprise = lock(enterprise.pk)
    if enterprise.version != version:
        raise StaleVersion(record=enterprise.serial)
    before = {field: getattr(enterprise, field) for field in changes}
    for field, value in changes.items():
        setattr(enterprise, field, value)
    enterprise.version += 1
    enterprise.save(update_fields=[*changes, "version"])
    _record(
        enterprise,
        "enterprise_amended",
        actor=actor,
        at=at,
        detail={"before": before, "after": dict(changes)},
    )
    return enterprise


@transaction.atomic
def declare_markets(
    *, enterprise: Enterprise, isos: Iterable[str], actor: User | None, at: datetime
) -> list[str]:
    """Add the countries that a firm says it exports to; gives those that are new.

    Raises:
        Invalid: no rule covers one of them.
    """
    on, isos = day_of(at), list(isos)
    unknown = [iso for iso in isos if reference.find_destination(iso, on) is None]
    if unknown:
        sentence = _("No rule covers %(countries)s.") % {"countries": ", ".join(unknown)}
        raise Invalid(fields={"isos": [str(sentence)]})
    added = report_markets(enterprise=enterprise, isos=isos, on=on, is_reported=False)
    _record(enterprise, "markets_declared", actor=actor, at=at, detail={"isos": added})
    return added


@transaction.atomic
def open_outlet(
    *,
    enterprise: Enterprise,
    iso: str,
    name: str,
    actor: User | None,
    at: datetime,
    address: str = "",
) -> OverseasOutlet:
    """Enter a shop of the firm's own abroad.

    Raises:
        Invalid: the shop has no name, is open already, or its country has no rule.
    """
    enterprise = lock(enterprise.pk)
    _known(iso, day_of(at))
    name = _named(name)
    _refuse_twice(enterprise.outlets.filter(iso=iso, name__iexact=name, closed_on__isnull=True))
    outlet = OverseasOutlet.objects.create(
        enterprise=enterprise, iso=iso, name=name, address=address.strip()
    )
    _record(enterprise, "outlet_opened", actor=actor, at=at, detail={"iso": iso, "name": name})
    return outlet


@transaction.atomic
def enter_brand(
    *,
    enterprise: Enterprise,
    name: str,
    actor: User | None,
    at: datetime,
    iso: str = "",
    trademark_number: str = "",
) -> Brand:
    """Enter a trademark of the firm's own, for one country or for all.

    Raises:
        Invalid: the brand has no name, is entered already, or its country has no rule.
    """
    enterprise = lock(enterprise.pk)
    if iso:
        _known(iso, day_of(at))
    name = _named(name)
    _refuse_twice(enterprise.brands.filter(iso=iso, name__iexact=name, ended_on__isnull=True))
    brand = Brand.objects.create(
        enterprise=enterprise, name=name, iso=iso, trademark_number=trademark_number
    )
    _record(enterprise, "brand_entered", actor=actor, at=at, detail={"name": name, "iso": iso})
    return brand


@transaction.atomic
def close_outlet(*, outlet: OverseasOutlet, actor: User | None, at: datetime) -> OverseasOutlet:
    """Note that a shop abroad is the firm's own no longer; what was declared to it stays.

    Raises:
        Ended: it was closed before.
    """
    enterprise = lock(outlet.enterprise_id)
    outlet = OverseasOutlet.objects.select_for_update().get(pk=outlet.pk)
    if outlet.closed_on is not None:
        raise Ended(record=outlet.name)
    outlet.closed_on = day_of(at)
    outlet.save(update_fields=["closed_on"])
    detail = {"iso": outlet.iso, "name": outlet.name}
    _record(enterprise, "outlet_closed", actor=actor, at=at, detail=detail)
    return outlet


@transaction.atomic
def end_brand(*, brand: Brand, actor: User | None, at: datetime) -> Brand:
    """Note that the firm gave a trademark up.

    Raises:
        Ended: it was given up before.
    """
    enterprise = lock(brand.enterprise_id)
    brand = Brand.objects.select_for_update().get(pk=brand.pk)
    if brand.ended_on is not None:
        raise Ended(record=brand.name)
    brand.ended_on = day_of(at)
    brand.save(update_fields=["ended_on"])
    detail = {"iso": brand.iso, "name": brand.name}
    _record(enterprise, "brand_ended", actor=actor, at=at, detail=detail)
    return brand


def report_markets(
    *, enterprise: Enterprise, isos: Iterable[str], on: date, is_reported: bool = True
) -> list[str]:
    """Note the countries that a declaration names and the firm did not; gives those that are new."""
    wanted = dict.fromkeys(isos)
    known = set(_known_markets(enterprise.pk, wanted))
    new = [iso for iso in wanted if iso not in known]
    if new:
        ExportMarket.objects.bulk_create(
            (
                ExportMarket(enterprise=enterprise, iso=iso, since=on, is_reported=is_reported)
                for iso in new
            ),
            ignore_conflicts=True,
        )
    return new


@asked_often
def _locked(pk: int) -> QuerySet[Enterprise]:
    return Enterprise.objects.select_for_update(no_key=True).filter(pk=pk)


@asked_often
def _locked_serial(serial: str) -> QuerySet[Enterprise]:
    return Enterprise.objects.select_for_update(no_key=True).filter(serial=serial)


@asked_often
def _known_markets(enterprise: int, isos: Iterable[str]) -> QuerySet[ExportMarket, str]:
    markets = ExportMarket.objects.filter(enterprise=enterprise, iso__in=isos)
    return markets.order_by("pk").values_list("iso", flat=True)


def _known(iso: str, on: date) -> None:
    if reference.find_destination(iso, on) is None:
        sentence = _("No rule covers %(countries)s.") % {"countries": iso}
        raise Invalid(fields={"iso": [str(sentence)]})


def _refuse_twice(entered: QuerySet[Any]) -> None:
    """Stop what is entered already, by a second press of the button or a second person."""
    if entered.exists():
        raise Invalid(fields={"name": [str(_("This is entered already."))]})


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid(fields={"name": [str(_("Give the name."))]})
    return name.strip()


def _record(
    enterprise: Enterprise,
    action: str,
    *,
    actor: User | None,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="enterprise",
        record_number=enterprise.serial,
        enterprise=enterprise,
        detail=detail,
    )
