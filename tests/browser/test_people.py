"""Who acts for a firm, and what the bureau tells it: owner, agent, chief, declarant and viewer."""

import re

import pytest
from django.core import mail
from django.utils.text import capfirst
from playwright.sync_api import expect

from enterprises.models import AgentAuthorisation, Notice, NoticeReceipt, User
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from tests.browser.conftest import PHONE
from tests.factories import TODAY, make_enterprise, make_user
from tests.factories.enterprises import PASSWORD
from tests.factories.inspections import declarant_of, make_exporter

pytestmark = pytest.mark.browser

MAIL = "zhao.min@example.cn"
LANGUAGES = {"en": "English", "zh-hans": "简体中文"}
COUNTRIES = {"en": ("destination", "Japan"), "zh-hans": ("国家", "日本")}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_owner_adds_a_declarant_and_an_agent_and_the_firm_answers_a_notice(
    house, visit, language
):
    firm = make_exporter(name_en="Beichen Furs", name_zh="北辰裘皮")
    firm.export_markets.create(iso="JP", since=TODAY)
    agency = make_enterprise(EnterpriseKind.AGENT, name_en="Swift Agents", name_zh="迅达代理")
    clerk, chief = make_user(enterprise=agency), make_user(Role.CHIEF)
    viewer = make_user(enterprise=firm, membership=MembershipRole.VIEWER)

    owner = visit(house, language).log_in(declarant_of(firm))
    _adds_a_declarant(owner)
    _asks_the_agent(owner)
    _accepts(visit(house, language).log_in(clerk), firm)
    _sends_a_notice(visit(house, language).log_in(chief), firm)

    watcher = visit(house, language).log_in(viewer)
    notice = Notice.objects.get()
    watcher.open("enterprises:notice-detail", notice.number)
    watcher.sees("The owner or a declarant of the enterprise acknowledges it.")
    button = watcher.page.get_by_role("button", name=watcher.words("Acknowledge"), exact=True)
    expect(button).to_have_count(0)

    _acknowledges(visit(house, language, PHONE))
    receipt = NoticeReceipt.objects.get(notice=notice, enterprise=firm)
    assert receipt.acknowledged_by == User.objects.get(username=MAIL)


def _named(reader, firm) -> str:
    return firm.name_zh if reader.language == "zh-hans" else firm.name_en


def _adds_a_declarant(owner) -> None:
    owner.open("enterprises:people")
    owner.follow("Add a person")
    owner.fill("Name of the person", "赵敏 Zhao Min")
    owner.fill("Mail address", MAIL)
    owner.page.get_by_label(LANGUAGES[owner.language]).check()
    owner.page.get_by_label(owner.words("Declarant: declares, answers and acknowledges")).check()
    owner.press("Add the person")
    owner.sees("has not chosen a password yet")


def _asks_the_agent(owner) -> None:
    owner.follow("Ask an agent")
    owner.fill("Declaration agent", "Swift Agents")
    owner.press("Ask the agent")
    owner.sees("Asked for", "agent")


def _accepts(clerk, firm) -> None:
    """The agent hears of it in the inbox, accepts, and may file for the firm at once."""
    clerk.open("enterprises:inbox")
    clerk.follow("%(principal_name)s asks you to file for it", principal_name=_named(clerk, firm))
    clerk.page.get_by_role("link", name=re.compile(clerk.words("Answer…"))).click()
    clerk.press("Accept")
    assert AgentAuthorisation.objects.get().state == "accepted"
    clerk.open("inspections:declaration-new")
    expect(clerk.page.locator("form")).not_to_have_count(0)
    clerk.sees_text(_named(clerk, firm))


def _sends_a_notice(chief, firm) -> None:
    chief.open("enterprises:notice-list")
    chief.follow("Write a notice")
    chief.page.get_by_label(capfirst(chief.words("technical requirement"))).check()
    chief.fill("Title in Chinese", "输日产品甲醛要求")
    chief.fill("Text in Chinese", "婴幼儿用品不得检出。")
    chief.fill("Title in English", "Formaldehyde in goods for Japan")
    chief.fill("Text in English", "None may be found in goods for infants.")
    chief.fill("Takes effect on", f"{TODAY:%Y-12-31}")
    chief.page.locator("summary", has_text=COUNTRIES[chief.language][0]).click()
    chief.page.get_by_label(COUNTRIES[chief.language][1], exact=True).check()
    # The audience beside the form follows as it is written.
    expect(chief.page.locator("#audience")).to_contain_text(_named(chief, firm))
    chief.press("Save the draft")
    chief.follow("Send…")
    chief.press("Send the notice")
    chief.sees_text(_named(chief, firm))


def _acknowledges(declarant) -> None:
    """A new person chooses a password by the mail that came, and answers on the phone."""
    letter = next(one for one in mail.outbox if one.to == [MAIL] and "/forgotten/" in one.body)
    way = re.search(r"https?://[^/]+(/\S+)", letter.body)
    assert way is not None
    declarant.page.goto(way.group(1))
    for field in declarant.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    declarant.page.locator("main form button").click()
    declarant.log_in(User.objects.get(username=MAIL))
    # It waits on the first page of the firm.
    declarant.page.locator("#waits").scroll_into_view_if_needed()
    declarant.page.locator(".task a", has_text=declarant.words("Read it")).click()
    declarant.press("Acknowledge")
    declarant.sees("Acknowledged")
