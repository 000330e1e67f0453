"""What everybody may rely on: the keyboard alone, either language, and a browser without script."""

import pytest
from playwright.sync_api import expect

from inspections.models import Declaration
from inspections.states import DeclarationState
from tests.browser import deeds
from tests.factories.enterprises import PASSWORD
from tests.factories.inspections import (
    choose_number,
    declarant_of,
    make_exporter,
    make_lot,
    make_month,
)

pytestmark = pytest.mark.browser

# More than a page has places to stop at before its main deed.
TABS_MOST = 40


@pytest.fixture
def firm(house):
    firm = make_exporter("A")
    make_month(firm)
    choose_number(firm)
    return firm


def _tab_to(visitor, words):
    """Go from one place to the next until the words have the focus."""
    focused = visitor.page.locator(":focus")
    for _tab in range(TABS_MOST):
        visitor.page.keyboard.press("Tab")
        if focused.count() and focused.inner_text().strip() == words:
            return
    raise AssertionError(f"{words} cannot be reached with the keyboard on {visitor.page.url}")


def test_keyboard_alone_leads_from_the_door_to_a_new_declaration(house, visit, firm):
    visitor = visit(house)
    keyboard = visitor.page.keyboard

    visitor.open("login")
    keyboard.type(declarant_of(firm).username)
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    visitor.page.wait_for_url(f"**/portal/{firm.serial}/")
    _tab_to(visitor, "New declaration")
    keyboard.press("Enter")

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("New declaration")


def test_first_tab_offers_to_skip_to_the_content(house, visit, firm):
    visitor = visit(house).log_in(declarant_of(firm))

    visitor.page.keyboard.press("Tab")
    skip = visitor.page.locator(":focus")
    expect(skip).to_have_text("Skip to content")
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")

    assert visitor.page.url.endswith("#main")


def test_language_switch_keeps_the_page_and_its_filters(house, visit, firm):
    visitor = visit(house).log_in(declarant_of(firm))
    visitor.open("inspections:declaration-list", query="?state=held")
    html = visitor.page.locator("html")

    visitor.page.get_by_role("button", name="中文").click()
    expect(html).to_have_attribute("lang", "zh-Hans")
    assert visitor.path == "/declarations/?state=held"
    visitor.page.reload()
    expect(html).to_have_attribute("lang", "zh-Hans")

    visitor.page.get_by_role("button", name="English").click()
    expect(html).to_have_attribute("lang", "en")
    assert visitor.path == "/declarations/?state=held"


def test_browser_says_in_which_language_a_stranger_reads(house, visit):
    for language, lang in (("en", "en"), ("zh-hans", "zh-Hans")):
        stranger = visit(house, language)
        stranger.open("home")
        expect(stranger.page.locator("html")).to_have_attribute("lang", lang)
        stranger.sees("Check a certificate")


def test_declaration_is_filed_and_submitted_without_script(house, visit, firm):
    visitor = visit(house, java_script_enabled=False).log_in(declarant_of(firm))
    lots = {make_lot(firm): 40, make_lot(firm): 40}

    visitor.follow("New declaration")
    deeds.fill_in_goods(visitor, "RU", pieces=2)
    deeds.use_lots(visitor, lots)
    visitor.press("Show the verdict")
    visitor.sees("Returned for correction")
    deeds.fill_in_marks(visitor, 2)
    deeds.fill_in_papers(visitor)
    declaration = deeds.submit(visitor)

    visitor.sees_text(visitor.reason("RELEASED_RAW_MATERIAL"))
    assert declaration.state == DeclarationState.RELEASED
    assert Declaration.objects.count() == 1
