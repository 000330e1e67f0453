"""The day of an auditor: one firm, the month in figures, who did what; and nowhere a way to change it."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from enterprises.models import AuditEntry
from enterprises.roles import Role
from tests.factories import make_user
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)

pytestmark = pytest.mark.browser

# What every page has: language, colours, the way out.
FURNITURE = {"/account/language/", "/account/theme/", "/account/logout/"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_reads_everything_and_changes_nothing(house, visit, language):
    firm = make_exporter("A", name_en="Beichen Furs", name_zh="北辰裘皮")
    make_month(firm)
    released = make_draft(firm, make_content(make_line({make_lot(firm): 2000})))
    submit(released)
    written = AuditEntry.objects.count()
    auditor = visit(house, language).log_in(make_user(Role.AUDITOR))

    _finds_the_firm(auditor, firm)
    _reads_and_exports_the_month(auditor, released)
    _reads_the_audit(auditor, firm, released)
    for name in ("inspections:desk", "inspections:rule-set-list", "inspections:risk-analysis"):
        auditor.open(name)
        _has_no_way_to_change(auditor)

    assert AuditEntry.objects.count() == written
    _anybody_reads_what_a_class_gets(visit(house, language))


def _finds_the_firm(auditor, firm) -> None:
    """With the keyboard alone: the search, a part of the name, and straight to the page."""
    keyboard = auditor.page.keyboard
    keyboard.press("Control+k")
    keyboard.type(firm.name_zh if auditor.language == "zh-hans" else "beichen")
    keyboard.press("Enter")
    auditor.page.wait_for_url(f"**/firms/{firm.serial}/")
    auditor.sees("What was done last")
    auditor.sees_text(firm.credit_code)
    _has_no_way_to_change(auditor)


def _reads_and_exports_the_month(auditor, released) -> None:
    auditor.open("inspections:statistics")
    auditor.fill("From", f"{released.first_submitted_on:%Y-%m}-01", "day")
    auditor.press("Count", "verb")
    auditor.sees("Before and after the measures")
    _has_no_way_to_change(auditor)

    with auditor.page.expect_download() as download:
        auditor.follow("Export CSV")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[9:11] for row in rows[1:]] == [["1", str(released.pieces)]]


def _reads_the_audit(auditor, firm, released) -> None:
    """From the page of the firm to what was done for it, narrowed to one deed."""
    auditor.open("inspections:firm", firm.serial)
    auditor.follow("The audit of this firm")
    auditor.choose("What was done", "create_declaration", context="audit")
    expect(auditor.page.locator(".list-tags")).to_contain_text(auditor.words("Draft opened"))
    expect(auditor.page.locator("#list tbody tr")).to_have_count(1)
    _has_no_way_to_change(auditor)
    auditor.follow_number(released.number)
    _has_no_way_to_change(auditor)


def _has_no_way_to_change(auditor) -> None:
    forms = auditor.page.locator("form[method=post]").evaluate_all(
        "forms => forms.map(form => new URL(form.action).pathname)"
    )
    assert set(forms) <= FURNITURE, auditor.path
    assert auditor.page.locator("[hx-post], [hx-put], [hx-delete]").count() == 0


def _anybody_reads_what_a_class_gets(anybody) -> None:
    anybody.open("home")
    anybody.page.locator("footer").get_by_role(
        "link", name=anybody.words("What a class gets"), exact=True
    ).click()
    anybody.sees("Provisionally registered")
    anybody.page.locator("a", has_text="R-31").first.click()
    anybody.page.wait_for_url("**/story/#R-31")
