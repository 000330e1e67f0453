"""A dyehouse's batch fails: the case is worked, the certificate revoked, and two persons close it."""

import pytest

from enterprises.roles import Role
from inspections.models import Certificate, ImpactCase
from inspections.states import CertificateState, ImpactCaseState
from lab.states import SampleState
from tests.browser import deeds
from tests.factories import TODAY, at, make_results, make_sample, make_user
from tests.factories.impact import FAILING, FailedBatch

pytestmark = pytest.mark.browser

ANSWERS = {
    "consignment": "Destination notified",
    "inform": "",
    "lot": "Rejected",
    "certificate": "Revoked",
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_failed_batch_is_followed_to_the_paper_abroad_and_closed_by_two(house, visit, language):
    story = FailedBatch()
    sample = make_sample(story.batch, SampleState.ENTERED, items=FAILING, entered_at=at(TODAY, 9))
    make_results(sample, FAILING)
    chief = make_user(Role.CHIEF, full_name="高伟 Gao Wei")

    deeds.verify(visit(house, language).log_in(make_user(Role.REVIEWER)), sample)
    case = ImpactCase.objects.get()
    inspector = visit(house, language).log_in(make_user(Role.INSPECTOR))
    _opens(inspector, case, story)
    _gives_the_paper_to(inspector, case, chief)
    for task in case.tasks.exclude(kind="certificate"):
        _does(inspector, case, task)
    at_desk = visit(house, language).log_in(chief)
    _does(at_desk, case, case.tasks.get(kind="certificate"))
    _asks_to_close(inspector, case)
    _closes(at_desk, case)

    case.refresh_from_db()
    paper = Certificate.objects.get(declaration=story.released)
    assert (case.state, paper.state) == (ImpactCaseState.CLOSED, CertificateState.REVOKED)
    anybody = visit(house, language)
    anybody.open("inspections:check-code", paper.verification_code)
    anybody.sees("This certificate was revoked")


def _opens(inspector, case, story):
    inspector.open("inspections:impact-list")
    inspector.follow_number(case.number)
    inspector.sees_text(story.released.number)
    inspector.sees("From the sample to everything it touches")


def _gives_the_paper_to(inspector, case, chief):
    inspector.open("inspections:impact-task", case.number, 1)
    inspector.choose("Whose", chief.username)
    inspector.press("Give the task")
    inspector.sees("The task is given.")


def _does(officer, case, task):
    officer.open("inspections:impact-task", case.number, task.ordinal)
    if answer := ANSWERS[task.kind]:
        words = officer.words(answer, "lot" if answer == "Rejected" else "")
        officer.page.get_by_role("radio", name=words, exact=True).check()
    officer.fill("Note", "Telephoned; written down in the file.")
    officer.press("It is done")
    officer.sees("The task is done.")


def _asks_to_close(inspector, case):
    inspector.open("inspections:impact-detail", case.number)
    inspector.follow("Ask to close…")
    inspector.fill("What came of it", "Two lots rejected, one paper revoked.")
    inspector.press("Ask to close")
    inspector.sees("It waits for another person to close it.")


def _closes(chief, case):
    chief.open("inspections:approvals")
    chief.follow_number(case.number)
    chief.follow("Close the case…")
    chief.press("Close the case")
    chief.sees("%(record)s is closed.", record=case.number)
