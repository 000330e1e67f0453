"""What a home shows of stores and conditions: deliveries that wait, a dyehouse, a firm on trial."""

from datetime import timedelta

from django.test import RequestFactory, TestCase
from django.urls import reverse
from django.utils import timezone

from enterprises.shell import shell_of
from enterprises.states import EnterpriseKind, MembershipRole, RegistrationState
from lab.states import DeliveryState
from tests.factories import make_enterprise, make_membership, make_registration, make_user
from tests.factories.lab import make_delivery, make_dye_batch


def member_of(firm):
    person = make_user()
    make_membership(enterprise=firm, user=person, role=MembershipRole.OWNER)
    return person


class HomeOfADyehouse(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        cls.buyer = make_enterprise(name_en="Arctic Buyers")
        cls.owner = member_of(cls.dyehouse)
        cls.batch = make_dye_batch(cls.dyehouse, skins=100)
        cls.disputed = make_delivery(
            buyer=cls.buyer,
            dye_batch=cls.batch,
            state=DeliveryState.DISPUTED,
            skins=30,
            note="ten are missing",
        )

    def home(self, firm, person):
        self.client.force_login(person)
        return self.client.get(reverse("inspections:portal-home", args=[firm.serial]))

    def test_shows_its_stores_and_asks_for_no_registration_or_declaration(self):
        page = self.home(self.dyehouse, self.owner)

        self.assertEqual(page.context["page"].work.left, 70)
        self.assertContains(page, self.batch.number)
        self.assertContains(page, reverse("lab:delivery-new"))
        self.assertNotContains(page, reverse("inspections:declaration-new"))
        self.assertNotContains(page, reverse("inspections:declaration-list"))
        self.assertNotContains(page, "Apply for registration")

    def test_shows_of_a_settled_delivery_the_skins_that_count(self):
        make_delivery(
            buyer=self.buyer,
            dye_batch=self.batch,
            state=DeliveryState.SETTLED,
            skins=29,
            settled_skins=17,
        )

        page = self.home(self.dyehouse, self.owner)

        self.assertContains(page, "<span>17</span>")
        self.assertNotContains(page, "<span>29</span>")

    def test_names_the_delivery_that_its_buyer_disputes(self):
        tasks = self.home(self.dyehouse, self.owner).context["page"].tasks

        self.assertEqual(
            [task.url for task in tasks],
            [reverse("lab:delivery-detail", args=[self.disputed.number])],
        )
        self.assertIn("ten are missing", tasks[0].why)

    def test_of_the_buyer_names_what_it_has_to_confirm_and_nothing_disputed(self):
        declared = make_delivery(buyer=self.buyer, state=DeliveryState.DECLARED)

        tasks = self.home(self.buyer, member_of(self.buyer)).context["page"].tasks

        self.assertEqual(
            [task.url for task in tasks],
            [reverse("lab:delivery-detail", args=[declared.number])],
        )


class HomeOfAFirmOnTrial(TestCase):
    def test_names_each_open_condition_by_its_day(self):
        firm = make_enterprise()
        soon, later = (timezone.localdate() + timedelta(days=days) for days in (5, 40))
        registration = make_registration(
            firm, RegistrationState.PROVISIONAL, conditions=(later, soon, later)
        )
        registration.conditions.filter(ordinal=3).update(accepted_on=timezone.localdate())
        self.client.force_login(member_of(firm))

        page = self.client.get(reverse("inspections:portal-home", args=[firm.serial]))

        self.assertEqual([task.until for task in page.context["page"].tasks], [soon, later])


class TabsOfThePortal(TestCase):
    def test_a_record_of_the_lanes_is_read_under_the_firms_registration(self):
        firm = make_enterprise()
        registration = make_registration(firm)
        request = RequestFactory().get(
            reverse("enterprises:registration-detail", args=[registration.number])
        )
        request.user = member_of(firm)

        items = [item for group in shell_of(request).navigation for item in group.items]

        self.assertEqual(
            [item.url for item in items if item.is_current], [reverse("enterprises:standing")]
        )
