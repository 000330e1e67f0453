"""Pages of samples and of the laboratory: who reaches them, what they do, what they never say."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.models import AuditEntry, User
from enterprises.roles import Role
from lab.models import Result, Sample
from lab.selectors.bench.custody import custody_of
from lab.selectors.bench.sheet import sheet_of
from lab.states import SamplePurpose, SampleState
from tests.factories import (
    CLEAN,
    FAILED,
    TODAY,
    at,
    make_draw,
    make_enterprise,
    make_lot,
    make_obligation,
    make_report,
    make_results,
    make_sample,
    make_user,
)


def address(name: str, *args: str) -> str:
    return reverse(f"lab:{name}", args=args)


class Pages(TestCase):
    """A person at the pages; each call names who asks."""

    def get(self, user: User, url: str, **extra: Any) -> Any:
        self.client.force_login(user)
        return self.client.get(url, **extra)

    def post(self, user: User, url: str, data: dict[str, Any], **extra: Any) -> Any:
        self.client.force_login(user)
        return self.client.post(url, data, **extra)

    def queries(self, user: User, url: str) -> int:
        self.client.force_login(user)
        self.client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = self.client.get(url)
        self.assertEqual(response.status_code, 200)
        return len(asked)


class TestReportList(Pages):
    def test_never_says_of_what_is_open_that_it_conforms(self):
        clean = make_report(make_lot())
        undecided = make_report(make_lot(), {**CLEAN, "HCHO": "<350"})
        unmeasured = make_report(make_lot(), {"HCHO": "12", "AZO": "<5"})
        reviewer = make_user(Role.REVIEWER)

        page = self.get(reviewer, address("report-list"))
        open_only = self.get(reviewer, address("report-list") + "?fails=open").content.decode()

        self.assertContains(page, "conforms for every market", count=1)
        self.assertContains(page, "cannot be decided for", count=1)
        self.assertContains(page, "lack an item", count=1)
        self.assertEqual(
            [one.number in open_only for one in (clean, undecided, unmeasured)],
            [False, True, False],
        )

    def test_says_whose_a_report_is_only_to_who_knows_several_firms(self):
        report = make_report(make_lot())
        firm = report.sample.enterprise

        of_firm = self.get(make_user(enterprise=firm), address("report-list"))
        of_officer = self.get(make_user(Role.INSPECTOR), address("report-list"))

        self.assertContains(of_officer, f"<span>{firm.name_en}</span>")
        self.assertContains(of_firm, report.number)
        self.assertNotContains(of_firm, f"<span>{firm.name_en}</span>")


class TestSampleList(Pages):
    def test_shows_officers_every_firm_and_firms_their_own(self):
        mine, other = make_sample(make_lot()), make_sample(make_lot())
        member = make_user(enterprise=mine.enterprise)

        for user, numbers in [
            (make_user(Role.INSPECTOR), {mine.number, other.number}),
            (make_user(Role.AUDITOR), {mine.number, other.number}),
            (member, {mine.number}),
        ]:
            page = self.get(user, address("sample-list")).content.decode()
            self.assertEqual({n for n in (mine.number, other.number) if n in page}, numbers)

    def test_is_not_there_for_the_laboratory_which_reads_no_firms(self):
        sample = make_sample(make_lot())

        for role in (Role.ANALYST, Role.REVIEWER):
            user = make_user(role)
            self.assertEqual(self.get(user, address("sample-list")).status_code, 404)
            self.assertEqual(
                self.get(user, address("sample-detail", sample.number)).status_code, 404
            )

    def test_divides_by_how_far_samples_are_and_exports_what_is_shown(self):
        planned = make_sample(make_lot())
        reported = make_report(make_lot()).sample
        inspector = make_user(Role.INSPECTOR)

        page = self.get(inspector, address("sample-list") + "?of=planned").content.decode()
        sheet = self.get(inspector, address("sample-list") + "?of=planned&export=csv")
        exported = b"".join(sheet.streaming_content).decode()

        for text in (page, exported):
            self.assertIn(planned.number, text)
            self.assertNotIn(reported.number, text)

    def test_asks_the_same_number_of_questions_for_one_sample_and_for_ten(self):
        inspector = make_user(Role.INSPECTOR)
        make_sample(make_lot())
        one = self.queries(inspector, address("sample-list"))
        for _ in range(9):
            make_sample(make_lot())

        self.assertEqual(self.queries(inspector, address("sample-list")), one)


class TestSampleDetail(Pages):
    def test_shows_a_firm_its_values_only_once_they_are_reported(self):
        lot = make_lot()
        sample = make_sample(lot, SampleState.ENTERED)
        make_results(sample, {**CLEAN, "HCHO": "47.3"})
        member = make_user(enterprise=lot.enterprise)

        before = self.get(member, address("sample-detail", sample.number)).content.decode()
        officer = self.get(
            make_user(Role.INSPECTOR), address("sample-detail", sample.number)
        ).content.decode()
        report = make_report(lot, {**CLEAN, "HCHO": "47.3"})
        after = self.get(member, address("sample-detail", report.sample.number)).content.decode()

        self.assertNotIn("47.3", before)
        self.assertIn("47.3", officer)
        self.assertIn("47.3", after)
        self.assertIn(report.number, after)

    def test_of_another_firm_is_not_there(self):
        sample = make_sample(make_lot())
        stranger = make_user(enterprise=make_enterprise())

        self.assertEqual(
            self.get(stranger, address("sample-detail", sample.number)).status_code, 404
        )

    def test_tells_in_whose_hands_it_was(self):
        sample = make_report(make_lot()).sample

        page = self.get(
            make_user(Role.AUDITOR), address("sample-detail", sample.number)
        ).content.decode()

        self.assertIn(str(sample.taken_by), page)
        self.assertIn(str(sample.verified_by), page)


class TestReportedSample(Pages):
    def test_says_first_what_its_report_found(self):
        inspector = make_user(Role.INSPECTOR)
        failed = make_report(make_lot(), FAILED).sample
        passed = make_report(make_lot()).sample
        planned = make_sample(make_lot())

        told = {
            sample: self.get(inspector, address("sample-detail", sample.number))
            for sample in (failed, passed, planned)
        }

        self.assertContains(told[failed], "Fails the Chinese base law")
        self.assertContains(told[passed], "Conforms for every market")
        self.assertNotContains(told[planned], 'class="verdict')


class TestChainOfCustody(Pages):
    def test_tells_what_happened_in_one_minute_in_the_order_of_the_hands(self):
        sample = make_sample(make_lot(), SampleState.TAKEN)
        sample.ordered_at = at(TODAY, 10) + timedelta(seconds=35)
        sample.taken_at = at(TODAY, 10)

        told = [str(event.what) for event in custody_of(sample, [])]

        self.assertEqual(told, ["Taken and sealed", "Ordered"])


class TestTake(Pages):
    def given(self, sample: Sample, **changed: str) -> dict[str, str]:
        return {
            "version": str(sample.version),
            "taken_at": f"{timezone.localtime(sample.ordered_at):%Y-%m-%dT%H:%M}",
            "place": "Store 2, Daying",
            "skins_drawn": "3",
            "seal_number": "0047718",
            "portions": "3",
            "has_retained_part": "yes",
            **changed,
        }

    def test_writes_who_took_it_where_and_under_which_seal(self):
        sample = make_sample(make_lot())
        inspector = make_user(Role.INSPECTOR)

        response = self.post(inspector, address("sample-take", sample.number), self.given(sample))

        self.assertRedirects(response, address("sample-detail", sample.number))
        sample.refresh_from_db()
        self.assertEqual(sample.state, SampleState.TAKEN)
        self.assertEqual(
            (sample.taken_by, sample.seal_number, sample.skins_drawn, sample.has_retained_part),
            (inspector, "0047718", 3, True),
        )

    def test_suggests_the_number_of_the_plan_and_says_why(self):
        sample = make_sample(make_lot(skins=700))

        page = self.get(make_user(Role.INSPECTOR), address("sample-take", sample.number))

        self.assertContains(page, 'value="5"')
        self.assertContains(page, "From 601 to 1,000 skins the plan draws 5.")

    def test_refuses_at_the_field_and_changes_nothing(self):
        taken = make_sample(make_lot(), SampleState.TAKEN, seal_number="0047718")
        sample = make_sample(make_lot(skins=100))
        inspector = make_user(Role.INSPECTOR)

        for changed, sentence in [
            ({"seal_number": "0047718"}, f"already on {taken.number}"),
            ({"seal_number": ""}, "Read the number from the seal"),
            ({"skins_drawn": "101"}, "The lot has 100 skins"),
            ({"taken_at": "2999-01-01T00:00"}, "still to come"),
            ({"taken_at": "2024-01-02T10:30"}, "was ordered later"),
            ({"version": "7"}, "changed meanwhile"),
        ]:
            with self.subTest(changed=changed):
                given = self.given(sample, **{"seal_number": "99", **changed})
                response = self.post(inspector, address("sample-take", sample.number), given)

                self.assertContains(response, sentence, status_code=422)
                sample.refresh_from_db()
                self.assertEqual(sample.state, SampleState.PLANNED)

    def test_is_for_inspectors_alone(self):
        sample = make_sample(make_lot())
        url = address("sample-take", sample.number)

        for user, status in [
            (make_user(Role.AUDITOR), 403),
            (make_user(Role.CHIEF), 403),
            (make_user(enterprise=sample.enterprise), 403),
            (make_user(Role.ANALYST), 404),
            (make_user(enterprise=make_enterprise()), 404),
        ]:
            with self.subTest(user=user.username):
                self.assertEqual(self.post(user, url, self.given(sample)).status_code, status)


class TestOrder(Pages):
    def given(self, *isos: str, **changed: Any) -> dict[str, Any]:
        return {
            "purpose": SamplePurpose.LOT_CLEARANCE.value,
            "destinations": list(isos),
            "wearer": "adult",
            "contact": "indirect",
            "parts": ["fur"],
            **changed,
        }

    def test_orders_what_the_destinations_ask_for(self):
        lot = make_lot()
        inspector = make_user(Role.INSPECTOR)

        self.post(inspector, address("sample-order", lot.number), self.given("RU", "DE"))

        sample = lot.samples.get()
        self.assertEqual(
            set(sample.items.values_list("analyte", flat=True)), {"HCHO", "AZO", "4-AAB", "CR6"}
        )
        self.assertEqual(sample.ordered_by, inspector)

    def test_shows_the_items_before_anything_is_ordered(self):
        lot = make_lot()

        page = self.post(
            make_user(Role.INSPECTOR),
            address("sample-order", lot.number) + "?preview",
            self.given("DE"),
            headers={"HX-Request": "true"},
        )

        self.assertContains(page, "Chromium (VI)")
        self.assertNotContains(page, "<html")
        self.assertFalse(lot.samples.exists())

    def test_without_a_destination_says_so_at_the_field(self):
        lot = make_lot()

        response = self.post(
            make_user(Role.INSPECTOR), address("sample-order", lot.number), self.given()
        )

        self.assertContains(response, "Choose at least one destination.", status_code=422)

    def test_is_not_for_the_firm_nor_for_the_laboratory(self):
        lot = make_lot()
        url = address("sample-order", lot.number)

        self.assertEqual(self.get(make_user(enterprise=lot.enterprise), url).status_code, 403)
        self.assertEqual(self.get(make_user(Role.ANALYST), url).status_code, 404)
        self.assertEqual(self.get(make_user(Role.CHIEF), url).status_code, 403)


class TestCancel(Pages):
    def test_needs_a_reason(self):
        sample = make_sample(make_lot())
        inspector = make_user(Role.INSPECTOR)
        url = address("sample-cancel", sample.number)

        refused = self.post(inspector, url, {"version": "1", "note": ""})
        done = self.post(inspector, url, {"version": "1", "note": "Ordered twice"})

        self.assertContains(refused, "Say why.", status_code=422)
        self.assertEqual(done.status_code, 302)
        sample.refresh_from_db()
        self.assertEqual((sample.state, sample.note), (SampleState.CANCELLED, "Ordered twice"))


class TestWorklist(Pages):
    def test_names_no_firm_and_no_lot_anywhere_in_the_laboratory(self):
        firm = make_enterprise(name_en="Telltale Furs", name_zh="泄密裘皮")
        member = make_user(enterprise=firm)
        secrets = ("Telltale", "泄密", member.username)
        for state in (
            SampleState.TAKEN,
            SampleState.RECEIVED,
            SampleState.TESTING,
            SampleState.ENTERED,
        ):
            lot = make_lot(firm, number=f"L26-0042-{state.value}")
            sample = make_sample(
                lot, state, note="Telltale wants it soon", place="Telltale, store 2"
            )
            if state == SampleState.ENTERED:
                make_results(sample)
        report = make_report(make_lot(firm, number="L26-0042-done"))
        analyst, reviewer = make_user(Role.ANALYST), make_user(Role.REVIEWER)

        urls = [
            address("worklist") + f"?queue={code}"
            for code in ("receive", "start", "enter", "verify", "reported")
        ]
        urls += [
            address("entry", number) for number in Sample.objects.values_list("number", flat=True)
        ]
        urls += [address("report-detail", report.number)]
        for user in (analyst, reviewer):
            for url in urls:
                page = self.get(user, url)
                self.assertEqual(page.status_code, 200, url)
                text = page.content.decode()
                for secret in (*secrets, "L26-0042"):
                    self.assertNotIn(secret, text, url)

    def test_is_not_there_for_firms(self):
        self.assertEqual(
            self.get(make_user(enterprise=make_enterprise()), address("worklist")).status_code, 404
        )

    def test_receives_many_samples_each_audited_by_itself(self):
        samples = [make_sample(make_lot(), SampleState.TAKEN) for _ in range(3)]
        analyst = make_user(Role.ANALYST)
        stale = f"{samples[2].number}:9"

        response = self.post(
            analyst,
            address("worklist-act", "receive"),
            {"selected": [f"{samples[0].number}:1", f"{samples[1].number}:1", stale]},
            follow=True,
        )

        self.assertEqual(
            list(Sample.objects.order_by("pk").values_list("state", flat=True)),
            [SampleState.RECEIVED, SampleState.RECEIVED, SampleState.TAKEN],
        )
        self.assertEqual(AuditEntry.objects.filter(action="sample_received").count(), 2)
        self.assertContains(response, "changed meanwhile")

    def test_lets_nobody_but_the_analyst_move_samples(self):
        sample = make_sample(make_lot(), SampleState.TAKEN)

        for role in (Role.INSPECTOR, Role.REVIEWER, Role.CHIEF):
            response = self.post(
                make_user(role),
                address("worklist-act", "receive"),
                {"selected": [f"{sample.number}:1"]},
            )
            self.assertEqual(response.status_code, 403)

    def test_asks_the_same_number_of_questions_for_one_sample_and_for_ten(self):
        analyst = make_user(Role.ANALYST)
        make_sample(make_lot(), SampleState.TESTING)
        url = address("worklist") + "?queue=enter"
        one = self.queries(analyst, url)
        for _ in range(9):
            make_results(make_sample(make_lot(), SampleState.TESTING), {"HCHO": "12"})

        self.assertEqual(self.queries(analyst, url), one)


class TestReceive(Pages):
    def test_rejects_a_sample_under_a_broken_seal(self):
        analyst = make_user(Role.ANALYST)
        for seal, state in [
            ("intact", SampleState.RECEIVED),
            ("broken", SampleState.REJECTED),
        ]:
            sample = make_sample(make_lot(), SampleState.TAKEN)

            self.post(
                analyst, address("sample-receive", sample.number), {"version": "1", "seal": seal}
            )

            sample.refresh_from_db()
            self.assertEqual(sample.state, state)

    def test_then_testing_is_begun(self):
        sample = make_sample(make_lot(), SampleState.RECEIVED)
        analyst = make_user(Role.ANALYST)

        self.post(analyst, address("sample-start", sample.number), {"version": "1"})

        sample.refresh_from_db()
        self.assertEqual(sample.state, SampleState.TESTING)


class TestEntry(Pages):
    """Items in the order made: HCHO, AZO, 4-AAB, CR6; the amines of AZO have places of their own."""

    def setUp(self) -> None:
        self.sample = make_sample(make_lot(), SampleState.TESTING)
        self.analyst = make_user(Role.ANALYST)
        self.url = address("entry", self.sample.number)

    def save(self, values: dict[str, str], user: User | None = None) -> Any:
        given = {"version": str(Sample.objects.get(pk=self.sample.pk).version), **values}
        return self.post(user or self.analyst, self.url, given)

    def entered(self) -> dict[str, str]:
        rows = self.sample.results.filter(superseded_by__isnull=True)
        return dict(rows.values_list("analyte", "value_text"))

    def test_saves_what_is_filled_in_and_keeps_the_rest_for_later(self):
        response = self.save(
            {
                "item-0-value": "41.2",
                "item-0-uncertainty": "6.2",
                "item-0-loq": "5",
                "item-0-basis": "dry",
                "item-0-instrument": "HPLC 2",
            }
        )

        self.assertRedirects(response, self.url)
        result = self.sample.results.get()
        self.assertEqual(
            (result.value_text, str(result.uncertainty), result.instrument, result.analyst),
            ("41.2", "6.200000", "HPLC 2", self.analyst),
        )
        self.assertContains(self.get(self.analyst, self.url), "1 of 4 items have a value")

    def test_takes_the_mean_of_replicates_in_their_own_decimals(self):
        self.save(
            {
                "item-0-first": "41.0",
                "item-0-second": "41.4",
                "item-3-first": "<3",
                "item-3-second": "<3",
            }
        )

        self.assertEqual(self.entered(), {"HCHO": "41.2", "CR6": "<3"})
        self.assertEqual(self.sample.results.get(analyte="HCHO").replicates, ["41.0", "41.4"])

    def test_hands_the_sample_to_the_reviewer_with_its_last_value(self):
        response = self.save(
            {
                "item-0-value": "12",
                "item-1-value": "<5",
                "item-2-value": "<5",
                "item-3-value": "<3",
            }
        )

        self.assertEqual(response.status_code, 302)
        self.sample.refresh_from_db()
        self.assertEqual(self.sample.state, SampleState.ENTERED)

    def test_enters_the_amine_that_was_found_and_the_rest_as_below(self):
        page = self.get(self.analyst, self.url).content.decode()
        self.assertIn("item-1-rest", page)

        self.save(
            {"item-1-0-value": "8.4", "item-1-0-loq": "5", "item-1-rest": "1"}
            | {f"item-1-{at}-loq": "5" for at in range(24)}
        )

        amines = self.sample.results.exclude(analyte__in=CLEAN)
        self.assertEqual(amines.count(), 23)
        self.assertEqual(amines.filter(is_non_detect=True).count(), 22)

    def test_tells_every_fault_at_its_cell_and_saves_nothing(self):
        response = self.save(
            {
                "item-0-value": "0",
                "item-1-value": "8.4",
                "item-2-uncertainty": "many",
                "item-3-value": "<3",
            }
        )

        self.assertEqual(response.status_code, 422)
        for sentence in ("Nothing was saved yet", 'href="#id_item-2-value"', 'value="many"'):
            self.assertContains(response, sentence, status_code=422)
        self.assertFalse(Result.objects.exists())

        response = self.save({"item-0-value": "0", "item-1-value": "8.4"})
        for sentence in ("what was not found is never 0", "Enter each amine that was found"):
            self.assertContains(response, sentence, status_code=422)
        self.assertFalse(Result.objects.exists())

    def test_tells_of_a_page_somebody_wrote_to_meanwhile_and_keeps_what_was_typed(self):
        before = self.sample.version
        self.save({"item-0-value": "41.2", "item-1-value": "<5"})

        late = self.post(
            self.analyst,
            self.url,
            {"version": str(before), "item-0-value": "99", "item-1-value": ""},
        )

        self.assertEqual(late.status_code, 422)
        self.assertContains(late, 'value="99"', status_code=422)
        self.assertNotContains(late, "never taken away", status_code=422)
        self.assertContains(late, "meanwhile", status_code=422)
        self.assertEqual(self.entered(), {"HCHO": "41.2", "AZO": "<5"})

    def test_says_of_each_correction_why_it_was_made(self):
        self.save({"item-0-value": "41.2"})
        self.save({"item-0-value": "14.2", "reason": "Digits turned round"})
        self.save({"item-0-value": "142", "reason": "Dilution not counted"})

        item = sheet_of(self.sample).items[0]

        told = [(old.value_text, reason) for old, reason in item.corrections]
        self.assertEqual(told, [("14.2", "Dilution not counted"), ("41.2", "Digits turned round")])

    def test_corrects_a_saved_value_only_with_a_reason_and_keeps_the_old_one(self):
        self.save({"item-0-value": "41.2"})

        without = self.save({"item-0-value": "14.2"})
        taken_away = self.save({"item-0-value": ""})
        self.save({"item-0-value": "14.2", "reason": "Digits turned round"})

        self.assertContains(without, "Say why this value is corrected.", status_code=422)
        self.assertContains(taken_away, "never taken away", status_code=422)
        self.assertEqual(self.entered(), {"HCHO": "14.2"})
        self.assertEqual(self.sample.results.count(), 2)

    def test_takes_no_values_of_a_sample_that_is_not_in_test(self):
        report = make_report(make_lot())

        response = self.post(
            self.analyst,
            address("entry", report.sample.number),
            {"version": report.sample.version, "item-0-value": "1"},
        )

        self.assertEqual(response.status_code, 409)
        self.assertEqual(report.sample.results.count(), len(CLEAN))

    def test_is_for_the_analyst_alone(self):
        for role, status in [
            (Role.INSPECTOR, 403),
            (Role.REVIEWER, 403),
            (Role.CHIEF, 403),
            (Role.ADMINISTRATOR, 404),
        ]:
            with self.subTest(role=role):
                response = self.save({"item-0-value": "12"}, make_user(role))
                self.assertEqual(response.status_code, status)
        member = make_user(enterprise=self.sample.enterprise)
        self.assertEqual(self.save({"item-0-value": "12"}, member).status_code, 404)
        self.assertFalse(Result.objects.exists())

    def test_asks_the_same_number_of_questions_however_much_is_entered(self):
        empty = self.queries(self.analyst, self.url)
        make_results(self.sample, {"HCHO": "12", "AZO": "<5", "CR6": "<3"})

        self.assertEqual(self.queries(self.analyst, self.url), empty)


class TestRetestAtTheBench(Pages):
    def test_says_to_who_measured_first_that_another_analyst_tests_it(self):
        first = make_report(make_lot(), FAILED).sample
        analyst = first.results.all()[0].analyst
        analyst.groups.add(*make_user(Role.ANALYST).groups.all())
        again = make_sample(
            first.lot, SampleState.TESTING, purpose=SamplePurpose.RETEST, retest_of=first
        )

        of_first = self.get(analyst, address("entry", again.number))
        of_another = self.get(make_user(Role.ANALYST), address("entry", again.number))

        self.assertContains(of_first, f"You measured {first.number}")
        self.assertNotContains(of_first, "Save what is entered")
        self.assertContains(of_another, "Save what is entered")


class TestReview(Pages):
    def entered(self, values: dict[str, str] | None = None, analyst: User | None = None) -> Sample:
        sample = make_sample(make_lot(), SampleState.ENTERED)
        make_results(sample, values, analyst=analyst)
        return sample

    def test_lists_what_waits_for_reviewers_alone(self):
        sample = self.entered()

        page = self.get(make_user(Role.REVIEWER), address("review"))

        self.assertContains(page, sample.number)
        self.assertEqual(self.get(make_user(Role.ANALYST), address("review")).status_code, 403)

    def test_shows_what_every_market_would_say_with_the_margins(self):
        sample = self.entered({"HCHO": "290", "AZO": "<5", "4-AAB": "<5", "CR6": "<3"})

        page = self.get(make_user(Role.REVIEWER), address("entry", sample.number))

        for words in ("What each market would say", "Japan", "How far from each limit", "<svg"):
            self.assertContains(page, words)
        self.assertContains(page, "4 values lie within every limit")

    def test_issues_the_report_when_another_person_verifies(self):
        sample = self.entered()
        reviewer = make_user(Role.REVIEWER)

        response = self.post(reviewer, address("sample-verify", sample.number), {"version": "1"})

        report = sample.reports.get()
        self.assertRedirects(response, address("report-detail", report.number))
        sample.refresh_from_db()
        self.assertEqual((sample.state, sample.verified_by), (SampleState.REPORTED, reviewer))

    def test_refuses_a_reviewer_who_entered_a_value_and_says_who_may(self):
        both = make_user(Role.REVIEWER)
        both.groups.add(*make_user(Role.ANALYST).groups.all())
        sample = self.entered(analyst=both)
        url = address("entry", sample.number)

        page = self.get(both, url)
        answer = self.post(both, address("sample-verify", sample.number), {"version": "1"})

        self.assertContains(page, "another reviewer verifies it")
        self.assertNotContains(page, "Verify and issue report")
        self.assertContains(answer, "another person approves it", status_code=409)
        sample.refresh_from_db()
        self.assertEqual(sample.state, SampleState.ENTERED)

    def test_is_refused_to_analysts_and_officers(self):
        sample = self.entered()

        for role in (Role.ANALYST, Role.INSPECTOR, Role.CHIEF):
            response = self.post(
                make_user(role), address("sample-verify", sample.number), {"version": "1"}
            )
            self.assertEqual(response.status_code, 403)

    def test_sends_back_with_the_reason_that_the_analyst_then_reads(self):
        sample = self.entered()
        reviewer, analyst = make_user(Role.REVIEWER), make_user(Role.ANALYST)
        sample.entered_at = sample.taken_at
        sample.save(update_fields=["entered_at"])
        url = address("sample-send-back", sample.number)

        without = self.post(reviewer, url, {"version": "1", "note": ""})
        self.post(reviewer, url, {"version": "1", "note": "Measure CR6 again"})

        self.assertContains(without, "Say why.", status_code=422)
        page = self.get(analyst, address("entry", sample.number))
        self.assertContains(page, "Measure CR6 again")

    def test_asks_the_same_number_of_questions_however_many_values(self):
        reviewer = make_user(Role.REVIEWER)
        few = self.queries(reviewer, address("entry", self.entered({"HCHO": "12"}).number))
        many = self.queries(reviewer, address("entry", self.entered().number))

        self.assertEqual(few, many)


class TestReport(Pages):
    def test_says_for_which_markets_it_fails_with_the_figures(self):
        report = make_report(make_lot(), {**CLEAN, "HCHO": "900"})

        page = self.get(make_user(Role.INSPECTOR), address("report-detail", report.number))

        self.assertContains(page, "Fails the Chinese base law")
        self.assertContains(page, "900")
        self.assertContains(page, report.digest)

    def test_is_read_by_its_firm_and_by_no_other(self):
        report = make_report(make_lot())
        url = address("report-detail", report.number)

        own = make_user(enterprise=report.sample.enterprise)
        other = make_user(enterprise=make_enterprise())
        self.assertEqual(self.get(own, url).status_code, 200)
        self.assertEqual(self.get(other, url).status_code, 404)

    def test_names_the_firm_to_officers_only(self):
        report = make_report(make_lot())
        url = address("report-detail", report.number)
        name = report.sample.enterprise.name_en

        self.assertContains(self.get(make_user(Role.AUDITOR), url), name)
        self.assertNotContains(self.get(make_user(Role.REVIEWER), url), name)


class TestMonthlySample(Pages):
    def test_says_which_month_it_is_for(self):
        lot = make_lot()
        draw = make_draw(make_obligation(lot.enterprise), lot)

        page = self.get(make_user(Role.INSPECTOR), address("sample-detail", draw.sample.number))

        self.assertContains(page, "Monthly monitoring")
        self.assertLess(TODAY - timedelta(days=40), draw.obligation.month)


class TestLotPage(Pages):
    def test_leads_inspectors_alone_to_the_order_of_a_sample(self):
        lot = make_lot()
        page, order = address("lot-detail", lot.number), address("sample-order", lot.number)

        for user, leads in [
            (make_user(Role.INSPECTOR), True),
            (make_user(Role.CHIEF), False),
            (make_user(enterprise=lot.enterprise), False),
        ]:
            self.assertEqual(order in self.get(user, page).content.decode(), leads)

    def test_orders_nothing_of_a_lot_that_is_rejected_or_used_up(self):
        lot, inspector = make_lot(), make_user(Role.INSPECTOR)
        page, order = address("lot-detail", lot.number), address("sample-order", lot.number)

        for state, leads in [
            ("in_stock", True),
            ("quarantined", True),
            ("rejected", False),
            ("exhausted", False),
        ]:
            lot.state = state
            lot.save()
            with self.subTest(state):
                self.assertEqual(order in self.get(inspector, page).content.decode(), leads)
