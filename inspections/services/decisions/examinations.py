"""Checks of the goods as people carry them out: added, recorded, and tests that are ordered."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blacklist.services.events import record_event
from enterprises import audit
from enterprises.calendar import day_of
from enterprises.errors import DomainError, IllegalTransition, Invalid, SelfApproval
from enterprises.models import User
from enterprises.roles import Permission, require
from enterprises.selectors.reference import find_destination
from inspections.models import Check, Declaration, ReleaseDecision, StickyCheck
from inspections.services import moves
from inspections.services.decisions.anew import judge_again
from inspections.states import CheckKind, CheckOrigin, CheckState, DeclarationState, HoldEnd
from lab.models import Sample
from lab.policy.limits import ContractLimit, UnknownDestination, judge_set
from lab.policy.verdicts import SetVerdict, Verdict
from lab.selectors import limit_book
from lab.selectors.samples import article_of_sample, current_results
from lab.selectors.values import measurement_of
from lab.states import SampleState

CHECK_ADDED, CHECK_CARRIED_OUT = "check_added", "check_carried_out"
GOODS_FAILED = "M10"
STATEMENT_LENGTH = 300


class CheckAlreadyAdded(DomainError):
    """An officer asked for it already."""

    code = "CHECK_ALREADY_ADDED"
    sentence = gettext_lazy("An inspection was added already and is not carried out yet.")


class CheckNotOpen(DomainError):
    """There is no such check to carry out."""

    code = "CHECK_NOT_OPEN"
    sentence = gettext_lazy("No check of this kind waits to be carried out.")


class TestNotReported(DomainError):
    """A product test is what the laboratory reports; nobody records it without."""

    __test__ = False

    code = "TEST_NOT_REPORTED"
    sentence = gettext_lazy("The laboratory has not reported this test yet.")


@dataclass(frozen=True)
class Found:
    """What a check found: whether it was passed, in words, and of how many pieces."""

    has_passed: bool
    finding: str = ""
    pieces_examined: int | None = None


@transaction.atomic
def add_check(
    *, number: str, version: int, reason: str, actor: User, at: datetime
) -> ReleaseDecision | None:
    """Ask for an inspection beyond what was drawn; nobody takes it back.

    A held declaration is judged anew; one that was returned meets it when it is submitted again,
    and None is given.

    Raises:
        CheckAlreadyAdded: one was added and is not carried out yet.
        IllegalTransition: the declaration is neither held nor returned.
        Invalid: without a reason.
        NotPermitted: the person does not carry out checks.
        StaleVersion: somebody changed it meanwhile.
    """
    require(actor, Permission.CARRY_OUT_CHECK)
    declaration = moves.lock(number, version)
    state = DeclarationState(declaration.state)
    is_possible = state in (DeclarationState.HELD, DeclarationState.RETURNED)
    moves.refuse_unless(is_possible, declaration, _("adding a check"))
    if not reason.strip():
        raise Invalid(fields={"reason": [_("Give a reason.")]})
    if declaration.checks.filter(origin=CheckOrigin.ADDED, state=CheckState.OPEN).exists():
        raise CheckAlreadyAdded
    Check.objects.create(
        declaration=declaration,
        kind=CheckKind.INSPECTION,
        origin=CheckOrigin.ADDED,
        reason=reason.strip()[:300],
        ordered_by=actor,
        ordered_at=at,
    )
    _record("add_check", declaration, actor, at, reason=reason.strip())
    if state == DeclarationState.HELD:
        return judge_again(declaration, cause=CHECK_ADDED, actor=actor, at=at)
    moves.save(declaration, at=at)
    return None


@transaction.atomic
def record_check(
    *,
    number: str,
    version: int,
    kind: CheckKind,
    found: Found,
    actor: User,
    at: datetime,
) -> ReleaseDecision:
    """Record what a check of the goods found, and judge anew; a failed one refuses.

    Every open check of that kind is carried out by it. A product test is recorded by a person
    only where the laboratory's report decides nothing by itself (near a limit, no figure).

    Raises:
        CheckNotOpen: no check of this kind is open.
        IllegalTransition: the declaration is not held, or the reported values decide the test.
        Invalid: no pieces were examined, or a fault is not described.
        NotPermitted: the person does not carry out checks.
        SelfApproval: the person asked for this check, declared the goods, or released them as
            chief.
        StaleVersion: somebody changed it meanwhile.
        TestNotReported: the test has no report yet.
    """
    require(actor, Permission.CARRY_OUT_CHECK)
    declaration = moves.lock(number, version)
    is_held = declaration.state == DeclarationState.HELD
    moves.refuse_unless(is_held, declaration, _("recording a check"))
    _refuse_blank(kind, found)
    checks = list(declaration.checks.filter(kind=kind, state=CheckState.OPEN).order_by("pk"))
    if not checks:
        raise CheckNotOpen
    if any(check.ordered_by_id == actor.pk for check in checks):
        raise SelfApproval
    if actor.pk in (declaration.created_by_id, declaration.submitted_by_id):
        raise SelfApproval
    if declaration.holds.filter(ended=HoldEnd.RELEASED, closed_by=actor).exists():
        raise SelfApproval
    if kind == CheckKind.PRODUCT_TEST:
        _refuse_unless_left_to_a_person(declaration, checks)
    carry_out(declaration, checks, found, actor=actor, at=at)
    return judge_again(declaration, cause=CHECK_CARRIED_OUT, actor=actor, at=at)


def carry_out(
    declaration: Declaration,
    checks: list[Check],
    found: Found,
    *,
    actor: User | None,
    at: datetime,
) -> None:
    """Close open checks of a locked declaration with what was found, and let go what stuck."""
    state = CheckState.PASSED if found.has_passed else CheckState.FAILED
    for check in checks:
        check.state, check.carried_out_by, check.carried_out_at = state, actor, at
        check.pieces_examined, check.finding = found.pieces_examined, found.finding.strip()
        check.version += 1
    Check.objects.bulk_update(
        checks,
        ["state", "carried_out_by", "carried_out_at", "pieces_examined", "finding", "version"],
    )
    drawn = next((check for check in checks if check.origin == CheckOrigin.DRAWN), None)
    if drawn is not None:
        _let_go(declaration, drawn)
    if not found.has_passed:
        record_event(
            enterprise=declaration.enterprise,
            indicator=GOODS_FAILED,
            occurred_on=day_of(at),
            source="system",
            source_reference=_source(declaration, checks),
            statement=f"{declaration.number}: {found.finding.strip()}"[:STATEMENT_LENGTH],
            actor=None,
            at=at,
        )
    _record(
        "record_check",
        declaration,
        actor,
        at,
        kind=checks[0].kind,
        state=state.value,
        finding=found.finding.strip(),
    )


def found_by_values(declaration: Declaration, sample: Sample) -> Found | None:
    """Say what the values of a product decide by themselves; None leaves it to a person."""
    verdict = judged_for(declaration, sample)
    if verdict is None or verdict.verdict not in (Verdict.PASS, Verdict.FAIL):
        return None
    failed = ", ".join(
        f"{item.analyte} {item.value} {item.unit} {item.operator} {item.limit}"
        for item in verdict.items
        if item.verdict is Verdict.FAIL
    )
    return Found(has_passed=verdict.verdict is Verdict.PASS, finding=failed)


def judged_for(declaration: Declaration, sample: Sample) -> SetVerdict | None:
    """Judge a sample's values for where the goods go, by the limits of the submission day."""
    if declaration.submitted_at is None:
        return None
    try:
        return judge_set(
            limit_book(),
            [measurement_of(result) for result in current_results(sample)],
            iso=declaration.destination_iso,
            article=article_of_sample(sample),
            on=day_of(declaration.submitted_at),
            contract=[
                ContractLimit(limit.analyte, limit.operator, limit.value_text, limit.unit)
                for limit in declaration.contract_limits.order_by("pk")
            ],
        )
    except UnknownDestination:
        return None


