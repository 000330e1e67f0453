"""Four ways to a release: at once, after correction, after review, and by the chief."""

import pytest
from django.urls import reverse

from enterprises.roles import Role
from inspections.models import Declaration, ReleaseDecision
from inspections.states import DeclarationState, Path
from tests.browser import deeds
from tests.factories import make_user
from tests.factories.inspections import (
    choose_number,
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    make_report,
    submit,
)

pytestmark = pytest.mark.browser

PIECES, SKINS = 2, 80


def _covered_firm(credit_class="A"):
    firm = make_exporter(credit_class)
    make_month(firm)
    choose_number(firm)
    return firm


def _declares_to_russia(firm, visitor, uses):
    visitor.log_in(declarant_of(firm)).follow("New declaration")
    deeds.fill_in_goods(visitor, "RU", pieces=PIECES)
    deeds.use_lots(visitor, uses)
    deeds.fill_in_marks(visitor, PIECES)
    deeds.fill_in_papers(visitor)
    return deeds.submit(visitor)


def _state_of(declaration):
    return Declaration.objects.get(pk=declaration.pk).state


def test_class_a_leaves_for_russia_on_raw_material_at_once(house, visit):
    firm = _covered_firm()
    visitor = visit(house)

    declaration = _declares_to_russia(firm, visitor, {make_lot(firm): SKINS})

    visitor.sees_text(visitor.reason("RELEASED_RAW_MATERIAL"))
    visitor.sees("Write-off ledger")
    decision = ReleaseDecision.objects.get(declaration=declaration)
    assert (decision.path, declaration.state) == (
        Path.RAW_MATERIAL_RELEASE,
        DeclarationState.RELEASED,
    )


def test_declaration_short_of_skins_is_returned_amended_and_released(house, visit):
    firm = _covered_firm()
    visitor = visit(house)
    small, large = make_lot(firm, skins=SKINS // 2), make_lot(firm)

    declaration = _declares_to_russia(firm, visitor, {small: SKINS})
    assert declaration.state == DeclarationState.RETURNED

    visitor.follow("Correct")
    deeds.use_lots(visitor, {small: SKINS // 2, large: SKINS // 2})
    deeds.submit(visitor)
    visitor.sees_text(visitor.reason("RELEASED_RAW_MATERIAL"))
    assert _state_of(declaration) == DeclarationState.RELEASED


def test_implausible_use_is_accepted_by_an_inspector_with_a_reason(house, visit):
    firm = _covered_firm()
    lot = make_lot(firm)
    declaration = make_draft(firm, make_content(make_line({lot: SKINS // 2}, pieces=PIECES)))
    submit(declaration)
    inspector = visit(house).log_in(make_user(Role.INSPECTOR))

    inspector.follow_number(declaration.number)
    inspector.follow("Accept with a reason…")
    inspector.press("Accept the finding")
    inspector.sees("Give a reason.")
    inspector.fill("Reason", "The coats are half of cropped plates.")
    inspector.press("Accept the finding")

    inspector.sees_text(inspector.words("The finding is accepted."))
    assert _state_of(declaration) == DeclarationState.RELEASED


def test_class_d_is_tested_inspected_and_released_by_the_chief(house, visit):
    firm = _covered_firm("D")
    lot = make_lot(firm)
    make_report(lot)
    declaration = make_draft(firm, make_content(make_line({lot: SKINS}, pieces=PIECES)))
    submit(declaration)
    inspector = visit(house).log_in(make_user(Role.INSPECTOR))

    sample = deeds.order_sample(inspector, declaration)
    deeds.take_sample(inspector, sample, "0047719")
    deeds.measure(visit(house).log_in(make_user(Role.ANALYST)), sample)
    deeds.verify(visit(house).log_in(make_user(Role.REVIEWER)), sample)
    _inspects(inspector, declaration)
    assert _state_of(declaration) == DeclarationState.HELD
    _releases(visit(house).log_in(make_user(Role.CHIEF)), declaration)

    assert _state_of(declaration) == DeclarationState.RELEASED


def _inspects(inspector, declaration):
    inspector.page.goto(reverse("inspections:declaration-detail", args=[declaration.number]))
    inspector.follow("Record the check…")
    inspector.page.get_by_text(inspector.words("The goods agree with the papers")).click()
    inspector.press("Record the check")
    inspector.sees("The check is recorded.")


def _releases(chief, declaration):
    chief.follow_number(declaration.number)
    chief.follow("Release with a reason…")
    chief.fill("Reason", "Tested, inspected, nothing found.")
    chief.press("Give the release")
    chief.sees("The chief's release is given.")
