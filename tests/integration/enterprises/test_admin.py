"""The administration: reference data and accounts are kept, all else is only read."""

from datetime import date, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from enterprises.admin.base import RecordAdmin, ReferenceAdmin
from enterprises.models import (
    AuditEntry,
    Destination,
    Holiday,
    Market,
    Membership,
    Registration,
    User,
)
from enterprises.roles import Role
from enterprises.services.groups import give_roles, sync_groups
from tests.factories import TODAY, make_enterprise, make_notice, make_registration, make_user
from tests.factories.enterprises import PASSWORD

HOUSE = [
    model
    for config in apps.get_app_configs()
    if Path(config.path).parent == settings.BASE_DIR
    for model in config.get_models()
]
# Kept for the machine, and shown to nobody, or shown on the page of what they are part of.
WITHOUT_A_PAGE = {
    *("IdempotencyKey", "NumberSeries", "Notification", "ReferenceStamp"),
    *("Brand", "OverseasOutlet", "ExportMarket", "RegistrationCondition"),
    *("FilingScope", "FilingSuspension", "Grading", "LotBalance", "SampleItem", "Result"),
    *("ObligationDraw", "ContractLimit", "DeclarationLine", "MaterialUse", "Hold", "Check"),
    *("RegistrationDocument", "AssessmentAssessor", "AssessmentItem", "AssessmentPhoto"),
    *("ImpactLot", "ImpactTask"),
    *("RectificationEvidence", "RectificationExtension", "RectificationReminder"),
    *("CheckDraw", "NoticeReading"),
}


def make_staff(role: Role) -> User:
    user = make_user()
    give_roles(user=user, roles=[role], actor=None, at=timezone.now())
    return user


def address(model, view: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


class TestTheDoor(TestCase):
    def test_strangers_log_in_where_everybody_does(self):
        response = self.client.get("/admin/", follow=True)

        self.assertEqual(response.request["PATH_INFO"], reverse("login"))
        self.assertContains(response, 'name="next" value="/admin/"')

    def test_whoever_is_in_but_no_administrator_is_told_so(self):
        for role in set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}:
            with self.subTest(role=role):
                self.client.force_login(make_user(role))

                response = self.client.get("/admin/", follow=True)

                self.assertEqual(response.status_code, 403)

    def test_everybody_goes_out_by_the_same_door(self):
        self.client.force_login(make_staff(Role.ADMINISTRATOR))

        response = self.client.post("/admin/logout/")

        self.assertRedirects(response, reverse("login"))


