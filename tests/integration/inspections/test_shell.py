"""The furniture of the pages, by reader: the frame, where they may go, and what waits there."""

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, TestCase
from django.urls import reverse

from enterprises.models import Notification
from enterprises.roles import Role
from enterprises.states import EnterpriseKind
from inspections.shell import DESK, DESK_PLACES, OPEN, PORTAL, PORTAL_PLACES, home_of, shell_for
from lab.states import DeliveryState
from tests.factories import at, make_authorisation, make_delivery, make_enterprise, make_user
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    submit,
)


def furnish(user):
    request = RequestFactory().get("/")
    request.user = user
    return shell_for(request)


def counts(shell) -> dict[str, int]:
    return {
        item.url: item.count for group in shell.navigation for item in group.items if item.count
    }


def addresses(shell) -> set[str]:
    return {item.url for group in shell.navigation for item in group.items}


class TestTheShell(TestCase):
    def test_has_the_frame_of_its_reader(self):
        frames = {
            OPEN: [AnonymousUser()],
            DESK: [make_user(role) for role in (Role.INSPECTOR, Role.ANALYST, Role.AUDITOR)],
            PORTAL: [make_user(enterprise=make_enterprise()), make_user(Role.DEPARTMENT)],
        }
        for frame, readers in frames.items():
            for reader in readers:
                with self.subTest(frame=frame, reader=str(reader)):
                    self.assertEqual(furnish(reader).frame, frame)

    def test_leads_only_where_its_reader_may_go(self):
        for role in Role:
            user = make_user(role)
            self.client.force_login(user)
            for address in addresses(furnish(user)):
                with self.subTest(role=role, address=address):
                    self.assertLess(self.client.get(address).status_code, 400)

    def test_shows_the_laboratory_no_firms(self):
        shown = addresses(furnish(make_user(Role.ANALYST)))

        self.assertNotIn(reverse("inspections:declaration-list"), shown)
        self.assertNotIn(reverse("lab:lot-list"), shown)

    def test_names_the_firm_of_a_person_who_has_one(self):
        firm, other = make_enterprise(), make_enterprise()
        person = make_user(enterprise=firm)

        self.assertEqual(furnish(person).place, firm.name)

        make_user(enterprise=other)
        other.memberships.create(user=person, role="viewer", since="2020-01-01")
        self.assertEqual(furnish(person).place, "")

    def test_counts_what_a_firm_is_to_answer_and_so_does_its_agent(self):
        firm = make_exporter()
        draft = make_draft(firm, make_content(make_line({make_lot(firm, skins=100): 400})))
        submit(draft)
        agent = make_enterprise(EnterpriseKind.AGENT)
        make_authorisation(firm, agent)
        waiting = {reverse("inspections:declaration-list"): 1}

        self.assertEqual(draft.state, "returned")
        self.assertEqual(counts(furnish(declarant_of(firm))), waiting)
        self.assertEqual(counts(furnish(make_user(enterprise=agent))), waiting)
        self.assertEqual(counts(furnish(declarant_of(make_exporter()))), {})

    def test_counts_the_deliveries_that_the_bureau_is_to_settle(self):
        make_delivery(state=DeliveryState.DISPUTED)
        make_delivery(state=DeliveryState.CONFIRMED)

        shown = counts(furnish(make_user(Role.INSPECTOR)))

        self.assertEqual(shown, {reverse("lab:delivery-list"): 1})

    def test_counts_what_is_unread(self):
        person = make_user(Role.INSPECTOR)
        for read_at in (None, None, at()):
            Notification.objects.create(
                recipient=person, kind="test", created_at=at(), read_at=read_at
            )

        self.assertEqual(furnish(person).unread, 2)

    def test_costs_few_questions_however_much_waits(self):
        officer, person = make_user(Role.CHIEF), make_user(enterprise=make_enterprise())

        with self.assertNumQueries(2):  # roles, counts
            furnish(officer)
        with self.assertNumQueries(3):  # and the firm
            furnish(person)

    def test_names_only_pages_that_exist(self):
        places = [place for _label, group in DESK_PLACES for place in group]
        for place in (*places, *PORTAL_PLACES):
            with self.subTest(place=place.name):
                self.assertTrue(reverse(place.name))


class TestHome(TestCase):
    def test_is_where_the_work_of_a_person_waits(self):
        homes = {
            Role.INSPECTOR: "inspections:desk",
            Role.CHIEF: "inspections:approvals",
            Role.AUDITOR: "inspections:desk",
            Role.ANALYST: "lab:worklist",
            Role.REVIEWER: "lab:worklist",
            Role.ADMINISTRATOR: "admin:index",
        }
        for role, name in homes.items():
            with self.subTest(role=role):
                self.assertEqual(home_of(make_user(role)), reverse(name))

    def test_of_a_firms_people_is_where_it_stands(self):
        person = make_user(enterprise=make_enterprise())

        self.assertEqual(home_of(person), reverse("inspections:portal"))

    def test_of_a_department_is_where_its_reports_are(self):
        self.assertEqual(home_of(make_user(Role.DEPARTMENT)), reverse("blacklist:department"))
