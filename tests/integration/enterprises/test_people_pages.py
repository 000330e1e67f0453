"""The people of a firm on its pages: who changes them, how they come in, agents, profile, keys."""

import re
from datetime import timedelta
from uuid import uuid4

from django.core import mail
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from enterprises.access import agent_for, membership_role
from enterprises.models import AgentAuthorisation, ApiToken, AuditEntry, Notification, User
from enterprises.roles import Role, roles_of
from enterprises.states import AgentAuthorisationState, EnterpriseKind, MembershipRole
from enterprises.tasks import mail_notifications, relay_facts
from tests.factories import TODAY, make_authorisation, make_enterprise, make_membership, make_user

_R = MembershipRole
_S = AgentAuthorisationState
PERSON = {
    "full_name": "赵敏 Zhao Min",
    "email": "Zhao.Min@Example.CN",
    "language": "zh-hans",
    "role": "declarant",
}
PASSWORD = "a sentence that is easy to keep"


class _OfAFirm(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_enterprise()
        cls.owner = make_user(enterprise=cls.firm)
        cls.declarant = make_user(enterprise=cls.firm, membership=_R.DECLARANT)
        cls.agency = make_enterprise(EnterpriseKind.AGENT, name_en="Swift Agents")
        cls.agent = make_user(enterprise=cls.agency)

    def setUp(self):
        self.client.force_login(self.owner)

    def at(self, name, *keys, firm=None):
        return reverse(f"enterprises:{name}", args=[(firm or self.firm).serial, *keys])


class TestMembers(_OfAFirm):
    def add(self, **changes):
        return self.client.post(self.at("member-add"), PERSON | changes)

    def test_a_new_person_gets_an_account_and_chooses_a_password_nobody_else_sees(self):
        self.add()
        relay_facts()

        person = User.objects.get(username="zhao.min@example.cn")
        self.assertEqual(membership_role(person, self.firm), _R.DECLARANT)
        self.assertEqual(roles_of(person), {Role.ENTERPRISE})
        self.assertFalse(person.has_usable_password())
        letter = next(
            one
            for one in mail.outbox
            if one.to == [person.email] and "http" in one.body and "/account/forgotten/" in one.body
        )
        way = re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)
        self.client.logout()
        form = self.client.get(way, follow=True)
        self.client.post(
            form.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD}
        )
        self.assertTrue(self.client.login(username=person.username, password=PASSWORD))
        self.assertEqual(self.client.get(way, follow=True).context.get("validlink"), False)

    def test_somebody_who_acts_for_firms_already_is_added_under_their_own_account(self):
        person = make_user(enterprise=make_enterprise(), email="known@example.cn")

        self.add(email="KNOWN@example.cn", role="viewer")

        self.assertEqual(membership_role(person, self.firm), _R.VIEWER)
        self.assertEqual(User.objects.filter(email__iexact=person.email).count(), 1)

    def test_an_officer_never_acts_for_a_firm(self):
        officer = make_user(Role.INSPECTOR, email="officer@example.cn")
        closed = make_user(enterprise=make_enterprise(), email="gone@example.cn", is_active=False)
        for person in (officer, closed):
            with self.subTest(person=person.email):
                response = self.add(email=person.email)

                self.assertEqual(response.status_code, 422)
                self.assertIn("email", response.context["form"].errors)
                self.assertIsNone(membership_role(person, self.firm))

    def test_what_cannot_be_is_told_at_its_field(self):
        response = self.add(full_name=" ", email="zhao", role="king")

        self.assertEqual(response.status_code, 422)
        self.assertEqual(set(response.context["form"].errors), {"full_name", "email", "role"})

    def test_who_is_in_already_is_refused_in_words(self):
        self.assertEqual(self.add(email=self.declarant.email).status_code, 409)

    def test_an_invitation_goes_again_until_a_password_is_chosen(self):
        self.add()
        relay_facts()
        person = User.objects.get(username="zhao.min@example.cn")
        again = self.at("member-invite", person.memberships.get().key)
        before = len(mail.outbox)

        self.client.post(again)
        relay_facts()
        self.assertEqual(len(mail.outbox), before + 1)

        person.set_password(PASSWORD)
        person.save()
        self.assertEqual(self.client.post(again).status_code, 409)

    def test_the_role_is_changed_and_the_membership_ended_and_the_person_told(self):
        member = self.declarant.memberships.get()
        self.client.post(self.at("member-role", member.key), {"role": "viewer"})
        self.assertEqual(membership_role(self.declarant, self.firm), _R.VIEWER)

        self.client.post(self.at("member-end", member.key))
        self.assertIsNone(membership_role(self.declarant, self.firm))
        self.assertEqual(self.client.get(self.at("member-end", member.key)).status_code, 404)
        relay_facts()
        told = Notification.objects.filter(recipient=self.declarant).values_list("kind", flat=True)
        self.assertEqual(set(told), {"member_role_changed", "member_removed"})

    def test_the_last_owner_stays(self):
        member = self.owner.memberships.get()

        answers = [
            self.client.post(self.at("member-role", member.key), {"role": "viewer"}),
            self.client.post(self.at("member-end", member.key)),
        ]

        self.assertEqual([answer.status_code for answer in answers], [409, 409])
        self.assertEqual(membership_role(self.owner, self.firm), _R.OWNER)

    def test_of_another_firm_is_not_reached_through_ones_own(self):
        stranger = make_user(enterprise=make_enterprise())
        other = make_enterprise()
        make_membership(self.owner, other)
        key = stranger.memberships.get().key

        for firm in (self.firm, other):
            response = self.client.post(self.at("member-end", key, firm=firm))
            self.assertEqual(response.status_code, 404)
        self.assertIsNone(stranger.memberships.get().until)

    def test_others_of_the_firm_read_and_change_nothing(self):
        self.client.force_login(self.declarant)
        member = self.owner.memberships.get()

        page = self.client.get(self.at("firm-people"))
        self.assertContains(page, self.owner.username)
        self.assertNotContains(page, self.at("member-add"))
        for name, *keys in (
            ("member-add",),
            ("member-role", member.key),
            ("member-end", member.key),
            ("agent-ask",),
        ):
            self.assertEqual(self.client.post(self.at(name, *keys), PERSON).status_code, 403)

    def test_who_belongs_to_several_firms_chooses(self):
        people = reverse("enterprises:people")
        self.assertRedirects(self.client.get(people), self.at("firm-people"))

        other = make_enterprise()
        make_membership(self.owner, other)
        self.assertContains(self.client.get(people), self.at("firm-people", firm=other))


