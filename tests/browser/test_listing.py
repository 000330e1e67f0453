"""The journey of a red entry: proposed, noticed, heard, approved by another, read by anybody."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from blacklist.models import ListEntry
from blacklist.services import gradings
from blacklist.services.gradings import GradingLine
from blacklist.states import Ground
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_credit_event,
    make_enterprise,
    make_user,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_firm_enters_the_red_list_by_two_persons(house, visit, language):
    firm = _make_candidate()
    officer = visit(house, language).log_in(make_user(Role.CREDIT_OFFICER))
    chief = visit(house, language).log_in(make_user(Role.CHIEF))

    entry = _proposes(officer, firm)
    _hears(officer, entry)
    chief.open("blacklist:entry-detail", entry.number)
    chief.follow("Approve…")
    chief.press("Approve the entry")
    chief.sees("The entry is in effect and published.")

    anybody = visit(house, language)
    anybody.open("blacklist:published-lists")
    anybody.sees_text(firm.name_zh if language == "zh-hans" else firm.name_en)
    anybody.sees_text("政府连续两年评为一类")


def _make_candidate():
    """A firm in class A that the government graded first twice and recognises."""
    firm = make_enterprise(name_en="Beichen Furs", name_zh="北辰裘皮")
    make_classification(firm, "A", since=at(TODAY - timedelta(days=600)))
    for number, days in ((1, 400), (2, 40)):
        day = TODAY - timedelta(days=days)
        gradings.record_round(
            number=number,
            held_on=day,
            document=f"County circular {number}",
            lines=[GradingLine(firm, 1, frozenset(Ground))],
            actor=None,
            at=at(day),
        )
    make_credit_event(firm, "G02")
    return firm


def _proposes(officer, firm) -> ListEntry:
    """The officer comes from the credit file, where the conditions are ticked."""
    officer.open("blacklist:firm-file", firm.serial)
    officer.follow("Propose for a list…")
    officer.sees("The red list is open to this firm")
    officer.page.get_by_role("radio").first.check()
    officer.fill("Grounds, as they are published", "政府连续两年评为一类")
    officer.fill("Legal basis", "M-12")
    officer.press("Propose the entry")
    entry = ListEntry.objects.get()
    officer.sees("Entry %(number)s is proposed.", number=entry.number)
    return entry


def _hears(officer, entry) -> None:
    """Notice first; then what the firm said stays with the entry, and its proposer stops there."""
    officer.follow("Give notice…")
    officer.press("Give notice")
    officer.sees("The firm is given notice; its time to be heard runs.")
    officer.follow("Record the hearing…")
    officer.fill("What the firm said", "无异议")
    officer.press("Record the hearing")
    officer.sees("The hearing is recorded.")
    approve = officer.page.get_by_role("link", name=officer.words("Approve…"))
    expect(approve).to_have_count(0)
