"""The journey of a declaration to Japan: held for one lot, tested, released by itself, checked."""

import pytest
from playwright.sync_api import expect

from enterprises.roles import Role
from inspections.models import Certificate, Declaration
from inspections.states import DeclarationState
from tests.browser import deeds
from tests.browser.conftest import PHONE
from tests.factories import make_user
from tests.factories.inspections import (
    HARMLESS,
    choose_number,
    declarant_of,
    make_exporter,
    make_lot,
    make_month,
    make_report,
)

pytestmark = pytest.mark.browser

AMINE = {"en": "4-Aminoazobenzene", "zh-hans": "4-氨基偶氮苯"}
WITHOUT_AMINE = {name: value for name, value in HARMLESS.items() if name != "4-AAB"}


class Scene:
    """A firm of class A with two lots of mink; one was never tested for 4-aminoazobenzene."""

    def __init__(self) -> None:
        self.firm = make_exporter("A", name_en="Beichen Furs", name_zh="北辰裘皮")
        make_month(self.firm)
        self.whole, self.lacking = make_lot(self.firm), make_lot(self.firm)
        make_report(self.whole)
        make_report(self.lacking, WITHOUT_AMINE)
        choose_number(self.firm)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_lot_not_tested_for_an_amine_is_held_tested_and_released(house, visit, language):
    scene = Scene()
    firm = visit(house, language).log_in(declarant_of(scene.firm))
    inspector = make_user(Role.INSPECTOR)

    declaration = _declares(firm, scene)
    sample = deeds.order_sample(visit(house, language).log_in(inspector), declaration)
    phone = visit(house, language, PHONE, has_touch=True, is_mobile=True).log_in(inspector)
    deeds.take_sample(phone, sample, "0047718")
    deeds.measure(visit(house, language).log_in(make_user(Role.ANALYST)), sample)
    deeds.verify(visit(house, language).log_in(make_user(Role.REVIEWER)), sample)
    certificate = _finds_the_certificate(firm, declaration)
    _asks_about_it(visit(house, language), certificate)


def _declares(firm, scene) -> Declaration:
    """The firm sees beside its form how the second lot turns the verdict, and submits all the same."""
    verdict = firm.page.locator("#verdict")
    firm.follow("New declaration")
    deeds.fill_in_goods(firm, "JP", pieces=50)
    deeds.use_lots(firm, {scene.whole: 2000})
    expect(verdict).to_contain_text(firm.reason("RELEASED_LOT_EVIDENCE"))

    firm.fill("Pieces", 100)
    deeds.use_lots(firm, {scene.whole: 2000, scene.lacking: 2000})
    expect(verdict).to_contain_text(scene.lacking.number)
    expect(verdict).to_contain_text(AMINE[firm.language])

    deeds.fill_in_papers(firm)
    declaration = deeds.submit(firm)
    hold = declaration.holds.get()
    assert declaration.state == DeclarationState.HELD
    assert (hold.rule_code, hold.subject) == ("R-62", scene.lacking.number)
    firm.sees_text(AMINE[firm.language])
    return declaration


def _finds_the_certificate(firm, declaration) -> Certificate:
    """Nobody had to press anything: the page shows the release, and the paper opens."""
    firm.page.reload()
    certificate = Certificate.objects.get(declaration=declaration)
    firm.sees_text(firm.reason("RELEASED_LOT_EVIDENCE"))
    firm.sees_text(certificate.number)
    paper = firm.fetch("Open the certificate")
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    return certificate


def _asks_about_it(anybody, certificate) -> None:
    """Anybody is answered for number and code; a wrong code is like a number nobody knows."""
    _asks(anybody, certificate.number, certificate.verification_code)
    anybody.sees("This certificate is valid")

    answers = []
    for number in (certificate.number, "C26-9999-0001-1"):
        _asks(anybody, number, "AAAAAAAA")
        anybody.sees("No certificate matches")
        answers.append(anybody.page.locator("[aria-labelledby=a]").inner_text())
    assert answers[0] == answers[1]


def _asks(anybody, number, code) -> None:
    anybody.open("inspections:check")
    anybody.fill("Certificate number", number)
    anybody.fill("Verification code", code)
    anybody.press("Check")
