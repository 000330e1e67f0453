"""Pages and programs of registration: what people see, what is refused, and what nobody may see."""

import base64
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.models import AuditEntry, DyehouseFiling, Enterprise, Registration
from enterprises.papers.registration import registration_context
from enterprises.roles import Role
from enterprises.services import registrations
from enterprises.states import (
    AssessmentState,
    DyehouseFilingState,
    EnterpriseKind,
    MembershipRole,
    RectificationState,
    RegistrationState,
)
from tests.factories import (
    TODAY,
    make_credit_code,
    make_enterprise,
    make_filing,
    make_registration,
    make_user,
)
from tests.factories.clients import make_client
from tests.factories.supervision import (
    NOON,
    PNG,
    make_application,
    make_assessment,
    make_rectification,
    whole_application,
)

_S = RegistrationState


def address(name, *args):
    return reverse(f"enterprises:{name}", args=args)


class Applying(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(first_registered_on=None)
        cls.owner = make_user(enterprise=cls.firm)

    def setUp(self):
        self.client.force_login(self.owner)

    def written(self, **changes):
        return {"process": "Tan and sew.", "export_isos": ["RU"], "keep": "1", **changes}

    def test_may_be_kept_unfinished(self):
        response = self.client.post(
            address("registration-new", self.firm.serial), self.written(), follow=True
        )

        draft = Registration.objects.get(enterprise=self.firm)
        self.assertEqual((draft.state, draft.export_isos), ("draft", ["RU"]))
        self.assertContains(response, draft.number)

    def test_refuses_a_file_that_is_not_what_it_says_and_keeps_nothing(self):
        script = SimpleUploadedFile("licence.pdf", b"<script>alert(1)</script>")

        response = self.client.post(
            address("registration-new", self.firm.serial), self.written(paper_licence=script)
        )

        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "licence.pdf", status_code=422)
        self.assertFalse(Registration.objects.exists())

    def test_names_what_is_missing_before_it_can_be_handed_in(self):
        self.client.post(address("registration-new", self.firm.serial), self.written())
        draft = Registration.objects.get(enterprise=self.firm)

        page = self.client.get(address("registration-submit", draft.number))
        answer = self.client.post(
            address("registration-submit", draft.number), {"version": draft.version}
        )

        self.assertContains(page, "Business licence")
        self.assertNotContains(page, "Hand it in")
        self.assertEqual(answer.status_code, 422)
        draft.refresh_from_db()
        self.assertEqual(draft.state, "draft")

    def test_shows_its_papers_to_the_firm_and_the_bureau_alone(self):
        draft = make_application(self.firm, self.owner)
        file = address("file", draft.documents.first().file.token)

        answers = {}
        for name, person in (
            ("owner", self.owner),
            ("registrar", make_user(Role.REGISTRAR)),
            ("stranger", make_user(enterprise=make_enterprise())),
            ("analyst", make_user(Role.ANALYST)),
        ):
            self.client.force_login(person)
            answers[name] = self.client.get(file).status_code

        self.assertEqual(answers, {"owner": 200, "registrar": 200, "stranger": 404, "analyst": 404})

    def test_for_renewal_begins_with_what_the_firm_says_today(self):
        held = make_registration(workers=45, process="Tan and sew.", export_isos=["RU"])
        firm = held.enterprise
        firm.workers = 60
        firm.save(update_fields=["workers"])
        self.client.force_login(make_user(enterprise=firm))

        page = self.client.get(address("registration-new", firm.serial))

        form = page.context["form"]
        self.assertEqual(form["workers"].value(), 60)
        self.assertEqual(form["process"].value(), "Tan and sew.")

    def test_is_the_owners_alone(self):
        self.client.force_login(
            make_user(enterprise=self.firm, membership=MembershipRole.DECLARANT)
        )

        response = self.client.post(address("registration-new", self.firm.serial), self.written())

        self.assertEqual(response.status_code, 403)


