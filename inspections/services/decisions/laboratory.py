"""Between a held declaration and the laboratory: the test that is ordered, the result that comes."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import audit
from enterprises.errors import DomainError
from enterprises.models import User
from enterprises.roles import Permission, require
from inspections.models import Check, Declaration, DeclarationLine, Hold, ReleaseDecision
from inspections.services import moves
from inspections.services.decisions.anew import judge_again
from inspections.services.decisions.examinations import carry_out, found_by_values
from inspections.services.decisions.officers import locked_hold
from inspections.states import CheckKind, CheckState, DeclarationState, HoldKind
from lab.models import RawMaterialLot, Sample
from lab.services.samples import ItemOrder, order_sample
from lab.states import SamplePurpose, SampleState

GOODS_TESTED_BY = frozenset({"R-63", "R-64"})
ENDED = frozenset({SampleState.CANCELLED, SampleState.REJECTED, SampleState.INVALIDATED})


class NothingToTest(DomainError):
    """Only a hold that waits for a test is ended by one."""

    code = "NOTHING_TO_TEST"
    sentence = gettext_lazy("This hold does not wait for a test that could be ordered.")


class TestAlreadyOrdered(DomainError):
    """The hold waits for a sample already."""

    __test__ = False

    code = "TEST_ALREADY_ORDERED"
    sentence = gettext_lazy("Sample %(sample)s was ordered for this already.")


@transaction.atomic
def order_test_for_hold(*, hold: int, version: int, actor: User, at: datetime) -> Sample:
    """Order the sample whose result a hold waits for, of its lot or of the goods.

    Of a lot the items that it lacks are tested; of the goods, the product that most pieces are
    of, all that the destination asks for.

    Raises:
        HoldEnded: it was closed meanwhile.
        IllegalTransition: the declaration is not held.
        NotPermitted: the person does not order samples.
        NothingToTest: the hold does not wait for a test.
        StaleVersion: the declaration was changed meanwhile.
        TestAlreadyOrdered: its sample is on the way.
    """
    require(actor, Permission.TAKE_SAMPLE)
    declaration, row = locked_hold(hold, version, _("ordering a test"))
    if row.kind != HoldKind.TEST:
        raise NothingToTest
    if row.sample is not None and row.sample.state not in ENDED:
        raise TestAlreadyOrdered(sample=row.sample.number)
    if row.rule_code in GOODS_TESTED_BY:
        sample = _sample_of_goods(declaration, actor, at)
        _point_check(declaration, sample)
    elif row.subject:
        sample = _sample_of_lot(declaration, row, actor, at)
    else:
        raise NothingToTest
    row.sample, row.due_on = sample, sample.due_on
    row.save(update_fields=["sample", "due_on"])
    moves.save(declaration, at=at)
    audit.record(
        actor=actor,
        at=at,
        action="order_test",
        record_kind="declaration",
        record_number=declaration.number,
        enterprise=declaration.enterprise,
        detail={"hold": row.pk, "sample": sample.number},
    )
    return sample


@transaction.atomic
def answer_sample(
    *, number: str, sample: Sample, cause: str, at: datetime
) -> ReleaseDecision | None:
    """Let a verified sample speak to a held declaration, once for each fact.

    A test of its goods closes their check, where the values decide; then all is judged anew.
    None where it is held no longer, or the fact was answered before.
    """
    declaration = moves.lock(number)
    if declaration.state != DeclarationState.HELD:
        return None
    if declaration.decisions.filter(cause=cause).exists():
        return None
    # Values that nobody has verified, or that were withdrawn since, decide nothing.
    is_test_of_goods = declaration.checks.filter(
        sample=sample, sample__state=SampleState.REPORTED, state=CheckState.OPEN
    ).exists()
    found = found_by_values(declaration, sample) if is_test_of_goods else None
    if found is not None:
        checks = declaration.checks.filter(kind=CheckKind.PRODUCT_TEST, state=CheckState.OPEN)
        carry_out(
            declaration,
            list(checks.select_related("sample__retest_of").order_by("pk")),
            found,
            actor=None,
            at=at,
        )
    return judge_again(declaration, cause=cause, actor=None, at=at)


def _sample_of_lot(declaration: Declaration, row: Hold, actor: User, at: datetime) -> Sample:
    lot = RawMaterialLot.objects.get(number=row.subject)
    line = _widest_line(declaration.lines.filter(uses__lot=lot))
    written = row.params.get("items") or row.params.get("analyte") or ""
    items = [ItemOrder(analyte) for analyte in str(written).split(";") if analyte]
    return order_sample(
        enterprise=declaration.enterprise_id,
        purpose=SamplePurpose.DECLARATION,
        actor=actor,
        at=at,
        lot=lot,
        product=line.product,
        wearer=line.wearer,
        contact=line.contact,
        destinations=[declaration.destination_iso],
        items=items,
        note=declaration.number,
    )


def _sample_of_goods(declaration: Declaration, actor: User, at: datetime) -> Sample:
    line = _widest_line(declaration.lines.all())
    return order_sample(
        enterprise=declaration.enterprise_id,
        purpose=SamplePurpose.DECLARATION,
        actor=actor,
        at=at,
        species=line.species,
        product=line.product,
        wearer=line.wearer,
        contact=line.contact,
        destinations=[declaration.destination_iso],
        note=declaration.number,
    )


def _widest_line(lines: QuerySet[DeclarationLine]) -> DeclarationLine:
    line: DeclarationLine = lines.defer("marks").order_by("-pieces", "ordinal")[0]
    return line


def _point_check(declaration: Declaration, sample: Sample) -> None:
    """Let the first open product test of these goods be what the sample answers."""
    check = (
        declaration.checks.filter(kind=CheckKind.PRODUCT_TEST, state=CheckState.OPEN)
        .order_by("pk")
        .first()
    )
    if check is None:
        raise NothingToTest
    Check.objects.filter(pk=check.pk).update(sample=sample)