def _source(declaration: Declaration, checks: list[Check]) -> str:
    """Name the failure as the laboratory does, where it saw it first, so that it counts once."""
    for check in checks:
        if check.sample is not None:
            root = check.sample.retest_of or check.sample
            return f"{GOODS_FAILED} {root.number}"
    return f"{declaration.number}/check/{checks[0].pk}"


def _let_go(declaration: Declaration, check: Check) -> None:
    """Let go the drawn checks that stuck to these goods: one of the lane's kind was carried out."""
    submitted_on = day_of(declaration.submitted_at) if declaration.submitted_at else None
    destination = (
        find_destination(declaration.destination_iso, submitted_on) if submitted_on else None
    )
    if destination is not None:
        StickyCheck.objects.filter(
            enterprise=declaration.enterprise_id,
            product__in=declaration.lines.values("product"),
            market=destination.market,
            carried_out_by__isnull=True,
        ).update(carried_out_by=check)


def _refuse_blank(kind: CheckKind, found: Found) -> None:
    fields: dict[str, list[str]] = {}
    if not found.has_passed and not found.finding.strip():
        fields["finding"] = [_("Describe what was found.")]
    if kind == CheckKind.INSPECTION and not (found.pieces_examined or 0) > 0:
        fields["pieces_examined"] = [_("Say how many pieces were examined.")]
    if fields:
        raise Invalid(fields=fields)


def _refuse_unless_left_to_a_person(declaration: Declaration, checks: list[Check]) -> None:
    """Refuse a person's word on a test that is not reported, or whose values decide by themselves."""
    samples = [check.sample for check in checks if check.sample is not None]
    reported = [sample for sample in samples if sample.state == SampleState.REPORTED]
    if not reported:
        raise TestNotReported
    for sample in reported:
        if found_by_values(declaration, sample) is not None:
            raise IllegalTransition(
                record=sample.number,
                state=SampleState(sample.state).label,
                action=_("recording a check"),
            )


def _record(
    action: str, declaration: Declaration, actor: User | None, at: datetime, **detail: object
) -> None:
    audit.record(
        actor=actor,
        at=at,
        action=action,
        record_kind="declaration",
        record_number=declaration.number,
        enterprise=declaration.enterprise,
        detail=detail,
    )
