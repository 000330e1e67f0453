"""Drafts and returned declarations: written, saved whole, copied, and a draft thrown away."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from enterprises import audit, writing
from enterprises.access import agent_for, declare_required
from enterprises.asking import asked_often
from enterprises.calendar import day_of
from enterprises.models import Enterprise, User
from enterprises.numbers import next_number
from enterprises.selectors.reasons import say
from enterprises.selectors.reference import one_look, usd_rate
from enterprises.services import enterprises
from inspections.content import (
    ContractLimitContent,
    DeclarationContent,
    Faults,
    LineContent,
    UseContent,
)
from inspections.models import ContractLimit, Declaration, DeclarationLine, MaterialUse
from inspections.selectors.reference import hs_facts
from inspections.services import moves
from inspections.states import DeclarationState
from lab.models import RawMaterialLot

WRITABLE = frozenset({DeclarationState.DRAFT, DeclarationState.RETURNED})


@transaction.atomic
def create_draft(
    *, enterprise: Enterprise, content: DeclarationContent, actor: User, at: datetime
) -> Declaration:
    """Open a draft for a firm, numbered in the firm's own series.

    Raises:
        Invalid: a lot is not the firm's, stands twice in a line, or an HS code is not in force.
        PermissionDenied: the person does not file for the firm.
    """
    declare_required(actor, enterprise)
    return _create(enterprises.lock(enterprise.pk), content, None, actor, at)


@transaction.atomic
def save_draft(
    *, number: str, version: int, content: DeclarationContent, actor: User, at: datetime
) -> Declaration:
    """Save the whole content of a draft, or amend a declaration that was returned.

    Raises:
        IllegalTransition: it is neither a draft nor returned.
        Invalid: a lot is not the firm's, stands twice in a line, or an HS code is not in force.
        PermissionDenied: the person does not file for the firm.
        StaleVersion: somebody changed it meanwhile.
    """
    declaration = moves.lock(number, version)
    declare_required(actor, declaration.enterprise)
    moves.refuse_unless(declaration.state in WRITABLE, declaration, _("changing it"))
    lots = _lots_named(declaration.enterprise, content, day_of(at))
    _clear(declaration)
    _write_goods(declaration, content, lots)
    moves.save(declaration, at=at, **_row(content, day_of(at)))
    _record("save_declaration", declaration, actor, at)
    return declaration


@transaction.atomic
def copy_declaration(*, number: str, actor: User, at: datetime) -> Declaration:
    """Open a draft with the content of an earlier declaration of the same firm.

    Identification marks and permits belong to the goods of the earlier one and are left out.

    Raises:
        Invalid: an HS code is no longer in force.
        PermissionDenied: the person does not file for the firm.
    """
    earlier = Declaration.objects.select_related("enterprise").get(number=number)
    declare_required(actor, earlier.enterprise)
    enterprise = enterprises.lock(earlier.enterprise_id)
    return _create(enterprise, content_of(earlier, for_copy=True), earlier, actor, at)


@transaction.atomic
def delete_draft(*, number: str, version: int, actor: User, at: datetime) -> None:
    """Throw a draft away; its number is not given again.

    Raises:
        IllegalTransition: it was submitted before.
        PermissionDenied: the person does not file for the firm.
        StaleVersion: somebody changed it meanwhile.
    """
    declaration = moves.lock(number, version)
    declare_required(actor, declaration.enterprise)
    is_draft = declaration.state == DeclarationState.DRAFT
    moves.refuse_unless(is_draft, declaration, _("deleting it"))
    _record("delete_declaration", declaration, actor, at)
    _clear(declaration)
    declaration.delete()


def content_of(declaration: Declaration, *, for_copy: bool = False) -> DeclarationContent:
    """Read the content of a declaration back, as a form shows it."""
    uses: dict[int, list[UseContent]] = {}
    rows = MaterialUse.objects.filter(line__declaration=declaration).order_by("line", "pk")
    for line, lot, skins in rows.values_list("line", "lot__number", "skins"):
        uses.setdefault(line, []).append(UseContent(lot=lot, skins=skins))
    header = {name: getattr(declaration, name) for name in _HEADER}
    return DeclarationContent(
        **header,
        outlet=declaration.outlet_id,
        lines=tuple(
            LineContent(
                **{name: getattr(line, name) for name in _LINE},
                marks=() if for_copy else tuple(line.marks),
                permit_number="" if for_copy else line.permit_number,
                uses=tuple(uses.get(line.pk, ())),
            )
            for line in declaration.lines.order_by("ordinal")
        ),
        contract_limits=tuple(
            ContractLimitContent(limit.analyte, limit.operator, limit.value_text, limit.unit)
            for limit in declaration.contract_limits.order_by("pk")
        ),
    )


_HEADER = (
    "destination_iso",
    "consignee",
    "consignee_address",
    "contract_number",
    "letter_of_credit",
    "trade_mode",
    "port",
    "transport",
    "planned_on",
    "storage_place",
    "packages",
    "package_kind",
    "shipping_marks",
    "remarks",
    "currency",
    "usd_rate",
)
_LINE = (
    "hs_code",
    "description",
    "product",
    "species",
    "wearer",
    "contact",
    "pieces",
    "net_weight_kg",
    "value",
)


def _create(
    enterprise: Enterprise,
    content: DeclarationContent,
    copied_from: Declaration | None,
    actor: User,
    at: datetime,
) -> Declaration:
    lots = _lots_named(enterprise, content, day_of(at))
    declaration = Declaration(
        number=next_number(letter="D", on=day_of(at), enterprise=enterprise)[0],
        enterprise=enterprise,
        agent=agent_for(actor, enterprise),
        copied_from=copied_from,
        held_destination_iso=copied_from.held_destination_iso if copied_from else "",
        created_by=actor,
        created_at=at,
        changed_at=at,
        **_row(content, day_of(at)),
    )
    writing.insert([declaration])
    _write_goods(declaration, content, lots)
    _record("create_declaration", declaration, actor, at)
    return declaration


def refuse_unknown_goods(enterprise: Enterprise, content: DeclarationContent, on: date) -> None:
    """Refuse goods that no draft could hold: of an unknown code, or of lots not the firm's.

    Raises:
        Invalid: every fault is told at its field.
    """
    _lots_named(enterprise, content, on)


def _row(content: DeclarationContent, on: date) -> dict[str, Any]:
    """Give the declaration's own row, valued by the bureau's rate of the day where it keeps one."""
    content = replace(content, usd_rate=usd_rate(content.currency, on) or content.usd_rate)
    return {**content.header, "pieces": content.pieces, "value_usd": content.value_usd}


def _lots_named(
    enterprise: Enterprise, content: DeclarationContent, on: date
) -> dict[str, RawMaterialLot]:
    """Find the lots that are named, all of the firm itself, and refuse what cannot be saved."""
    named = {use.lot for line in content.lines for use in line.uses}
    lots = {lot.number: lot for lot in _lots_of(enterprise.pk, named)}
    faults = Faults()
    with one_look():
        _check_goods(content, lots, on, faults)
    open_outlets = enterprise.outlets.filter(closed_on__isnull=True)
    if content.outlet and not open_outlets.filter(pk=content.outlet).exists():
        faults.add("outlet", _("This is not a shop of the enterprise."))
    faults.refuse()
    return lots


@asked_often
def _lots_of(enterprise: int, numbers: Collection[str]) -> QuerySet[RawMaterialLot]:
    return RawMaterialLot.objects.filter(enterprise=enterprise, number__in=numbers)


def _check_goods(
    content: DeclarationContent, lots: Mapping[str, RawMaterialLot], on: date, faults: Faults
) -> None:
    for ordinal, line in enumerate(content.lines, start=1):
        if hs_facts(line.hs_code, on) is None:
            sentence = say("HS_UNKNOWN", {"hs": line.hs_code, "date": on.isoformat()})
            faults.add(f"lines.{ordinal}.hs_code", sentence)
        seen: set[str] = set()
        for place, use in enumerate(line.uses, start=1):
            field = f"lines.{ordinal}.uses.{place}.lot"
            if use.lot not in lots:
                faults.add(field, say("LOT_NOT_YOURS", {"lot": use.lot}))
            elif use.lot in seen:
                faults.add(field, say("LOT_TWICE", {"lot": use.lot}))
            seen.add(use.lot)


def _clear(declaration: Declaration) -> None:
    """Delete the goods in a statement for each table, however many rows there are."""
    for rows in (
        MaterialUse.objects.filter(line__declaration=declaration),
        DeclarationLine.objects.filter(declaration=declaration),
        ContractLimit.objects.filter(declaration=declaration),
    ):
        rows._raw_delete(rows.db)


def _write_goods(
    declaration: Declaration, content: DeclarationContent, lots: dict[str, RawMaterialLot]
) -> None:
    lines = list(_lines(declaration, content))
    writing.insert(lines)
    uses = [
        MaterialUse(line=line, lot=lots[use.lot], skins=use.skins)
        for line, written in zip(lines, content.lines, strict=True)
        for use in written.uses
    ]
    limits = [
        ContractLimit(declaration=declaration, value=limit.value_text, **vars(limit))
        for limit in content.contract_limits
    ]
    writing.insert([*uses, *limits])


def _lines(declaration: Declaration, content: DeclarationContent) -> Iterable[DeclarationLine]:
    for ordinal, line in enumerate(content.lines, start=1):
        yield DeclarationLine(
            declaration=declaration,
            ordinal=ordinal,
            **{name: getattr(line, name) for name in _LINE},
            marks=list(line.marks),
            permit_number=line.permit_number,
        )


def _record(action: str, declaration: Declaration, actor: User, at: datetime) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="declaration",
        record_number=declaration.number,
        enterprise=declaration.enterprise,
        detail={"version": declaration.version},
    )