class Queue(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.registrar = make_user(Role.REGISTRAR)

    def setUp(self):
        self.client.force_login(self.registrar)

    def asked(self):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = self.client.get(address("registration-list"))
        self.assertEqual(response.status_code, 200)
        return len(queries)

    def test_costs_the_same_however_many_wait(self):
        make_registration(state=_S.SUBMITTED)
        make_assessment(make_registration(state=_S.ACCEPTED, accepted_at=NOON))
        self.asked()
        few = self.asked()
        for _place in range(6):
            make_registration(state=_S.SUBMITTED)
            make_assessment(make_registration(state=_S.ACCEPTED, accepted_at=NOON))

        self.assertEqual(self.asked(), few)

    def test_finds_the_firms_that_came_home_from_a_port(self):
        home = make_registration(state=_S.SUBMITTED, earlier_ports=["Tianjin"])
        other = make_registration(state=_S.SUBMITTED)

        response = self.client.get(address("registration-list"), {"came_home": "yes"})

        self.assertContains(response, home.number)
        self.assertNotContains(response, other.number)

    def test_stops_the_clock_while_a_visit_is_under_way(self):
        registration = make_registration(state=_S.ACCEPTED, accepted_at=NOON)
        make_assessment(registration, AssessmentState.UNDER_WAY)

        response = self.client.get(address("registration-list"))

        self.assertContains(response, "clock stopped")


class Reading(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.registration = make_registration(
            state=_S.PROVISIONAL,
            conditions=(TODAY + timedelta(days=9),),
            allowed_isos=["RU"],
        )
        cls.firm = cls.registration.enterprise
        cls.owner = make_user(enterprise=cls.firm)

    def test_says_of_a_dyehouse_how_far_its_visit_is(self):
        self.client.force_login(make_user(Role.REGISTRAR))
        told = {
            AssessmentState.PLANNED: "The visit is planned for",
            AssessmentState.SUBMITTED: "Visited; the report waits to be endorsed",
            AssessmentState.ENDORSED: "Visited; the local government is to be heard",
        }
        waiting = make_filing(state=DyehouseFilingState.APPLIED)
        page = self.client.get(address("filing-detail", waiting.number))
        self.assertContains(page, "Waits for the visit")
        for state, words in told.items():
            with self.subTest(state=state):
                filing = make_filing(state=DyehouseFilingState.APPLIED)
                make_assessment(filing, state)

                page = self.client.get(address("filing-detail", filing.number))

                self.assertContains(page, words)

    def test_tells_a_firm_how_a_condition_is_met_that_asks_for_no_answer(self):
        both = make_registration(
            state=_S.PROVISIONAL,
            conditions=(TODAY + timedelta(days=9), TODAY + timedelta(days=19)),
            allowed_isos=["RU"],
        )
        words = "a registrar looks at it and notes it here"
        self.client.force_login(make_user(enterprise=both.enterprise))
        self.assertContains(self.client.get(address("standing-of", both.enterprise.serial)), words)
        self.client.force_login(self.owner)
        self.assertNotContains(self.client.get(address("standing-of", self.firm.serial)), words)

    def test_a_firm_reads_findings_once_they_are_endorsed(self):
        visit = make_assessment(self.registration, AssessmentState.SUBMITTED, unmet=("A09",))
        self.client.force_login(self.owner)

        before = self.client.get(address("assessment-detail", visit.number))
        program = make_client(self.owner).get(f"/api/v1/assessments/{visit.number}/").json()

        self.assertNotContains(before, "A09 is not kept.")
        self.assertEqual((program["score"], program["conclusion"]), (None, ""))
        self.assertEqual({item["finding"] for item in program["items"]}, {""})
        self.client.force_login(make_user(Role.REGISTRAR))
        self.assertContains(
            self.client.get(address("assessment-detail", visit.number)), "A09 is not kept."
        )

    def test_the_certificate_names_what_it_allows_and_is_void_once_suspended(self):
        context = registration_context(self.registration, on=TODAY)
        self.registration.state_before_suspension = self.registration.state
        self.registration.state = _S.SUSPENDED
        suspended = registration_context(self.registration, on=TODAY)

        self.assertEqual((context["is_void"], suspended["is_void"]), (False, True))
        self.assertEqual(context["destinations"].zh, "俄罗斯")
        self.assertEqual(len(context["conditions"]), 1)

    def test_the_certificate_says_that_an_overdue_condition_narrowed_it(self):
        due = self.registration.conditions.get().due_on
        told = {}
        for days in (0, 1):
            context = registration_context(self.registration, on=due + timedelta(days=days))
            told[days] = "narrowed now" in render_to_string("pdf/registration.html", context)

        self.assertEqual(told, {0: False, 1: True})

    def test_whoever_has_several_firms_chooses(self):
        second = make_enterprise()
        make_registration(second)
        both = make_user(enterprise=self.firm)
        both.memberships.create(
            enterprise=second, role=MembershipRole.OWNER, since=TODAY - timedelta(days=1)
        )
        self.client.force_login(both)

        response = self.client.get(address("standing"))

        self.assertContains(response, self.firm.name_en)
        self.assertContains(response, second.name_en)


class PublicRegister(TestCase):
    def test_names_who_counts_today_and_nothing_private(self):
        listed = make_registration()
        suspended = make_registration(state=_S.SUSPENDED)
        hidden = [make_registration(state=state) for state in (_S.SUBMITTED, _S.LAPSED, _S.REVOKED)]
        hidden.append(make_registration(valid_until=TODAY))

        response = self.client.get(address("register"))
        rows = self.client.get("/api/v1/public/register/").json()["results"]

        for one in (listed, suspended):
            self.assertContains(response, one.number)
            self.assertNotContains(response, one.enterprise.credit_code)
            self.assertNotContains(response, one.enterprise.legal_representative)
        for one in hidden:
            self.assertNotContains(response, one.number)
        self.assertEqual({row["number"] for row in rows}, {listed.number, suspended.number})
        self.assertEqual(
            set(rows[0]), {"number", "name_en", "name_zh", "township", "kinds", "state", "last_day"}
        )

    def test_names_the_dyehouses_on_file(self):
        filed = make_filing()
        ended = make_filing(state=DyehouseFilingState.CANCELLED, valid_until=TODAY)

        response = self.client.get(address("register"), {"of": "dyehouses"})

        self.assertContains(response, filed.number)
        self.assertNotContains(response, ended.number)


class Programs(TestCase):
    """A firm applies and answers by program; two registrars do the rest by program too."""

    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise(first_registered_on=None)
        cls.owner = make_client(make_user(enterprise=cls.firm))
        cls.first_user = make_user(Role.REGISTRAR)
        cls.first = make_client(cls.first_user)
        cls.second = make_client(make_user(Role.REGISTRAR))

    def post(self, client, path, **body):
        response = client.post(f"/api/v1/{path}", body)
        self.assertIn(response.status_code, (200, 201), response.content)
        return response.json()

    def test_from_the_application_to_full_registration(self):
        content = base64.b64encode(PNG.content).decode()
        whole = whole_application()
        said = {
            name: getattr(whole, name)
            for name in ("process", "premises", "workers", "pieces_per_year", "quality_officer")
        }
        papers = [
            {"kind": kind, "file_name": f"{kind}.png", "content": content}
            for kind in ("licence", "plan", "process_chart", "rule_book")
        ]
        begun = self.post(self.owner, "registrations/", **said, export_isos=["RU"], papers=papers)
        at = f"registrations/{begun['number']}"
        handed_in = self.post(self.owner, f"{at}/submit/", version=begun["version"])
        accepted = self.post(self.first, f"{at}/accept/", version=handed_in["version"])
        self.post(
            self.first,
            f"{at}/grant/",
            version=accepted["version"],
            last_day=(TODAY + timedelta(days=90)).isoformat(),
            visit_by=(TODAY + timedelta(days=20)).isoformat(),
            allowed_isos=["RU"],
        )
        visit = self.post(
            self.first,
            "assessments/",
            registration=begun["number"],
            planned_for=TODAY.isoformat(),
            assessors=[self.first_user.username],
        )
        of_visit = f"assessments/{visit['number']}"
        started = self.post(self.first, f"{of_visit}/start/", version=visit["version"])
        found = [{"code": item["code"], "finding": "conforming"} for item in started["items"]]
        found[8] = {**found[8], "finding": "nonconforming", "remark": "No labels."}
        kept = self.post(
            self.first, f"{of_visit}/findings/", version=started["version"], found=found
        )
        sent = self.post(self.first, f"{of_visit}/submit/", version=kept["version"])
        self.post(self.second, f"{of_visit}/endorse/", version=sent["version"])
        owed = self.owner.get("/api/v1/rectifications/").json()["results"][0]
        answered = self.post(
            self.owner,
            f"rectifications/{owed['number']}/submit/",
            version=owed["version"],
            answer="Labelled.",
            evidence=[{"file_name": "store.png", "content": content}],
        )
        self.post(
            self.second,
            f"rectifications/{owed['number']}/accept/",
            version=answered["version"],
        )

        registered = self.owner.get(f"/api/v1/{at}/").json()
        self.assertEqual(
            (registered["state"], registered["standing"]), ("registered", "registered")
        )
        self.assertEqual(len(registered["documents"]), 4)

    def test_what_is_missing_is_named_field_by_field(self):
        begun = self.post(self.owner, "registrations/", process="Tan.")

        refused = self.owner.post(
            f"/api/v1/registrations/{begun['number']}/submit/", {"version": begun["version"]}
        )

        self.assertEqual((refused.status_code, refused.json()["code"]), (400, "INVALID"))
        self.assertIn("paper_licence", refused.json()["fields"])
        self.assertNotIn("process", refused.json()["fields"])

    def test_a_file_that_is_no_picture_is_refused(self):
        content = base64.b64encode(b"#!/bin/sh").decode()
        papers = [{"kind": "licence", "file_name": "licence.pdf", "content": content}]

        refused = self.owner.post("/api/v1/registrations/", {"papers": papers})

        self.assertEqual((refused.status_code, refused.json()["code"]), (400, "FILE_TYPE_UNKNOWN"))
        self.assertFalse(Registration.objects.filter(enterprise=self.firm).exists())

    def test_a_dyehouse_is_filed_by_program(self):
        dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        client = make_client(make_user(enterprise=dyehouse))
        applied = self.post(client, "dyehouses/", wished="Fox, dyed, black.")
        at = f"dyehouses/{applied['number']}"
        assessed = self.post(
            self.first, f"{at}/assess/", version=applied["version"], government_opinion="Honest."
        )
        wanted = {
            "version": assessed["version"],
            "last_day": (TODAY + timedelta(days=300)).isoformat(),
            "scopes": [{"species": "fox", "process": "dyed", "colour": "black"}],
        }
        refused = self.first.post(f"/api/v1/{at}/file/", wanted)
        make_assessment(DyehouseFiling.objects.get(number=applied["number"]))
        filed = self.post(self.first, f"{at}/file/", **wanted)

        self.assertEqual((refused.status_code, refused.json()["code"]), (409, "NOT_ASSESSED"))
        self.assertEqual(filed["state"], "filed")
        self.assertEqual(filed["last_day"], (TODAY + timedelta(days=300)).isoformat())


class Counting(TestCase):
    """What stands beside the places of the navigation."""

    def test_counts_what_waits_for_a_registrar_and_for_a_firm(self):
        registration = make_registration()
        owner = make_user(enterprise=registration.enterprise)
        make_rectification(registration, owner, RectificationState.OPEN)
        answered = make_registration()
        make_rectification(
            answered, make_user(enterprise=answered.enterprise), RectificationState.SUBMITTED
        )
        make_registration(state=_S.SUBMITTED)

        def counted(user):
            self.client.force_login(user)
            shell = self.client.get(reverse("inspections:story")).context["shell"]
            return {
                str(item.label): item.count
                for group in shell.navigation
                for item in group.items
                if item.count is not None
            }

        at_desk = counted(make_user(Role.REGISTRAR))
        self.assertEqual(
            (at_desk["Registrations"], at_desk["Rectifications"], at_desk.get("Dyehouse filings")),
            (1, 1, None),
        )
        self.assertEqual(counted(owner)["Registration"], 1)

    def test_a_draft_waits_for_nobody_at_the_desk(self):
        firm = make_enterprise()
        registrations.create_application(enterprise=firm, actor=None, at=NOON)
        self.client.force_login(make_user(Role.REGISTRAR))

        response = self.client.get(address("registration-list"), {"of": "all"})

        self.assertNotContains(response, firm.name_en)


class Granting(TestCase):
    def test_names_the_field_of_a_day_outside_the_period(self):
        application = make_registration(state=_S.ACCEPTED, accepted_at=NOON)
        self.client.force_login(make_user(Role.REGISTRAR))
        today = timezone.localdate()
        last_day = today + timedelta(days=30)
        outside = str(last_day + timedelta(days=1))

        response = self.client.post(
            reverse("inspections:registration-grant", args=[application.number]),
            {
                "version": application.version,
                "last_day": str(last_day),
                "visit_by": outside,
                "allowed_isos": ["RU"],
                "text_zh_1": "生熟皮分开。",
                "text_en_1": "Separate raw and dressed skins.",
                "due_on_1": outside,
            },
        )
        refused = set(response.context["form"].errors)

        self.assertEqual(response.status_code, 422)
        self.assertIn("due_on_1", refused)
        response = self.client.post(
            reverse("inspections:registration-grant", args=[application.number]),
            {
                "version": application.version,
                "last_day": str(last_day),
                "visit_by": outside,
                "allowed_isos": ["RU"],
            },
        )
        self.assertEqual(set(response.context["form"].errors), {"visit_by"})


class Entering(TestCase):
    """A firm nobody knows comes in, with an owner who can apply."""

    @classmethod
    def setUpTestData(cls):
        cls.registrar = make_user(Role.REGISTRAR)

    def setUp(self):
        self.client.force_login(self.registrar)

    def enter(self, **changes):
        return self.client.post(
            address("enterprise-enter"),
            {
                "credit_code": make_credit_code(990_001),
                "name_zh": "枣强新来皮草有限公司",
                "name_en": "Newcomer Furs",
                "kinds": ["manufacturer", "dyehouse"],
                "township": "大营镇",
                "legal_representative": "新来",
                "full_name": "新来",
                "email": "xinlai@example.cn",
                "language": "zh-hans",
                **changes,
            },
        )

    def test_gives_a_serial_and_lets_the_first_owner_in(self):
        response = self.enter()

        firm = Enterprise.objects.get(name_en="Newcomer Furs")
        self.assertRedirects(response, address("standing-of", firm.serial))
        self.assertEqual(firm.kinds, ["dyehouse", "manufacturer"])
        owner = firm.memberships.get()
        self.assertEqual((owner.user.email, owner.role), ("xinlai@example.cn", "owner"))
        self.assertTrue(AuditEntry.objects.filter(action="enterprise_entered").exists())
        self.client.force_login(owner.user)
        page = self.client.get(address("registration-new", firm.serial))
        self.assertEqual(page.status_code, 200)

    def test_refuses_at_its_field_and_enters_nothing(self):
        known = make_enterprise()
        officer = make_user(Role.INSPECTOR, email="inspector@example.cn")
        for field, values in (
            ("credit_code", {"credit_code": "911311210000000000"}),
            ("__all__", {"credit_code": known.credit_code}),
            ("email", {"email": officer.email}),
            ("kinds", {"kinds": []}),
        ):
            with self.subTest(field=field):
                response = self.enter(**values)

                self.assertEqual(response.status_code, 422)
                self.assertIn(field, response.context["form"].errors)
        self.assertFalse(Enterprise.objects.filter(name_en="Newcomer Furs").exists())

    def test_is_offered_to_registrars_alone(self):
        page = address("enterprise-enter")
        self.assertContains(self.client.get(address("registration-list")), page)
        self.client.force_login(make_user(Role.CREDIT_OFFICER))
        self.assertNotContains(self.client.get(address("registration-list")), page)
