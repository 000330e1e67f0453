"""The trace: whole for officers, and of other firms nothing for firms."""

from django.test import TestCase
from django.urls import reverse

from enterprises.roles import Role
from inspections.selectors.trace import trace_of
from lab.models import DyeBatch
from tests.factories import make_user
from tests.factories.clients import make_client
from tests.factories.impact import FailedBatch
from tests.factories.inspections import declarant_of


class TestTrace(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = FailedBatch()
        cls.story.fail()
        cls.officer = make_user(Role.INSPECTOR)
        cls.dyer = make_user(enterprise=cls.story.dyehouse)
        cls.buyer = declarant_of(cls.story.buyer)

    def page(self, reader, number):
        self.client.force_login(reader)
        return self.client.get(reverse("inspections:trace", args=[number]))

    def test_of_a_batch_reaches_every_buyer_for_an_officer(self):
        found = trace_of(self.story.batch, self.officer)

        self.assertEqual({lot.pk for lot in found.lots}, {self.story.used.pk, self.story.kept.pk})
        self.assertEqual(set(found.declarations), {self.story.released, self.story.held})
        self.assertEqual(found.certificates, (self.story.certificate,))

    def test_of_a_batch_shows_its_dyehouse_no_buyers_goods(self):
        page = self.page(self.dyer, self.story.batch.number)

        self.assertEqual(page.status_code, 200)
        self.assertContains(page, "2 lots of other firms are not shown.")
        self.assertNotContains(page, self.story.used.number)
        self.assertNotContains(page, self.story.released.number)

    def test_of_a_batch_is_not_there_for_its_buyer(self):
        self.assertEqual(self.page(self.buyer, self.story.batch.number).status_code, 404)

    def test_of_a_certificate_goes_back_to_the_failed_sample(self):
        found = trace_of(self.story.certificate, self.officer)

        self.assertEqual([lot.pk for lot in found.lots], [self.story.used.pk])
        self.assertEqual([batch.pk for batch in found.batches], [self.story.batch.pk])
        self.assertEqual(len(found.samples), 1)
        self.assertContains(
            self.page(self.buyer, self.story.certificate.number), self.story.batch.number
        )

    def test_export_holds_every_record(self):
        self.client.force_login(self.officer)
        address = reverse("inspections:trace", args=[self.story.batch.number])

        answer = self.client.get(address, {"export": "csv"})

        text = b"".join(answer.streaming_content).decode()
        self.assertEqual(len(text.strip().splitlines()), 1 + 1 + 1 + 2 + 2 + 2 + 1)

    def test_by_api_links_lot_to_declaration(self):
        client = make_client(self.officer)

        answer = client.get(f"/api/v1/trace/{self.story.used.number}/").json()

        numbers = {one["key"]: one["number"] for one in answer["records"]}
        links = {(numbers[link["source"]], numbers[link["target"]]) for link in answer["links"]}
        self.assertIn((self.story.used.number, self.story.released.number), links)
        self.assertIn((self.story.released.number, self.story.certificate.number), links)
        for one in answer["records"]:
            self.assertEqual(one["key"], f"{one['kind']} {one['number']}")

    def test_what_is_no_traced_record_is_not_there(self):
        for number in ("X26-1", "L99-0000-0001", "S26-000001"):
            self.assertEqual(self.page(self.officer, number).status_code, 404)
        self.assertEqual(DyeBatch.objects.count(), 1)
