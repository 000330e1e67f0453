"""The pages that anybody may read: first page, story, a certificate's answer, draws."""

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blacklist.states import CreditClass, ListKind
from enterprises.calendar import day_of
from enterprises.models import PolicyMeasure
from enterprises.roles import Role
from enterprises.states import RegistrationState
from inspections.models import Certificate, DaySeed, Declaration, ReleaseDecision
from inspections.policy.draw import seed_hash
from inspections.selectors import statistics
from inspections.selectors.figures import public_figures
from inspections.selectors.statistics import Asked, Span, last_two_months
from inspections.selectors.story import FIGURES, SCREENS, guide, story_at
from inspections.states import CertificateState, DeclarationState
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_enterprise,
    make_list_entry,
    make_registration,
    make_user,
)
from tests.factories.figures import judged, judged_firm

CODE = "7QF4M3XD"


def make_released(*, pieces: int = 1260, iso: str = "RU", days_ago: int = 3) -> Declaration:
    """Make a released declaration as its decision left it, past every service."""
    firm = make_enterprise()
    moment = at(TODAY - timedelta(days=days_ago))
    count = Declaration.objects.count() + 1
    declaration = Declaration.objects.create(
        number=f"D26-{firm.serial}-{count:04d}",
        enterprise=firm,
        destination_iso=iso,
        consignee="OOO Mekha",
        contract_number="K-1",
        port="Manzhouli",
        transport="road",
        planned_on=TODAY,
        storage_place="Daying",
        packages=10,
        created_by=make_user(),
        created_at=moment,
        changed_at=moment,
    )
    declaration.lines.create(
        ordinal=1,
        hs_code="43031010",
        description="Jackets of mink",
        product="jacket",
        species="mink",
        wearer="adult",
        contact="indirect",
        pieces=pieces,
        net_weight_kg=100,
        value=52_800,
    )
    Declaration.objects.filter(pk=declaration.pk).update(
        state=DeclarationState.RELEASED,
        submission=1,
        submitted_at=moment,
        first_submitted_on=moment.date(),
        decided_at=moment,
        pieces=pieces,
        value_usd=52_800,
    )
    declaration.refresh_from_db()
    return declaration


def make_certificate(**fields) -> Certificate:
    declaration = make_released()
    decision = ReleaseDecision.objects.create(
        declaration=declaration,
        ordinal=1,
        submission=1,
        outcome="released",
        is_final=True,
        path="raw_material_release",
        evidence={},
        verdict={},
        evidence_digest="0" * 64,
        engine_version="1",
        cause="submission",
        decided_at=declaration.decided_at,
    )
    values = {
        "number": f"C{declaration.number.removeprefix('D')}-1",
        "verification_code": CODE,
        "issued_at": declaration.decided_at,
        "ship_until": TODAY + timedelta(days=58),
        "state_since": declaration.decided_at,
        **fields,
    }
    return Certificate.objects.create(
        declaration=declaration, enterprise=declaration.enterprise, decision=decision, **values
    )


def told(response, number: str, code: str) -> str:
    """The words of an answer, without what was asked, the hour and the tokens of its forms."""
    page = response.content.decode().replace(number, "").replace(code, "")
    return re.sub(r"[A-Za-z0-9]{64}", "", page).split("Asked on")[0]


