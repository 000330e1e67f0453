"""What waits for a second person: gathered from every floor, and never one's own."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from blacklist.models import ClassProposal
from enterprises.roles import Role
from inspections.models import Check, ImpactCase
from inspections.selectors.approvals import approvals, to_approve
from inspections.services import impact
from inspections.shell import shell_for
from lab.models import LedgerAdjustment
from lab.states import ObligationState
from tests.factories import TODAY, at, make_list_entry, make_obligation, make_user
from tests.factories.impact import FailedBatch
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)

NOW = at(TODAY, 16)


class TestApprovals(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.chief, cls.other = make_user(Role.CHIEF), make_user(Role.CHIEF)
        firm = make_exporter("D")
        make_month(firm)
        cls.shipment = make_draft(firm, make_content(make_line({make_lot(firm): 400})))
        submit(cls.shipment)
        make_list_entry(firm, state="heard", effective_from=None, approved_by=None)
        cls.proposal = ClassProposal.objects.create(
            enterprise=firm,
            credit_class="A",
            reason="Ten years without a fault.",
            proposed_by=cls.chief,
            proposed_at=NOW,
        )
        LedgerAdjustment.objects.create(
            number="J26-0001",
            lot=make_lot(firm),
            skins=-3,
            reason="Moths.",
            proposed_by=make_user(Role.INSPECTOR),
            proposed_at=NOW,
        )
        make_obligation(
            firm,
            ObligationState.OPEN,
            month=TODAY.replace(day=1) - timedelta(days=40),
            waiver_proposed_by=cls.chief,
        )
        cls.case = FailedBatch().open_case()
        inspector = make_user(Role.INSPECTOR)
        for task in cls.case.tasks.all():
            answer = {"certificate": "kept", "consignment": "notified", "inform": "informed"}
            impact.finish_task(
                number=cls.case.number,
                ordinal=task.ordinal,
                version=task.version,
                outcome=answer.get(task.kind, "rejected"),
                note="x",
                actor=inspector,
                at=NOW,
            )
        cls.case.refresh_from_db()
        impact.ask_to_close(
            number=cls.case.number,
            version=cls.case.version,
            reason="Done.",
            actor=inspector,
            at=NOW,
        )

    def counts(self, user):
        return {queue.key: (queue.count, queue.own) for queue in approvals(user) if queue.count}

    def test_are_gathered_from_every_floor(self):
        self.assertEqual(
            self.counts(self.other),
            {
                "releases": (1, 0),
                "entries": (1, 0),
                "classes": (1, 0),
                "adjustments": (1, 0),
                "waivers": (1, 0),
                "cases": (1, 0),
            },
        )

    def test_ones_own_are_shown_and_not_counted(self):
        Check.objects.filter(declaration=self.shipment).update(
            state="passed", carried_out_by=self.chief, carried_out_at=NOW
        )

        counts = self.counts(self.chief)
        for key in ("releases", "classes", "waivers"):
            self.assertEqual(counts[key], (1, 1), key)
        self.assertEqual(sum(rows.count() for rows in to_approve(self.chief)), 3)
        self.client.force_login(self.chief)
        page = self.client.get(reverse("inspections:approvals"))
        self.assertContains(page, "3 things wait for your approval")
        self.assertContains(page, "Yours; another person decides", count=3)

    def test_shell_counts_the_same(self):
        self.client.force_login(self.other)
        request = self.client.get(reverse("inspections:approvals")).wsgi_request
        shown = {
            item.url: item.count for group in shell_for(request).navigation for item in group.items
        }

        self.assertEqual(shown[reverse("inspections:approvals")], 6)
        self.assertEqual(shown[reverse("inspections:impact-list")], 1)

    def test_row_leads_to_the_page_that_decides(self):
        rows = {queue.key: queue.rows for queue in approvals(self.other)}

        self.assertIn("/release/", rows["releases"][0].act_url)
        self.assertEqual(
            rows["cases"][0].act_url, reverse("inspections:impact-detail", args=[self.case.number])
        )
        self.assertEqual(ImpactCase.objects.get().state, "closing")

    def test_row_leads_to_its_own_record_and_no_list(self):
        self.client.force_login(self.other)

        for queue in approvals(self.other):
            for row in queue.rows:
                with self.subTest(queue=queue.key):
                    self.assertNotEqual(row.act_url, queue.list_url)
                    self.assertContains(self.client.get(row.act_url), row.firm)
