"""The journey of a penalty: reported, confirmed, felt by the class, objected to, and taken back."""

import pytest
from django.utils import translation
from django.utils.text import capfirst

from blacklist.models import Classification, CreditEvent
from enterprises import marks
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    make_classification,
    make_department,
    make_enterprise,
    make_user,
)

pytestmark = pytest.mark.browser

PENALTY = {"en": "Serious administrative penalty", "zh-hans": "重大行政处罚"}


def standing(language: str, letter: str, score: int) -> str:
    """Say class and points as the head of the credit file does."""
    with translation.override(language):
        points = translation.ngettext("%(score)s point", "%(score)s points", score)
        words = (marks.class_words(letter), points % {"score": score})
        return capfirst(translation.gettext(", ").join(words))


def class_of(firm) -> str:
    return Classification.objects.get(enterprise=firm, until=None).credit_class


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_penalty_costs_a_class_until_the_objection_is_allowed(house, visit, tmp_path, language):
    firm = make_enterprise(name_en="Beichen Furs", name_zh="北辰裘皮")
    make_classification(firm, "B", score=80)
    owner, officer = make_user(enterprise=firm), make_user(Role.CREDIT_OFFICER)
    regulator = make_user(Role.DEPARTMENT, department=make_department("market_regulation"))
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(b"%PDF-1.7 receipt")

    event = _reports(visit(house, language).log_in(regulator), firm)
    assert class_of(firm) == "B"
    _confirms(visit(house, language).log_in(officer), event)
    assert class_of(firm) == "C"
    at_firm = visit(house, language).log_in(owner)
    _objects(at_firm, event, receipt)
    _allows(visit(house, language).log_in(make_user(Role.CREDIT_OFFICER)), event)

    at_firm.open("blacklist:credit-file")
    at_firm.sees_text(standing(language, "b", 80))
    at_firm.sees("Overturned")
    assert class_of(firm) == "B"


def _reports(regulator, firm) -> CreditEvent:
    """The department names the firm by its credit code, and keeps the report in sight."""
    regulator.follow("Report an event")
    regulator.fill("Credit code of the firm", firm.credit_code)
    regulator.choose("What happened", "L04", context="credit event")
    regulator.fill("On", f"{TODAY:%Y-%m-%d}")
    regulator.fill("Your reference", "MR-2026-0118")
    regulator.fill(
        "What was found",
        "Labels without fibre content, second time.",
        context="credit event",
    )
    regulator.press("Send the report")
    event = CreditEvent.objects.get()
    regulator.sees_text(event.number)
    return event


def _confirms(officer, event) -> None:
    """The officer finds it in the queue where the day begins."""
    officer.follow_number(event.number)
    officer.follow("Confirm…")
    officer.press("Confirm the event")
    officer.sees("The event is confirmed; the class follows it.")


def _objects(firm, event, receipt) -> None:
    """The firm reads in its file what it cost, and says what is wrong."""
    firm.follow("Credit")
    firm.sees_text(standing(firm.language, "c", 65))
    firm.page.get_by_role("link", name=PENALTY[firm.language], exact=True).last.click()
    firm.follow("Object…")
    firm.fill("What is wrong", "The fine was lifted by the court.")
    firm.field("Evidence").set_input_files(receipt)
    firm.press("Send the objection")
    firm.sees("Your objection is sent.")


def _allows(officer, event) -> None:
    """Another officer reads the evidence and allows the objection."""
    officer.open("blacklist:event-list", query="?of=objected")
    officer.follow_number(event.number)
    assert officer.fetch("receipt.pdf").body() == b"%PDF-1.7 receipt"
    officer.follow("Allow the objection…")
    officer.fill("Answer to the firm", "The court lifted the fine.")
    officer.press("Allow the objection")
    officer.sees("The objection is allowed; the class follows.")
