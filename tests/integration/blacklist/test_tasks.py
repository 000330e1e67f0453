"""What of its credit waits for a firm, on the page where it stands and nowhere of another firm."""

from datetime import timedelta

from django.test import TestCase

from blacklist.selectors.listing import grounds_words
from blacklist.selectors.tasks import credit_tasks
from blacklist.states import CreditEventState, ListEntryState
from tests.factories import TODAY, make_credit_event, make_enterprise, make_list_entry


class CreditTasks(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise()
        make_list_entry(
            cls.firm,
            state=ListEntryState.NOTICED,
            effective_from=None,
            approved_by=None,
            hear_by=TODAY + timedelta(days=3),
        )
        cls.event = make_credit_event(cls.firm, "G06", confirmed_on=TODAY)
        make_credit_event(cls.firm, "G02", confirmed_on=TODAY)
        make_credit_event(cls.firm, "L03", confirmed_on=TODAY - timedelta(days=120))
        make_credit_event(
            cls.firm, "L03", state=CreditEventState.OBJECTED, confirmed_on=TODAY, objected_on=TODAY
        )

    def test_a_firm_is_told_of_its_hearing_and_of_what_costs_it_points(self):
        tasks = list(credit_tasks(self.firm, TODAY))

        hearing, objection = tasks
        self.assertEqual(hearing.until, TODAY + timedelta(days=3))
        self.assertIn(self.event.number, objection.what)
        self.assertGreater(objection.until, TODAY)
        self.assertEqual(list(credit_tasks(make_enterprise(), TODAY)), [])

    def test_after_its_last_day_and_after_its_statement_nothing_waits(self):
        self.firm.list_entries.update(statement="It was not us.")

        self.assertEqual(list(credit_tasks(self.firm, TODAY + timedelta(days=90))), [])
        self.assertEqual([task.act for task in credit_tasks(self.firm, TODAY)], ["Read the event"])

    def test_grounds_that_the_system_wrote_are_said_in_words(self):
        entry = make_list_entry(self.firm, grounds="G06 · E26-0040-0002")
        written = make_list_entry(grounds="Found by hand.")

        self.assertEqual(grounds_words(entry), "Local government finds dishonesty (E26-0040-0002)")
        self.assertEqual(grounds_words(written), "Found by hand.")
