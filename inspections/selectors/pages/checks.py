"""What an inspector needs beside the goods: what they are, where, and how many pieces to examine."""

from dataclasses import dataclass

from enterprises.languages import either
from enterprises.selectors.reasons import country_name
from inspections.models import Check, Declaration
from inspections.states import CheckKind, CheckState
from lab.models import SamplingPlanRow

APPEARANCE_PLAN = "APPEARANCE_2_5"


@dataclass(frozen=True)
class Plan:
    """How many pieces the plan examines, and when it accepts and rejects."""

    pieces: int
    rule: str
    name: str


@dataclass(frozen=True)
class CheckPage:
    """The goods of a check in one look."""

    destination: str
    lines: tuple[tuple[str, int, str], ...]
    pieces: int
    checks: tuple[Check, ...]
    plan: Plan | None


def check_page(declaration: Declaration, kind: CheckKind) -> CheckPage:
    """Gather what the goods are, and which checks of a kind are open."""
    lines = declaration.lines.order_by("ordinal")
    checks = declaration.checks.filter(kind=kind, state=CheckState.OPEN).select_related(
        "ordered_by", "sample"
    )
    return CheckPage(
        destination=country_name(declaration.destination_iso),
        lines=tuple((line.description, line.pieces, line.hs_code) for line in lines),
        pieces=declaration.pieces,
        checks=tuple(checks.order_by("pk")),
        plan=_plan(declaration.pieces) if kind == CheckKind.INSPECTION else None,
    )


def _plan(pieces: int) -> Plan | None:
    row = (
        SamplingPlanRow.objects.filter(plan=APPEARANCE_PLAN, size_from__lte=pieces)
        .order_by("-size_from")
        .first()
    )
    if row is None or not row.sample.isdigit():
        return None
    return Plan(
        pieces=min(int(row.sample), pieces),
        rule=row.step,
        name=either(row.name_en, row.name_zh),
    )