class TestAgents(_OfAFirm):
    def ask(self, **changes):
        typed = {
            "agent": self.agency.credit_code,
            "valid_from": TODAY.isoformat(),
            "last_day": (TODAY + timedelta(days=30)).isoformat(),
        }
        return self.client.post(self.at("agent-ask"), typed | changes)

    def answer(self, authorisation, answer):
        self.client.force_login(self.agent)
        return self.client.post(
            self.at("agency-answer", authorisation.key, firm=self.agency),
            {"version": authorisation.version, "answer": answer},
        )

    def test_an_agent_is_asked_by_name_accepts_and_then_files(self):
        self.assertEqual(self.ask(agent="swift").status_code, 302)
        asked = AgentAuthorisation.objects.get()
        self.assertIsNone(agent_for(self.agent, self.firm))
        relay_facts()
        self.assertTrue(
            Notification.objects.filter(recipient=self.agent, kind="agency_asked").exists()
        )

        self.answer(asked, "accept")

        self.assertEqual(agent_for(self.agent, self.firm), self.agency)
        relay_facts()
        told = Notification.objects.get(recipient=self.owner, kind="agent_authorisation_changed")
        self.assertEqual(told.params["agent_name_en"], "Swift Agents")

    def test_one_that_declines_files_nothing(self):
        self.ask()
        asked = AgentAuthorisation.objects.get()

        self.answer(asked, "decline")
        again = self.answer(asked, "accept")

        self.assertEqual(again.status_code, 409)
        self.assertIsNone(agent_for(self.agent, self.firm))

    def test_only_the_agent_answers(self):
        self.ask()
        asked = AgentAuthorisation.objects.get()

        for place in (self.firm, self.agency):
            response = self.client.post(
                self.at("agency-answer", asked.key, firm=place), {"version": 1, "answer": "accept"}
            )
            self.assertEqual(response.status_code, 404)
        asked.refresh_from_db()
        self.assertEqual(asked.state, _S.ASKED)

    def test_revoked_it_files_no_more_from_that_moment(self):
        authorisation = make_authorisation(self.firm, self.agency)
        self.assertIsNotNone(agent_for(self.agent, self.firm))
        revoke = self.at("agent-revoke", authorisation.key)

        self.assertEqual(self.client.post(revoke, {"version": 9}).status_code, 409)
        self.assertIsNotNone(agent_for(self.agent, self.firm))
        self.client.post(revoke, {"version": 1})

        self.assertIsNone(agent_for(self.agent, self.firm))
        relay_facts()
        self.assertTrue(
            Notification.objects.filter(recipient=self.agent, kind="agency_ended").exists()
        )

    def test_a_name_that_several_bear_or_none_is_told_at_its_field(self):
        make_enterprise(EnterpriseKind.AGENT, name_en="Swift Brothers")
        faults = [
            {"agent": "swift"},
            {"agent": "nobody at all"},
            {"agent": self.firm.credit_code},
            {"last_day": (TODAY - timedelta(days=1)).isoformat()},
        ]
        for fault in faults:
            with self.subTest(fault=fault):
                response = self.ask(**fault)
                self.assertEqual(response.status_code, 422)
                self.assertEqual(set(response.context["form"].errors), set(fault))
        self.assertFalse(AgentAuthorisation.objects.exists())

    def test_an_agent_does_not_see_the_people_of_whom_it_serves(self):
        make_authorisation(self.firm, self.agency)
        self.client.force_login(self.agent)

        for name in ("firm-people", "profile"):
            self.assertEqual(self.client.get(self.at(name)).status_code, 404)


