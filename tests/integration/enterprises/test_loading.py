"""The reference data as loaded: whole, half-open, and left alone by a second run."""

from datetime import date
from io import StringIO

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import TestCase

from blacklist.models import CreditIndicator, SchemeValue
from enterprises.models import (
    ChecklistItem,
    Destination,
    Market,
    PartnerDepartment,
    ReasonCode,
    ReferenceStamp,
)
from enterprises.roles import Role
from inspections.models import HsCode, ReleaseRule, RuleSet
from lab.models import Limit, PanelItem
from tests.reference import rows_of


class TestLoadReference(TestCase):
    def test_every_row_of_every_file_is_there(self):
        tables = {
            "enterprises/data/markets.csv": Market,
            "enterprises/data/destinations.csv": Destination,
            "enterprises/data/reason_codes.csv": ReasonCode,
            "enterprises/data/checklist_items.csv": ChecklistItem,
            "blacklist/data/credit_scheme.csv": SchemeValue,
            "blacklist/data/credit_indicators.csv": CreditIndicator,
            "lab/data/limits.csv": Limit,
            "lab/data/panels.csv": PanelItem,
            "inspections/data/hs_codes.csv": HsCode,
            "inspections/data/release_rules.csv": ReleaseRule,
        }
        for path, model in tables.items():
            with self.subTest(path=path):
                self.assertEqual(model.objects.count(), len(rows_of(path)))

    def test_a_second_run_changes_nothing(self):
        stamp = ReferenceStamp.objects.get().version
        told = StringIO()

        call_command("load_reference", stdout=told)

        self.assertEqual(told.getvalue(), "")
        self.assertEqual(ReferenceStamp.objects.get().version, stamp)

    def test_what_an_administrator_changed_is_kept_until_asked_otherwise(self):
        SchemeValue.objects.filter(section="steady", key="months").update(value="12")

        call_command("load_reference", stdout=StringIO())
        kept = SchemeValue.objects.get(section="steady", key="months").value
        call_command("load_reference", restore=True, stdout=StringIO())
        restored = SchemeValue.objects.get(section="steady", key="months").value

        self.assertEqual((kept, restored), ("12", "24"))

    def test_an_inclusive_last_day_becomes_the_first_day_without_effect(self):
        before_the_union = Destination.objects.get(iso="RU", market="RU_2009")

        self.assertEqual(before_the_union.valid_until, date(2012, 7, 1))
        for day, market in [
            (date(2012, 6, 29), "RU_2009"),
            (date(2012, 6, 30), "RU_2009"),
            (date(2012, 7, 1), "EAEU"),
        ]:
            with self.subTest(day=day):
                in_force = Destination.objects.in_force(day).get(iso="RU")
                self.assertEqual(in_force.market_id, market)

    def test_a_member_state_names_its_union(self):
        self.assertEqual(Market.objects.get(code="DE").parent.code, "EU")

    def test_roles_and_reporting_departments_are_there(self):
        self.assertLessEqual(set(Role.values), set(Group.objects.values_list("name", flat=True)))
        reporters = {
            reporter
            for indicator in CreditIndicator.objects.all()
            for reporter in indicator.reporters
        }
        self.assertEqual(
            reporters - {"officer", "system"},
            set(PartnerDepartment.objects.values_list("code", flat=True)),
        )

    def test_goods_are_written_without_dots_and_know_what_they_are(self):
        apparel = set(HsCode.objects.filter(is_apparel=True).values_list("code", flat=True))
        protected = set(HsCode.objects.filter(is_cites=True).values_list("code", flat=True))

        self.assertFalse(HsCode.objects.filter(code__contains=".").exists())
        self.assertIn("4303101090", apparel)
        self.assertNotIn("4303900090", apparel)
        self.assertIn("4303101010", protected)
        self.assertNotIn("4303101090", protected)

    def test_the_default_rules_are_in_force_and_cite_their_measures(self):
        rule_set = RuleSet.objects.get()
        first = rule_set.rules.get(code="R-01")

        self.assertEqual((rule_set.code, rule_set.state), ("RS-2009-01", "active"))
        self.assertEqual([measure.code for measure in first.measures.all()], ["M-03"])