class TestTheFirstPage(TestCase):
    def test_tells_the_public_what_this_is(self):
        response = self.client.get(reverse("home"))

        self.assertContains(response, "released fast where that is safe")
        self.assertContains(response, reverse("inspections:check"))

    def test_counts_what_left_in_two_months_and_in_the_two_before(self):
        make_released(pieces=1000)
        make_released(pieces=200, iso="DE")
        make_released(pieces=70, days_ago=80)

        figures = public_figures(at=timezone.now())

        self.assertEqual((figures.recent.pieces, figures.recent.to_russia), (1200, 1000))
        self.assertEqual((figures.recent.to_strict, figures.earlier.pieces), (1, 70))
        self.assertContains(self.client.get(reverse("home")), "1,200")

    def test_counts_the_same_days_as_the_statistics(self):
        now = timezone.now()
        today = day_of(now)
        first = last_two_months(today).first
        for day in (first, first - timedelta(days=1), first - timedelta(days=200)):
            judged(judged_firm(), iso="RU", markets={"RU": "EAEU"}, submitted=at(day), pieces=100)

        figures = public_figures(at=now)
        compared = statistics.compared(Asked(Span(first, today)), first, today)

        self.assertEqual(figures.since, first)
        self.assertEqual((figures.recent.pieces, figures.earlier.pieces), (100, 100))
        self.assertEqual((compared.after.pieces, compared.before.pieces), (100, 100))
        self.assertEqual(figures.recent.to_russia_usd, compared.russia_after.value_usd)

    def test_asks_no_more_the_more_there_is(self):
        self.client.get(reverse("home"))  # reads the reference data, once for the process
        cache.clear()
        with CaptureQueriesContext(connection) as few:
            self.client.get(reverse("home"))
        asked = len(few)
        for _count in range(3):
            make_released()
        cache.clear()

        with self.assertNumQueries(asked):
            self.client.get(reverse("home"))
        with self.assertNumQueries(0):
            self.client.get(reverse("home"))


class TestTheStory(TestCase):
    def test_tells_every_clause_in_force_with_a_line_of_the_guide(self):
        codes = set(PolicyMeasure.objects.values_list("code", flat=True))

        response = self.client.get(reverse("inspections:story"))

        self.assertEqual(set(guide()), codes)
        for code in codes:
            with self.subTest(clause=code):
                self.assertContains(response, f'id="{code}"', count=1)

    def test_names_only_tests_screens_and_figures_that_exist(self):
        for code, row in guide().items():
            with self.subTest(clause=code):
                if row.how_en:
                    self.assertTrue(row.how_zh)
                    self.assertTrue((Path(settings.BASE_DIR) / row.test).is_file(), row.test)
                    self.assertIn(row.figure, FIGURES)
                if row.screen:
                    self.assertIn(row.screen, SCREENS)

    def test_leads_every_reader_only_to_screens_that_open(self):
        readers = {
            "officer": make_user(Role.AUDITOR),
            "firm": make_user(enterprise=make_enterprise()),
            "department": make_user(Role.DEPARTMENT),
            "nobody": None,
        }
        for name, reader in readers.items():
            story = story_at(timezone.now(), reader or AnonymousUser())
            addresses = {clause.screen_url for part in story.parts for clause in part.clauses}
            if reader is not None:
                self.client.force_login(reader)
            else:
                self.client.logout()
            for address in addresses - {""}:
                with self.subTest(reader=name, address=address):
                    self.assertEqual(self.client.get(address).status_code, 200)

    def test_ties_every_rule_in_force_to_its_clauses_and_back(self):
        story = story_at(timezone.now(), AnonymousUser())
        told = {
            (clause.code, rule.code)
            for part in story.parts
            for clause in part.clauses
            for rule in clause.rules
        }

        self.assertEqual(
            told, {(measure, rule.code) for rule in story.rules for measure in rule.measures}
        )
        response = self.client.get(reverse("inspections:story"))
        for rule in story.rules:
            with self.subTest(rule=rule.code):
                self.assertTrue(rule.measures)
                self.assertContains(response, f'id="{rule.code}"', count=1)

    def test_reads_the_table_of_classes_from_the_lanes(self):
        story = story_at(timezone.now(), AnonymousUser())

        rates = [[cell.check_rate for cell in row.cells] for row in story.classes]

        self.assertEqual([row.badge for row in story.classes], ["red", "a", "b", "c", "d"])
        self.assertEqual(
            rates,
            [
                [2, 5, 5, 5],
                [5, 10, 10, 10],
                [10, 30, 30, 20],
                [50, 50, 100, 50],
                [100, 100, 100, 100],
            ],
        )
        self.assertEqual(len(story.classes[-1].cells[0].steps), 3)

    def test_counts_firms_as_they_stand_today(self):
        home = make_registration(make_enterprise(is_leading=True, in_demonstration_zone=True))
        make_registration(state=RegistrationState.PROVISIONAL, earlier_ports=["Tianjin"])
        make_registration(state=RegistrationState.LAPSED)
        make_classification(home.enterprise, CreditClass.A)
        make_list_entry(kind=ListKind.BLACK)

        counts = public_figures(at=timezone.now()).counts

        wanted = {
            "registered": 2,
            "provisional": 1,
            "came_home": 1,
            "leading": 1,
            "zone": 1,
            "class_a": 1,
            "black": 1,
            "red": 0,
        }
        self.assertEqual({name: counts[name] for name in wanted}, wanted)

    def test_is_told_in_chinese_too(self):
        response = self.client.get(
            reverse("inspections:story"), headers={"accept-language": "zh-hans"}
        )

        self.assertContains(response, "边考核、边注册、边整改")
        self.assertContains(response, 'lang="zh-Hans"')


