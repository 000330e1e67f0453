"""The scheme and the memoranda in the administration: nobody leaves the bureau without a scheme."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from blacklist.models import CreditIndicator, Memorandum, SchemeValue, ScoringScheme
from blacklist.selectors.schemes import scheme_on, scheme_row_on
from enterprises.models import PartnerDepartment, User
from enterprises.roles import Role
from enterprises.services.groups import give_roles
from tests.factories import make_user

ADD = reverse("admin:blacklist_scoringscheme_add")


def make_administrator() -> User:
    user = make_user()
    give_roles(user=user, roles=[Role.ADMINISTRATOR], actor=None, at=timezone.now())
    return user


class TestAScheme(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.administrator = make_administrator()
        cls.today = timezone.localdate()
        cls.first = scheme_row_on(cls.today)

    def setUp(self):
        self.client.force_login(self.administrator)

    def end(self, last_day):
        page = reverse("admin:blacklist_scoringscheme_change", args=[self.first.pk])
        return self.client.post(page, {"source": self.first.source, "valid_until": str(last_day)})

    def begin(self, first_day):
        return self.client.post(ADD, {"code": "CS-NEXT", "valid_from": str(first_day)})

    def part_of(self, scheme: ScoringScheme, **values):
        part = SchemeValue.objects.get(scheme=scheme, section="score", key="max")
        fields = {
            name: getattr(part, name)
            for name in ("section", "key", "value", "unit", "name_en", "name_zh")
        }
        page = reverse("admin:blacklist_schemevalue_change", args=[part.pk])
        return self.client.post(page, fields | {"scheme": scheme.pk} | values)

    def test_alone_never_ends(self):
        refused = self.end(self.today + timedelta(days=10))

        self.assertContains(refused, "No version would be in force on the day after.")
        self.first.refresh_from_db()
        self.assertIsNone(self.first.valid_until)

    def test_begins_as_a_copy_of_the_one_in_force_and_takes_over_on_its_day(self):
        begins = self.today + timedelta(days=10)

        self.begin(begins)

        new = ScoringScheme.objects.get(code="CS-NEXT")
        self.assertEqual(new.values.count(), self.first.values.count())
        self.assertEqual(new.indicators.count(), self.first.indicators.count())
        self.assertEqual(scheme_row_on(begins - timedelta(days=1)), self.first)
        self.assertEqual(scheme_row_on(begins), new)
        self.assertEqual(scheme_on(begins), scheme_on(self.today))
        self.assertEqual(self.end(begins - timedelta(days=1)).status_code, 302)

    def test_never_begins_today_when_nobody_could_change_it_any_more(self):
        refused = self.begin(self.today)

        self.assertContains(refused, "A version begins tomorrow or later.")
        self.assertFalse(ScoringScheme.objects.filter(code="CS-NEXT").exists())

    def test_is_changed_until_its_day_by_figures_that_can_be_read(self):
        self.begin(self.today + timedelta(days=10))
        new = ScoringScheme.objects.get(code="CS-NEXT")

        refused = self.part_of(new, value="many")
        accepted = self.part_of(new, value="120")

        self.assertContains(refused, "The scheme could not be read with this")
        self.assertEqual(accepted.status_code, 302)
        self.assertEqual(scheme_on(new.valid_from).score_max, 120)

    def test_that_is_not_whole_and_lies_ahead_keeps_nobody_from_todays(self):
        ScoringScheme.objects.create(code="EMPTY", valid_from=self.today + timedelta(days=1))

        self.assertTrue(scheme_on(self.today).thresholds)


class TestAnIndicator(TestCase):
    def test_of_an_unknown_pillar_is_refused(self):
        self.client.force_login(make_administrator())
        first = scheme_row_on(timezone.localdate())
        ahead = timezone.localdate() + timedelta(days=10)
        self.client.post(ADD, {"code": "CS-NEXT", "valid_from": str(ahead)})
        row = CreditIndicator.objects.filter(scheme=first).values().first()
        fields = {
            **{name: value for name, value in row.items() if name not in {"id", "scheme_id"}},
            "scheme": ScoringScheme.objects.get(code="CS-NEXT").pk,
            "code": "Z99",
            "reporters": ",".join(row["reporters"]),
            "pillar": "XX",
        }

        response = self.client.post(reverse("admin:blacklist_creditindicator_add"), fields)

        self.assertEqual(response.status_code, 200)
        self.assertFalse(CreditIndicator.objects.filter(code="Z99").exists())


class TestAMemorandum(TestCase):
    def test_never_ends_before_it_begins(self):
        self.client.force_login(make_administrator())
        today = timezone.localdate()
        memorandum = Memorandum.objects.create(
            code="MOU-X",
            department=PartnerDepartment.objects.first(),
            parties_en="a",
            parties_zh="a",
            signed_on=today,
            text_en="a",
            text_zh="a",
            valid_from=today,
        )
        words = dict.fromkeys(("parties_en", "parties_zh", "text_en", "text_zh"), "a")

        refused = self.client.post(
            reverse("admin:blacklist_memorandum_change", args=[memorandum.pk]),
            words | {"valid_until": str(today - timedelta(days=3))},
        )

        self.assertContains(refused, "The last valid day lies before the first one.")