class TestProfile(_OfAFirm):
    def test_contacts_are_changed_from_the_version_that_was_read(self):
        typed = {"contact_name": "Li", "workers": "1,200", "version": self.firm.version}
        edit = self.at("profile-edit")

        self.assertEqual(self.client.post(edit, typed | {"version": 9}).status_code, 409)
        self.assertEqual(self.client.post(edit, typed | {"workers": "many"}).status_code, 422)
        self.client.post(edit, typed)

        self.firm.refresh_from_db()
        self.assertEqual((self.firm.contact_name, self.firm.workers), ("Li", 1200))

    def test_a_second_press_of_the_button_enters_nothing_twice(self):
        for page, values in (
            ("outlet-add", {"name": "Moscow House", "iso": "RU"}),
            ("brand-add", {"name": "Xueling", "iso": "RU"}),
        ):
            with self.subTest(page=page):
                self.client.post(self.at(page), values)
                again = self.client.post(self.at(page), values)

                self.assertEqual(again.status_code, 422)
                self.assertIn("name", again.context["form"].errors)
        self.assertEqual((self.firm.outlets.count(), self.firm.brands.count()), (1, 1))

    def test_a_shop_is_opened_and_closed_and_a_brand_entered_and_given_up(self):
        self.client.post(self.at("outlet-add"), {"name": "Moscow House", "iso": "RU"})
        self.client.post(self.at("brand-add"), {"name": "Xueling", "iso": ""})
        shop, brand = self.firm.outlets.get(), self.firm.brands.get()

        self.client.post(self.at("outlet-close", shop.key))
        self.client.post(self.at("brand-end", brand.key))

        shop.refresh_from_db()
        brand.refresh_from_db()
        self.assertEqual((shop.closed_on, brand.ended_on), (TODAY, TODAY))
        self.assertEqual(self.client.post(self.at("outlet-close", shop.key)).status_code, 409)
        self.assertEqual(self.client.post(self.at("brand-end", brand.key)).status_code, 409)
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        self.assertLessEqual(
            {"outlet_opened", "outlet_closed", "brand_entered", "brand_ended"}, actions
        )

    def test_a_country_without_a_rule_is_refused_at_its_field(self):
        for name, typed in (
            ("outlet-add", {"name": "x", "iso": "XX"}),
            ("markets-add", {"isos": ["XX"]}),
        ):
            response = self.client.post(self.at(name), typed)
            self.assertEqual(response.status_code, 422)

    def test_markets_are_added_once(self):
        self.client.post(self.at("markets-add"), {"isos": ["RU", "JP"]})

        self.assertEqual(set(self.firm.export_markets.values_list("iso", flat=True)), {"RU", "JP"})
        self.assertNotContains(self.client.get(self.at("markets-add")), 'value="RU"')

    def test_others_of_the_firm_read_it_and_change_nothing(self):
        self.client.force_login(self.declarant)

        self.assertEqual(self.client.get(self.at("profile")).status_code, 200)
        for name in ("profile-edit", "markets-add", "brand-add", "outlet-add"):
            self.assertEqual(self.client.get(self.at(name)).status_code, 403)
            self.assertEqual(self.client.post(self.at(name), {}).status_code, 403)