class TestACertificate(TestCase):
    def ask(self, number: str, code: str):
        return self.client.get(reverse("inspections:check"), {"number": number, "code": code})

    def test_in_force_shows_the_facts_to_compare(self):
        certificate = make_certificate()

        response = self.ask(certificate.number, CODE)

        self.assertContains(response, "This certificate is valid")
        self.assertContains(response, certificate.number)
        self.assertContains(response, certificate.enterprise.name_en)
        self.assertContains(response, "Russia")
        self.assertContains(response, "1,260")

    def test_is_found_however_it_was_copied(self):
        certificate = make_certificate()

        response = self.ask(f" {certificate.number.lower()} ", "7qf4 m3xd")

        self.assertContains(response, "This certificate is valid")

    def test_is_found_by_its_square_code(self):
        make_certificate()

        response = self.client.get(reverse("inspections:check-code", args=[CODE]))

        self.assertContains(response, "This certificate is valid")

    def test_revoked_says_so_and_gives_no_day_to_ship_by(self):
        certificate = make_certificate(
            state=CertificateState.REVOKED, state_since=at(), state_reason="a failed sample"
        )

        response = self.ask(certificate.number, CODE)

        self.assertContains(response, "This certificate was revoked")
        self.assertNotContains(response, "a failed sample")
        self.assertNotContains(response, (TODAY + timedelta(days=57)).isoformat())

    def test_in_each_state_has_an_answer_of_its_own(self):
        certificate = make_certificate()
        answers = set()
        for state in CertificateState:
            Certificate.objects.update(state=state)

            page = self.ask(certificate.number, CODE).content.decode()

            answers.add(page.split('class="answer"')[1].split("</h2>")[0])
        self.assertEqual(len(answers), len(CertificateState))

    def test_ships_on_its_last_day_and_has_expired_the_day_after(self):
        certificate = make_certificate(ship_until=TODAY + timedelta(days=1))
        self.assertContains(self.ask(certificate.number, CODE), "This certificate is valid")

        Certificate.objects.update(ship_until=TODAY)

        self.assertContains(self.ask(certificate.number, CODE), "This certificate has expired")

    def test_wrong_and_unknown_are_answered_alike(self):
        certificate = make_certificate()
        questions = {
            "wrong code": (certificate.number, "XXXXXXXX"),
            "wrong number": ("C26-9999-0001-1", CODE),
            "both unknown": ("C26-9999-0001-1", "XXXXXXXX"),
        }
        answers = {}
        for what, (number, code) in questions.items():
            with CaptureQueriesContext(connection) as asked:
                response = self.ask(number, code)
            answers[what] = (response.status_code, len(asked), told(response, number, code))

        self.assertEqual(len(set(answers.values())), 1)
        self.assertIn("No certificate matches", answers["wrong code"][2])
        self.assertEqual(answers["wrong code"][1], 1)

    def test_asked_for_without_a_code_is_told_what_to_enter(self):
        response = self.ask("C26-0042-0412-1", "")

        self.assertContains(response, "Enter the eight signs")

    def test_is_asked_for_so_often_and_no_more(self):
        limit = int(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["verification"].split("/")[0])
        for _time in range(limit):
            self.assertEqual(self.ask("C26-0001-0001-1", "XXXXXXXX").status_code, 200)

        refused = self.ask("C26-0001-0001-1", "XXXXXXXX")

        self.assertContains(refused, "Too many questions at once", status_code=429)
        self.assertGreater(int(refused.headers["Retry-After"]), 0)
        by_code = self.client.get(reverse("inspections:check-code", args=["XXXXXXXX"]))
        self.assertEqual(by_code.status_code, 429)
        self.assertEqual(self.client.get(reverse("inspections:check")).status_code, 200)

    def test_is_kept_by_no_cache(self):
        response = self.ask("C26-0001-0001-1", "XXXXXXXX")

        self.assertIn("no-store", response.headers["Cache-Control"])


