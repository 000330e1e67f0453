"""Notices on the pages: whom one reaches, how it is written and sent, read and acknowledged."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from enterprises.models import Notice, NoticeReceipt, Notification
from enterprises.roles import Role
from enterprises.services.notices import acknowledge_notice
from enterprises.states import EnterpriseKind, MembershipRole, NoticeState
from enterprises.tasks import relay_facts
from inspections.models import Declaration
from inspections.selectors.audience import audience_of
from tests.factories import (
    TODAY,
    at,
    make_authorisation,
    make_delivery,
    make_enterprise,
    make_filing,
    make_notice,
    make_user,
)
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    submit,
)

_S = NoticeState
NOW = at(TODAY, 15)
TYPED = {
    "kind": "technical",
    "title_en": "Formaldehyde for Japan",
    "title_zh": "输日甲醛",
    "text_en": "Not found for infants.",
    "text_zh": "婴幼儿不得检出。",
    "effective_on": TODAY.isoformat(),
    "destinations": ["JP"],
    "asks_acknowledgement": "on",
}


class TestTheAudience(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.seller = make_exporter()
        cls.seller.export_markets.create(iso="JP", since=TODAY)
        make_lot(cls.seller)  # mink
        cls.shipper = make_exporter()
        cls.declaration = make_draft(
            cls.shipper, make_content(make_line({make_lot(cls.shipper): 400}), iso="JP")
        )
        cls.elsewhere = make_exporter()
        cls.elsewhere.export_markets.create(iso="RU", since=TODAY)
        cls.agency = make_enterprise(EnterpriseKind.AGENT)

    def reached(self, destinations=(), species=()):
        return audience_of(destinations=destinations, species=species, at=NOW)

    def release(self, days_ago):
        submit(self.declaration)
        Declaration.objects.filter(pk=self.declaration.pk).update(
            state="released", decided_at=at(TODAY - timedelta(days=days_ago))
        )

    def test_is_who_sells_to_the_market_or_has_shipped_there_within_a_year(self):
        self.assertEqual(self.reached(["JP"]), {self.seller.pk: ["market"]})

        # A declaration reports its market as the firm's own.
        self.release(days_ago=365)
        self.assertEqual(self.reached(["JP"])[self.shipper.pk], ["market", "shipped"])
        Declaration.objects.update(decided_at=at(TODAY - timedelta(days=366)))
        self.assertEqual(self.reached(["JP"])[self.shipper.pk], ["market"])

    def test_is_who_has_the_fur_in_stock_or_declared_goods_of_it(self):
        self.assertEqual(self.reached(species=["mink"])[self.seller.pk], ["stock"])
        self.assertNotIn(self.elsewhere.pk, self.reached(species=["mink"]))

        self.release(days_ago=1)
        self.assertEqual(self.reached(species=["mink"])[self.shipper.pk], ["stock", "made"])
        self.assertEqual(self.reached(species=["rabbit"]), {})

    def test_meets_both_when_a_notice_names_both(self):
        self.assertEqual(self.reached(["JP"], ["mink"]), {self.seller.pk: ["market", "stock"]})
        self.assertEqual(self.reached(["JP"], ["rabbit"]), {})
        self.assertEqual(self.reached(["RU"], ["mink"]), {})

    def test_reaches_dyehouses_through_those_they_deliver_to(self):
        dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        make_filing(dyehouse, scopes=(("mink", "dyed", "black"),))
        self.assertNotIn(dyehouse.pk, self.reached(["JP"], ["mink"]))
        self.assertEqual(self.reached(species=["mink"])[dyehouse.pk], ["dyed"])

        make_delivery(dyehouse, self.seller, species="mink")

        self.assertEqual(self.reached(["JP"], ["mink"])[dyehouse.pk], ["dyed", "delivered"])

    def test_is_everybody_with_goods_when_nothing_is_named(self):
        reached = self.reached()

        self.assertEqual(reached[self.seller.pk], ["everybody"])
        self.assertNotIn(self.agency.pk, reached)
        self.assertIn(self.elsewhere.pk, reached)

    def test_costs_the_same_however_many_firms_there_are(self):
        for _firm in range(3):
            make_exporter().export_markets.create(iso="JP", since=TODAY)
        with self.assertNumQueries(6):
            self.reached(["JP"], ["mink"])


class TestWriting(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter()
        cls.firm.export_markets.create(iso="JP", since=TODAY)
        cls.chief = make_user(Role.CHIEF)

    def setUp(self):
        self.client.force_login(self.chief)

    def test_a_notice_is_written_and_sent_to_those_it_concerns(self):
        self.client.post(reverse("inspections:notice-new"), TYPED)
        notice = Notice.objects.get()
        asked = self.client.get(reverse("inspections:notice-send", args=[notice.number]))
        self.assertContains(asked, self.firm.name)

        self.client.post(
            reverse("inspections:notice-send", args=[notice.number]), {"version": notice.version}
        )

        notice.refresh_from_db()
        self.assertEqual((notice.state, notice.sent_by), (_S.SENT, self.chief))
        self.assertEqual(notice.receipts.get().enterprise, self.firm)

    def test_the_audience_is_shown_as_it_is_written_with_and_without_script(self):
        part = self.client.post(reverse("inspections:notice-audience"), {"destinations": ["JP"]})
        whole = self.client.post(
            reverse("inspections:notice-new"), {"destinations": ["DE"], "do": "preview"}
        )

        self.assertContains(part, self.firm.name)
        self.assertNotContains(whole, self.firm.name)
        self.assertContains(whole, "It reaches 0 firms")
        self.assertFalse(Notice.objects.exists())

    def test_what_is_missing_is_told_at_its_field_and_nothing_is_kept(self):
        response = self.client.post(
            reverse("inspections:notice-new"), TYPED | {"title_zh": "", "effective_on": "soon"}
        )

        self.assertEqual(response.status_code, 422)
        self.assertEqual(set(response.context["form"].errors), {"title_zh", "effective_on"})
        self.assertFalse(Notice.objects.exists())

    def test_a_stale_page_changes_nothing(self):
        draft = make_notice(_S.DRAFT, author=self.chief)
        edit = reverse("inspections:notice-edit", args=[draft.number])

        self.assertEqual(self.client.post(edit, TYPED | {"version": 9}).status_code, 409)
        self.assertEqual(Notice.objects.get().title_en, draft.title_en)
        self.assertEqual(self.client.post(edit, TYPED | {"version": 1}).status_code, 302)
        self.assertEqual(Notice.objects.get().title_en, TYPED["title_en"])

    def test_one_that_was_sent_is_not_written_again(self):
        sent = make_notice(_S.SENT, author=self.chief)
        for name in ("notice-edit", "notice-send"):
            address = reverse(f"inspections:{name}", args=[sent.number])
            self.assertEqual(self.client.get(address).status_code, 409)
            response = self.client.post(address, TYPED | {"version": sent.version})
            self.assertGreaterEqual(response.status_code, 400)

    def test_a_newer_one_begins_with_the_words_of_the_older_and_replaces_it(self):
        older = make_notice(_S.SENT, self.firm, author=self.chief)
        address = reverse("inspections:notice-new") + f"?replaces={older.number}"
        self.assertContains(self.client.get(address), older.title_en)

        self.client.post(address, TYPED | {"replaces": older.number})

        self.assertEqual(Notice.objects.get(state=_S.DRAFT).supersedes, older)


class TestReading(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter(name_en="Beichen Furs")
        cls.owner = declarant_of(cls.firm)
        cls.viewer = make_user(enterprise=cls.firm, membership=MembershipRole.VIEWER)
        agency = make_enterprise(EnterpriseKind.AGENT)
        make_authorisation(cls.firm, agency)
        cls.agent = make_user(enterprise=agency)
        cls.other = make_exporter()
        cls.notice = make_notice(_S.SENT, cls.firm, cls.other)
        cls.page = reverse("enterprises:notice-detail", args=[cls.notice.number])
        cls.deed = reverse("enterprises:notice-acknowledge", args=[cls.notice.number])

    def receipt(self):
        return NoticeReceipt.objects.get(notice=self.notice, enterprise=self.firm)

    def test_opening_it_is_reading_it_for_ones_own_firm_only(self):
        for reader in (make_user(Role.CHIEF), self.agent):
            self.client.force_login(reader)
            self.client.get(self.page)
        self.assertIsNone(self.receipt().read_at)

        self.client.force_login(self.viewer)
        self.client.get(self.page)

        self.assertIsNotNone(self.receipt().read_at)
        self.assertEqual(self.receipt().readings.get().person, self.viewer)

    def test_its_owner_acknowledges_it_and_neither_viewer_nor_agent_can(self):
        for reader in (self.viewer, self.agent):
            self.client.force_login(reader)
            self.assertNotContains(self.client.get(self.page), self.deed)
            answer = self.client.post(self.deed, {"firm": self.firm.serial})
            self.assertEqual(answer.status_code, 403)
        self.assertIsNone(self.receipt().acknowledged_at)

        self.client.force_login(self.owner)
        self.assertContains(self.client.get(self.page), self.deed)
        self.client.post(self.deed, {"firm": self.firm.serial})

        self.assertEqual(self.receipt().acknowledged_by, self.owner)
        self.assertEqual(self.client.post(self.deed, {"firm": self.firm.serial}).status_code, 409)

    def test_nobody_answers_for_another_firm(self):
        self.client.force_login(self.owner)

        answer = self.client.post(self.deed, {"firm": self.other.serial})

        self.assertEqual(answer.status_code, 404)

    def test_a_firms_list_begins_with_what_waits_for_it(self):
        newer = make_notice(_S.SENT, self.firm, asks_acknowledgement=False)
        self.client.force_login(self.owner)

        response = self.client.get(reverse("enterprises:notice-list"))

        shown = [row.record.notice for row in response.context["table"].rows]
        self.assertEqual(shown, [self.notice, newer])
        self.assertContains(response, "1 notice waits to be acknowledged")

    def test_it_waits_for_the_firm_on_its_first_page_and_in_the_navigation(self):
        home = reverse("inspections:portal-home", args=[self.firm.serial])
        self.client.force_login(self.owner)
        self.assertContains(self.client.get(home), self.page)

        acknowledge_notice(
            number=self.notice.number, enterprise=self.firm, actor=self.owner, at=NOW
        )

        self.assertNotContains(self.client.get(home), self.page)

    def test_officers_see_how_many_answered_and_how_fast_and_export_it(self):
        late = self.notice.sent_at + timedelta(hours=5)
        acknowledge_notice(
            number=self.notice.number, enterprise=self.firm, actor=self.owner, at=late
        )
        self.client.force_login(make_user(Role.AUDITOR))

        listed = self.client.get(reverse("enterprises:notice-list"))
        self.assertContains(listed, "1 of 2")
        self.assertContains(listed, "5 h")
        waiting = self.client.get(self.page, {"answer": "waiting", "export": "csv"})
        text = b"".join(waiting.streaming_content).decode()
        self.assertIn(self.other.credit_code, text)
        self.assertNotIn(self.firm.credit_code, text)

    def test_an_auditor_reads_and_sends_nothing(self):
        self.client.force_login(make_user(Role.AUDITOR))
        page = self.client.get(self.page)

        for name in ("enterprises:notice-withdraw", "enterprises:notice-remind"):
            self.assertNotContains(page, reverse(name, args=[self.notice.number]))

    def test_the_list_costs_the_same_however_many_notices_there_are(self):
        self.client.force_login(make_user(Role.CHIEF))
        address = reverse("enterprises:notice-list")
        self.client.get(address)
        with self.assertNumQueries(8):
            self.client.get(address)
        for _notice in range(4):
            make_notice(_S.SENT, self.firm)
        with self.assertNumQueries(8):
            self.client.get(address)

    def test_anybody_reads_what_is_published_and_nothing_else(self):
        published = make_notice(_S.SENT, self.firm, is_public=True)

        listed = self.client.get(reverse("enterprises:public-notices"))

        self.assertContains(listed, published.number)
        self.assertNotContains(listed, self.notice.number)
        for notice, status in ((published, 200), (self.notice, 404)):
            address = reverse("enterprises:public-notice", args=[notice.number])
            self.assertEqual(self.client.get(address).status_code, status)


class TestInbox(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter()
        cls.owner = declarant_of(cls.firm)
        cls.notice = make_notice(_S.SENT, cls.firm)
        relay_facts()
        cls.message = Notification.objects.get(recipient=cls.owner, kind="notice_sent")
        cls.earlier = Notification.objects.create(
            recipient=cls.owner,
            kind="delivery_void",
            created_at=NOW,
            read_at=NOW,
            params={"delivery": "V26-1", "note": ""},
        )

    def setUp(self):
        self.client.force_login(self.owner)

    def open_one(self):
        return self.client.get(reverse("enterprises:inbox-open", args=[self.message.key]))

    def unread(self):
        return Notification.objects.filter(recipient=self.owner, read_at__isnull=True).count()

    def test_begins_with_what_is_unread_and_leads_to_its_record(self):
        response = self.client.get(reverse("enterprises:inbox"))

        shown = [row.record for row in response.context["table"].rows]
        self.assertEqual(shown, [self.message, self.earlier])
        self.assertContains(response, "1 unread message")
        self.assertRedirects(
            self.open_one(), reverse("enterprises:notice-detail", args=[self.notice.number])
        )
        self.assertEqual(self.unread(), 0)

    def test_marks_the_chosen_or_all_and_never_anybody_elses(self):
        stranger = make_user(Role.CHIEF)
        theirs = Notification.objects.create(recipient=stranger, kind="x", created_at=NOW)
        theirs.refresh_from_db()
        read = reverse("enterprises:inbox-read")

        self.client.post(read, {"selected": [str(theirs.key), "nonsense"]})
        self.assertEqual(self.unread(), 1)
        self.client.post(read, {"selected": [str(self.message.key)]})
        self.assertEqual(self.unread(), 0)
        self.client.post(read, {"all": "yes"})
        theirs.refresh_from_db()
        self.assertIsNone(theirs.read_at)
        address = reverse("enterprises:inbox-open", args=[theirs.key])
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_is_narrowed_by_what_messages_are_about(self):
        for topic, expected in (("notices", self.message), ("lab", self.earlier)):
            response = self.client.get(reverse("enterprises:inbox"), {"topic": topic})
            shown = [row.record for row in response.context["table"].rows]
            self.assertEqual(shown, [expected])