class TestKeys(_OfAFirm):
    def make(self, **changes):
        typed = {
            "name": "ERP",
            "scopes": ["declarations:read"],
            "last_day": (TODAY + timedelta(days=90)).isoformat(),
        }
        return self.client.post(reverse("enterprises:token-new"), typed | changes)

    def asked_with(self, key):
        address = reverse("api:declaration-list")
        self.client.logout()
        return self.client.get(address, headers={"Authorization": f"Bearer {key}"}).status_code

    def test_a_key_is_shown_once_opens_what_was_chosen_and_nothing_when_revoked(self):
        response = self.make()
        key = response.context["key"]
        self.assertContains(response, key)
        self.assertIn("no-store", response["Cache-Control"])
        self.assertNotContains(self.client.get(reverse("enterprises:token-list")), key)
        self.assertEqual(self.asked_with(key), 200)

        token = ApiToken.objects.get()
        self.client.force_login(self.owner)
        self.client.post(reverse("enterprises:token-revoke", args=[token.key]))

        self.assertEqual(self.asked_with(key), 401)

    def test_a_key_has_scopes_and_an_end_within_a_year(self):
        faults = [
            {"scopes": []},
            {"scopes": ["everything"]},
            {"last_day": (TODAY + timedelta(days=400)).isoformat()},
            {"last_day": (TODAY - timedelta(days=1)).isoformat()},
            {"name": " "},
        ]
        for fault in faults:
            with self.subTest(fault=fault):
                response = self.make(**fault)
                self.assertEqual(response.status_code, 422)
                self.assertEqual(set(response.context["form"].errors), set(fault))
        self.assertFalse(ApiToken.objects.exists())

    def test_nobody_revokes_anybody_elses(self):
        self.make()
        token = ApiToken.objects.get()
        self.client.force_login(self.declarant)

        for key in (token.key, uuid4()):
            address = reverse("enterprises:token-revoke", args=[key])
            self.assertEqual(self.client.post(address).status_code, 404)
        token.refresh_from_db()
        self.assertIsNone(token.revoked_at)


class TestMail(TestCase):
    def test_each_kind_is_written_in_the_language_of_its_reader_with_the_way_to_the_record(self):
        firm = make_enterprise(name_en="Beichen", name_zh="北辰")
        for language, name in (("zh-hans", "北辰"), ("en", "Beichen")):
            person = make_user(enterprise=firm, language=language)
            Notification.objects.create(
                recipient=person,
                kind="member_added",
                params={
                    "enterprise": firm.serial,
                    "enterprise_name_en": firm.name_en,
                    "enterprise_name_zh": firm.name_zh,
                    "role": "viewer",
                },
                created_at=timezone.now(),
            )
            mail.outbox.clear()
            mail_notifications()

            (letter,) = mail.outbox
            with self.subTest(language=language):
                self.assertIn(name, letter.subject)
                self.assertIn(reverse("enterprises:firm-people", args=[firm.serial]), letter.body)
