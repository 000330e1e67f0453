"""The notice of non-conformity of exit goods 出境货物不合格通知单, as a sheet of A4."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from enterprises.papers import draw
from enterprises.papers.words import CHINESE, ENGLISH, Both
from enterprises.parts import Reason
from enterprises.states import Product
from inspections.models import Check, Declaration, ReleaseDecision
from inspections.papers.certificate import country_in_both
from inspections.policy.verdict import Verdict
from inspections.selectors.pages.verdict import decision_view
from inspections.states import CheckKind, CheckState, Outcome

# Refused for one of these, nothing is said against the goods: their exporter may not declare them.
_NO_RIGHT_TO_EXPORT = frozenset(
    {"NOT_REGISTERED", "REGISTRATION_SUSPENDED", "REGISTRATION_ENDED", "PROVISIONAL_ENDED"}
)


@dataclass(frozen=True)
class Finding:
    """One reason of the refusal in both languages, with the values that were compared."""

    heading: Both
    text: Both
    values: Both


def refusal_pdf(declaration: Declaration, decision: ReleaseDecision) -> bytes:
    """Draw the notice of a refused declaration.

    Raises:
        PangoMissing: the machine lacks the library that sets type.
    """
    return draw("pdf/refusal.html", refusal_context(declaration, decision))


def refusal_context(declaration: Declaration, decision: ReleaseDecision) -> dict[str, Any]:
    """Gather what the notice says; nothing on it depends on the reader's language."""
    failed = declaration.checks.filter(state=CheckState.FAILED).order_by("pk")
    return {
        "number": notice_number(declaration),
        "declaration": declaration,
        "decision": decision,
        "exporter": declaration.enterprise,
        "destination": country_in_both(declaration.destination_iso),
        "lines": [
            (line, Both.of(Product(line.product)))
            for line in declaration.lines.defer("marks").order_by("ordinal")
        ],
        "findings": _findings(decision),
        "concerns_goods": _concerns_goods(decision),
        "checks": [(check, Both.of(CheckKind(check.kind)), _by(check)) for check in failed],
    }


def notice_number(declaration: Declaration) -> str:
    """Number the notice as its declaration, for there is one at most."""
    return f"N{declaration.number.removeprefix('D')}"


def _findings(decision: ReleaseDecision) -> list[Finding]:
    told = []
    for language in (CHINESE, ENGLISH):
        with override(language):
            reasons = decision_view(decision, is_officer=False).reasons
            # What only holds or returns goods is no ground to refuse them.
            told.append([_plain(reason) for reason in reasons if reason.tone == "no"])
    return [
        Finding(*(Both(zh, en) for zh, en in zip(in_zh, in_en, strict=True)))
        for in_zh, in_en in zip(*told, strict=True)
    ]


def _concerns_goods(decision: ReleaseDecision) -> bool:
    refusing = {
        finding.reason.code
        for finding in Verdict.from_plain(decision.verdict).findings
        if finding.failed and finding.outcome == Outcome.REFUSED and finding.reason
    }
    return not refusing or bool(refusing - _NO_RIGHT_TO_EXPORT)


def _plain(reason: Reason) -> tuple[str, str, str]:
    values = "; ".join(f"{word} {value}" for word, value in reason.compare)
    return str(reason.heading), str(reason.text), values


def _by(check: Check) -> str:
    return str(check.carried_out_by or "")
