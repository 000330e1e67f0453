"""Rule sets in the administration: a draft may be written, what was approved is only read."""

from django.test import TestCase
from django.urls import reverse

from enterprises.models import AuditEntry
from enterprises.roles import Role
from inspections.models import ReleaseRule, RuleSet
from inspections.states import RuleSetState
from tests.integration.enterprises.test_admin import make_staff


class TestARuleSet(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.administrator = make_staff(Role.ADMINISTRATOR)
        cls.in_force = RuleSet.objects.get()

    def setUp(self):
        self.client.force_login(self.administrator)

    def draft(self) -> RuleSet:
        self.client.post(
            reverse("admin:inspections_ruleset_add"),
            {
                "code": "RS-2031-01",
                "risk_analysis": self.in_force.risk_analysis_id,
                "reason": "Fewer checks for class B.",
                "valid_from": "2031-01-01",
            },
        )
        return RuleSet.objects.get(code="RS-2031-01")

    def test_begins_as_a_draft_of_whoever_writes_it(self):
        draft = self.draft()

        self.assertEqual(draft.state, RuleSetState.DRAFT)
        self.assertEqual(draft.author, self.administrator)
        self.assertIsNone(draft.approved_by)
        self.assertTrue(AuditEntry.objects.filter(record_number="RS-2031-01").exists())

    def test_that_is_in_force_is_only_read_with_all_its_rules(self):
        rule = self.in_force.rules.first()
        pages = (
            reverse("admin:inspections_ruleset_change", args=[self.in_force.pk]),
            reverse("admin:inspections_releaserule_change", args=[rule.pk]),
        )
        for page in pages:
            with self.subTest(page=page):
                self.assertEqual(self.client.get(page).status_code, 200)
                self.assertEqual(self.client.post(page, {"check_rate": 0}).status_code, 403)

    def test_in_force_takes_no_further_rule(self):
        page = reverse("admin:inspections_releaserule_add")

        response = self.client.post(page, {"rule_set": self.in_force.pk, "code": "R-99"})

        self.assertEqual(response.status_code, 200)
        self.assertFalse(ReleaseRule.objects.filter(code="R-99").exists())
        self.assertIn("rule_set", response.context["adminform"].form.errors)

    def test_never_leaves_its_draft_here(self):
        draft = self.draft()

        self.client.post(
            reverse("admin:inspections_ruleset_change", args=[draft.pk]),
            {
                "code": draft.code,
                "risk_analysis": draft.risk_analysis_id,
                "reason": draft.reason,
                "valid_from": "2031-01-01",
                "state": "active",
                "approved_by": self.administrator.pk,
            },
        )

        draft.refresh_from_db()
        self.assertEqual((draft.state, draft.approved_by), (RuleSetState.DRAFT, None))