class TestTheDraws(TestCase):
    def test_show_the_hash_before_and_prove_the_seed_after(self):
        seed = bytes(range(32))
        DaySeed.objects.create(day=TODAY, commitment=seed_hash(b"secret"), published_at=at())
        DaySeed.objects.create(
            day=TODAY - timedelta(days=1),
            commitment=seed_hash(seed),
            published_at=at(TODAY - timedelta(days=31)),
            revealed=seed.hex(),
            revealed_at=at(),
        )

        response = self.client.get(reverse("inspections:seeds"))

        self.assertContains(response, seed_hash(b"secret"))
        self.assertContains(response, seed.hex())
        self.assertContains(response, "its hash is the one published", count=1)

    def test_show_a_fortnight_and_lead_to_the_days_before(self):
        today = timezone.localdate()
        for back in range(-2, 20):
            day = today - timedelta(days=back)
            DaySeed.objects.create(
                day=day, commitment=seed_hash(str(back).encode()), published_at=at()
            )

        first = self.client.get(reverse("inspections:seeds"))
        earlier = today - timedelta(days=14)
        second = self.client.get(reverse("inspections:seeds"), {"until": earlier.isoformat()})
        unread = self.client.get(reverse("inspections:seeds"), {"until": "yesterday"})

        self.assertContains(first, f"?until={earlier.isoformat()}")
        self.assertContains(first, "The hashes of 2 days to come")
        self.assertNotContains(first, seed_hash(b"14"))
        self.assertContains(second, seed_hash(b"14"))
        self.assertNotContains(second, seed_hash(b"13"))
        self.assertContains(unread, seed_hash(b"0"))

    def test_say_so_when_a_seed_is_not_the_one_promised(self):
        DaySeed.objects.create(
            day=TODAY - timedelta(days=1),
            commitment=seed_hash(b"promised"),
            published_at=at(TODAY - timedelta(days=31)),
            revealed=b"another".hex(),
            revealed_at=at(),
        )

        response = self.client.get(reverse("inspections:seeds"))

        self.assertContains(response, "its hash is not the one published")


class TestWhoComesHome(TestCase):
    def test_is_brought_to_the_administration_if_that_is_their_work(self):
        self.client.force_login(make_user(Role.ADMINISTRATOR))

        response = self.client.get(reverse("home"))

        self.assertRedirects(response, reverse("admin:index"), fetch_redirect_response=False)

    def test_is_brought_to_the_reports_if_they_speak_for_a_department(self):
        self.client.force_login(make_user(Role.DEPARTMENT))

        response = self.client.get(reverse("home"))

        self.assertRedirects(
            response, reverse("blacklist:department"), fetch_redirect_response=False
        )

    def test_reads_the_public_page_when_no_work_waits(self):
        self.client.force_login(make_user())

        self.assertEqual(self.client.get(reverse("home")).status_code, 200)
