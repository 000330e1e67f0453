"""The administrator's day: a country's regime ends and another begins; somebody gets a role."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from enterprises.models import Destination, User
from enterprises.roles import Role, roles_of
from enterprises.services.groups import give_roles
from tests.factories import TODAY, make_user

pytestmark = pytest.mark.browser

NAMES = {"en": "Kazakhstan", "zh-hans": "哈萨克斯坦"}
LAST_DAY = TODAY + timedelta(days=40)


@pytest.fixture
def administrator(house):
    person = make_user()
    give_roles(user=person, roles=[Role.ADMINISTRATOR], actor=None, at=timezone.now())
    return person


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_regime_of_a_country_ends_by_its_last_day_and_another_begins(
    house, visit, administrator, language
):
    visitor = visit(house, language).log_in_at(administrator, "#container")
    page = visitor.page

    page.goto(reverse("admin:enterprises_destination_changelist"))
    page.locator("#searchbar").fill("KZ")
    page.locator("#changelist-search [type=submit]").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.locator("#result_list tbody th a").click()
    expect(page.locator("#content h2").first).to_contain_text(NAMES[language])
    # What decisions rest on is fixed, the last day is not.
    expect(page.locator("[name=regime]")).to_have_count(0)
    page.locator("[name=valid_until]").fill(f"{LAST_DAY:%Y-%m-%d}")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    old = Destination.objects.get(iso="KZ")
    page.goto(reverse("admin:enterprises_destination_add"))
    for name, value in (("iso", "KZ"), ("name_en", old.name_en), ("name_zh", old.name_zh)):
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=market]").select_option(value=str(old.market_id))
    page.locator("[name=regime]").select_option(value="strict")
    page.locator("[name=valid_from]").fill(f"{LAST_DAY + timedelta(days=1):%Y-%m-%d}")
    page.locator("[name=source]").fill("Notice 7 of the provincial bureau")
    page.locator("[name=confidence]").fill("high")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    assert _regimes() == [(old.regime, LAST_DAY + timedelta(days=1)), ("strict", None)]


def _regimes() -> list[tuple[str, date | None]]:
    rows = Destination.objects.filter(iso="KZ").order_by("valid_from")
    return list(rows.values_list("regime", "valid_until"))


def test_somebody_new_gets_an_account_and_a_role(house, visit, administrator):
    page = visit(house).log_in_at(administrator, "#container").page

    page.goto(reverse("admin:enterprises_user_add"))
    # The page puts its reader at the first field itself.
    expect(page.locator("[name=username]")).to_be_focused()
    page.locator("[name=username]").fill("liu.min")
    page.locator("[name=password1]").fill("long enough to be safe")
    page.locator("[name=password2]").fill("long enough to be safe")
    page.locator("[name=_save]").click()
    page.locator("[name=groups]").first.wait_for(state="attached")
    _give(page, "Registrar")

    assert roles_of(User.objects.get(username="liu.min")) == {Role.REGISTRAR}


def _give(page, role: str) -> None:
    """Move the role to the chosen ones, once the two lists of the form stand side by side."""
    page.locator("#id_groups_from").wait_for()
    page.locator("#id_groups_from").select_option(label=role)
    page.locator("#id_groups_add").click()
    expect(page.locator("#id_groups_to option")).to_have_count(1)
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