class TestEveryTable(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.superuser = User.objects.create_superuser("root", password=PASSWORD)
        cls.administrator = make_staff(Role.ADMINISTRATOR)
        cls.auditor = make_staff(Role.AUDITOR)
        make_registration(make_enterprise())
        make_notice()

    def test_has_a_page_or_a_reason_to_have_none(self):
        missing = {model.__name__ for model in HOUSE if not admin.site.is_registered(model)}

        self.assertLessEqual(missing, WITHOUT_A_PAGE)

    def test_of_reference_data_is_kept_by_administrators_and_searched(self):
        for model in HOUSE:
            if not getattr(model, "is_reference", False):
                continue
            with self.subTest(model=model.__name__):
                kept = admin.site.get_model_admin(model)

                self.assertIsInstance(kept, ReferenceAdmin)
                self.assertTrue(kept.search_fields)
                self.client.force_login(self.administrator)
                self.assertEqual(self.client.get(address(model, "changelist")).status_code, 200)
                self.assertEqual(
                    self.client.get(address(model, "changelist"), {"q": "1"}).status_code, 200
                )
                self.assertEqual(self.client.get(address(model, "add")).status_code, 200)

    def test_of_records_is_only_read_even_by_a_superuser(self):
        self.client.force_login(self.superuser)
        for model, kept in admin.site._registry.items():
            if not isinstance(kept, RecordAdmin):
                continue
            with self.subTest(model=model.__name__):
                row = model._default_manager.first()

                self.assertEqual(self.client.get(address(model, "changelist")).status_code, 200)
                self.assertEqual(self.client.get(address(model, "add")).status_code, 403)
                if row is not None:
                    page = address(model, "change", row.pk)
                    self.assertEqual(self.client.get(page).status_code, 200)
                    self.assertEqual(self.client.post(page, {}).status_code, 403)
                    self.assertEqual(
                        self.client.post(address(model, "delete", row.pk)).status_code, 403
                    )

    def test_is_read_whole_by_auditors_who_change_none(self):
        self.client.force_login(self.auditor)
        for model in admin.site._registry:
            if model not in {*HOUSE, Group}:
                continue
            with self.subTest(model=model.__name__):
                self.assertEqual(self.client.get(address(model, "changelist")).status_code, 200)
                self.assertEqual(self.client.get(address(model, "add")).status_code, 403)

    def test_of_records_is_closed_to_administrators_who_have_no_work_there(self):
        self.client.force_login(self.administrator)
        for model in (Registration, AuditEntry):
            with self.subTest(model=model.__name__):
                self.assertEqual(self.client.get(address(model, "changelist")).status_code, 403)

    def test_speaks_of_its_rows_in_the_language_of_the_reader(self):
        self.client.force_login(make_staff(Role.ADMINISTRATOR))
        limits = reverse("admin:lab_limit_changelist")

        for language, spoken, silent in (("en", "Japan", "日本"), ("zh-hans", "日本", "Japan")):
            with self.subTest(language=language):
                page = self.client.get(limits, headers={"accept-language": language})

                self.assertContains(page, f"JP {spoken}")
                self.assertNotContains(page, f"JP {silent}")

    def test_is_never_emptied_by_its_page(self):
        self.client.force_login(self.superuser)
        for model, kept in admin.site._registry.items():
            if model in {*HOUSE, Group}:
                with self.subTest(model=model.__name__):
                    request = self.client.get(address(model, "changelist")).wsgi_request
                    self.assertFalse(kept.has_delete_permission(request))


class TestADestination(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.administrator = make_staff(Role.ADMINISTRATOR)

    def setUp(self):
        self.client.force_login(self.administrator)

    def change(self, row: Destination, **values):
        page = address(Destination, "change", row.pk)
        fields = {
            "name_en": row.name_en,
            "name_zh": row.name_zh,
            "source": row.source,
            "confidence": row.confidence,
            "note": row.note,
            "valid_until": "",
        }
        return self.client.post(page, fields | values)

    def test_is_ended_by_its_last_day_and_the_change_is_audited(self):
        row = Destination.objects.filter(valid_until__isnull=True).first()

        response = self.change(row, valid_until="2027-06-30")

        self.assertEqual(response.status_code, 302)
        row.refresh_from_db()
        self.assertEqual(row.valid_until, date(2027, 7, 1))
        entry = AuditEntry.objects.get(action="reference_changed")
        self.assertEqual(entry.actor, self.administrator)
        self.assertEqual(entry.record_kind, "destination")
        self.assertEqual(entry.detail, {"valid_until": ["", "2027-07-01"]})

    def test_shows_its_last_day_and_not_the_day_after(self):
        row = Destination.objects.filter(valid_until__isnull=True).first()
        Destination.objects.filter(pk=row.pk).update(valid_until=date(2027, 7, 1))

        page = self.client.get(address(Destination, "change", row.pk))
        unchanged = self.change(row, valid_until="2027-06-30")

        self.assertContains(page, 'value="2027-06-30"')
        self.assertEqual(unchanged.status_code, 302)
        self.assertFalse(AuditEntry.objects.filter(action="reference_changed").exists())

    def test_keeps_its_regime_once_it_was_in_force(self):
        row = Destination.objects.get(iso="RU", valid_until__isnull=True)

        self.change(row, regime="strict")

        row.refresh_from_db()
        self.assertEqual(row.regime, "monitored")

    def test_may_be_mended_while_it_lies_ahead(self):
        row = Destination.objects.create(
            iso="XX",
            name_en="Elsewhere",
            name_zh="他处",
            market=Market.objects.get(code="EU"),
            regime="strict",
            valid_from=TODAY + timedelta(days=30),
        )

        self.change(
            row,
            iso="XX",
            market="EU",
            regime="default",
            valid_from=row.valid_from.isoformat(),
        )

        row.refresh_from_db()
        self.assertEqual(row.regime, "default")

    def test_that_overlaps_another_is_refused_in_words(self):
        response = self.client.post(
            address(Destination, "add"),
            {
                "iso": "RU",
                "name_en": "Russia",
                "name_zh": "俄罗斯",
                "market": "EU",
                "regime": "strict",
            },
        )

        self.assertEqual(response.status_code, 200)
        self.assertFalse(Destination.objects.filter(iso="RU", regime="strict").exists())


class TestAHoliday(TestCase):
    def test_added_by_an_administrator_is_audited(self):
        administrator = make_staff(Role.ADMINISTRATOR)
        self.client.force_login(administrator)

        self.client.post(
            address(Holiday, "add"),
            {
                "day": "2031-10-01",
                "kind": "off",
                "name_en": "National Day",
                "name_zh": "国庆节",
                "status": "published",
            },
        )

        self.assertTrue(Holiday.objects.filter(day=date(2031, 10, 1)).exists())
        entry = AuditEntry.objects.get(action="reference_added")
        self.assertEqual(entry.record_kind, "holiday")
        self.assertEqual(entry.detail["name_en"], ["", "National Day"])


class TestAnAccount(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.administrator = make_staff(Role.ADMINISTRATOR)
        cls.superuser = User.objects.create_superuser("root", password=PASSWORD)

    def setUp(self):
        self.client.force_login(self.administrator)

    def give(self, person: User, *roles: Role, **values):
        groups = Group.objects.filter(name__in=roles).values_list("pk", flat=True)
        fields = {"username": person.username, "is_active": "on", "groups": list(groups)}
        return self.client.post(address(User, "change", person.pk), fields | values)

    def test_is_opened_with_a_password_that_no_audit_knows(self):
        response = self.client.post(
            address(User, "add"),
            {
                "username": "li.na",
                "full_name": "Li Na",
                "usable_password": "true",
                "password1": "seven foxes in snow",
                "password2": "seven foxes in snow",
            },
        )

        self.assertEqual(response.status_code, 302)
        self.assertTrue(User.objects.get(username="li.na").check_password("seven foxes in snow"))
        entry = AuditEntry.objects.get(action="account_opened")
        self.assertNotIn("seven foxes", str(entry.detail))

    def test_becomes_staff_with_the_role_and_stops_with_it(self):
        person = make_user()

        self.give(person, Role.ADMINISTRATOR)
        person.refresh_from_db()
        self.assertTrue(person.is_staff)

        self.give(person, Role.INSPECTOR)
        person.refresh_from_db()
        self.assertFalse(person.is_staff)
        changes = [entry.detail for entry in AuditEntry.objects.filter(action="account_changed")]
        self.assertIn({"groups": ["administrator", "inspector"]}, changes)

    def test_is_closed_and_never_deleted(self):
        person = make_user()

        self.give(person, is_active="")
        response = self.client.post(address(User, "delete", person.pk), {"post": "yes"})

        person.refresh_from_db()
        self.assertFalse(person.is_active)
        self.assertEqual(response.status_code, 403)

    def test_never_gives_itself_a_role(self):
        self.give(self.administrator, Role.ADMINISTRATOR, Role.CHIEF)

        names = set(self.administrator.groups.values_list("name", flat=True))
        self.assertEqual(names, {Role.ADMINISTRATOR})

    def test_is_never_made_a_superuser_here(self):
        person = make_user()

        self.give(person, is_superuser="on", is_staff="on")

        person.refresh_from_db()
        self.assertFalse(person.is_superuser)
        self.assertFalse(person.is_staff)

    def test_of_a_superuser_is_out_of_an_administrators_reach(self):
        page = address(User, "change", self.superuser.pk)
        password = reverse("admin:auth_user_password_change", args=[self.superuser.pk])

        self.assertEqual(self.client.post(page, {}).status_code, 403)
        self.assertEqual(
            self.client.post(password, {"password1": "x" * 14, "password2": "x" * 14}).status_code,
            403,
        )

    def test_gets_a_new_password_and_the_audit_says_only_that(self):
        person = make_user()

        self.client.post(
            reverse("admin:auth_user_password_change", args=[person.pk]),
            {
                "usable_password": "true",
                "password1": "seven foxes in snow",
                "password2": "seven foxes in snow",
            },
        )

        person.refresh_from_db()
        self.assertTrue(person.check_password("seven foxes in snow"))
        self.assertEqual(AuditEntry.objects.get(action="password_set").detail, {})


class TestAMembership(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.administrator = make_staff(Role.ADMINISTRATOR)
        cls.firm = make_enterprise()
        cls.person = make_user()

    def setUp(self):
        self.client.force_login(self.administrator)

    def add(self):
        return self.client.post(
            address(Membership, "add"),
            {"user": self.person.pk, "enterprise": self.firm.pk, "role": "owner"},
        )

    def test_is_begun_by_the_service_which_audits_it(self):
        response = self.add()

        self.assertEqual(response.status_code, 302)
        self.assertEqual(Membership.objects.get().user, self.person)
        entry = AuditEntry.objects.get(action="member_added")
        self.assertEqual((entry.actor, entry.enterprise), (self.administrator, self.firm))

    def test_begun_twice_is_refused_in_words(self):
        self.add()

        response = self.client.get(self.add().url)

        self.assertContains(response, "already belongs to the enterprise")
        self.assertEqual(Membership.objects.count(), 1)

    def test_of_the_last_owner_does_not_end(self):
        self.add()
        page = address(Membership, "change", Membership.objects.get().pk)

        response = self.client.post(page, {"role": "owner", "ends": "on"}, follow=True)

        self.assertContains(response, "keeps at least one owner")
        self.assertIsNone(Membership.objects.get().until)

    def test_that_is_over_is_only_read(self):
        self.add()
        other = make_user(enterprise=self.firm)
        page = address(Membership, "change", Membership.objects.get(user=self.person).pk)

        ended = self.client.post(page, {"role": "owner", "ends": "on"})

        self.assertEqual(ended.status_code, 302)
        self.assertIsNotNone(Membership.objects.get(user=self.person).until)
        self.assertIsNone(Membership.objects.get(user=other).until)
        self.assertEqual(self.client.post(page, {"role": "viewer"}).status_code, 403)


class TestTheRoles(TestCase):
    def test_have_their_permissions_from_the_loading_and_a_second_run_changes_nothing(self):
        self.assertEqual(sync_groups(), 0)

    def test_other_than_administrator_and_auditor_have_nothing_in_the_administration(self):
        for role in set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}:
            with self.subTest(role=role):
                group = Group.objects.get(name=role.value)
                self.assertFalse(group.permissions.exists())

    def test_never_have_the_permission_to_delete(self):
        self.assertFalse(
            Permission.objects.filter(group__isnull=False, codename__startswith="delete_").exists()
        )


class TestTheLastDay(TestCase):
    """What was decided stays explainable: no period is cut back behind today."""

    @classmethod
    def setUpTestData(cls):
        cls.administrator = make_staff(Role.ADMINISTRATOR)
        cls.row = Destination.objects.filter(valid_until__isnull=True).first()

    def setUp(self):
        self.client.force_login(self.administrator)

    def end(self, row: Destination, last_day: date | str):
        fields = {"name_en": row.name_en, "name_zh": row.name_zh, "valid_until": str(last_day)}
        return self.client.post(address(Destination, "change", row.pk), fields)

    def test_of_a_row_in_force_is_today_or_later(self):
        today = timezone.localdate()

        refused = self.end(self.row, today - timedelta(days=1))
        kept = Destination.objects.get(pk=self.row.pk).valid_until
        accepted = self.end(self.row, today)

        self.assertContains(refused, "Give today or a later day.")
        self.assertIsNone(kept)
        self.assertEqual(accepted.status_code, 302)

    def test_never_lies_before_the_first_day(self):
        first = timezone.localdate() + timedelta(days=30)
        Destination.objects.filter(pk=self.row.pk).update(valid_from=first)
        fields = {"iso": self.row.iso, "market": self.row.market_id, "regime": self.row.regime}
        fields |= {"name_en": "Here", "name_zh": "此处", "valid_from": str(first)}

        refused = self.client.post(
            address(Destination, "change", self.row.pk),
            fields | {"valid_until": str(first - timedelta(days=1))},
        )

        self.assertContains(refused, "The last valid day lies before the first one.")

    def test_taken_back_over_the_next_row_is_refused_in_words(self):
        today = timezone.localdate()
        ended = Destination.objects.get(pk=self.row.pk)
        Destination.objects.filter(pk=ended.pk).update(valid_until=today + timedelta(days=5))
        ended.pk, ended.valid_from = None, today + timedelta(days=5)
        ended.save()

        refused = self.end(self.row, "")

        self.assertContains(refused, "Another row holds on some of these days.")
