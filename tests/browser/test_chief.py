"""The chief's day: a class-D shipment, tested and inspected, is released from the approvals."""

import pytest
from django.utils import timezone

from enterprises import outbox
from enterprises.roles import Role
from inspections.models import Hold
from inspections.services.decisions import Found, order_test_for_hold, record_check
from inspections.states import CheckKind, DeclarationState
from inspections.tasks import decide_after_sample
from tests.factories import TODAY, at, make_user
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    make_report,
    report_sample,
    submit,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_class_d_shipment_is_released_from_the_approvals(house, visit, language):
    declaration = _tested_and_inspected()
    chief = visit(house, language).log_in(make_user(Role.CHIEF))

    chief.sees("%(count)s thing waits for your approval", count=1)
    chief.page.get_by_role("link", name=chief.words("Release with a reason…")).click()
    chief.fill("Reason", "Tested, inspected, nothing found.")
    chief.press("Give the release")

    chief.sees_text(chief.words("The chief's release is given."))
    chief.open("inspections:approvals")
    chief.sees("Nothing waits for your approval")
    declaration.refresh_from_db()
    assert declaration.state == DeclarationState.RELEASED


def _tested_and_inspected():
    """Bring a shipment of class D by the services to where only the chief's word is missing."""
    firm = make_exporter("D")
    make_month(firm)
    lot = make_lot(firm)
    make_report(lot)
    declaration = make_draft(firm, make_content(make_line({lot: 400})))
    submit(declaration)
    inspector = make_user(Role.INSPECTOR)
    arguments = {"actor": inspector, "at": at(TODAY, 14)}
    record_check(
        number=declaration.number,
        version=declaration.version,
        kind=CheckKind.INSPECTION,
        found=Found(has_passed=True, pieces_examined=8),
        **arguments,
    )
    declaration.refresh_from_db()
    hold = Hold.objects.get(declaration=declaration, rule_code="R-63", closed_at__isnull=True)
    sample = order_test_for_hold(hold=hold.pk, version=declaration.version, **arguments)
    report_sample(sample)
    fact = outbox.tell("sample_verified", at=timezone.now(), sample=sample.pk, report=0)
    decide_after_sample(fact.pk)
    return declaration
