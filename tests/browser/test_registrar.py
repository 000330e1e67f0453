"""The journey of a firm come home from the port: applied, registered at once, visited, put right."""

import re

import pytest
from playwright.sync_api import expect

from blacklist.models import CreditEvent
from enterprises.models import Assessment, Rectification, Registration
from enterprises.roles import Role
from tests.browser.conftest import PHONE
from tests.factories import TODAY, make_enterprise, make_user
from tests.factories.supervision import PDF, PNG

pytestmark = pytest.mark.browser

FINDING = "A09"
STANDING = {"en": "Registered to", "zh-hans": "注册登记有效期至"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_the_port_to_full_registration(house, visit, language):
    firm = make_enterprise(name_zh="金狐皮草", first_registered_on=None)
    owner = make_user(enterprise=firm)
    first, second = (make_user(Role.REGISTRAR) for _place in range(2))
    owner_at = visit(house, language).log_in(owner)
    registrar = visit(house, language).log_in(first)
    phone = visit(house, language, PHONE).log_in(first)
    other = visit(house, language).log_in(second)

    _applies(owner_at)
    registration = Registration.objects.get(enterprise=firm)
    _grants(registrar, registration)
    assessment = _plans(registrar, registration, first)
    _visits(phone, assessment)
    _endorses(other, assessment)
    rectification = Rectification.objects.get(assessment=assessment)
    _answers(owner_at, rectification)
    _accepts(registrar, rectification)

    registration.refresh_from_db()
    assert registration.state == "registered"
    owner_at.open("enterprises:standing")
    expect(owner_at.page.get_by_role("heading", level=1)).to_contain_text(STANDING[language])
    assert owner_at.fetch("Certificate").body().startswith(b"%PDF")
    assert CreditEvent.objects.get(enterprise=firm, indicator="M01").state == "confirmed"


def _applies(owner) -> None:
    """Write the application, add the four papers, read it over and hand it in."""
    owner.open("enterprises:standing")
    owner.follow("Apply for registration")
    owner.fill("Process, step by step", "浸水、鞣制、染色、裁制、缝制。")
    owner.fill("Workers", 60)
    owner.fill("Capacity, pieces a year", 9000)
    owner.fill("Quality officer", "赵敏")
    owner.page.locator('[name="export_isos"][value="RU"]').check()
    owner.fill("Where you declared before", "天津")
    for kind in ("licence", "plan", "process_chart", "rule_book"):
        owner.page.locator(f'[name="paper_{kind}"]').set_input_files(
            {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": PDF.content}
        )
    owner.press("Keep and read it over")
    owner.press("Hand it in")
    owner.sees("With the bureau")


def _grants(registrar, registration) -> None:
    """Take the papers and register at once, before the visit."""
    registrar.open("home")
    registrar.follow_number(registration.number)
    registrar.follow("Accept the papers…")
    registrar.press("Accept the papers")
    registrar.follow("Register provisionally")
    registrar.press("Register provisionally")
    registrar.sees("%(number)s is registered provisionally.", number=registration.number)


def _plans(registrar, registration, assessor) -> Assessment:
    registrar.follow("Plan a visit")
    registrar.fill("Day of the visit", TODAY.isoformat())
    registrar.page.get_by_label(assessor.full_name).check()
    registrar.press("Plan the visit")
    registrar.page.wait_for_url(re.compile(r"/assessments/A[\d-]+/$"))
    return Assessment.objects.get(registration=registration)


def _visits(phone, assessment) -> None:
    """Go through the list with a thumb: all is met but one, which says why."""
    phone.open("enterprises:assessment-detail", assessment.number)
    phone.follow("Go on site")
    phone.press("Begin")
    for item in assessment.items.all():
        value = "nonconforming" if item.code == FINDING else "conforming"
        phone.page.locator(f'[name="{item.code}"][value="{value}"]').check()
    phone.fill("What is not met, %(code)s", "标签缺失。", code=FINDING)
    phone.press("Hand in the report")
    phone.sees("The report of %(number)s is handed in.", number=assessment.number)


def _endorses(other, assessment) -> None:
    other.open("enterprises:assessment-list")
    other.follow_number(assessment.number)
    other.follow("Endorse…")
    other.press("Endorse it")
    other.sees("%(record)s is endorsed.", record=assessment.number)


def _answers(owner, rectification) -> None:
    owner.open("enterprises:standing")
    owner.page.get_by_role("link", name=re.compile(owner.words("Answer"))).first.click()
    owner.fill("What you did", "货架和标签已补齐。")
    owner.page.locator('[name="evidence"]').set_input_files(
        {"name": "store.png", "mimeType": "image/png", "buffer": PNG.content}
    )
    owner.press("Send the answer")
    owner.sees("Your answer to %(number)s is sent.", number=rectification.number)


def _accepts(registrar, rectification) -> None:
    registrar.open("enterprises:rectification-list")
    registrar.follow_number(rectification.number)
    registrar.follow("Accept…")
    registrar.press("Accept it")
    registrar.sees("%(record)s is accepted.", record=rectification.number)
