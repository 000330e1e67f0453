"""The desk and what officers do about a held declaration: seen, done, refused with a sentence."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.models import AuditEntry, User
from enterprises.roles import Role
from inspections.models import Check, Declaration, Hold
from inspections.selectors.desk import hold_key, hold_of_key
from inspections.services.decisions import assign_hold
from inspections.states import CheckState, DeclarationState, HoldKind
from lab.states import LotState, ObligationState
from tests.factories import TODAY, make_list_entry, make_sample, make_user
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    report_sample,
    submit,
)


def address(name: str, *args: str) -> str:
    return reverse(f"inspections:{name}", args=args)


class Desk(TestCase):
    """A firm with a passed month, a lot, and the officers who deal with it."""

    def setUp(self) -> None:
        self.firm = make_exporter("A", name_en="Beichen Furs")
        self.inspector = make_user(Role.INSPECTOR, full_name="Li Min")
        self.chief = make_user(Role.CHIEF)
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=50000)

    def held(self, uses: int = 2000, *, is_drawn: bool = False, iso: str = "RU", **line: Any):
        """Hold a declaration: an implausible yield unless told otherwise."""
        if not is_drawn and iso == "RU":
            line.setdefault("pieces", uses // 20)
        content = make_content(make_line({self.lot: uses}, **line), iso=iso)
        declaration = make_draft(self.firm, content, is_drawn=is_drawn)
        submit(declaration)
        self.assertEqual(declaration.state, DeclarationState.HELD)
        return declaration

    def hold_of(self, declaration: Declaration, **lookup: Any) -> Hold:
        return Hold.objects.get(declaration=declaration, closed_at__isnull=True, **lookup)

    def get(self, user: User, url: str) -> Any:
        self.client.force_login(user)
        return self.client.get(url)

    def post(self, user: User, url: str, **data: Any) -> Any:
        self.client.force_login(user)
        return self.client.post(url, data)

    def act(self, name: str, declaration: Declaration, user: User, **data: Any) -> Any:
        """Do one thing about the one open hold of a declaration as it stands."""
        declaration.refresh_from_db()
        url = address(f"hold-{name}", declaration.number, hold_key(self.hold_of(declaration)))
        return self.post(user, url, **{"version": declaration.version, **data})


class TestQuarantine(Desk):
    def test_leads_to_the_lot_where_it_is_ended(self):
        self.lot.state = LotState.QUARANTINED
        self.lot.save()
        declaration = self.held(40000, pieces=1000)

        seen = self.get(self.inspector, address("declaration-detail", declaration.number))

        self.assertContains(seen, "This cannot be accepted away")
        self.assertContains(seen, "Open the lot")


class TestQueues(Desk):
    def test_say_what_is_due_and_what_is_late(self):
        for due_on in (TODAY, TODAY, TODAY - timedelta(days=10)):
            hold = self.hold_of(self.held(100))
            Hold.objects.filter(pk=hold.pk).update(due_on=due_on)

        page = self.get(self.inspector, address("desk"))

        self.assertContains(page, "<h1>Two tasks are due today, one is late</h1>")

    def test_do_not_count_what_waits_for_its_firm_as_late(self):
        hold = self.hold_of(self.held())
        Hold.objects.filter(pk=hold.pk).update(
            due_on=TODAY - timedelta(days=3), asked_at=timezone.now(), question="Which plates?"
        )

        page = self.get(self.inspector, address("desk"))

        self.assertContains(page, "Nothing is due today, nothing is late")
        self.assertContains(page, "the firm owes an answer since")
        self.assertContains(page, "1 task waits for its firm now.")

    def test_divide_by_what_is_missing(self):
        reviewed, drawn = self.held(), self.held(is_drawn=True)

        for kind, shown in [("review", reviewed), ("inspection", drawn)]:
            page = self.get(self.inspector, address("desk") + f"?kind={kind}").content.decode()
            self.assertEqual(
                {one.number for one in (reviewed, drawn) if one.number in page}, {shown.number}
            )

    def test_filter_by_whose_and_by_words(self):
        mine, free = self.held(), self.held()
        hold = self.hold_of(mine)
        Hold.objects.filter(pk=hold.pk).update(owner=self.inspector)

        for query, shown in [
            ("whose=mine", {mine.number}),
            ("whose=free", {free.number}),
            ("whose=mine_or_free", {mine.number, free.number}),
            (f"q={free.number}", {free.number}),
            ("q=beichen", {mine.number, free.number}),
            ("credit_class=B", set()),
            ("destination=DE", set()),
        ]:
            with self.subTest(query=query):
                page = self.get(self.inspector, address("desk") + f"?{query}")
                table = page.content.decode().partition('<div id="list">')[2]
                table = table.partition("Samples to take")[0]
                self.assertEqual({n for n in (mine.number, free.number) if n in table}, shown)

    def test_export_what_is_filtered(self):
        reviewed, drawn = self.held(), self.held(is_drawn=True)

        sheet = self.get(self.inspector, address("desk") + "?kind=review&export=csv")

        text = b"".join(sheet.streaming_content).decode()
        self.assertIn(reviewed.number, text)
        self.assertNotIn(drawn.number, text)

    def test_show_samples_to_take_and_months_without_one(self):
        sample = make_sample(self.lot)
        idle = make_exporter("A", name_en="Idle Furs")
        make_month(idle, ObligationState.OPEN)

        page = self.get(self.inspector, address("desk"))

        self.assertContains(page, reverse("lab:sample-take", args=[sample.number]))
        self.assertContains(page, "Idle Furs")

    def test_show_the_list_a_firm_stands_on(self):
        self.held()
        make_list_entry(self.firm, "red")

        page = self.get(self.inspector, address("desk"))

        self.assertContains(page, "Class A, red list")

    def test_ask_the_same_number_of_questions_for_one_hold_and_for_ten(self):
        self.held(100)
        one = self.questions(address("desk"))
        for _ in range(9):
            self.held(100)

        self.assertEqual(self.questions(address("desk")), one)

    def questions(self, url: str) -> int:
        self.get(self.inspector, url)
        with CaptureQueriesContext(connection) as asked:
            self.assertEqual(self.client.get(url).status_code, 200)
        return len(asked)

    def test_are_there_for_officers_only(self):
        for user, status in [
            (self.inspector, 200),
            (self.chief, 200),
            (make_user(Role.AUDITOR), 200),
            (make_user(Role.ANALYST), 404),
            (declarant_of(self.firm), 404),
        ]:
            self.assertEqual(self.get(user, address("desk")).status_code, status)


class TestAssignment(Desk):
    def selected(self, *declarations: Declaration) -> list[str]:
        rows = []
        for one in declarations:
            one.refresh_from_db()
            rows += [
                f"{one.number}~{hold_key(hold)}~{one.version}"
                for hold in one.holds.filter(closed_at__isnull=True)
            ]
        return rows

    def test_in_bulk_is_audited_one_by_one(self):
        declarations = [self.held(100), self.held(100)]

        self.post(
            self.inspector, address("desk-assign"), selected=self.selected(*declarations), to="me"
        )

        owners = Hold.objects.filter(closed_at__isnull=True).values_list("owner", flat=True)
        self.assertEqual(set(owners), {self.inspector.pk})
        self.assertEqual(AuditEntry.objects.filter(action="assign_hold").count(), 2)

    def test_takes_every_hold_of_one_declaration_from_the_same_page(self):
        declaration = self.held(2000, pieces=100, iso="DE")
        count = declaration.holds.filter(closed_at__isnull=True).count()
        self.assertGreater(count, 1)

        self.post(
            self.inspector, address("desk-assign"), selected=self.selected(declaration), to="me"
        )

        mine = Hold.objects.filter(declaration=declaration, owner=self.inspector)
        self.assertEqual(mine.count(), count)

    def test_tells_which_were_changed_meanwhile_and_does_the_rest(self):
        first, second = self.held(100), self.held(100)
        rows = self.selected(first, second)
        assign_hold(
            hold=self.hold_of(first).pk,
            version=first.version,
            owner=None,
            actor=self.inspector,
            at=timezone.now(),
        )

        self.client.force_login(self.inspector)
        page = self.client.post(address("desk-assign"), {"selected": rows, "to": "me"}, follow=True)

        self.assertContains(page, "changed meanwhile")
        self.assertEqual(self.hold_of(second).owner, self.inspector)
        self.assertIsNone(self.hold_of(first).owner)

    def test_is_refused_to_who_only_reads(self):
        declaration = self.held()

        for role in (Role.AUDITOR, Role.REGISTRAR):
            response = self.post(
                make_user(role),
                address("desk-assign"),
                selected=self.selected(declaration),
                to="me",
            )
            self.assertEqual(response.status_code, 403)


class TestReview(Desk):
    def test_is_accepted_with_a_reason(self):
        declaration = self.held()

        self.act("accept", declaration, self.inspector, reason="Cropped plates; seen them.")

        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.RELEASED)

    def test_without_a_reason_says_so_at_the_field(self):
        declaration = self.held()

        response = self.act("accept", declaration, self.inspector, reason="  ")

        self.assertContains(response, "Give a reason.", status_code=422)
        self.assertEqual(self.hold_of(declaration).ended, "")

    def test_of_an_older_page_is_refused_calmly(self):
        declaration = self.held()

        response = self.act("accept", declaration, self.inspector, reason="Seen", version="1")

        self.assertContains(response, "changed meanwhile", status_code=409)
        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.HELD)

    def test_is_for_inspectors_and_never_for_the_firm(self):
        declaration = self.held()

        for user, status in [
            (self.chief, 403),
            (make_user(Role.AUDITOR), 403),
            (declarant_of(self.firm), 403),
            (declarant_of(make_exporter()), 404),
            (make_user(Role.ANALYST), 404),
        ]:
            response = self.act("accept", declaration, user, reason="Please")
            self.assertEqual(response.status_code, status)

    def test_offers_only_what_the_reader_may_do(self):
        declaration = self.held()
        page = address("declaration-detail", declaration.number)
        accept = address("hold-accept", declaration.number, hold_key(self.hold_of(declaration)))

        for user, offered in [
            (self.inspector, True),
            (self.chief, False),
            (make_user(Role.AUDITOR), False),
            (declarant_of(self.firm), False),
        ]:
            self.assertEqual(accept in self.get(user, page).content.decode(), offered)

    def test_never_offers_to_accept_what_ends_only_with_its_cause(self):
        declaration = self.held(400, iso="PE")
        hold = self.hold_of(declaration)
        page = self.get(self.inspector, address("declaration-detail", declaration.number))

        self.assertFalse(hold.is_acceptable)
        self.assertContains(page, "it ends when its cause does")
        self.assertNotContains(page, address("hold-accept", declaration.number, hold_key(hold)))


class TestQuestion(Desk):
    def test_is_asked_answered_and_stands_on_the_page(self):
        declaration = self.held()
        owner = declarant_of(self.firm)
        page = address("declaration-detail", declaration.number)

        self.act("ask", declaration, self.inspector, question="Which plates are these?")
        asked = self.get(owner, page)
        self.act("answer", declaration, owner, answer="Cropped ones, see photo.")
        answered = self.get(self.inspector, page)

        self.assertContains(asked, "Which plates are these?")
        self.assertContains(asked, "Answer…")
        self.assertContains(answered, "Cropped ones, see photo.")

    def test_is_answered_by_the_firm_alone(self):
        declaration = self.held()
        self.act("ask", declaration, self.inspector, question="Which?")

        for user, status in [
            (self.inspector, 403),
            (declarant_of(make_exporter()), 404),
        ]:
            self.assertEqual(self.act("answer", declaration, user, answer="x").status_code, status)


class TestOrderedTest(Desk):
    def test_orders_what_the_lot_lacks_and_points_to_it(self):
        declaration = self.held(400, iso="DE", pieces=10)
        hold = declaration.holds.filter(kind=HoldKind.TEST).exclude(subject="")[0]
        url = address("hold-order-test", declaration.number, hold_key(hold))

        self.assertEqual(self.get(self.inspector, url).status_code, 200)
        self.post(self.inspector, url, version=declaration.version)

        hold.refresh_from_db()
        self.assertIsNotNone(hold.sample)
        page = self.get(self.inspector, address("declaration-detail", declaration.number))
        self.assertContains(page, hold.sample.number)
        self.assertNotContains(page, url)

    def test_is_ordered_by_inspectors_alone(self):
        declaration = self.held(400, iso="DE", pieces=10)
        hold = declaration.holds.filter(kind=HoldKind.TEST).exclude(subject="")[0]
        url = address("hold-order-test", declaration.number, hold_key(hold))

        for user in (self.chief, declarant_of(self.firm)):
            self.assertEqual(self.post(user, url, version=declaration.version).status_code, 403)


class TestCheck(Desk):
    def record(self, declaration: Declaration, user: User, **data: Any) -> Any:
        declaration.refresh_from_db()
        return self.post(
            user,
            address("check-record", declaration.number, "inspection"),
            **{
                "version": declaration.version,
                "outcome": "passed",
                "pieces_examined": "8",
                "finding": "",
                **data,
            },
        )

    def test_that_passed_releases(self):
        declaration = self.held(is_drawn=True)

        self.record(declaration, self.inspector)

        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.RELEASED)

    def test_suggests_how_many_pieces_the_plan_examines(self):
        declaration = self.held(2000, is_drawn=True)

        page = self.get(self.inspector, address("check-record", declaration.number, "inspection"))

        self.assertContains(page, "Examine 5 pieces.")

    def test_tells_at_the_field_what_is_missing(self):
        declaration = self.held(is_drawn=True)

        for data, sentence in [
            ({"pieces_examined": ""}, "Say how many pieces were examined"),
            ({"pieces_examined": "100000"}, "The consignment has"),
            ({"outcome": "failed"}, "Describe what was found."),
            ({"outcome": ""}, "Say whether the goods agree."),
        ]:
            with self.subTest(data=data):
                response = self.record(declaration, self.inspector, **data)
                self.assertContains(response, sentence, status_code=422)
        self.assertFalse(Check.objects.exclude(state=CheckState.OPEN).exists())

    def test_is_added_with_a_reason_and_carried_out_by_another(self):
        declaration = self.held(is_drawn=True)
        page = address("declaration-detail", declaration.number)

        self.post(
            self.inspector,
            address("check-add", declaration.number),
            version=declaration.version,
            reason="Marks look pasted over",
        )
        form = self.get(self.inspector, address("check-record", declaration.number, "inspection"))
        self.assertContains(form, "Another inspector carries this check out")
        self.assertNotContains(form, 'name="outcome"')
        own = self.record(declaration, self.inspector)
        seen = self.get(self.inspector, page)
        other = self.record(declaration, make_user(Role.INSPECTOR))

        self.assertContains(own, "another person approves it", status_code=409)
        self.assertContains(seen, "another inspector carries it out")
        self.assertEqual(other.status_code, 302)
        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.RELEASED)

    def test_is_for_inspectors_alone(self):
        declaration = self.held(is_drawn=True)

        for user, status in [
            (self.chief, 403),
            (declarant_of(self.firm), 403),
            (make_user(Role.ANALYST), 404),
        ]:
            self.assertEqual(self.record(declaration, user).status_code, status)
            added = self.post(user, address("check-add", declaration.number), version=1, reason="x")
            self.assertEqual(added.status_code, status)


class TestChief(Desk):
    def setUp(self) -> None:
        super().setUp()
        self.firm = make_exporter("D", name_en="Jinhu Furs")
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=50000)

    def test_releases_with_a_reason_after_test_and_inspection(self):
        declaration = self.held(2000, pieces=50)
        test = self.hold_of(declaration, rule_code="R-63")
        url = address("hold-order-test", declaration.number, hold_key(test))
        self.post(self.inspector, url, version=declaration.version)
        inspection = address("check-record", declaration.number, "inspection")
        declaration.refresh_from_db()
        self.post(
            self.inspector,
            inspection,
            version=declaration.version,
            outcome="passed",
            pieces_examined="5",
        )
        chief = self.hold_of(declaration, kind=HoldKind.CHIEF)
        release = address("hold-release", declaration.number, hold_key(chief))
        page = address("declaration-detail", declaration.number)

        self.assertContains(self.get(self.chief, page), release)
        self.assertNotContains(self.get(self.inspector, page), release)
        declaration.refresh_from_db()
        refused = self.post(self.inspector, release, version=declaration.version, reason="Please")
        self.post(self.chief, release, version=declaration.version, reason="Seen and tested.")

        self.assertEqual(refused.status_code, 403)
        chief.refresh_from_db()
        self.assertEqual((chief.ended, chief.closed_by), ("released", self.chief))
        test.refresh_from_db()
        self.assertIsNotNone(test.sample)
        report_sample(test.sample)


class TestKeys(Desk):
    def test_name_a_hold_without_its_primary_key(self):
        declaration = self.held(400, iso="DE", pieces=10)

        for hold in declaration.holds.all():
            key = hold_key(hold)
            self.assertNotIn(" ", key)
            self.assertEqual(hold_of_key(declaration.number, key), hold)

    def test_of_no_hold_is_not_there(self):
        declaration = self.held()

        for key in ("R-99", "R-73_line-9", "nonsense"):
            url = address("hold-accept", declaration.number, key)
            self.assertEqual(self.get(self.inspector, url).status_code, 404)
