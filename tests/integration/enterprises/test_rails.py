"""The rails: numbers, reference data in memory, words of reasons, files, keys and answers."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import SimpleTestCase, TestCase, TransactionTestCase, override_settings
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory

from enterprises import access, audit, files, idempotency, numbers
from enterprises.authentication import ScopedTokenAuthentication
from enterprises.idempotency import Answer, KeyUsedOtherwise
from enterprises.models import (
    ApiToken,
    AuditEntry,
    Destination,
    Enterprise,
    IdempotencyKey,
    StoredFile,
)
from enterprises.roles import Role
from enterprises.selectors import reasons, reference
from enterprises.services import enterprises, tokens
from tests.factories import TODAY, at, make_credit_code, make_enterprise, make_user

DAY = date(2026, 5, 4)


class Numbers(TestCase):
    def test_of_a_firm_and_of_the_bureau(self):
        enterprise = make_enterprise(serial="0042")

        of_firm = numbers.next_number(letter="L", on=DAY, enterprise=enterprise, count=2)
        of_bureau = numbers.next_number(letter="S", on=DAY)
        short = numbers.next_number(letter="R", on=DAY, enterprise=enterprise, digits=2)

        self.assertEqual(of_firm, ["L26-0042-0001", "L26-0042-0002"])
        self.assertEqual(of_bureau, ["S26-000001"])
        self.assertEqual(short, ["R26-0042-01"])

    def test_every_firm_letter_and_year_counts_for_itself(self):
        one, other = make_enterprise(serial="0042"), make_enterprise(serial="0043")
        numbers.next_number(letter="L", on=DAY, enterprise=one)

        self.assertEqual(
            [
                *numbers.next_number(letter="L", on=DAY, enterprise=one),
                *numbers.next_number(letter="L", on=DAY, enterprise=other),
                *numbers.next_number(letter="D", on=DAY, enterprise=one),
                *numbers.next_number(letter="L", on=date(2027, 1, 1), enterprise=one),
            ],
            ["L26-0042-0002", "L26-0043-0001", "D26-0042-0001", "L27-0042-0001"],
        )


class Reference(TestCase):
    def test_is_read_once_and_again_when_it_changed(self):
        reference.destinations()
        with self.assertNumQueries(1):  # the stamp alone
            reference.destination_on("RU", DAY)

        Destination.objects.filter(iso="RU", valid_until=None).update(regime="strict")

        self.assertEqual(reference.destination_on("RU", DAY).regime, "strict")

    def test_forgets_what_was_rolled_back(self):
        with transaction.atomic():
            Destination.objects.filter(iso="RU").update(regime="strict")
            self.assertEqual(reference.destination_on("RU", DAY).regime, "strict")
            transaction.set_rollback(True)
        Destination.objects.filter(iso="KZ").update(note="touched")

        self.assertEqual(reference.destination_on("RU", DAY).regime, "monitored")

    def test_one_look_asks_for_the_stamp_once(self):
        reference.destinations(), reference.working_calendar()
        with self.assertNumQueries(1), reference.one_look():
            reference.destination_on("RU", DAY)
            reference.working_calendar()

    def test_a_country_without_a_row_is_unknown(self):
        with self.assertRaises(reference.UnknownCountry):
            reference.destination_on("XX", DAY)

    def test_the_concession_ends_by_a_row(self):
        Destination.objects.filter(iso="RU", valid_until=None).update(valid_until=DAY)
        Destination.objects.create(
            iso="RU", name_en="x", name_zh="x", market_id="EAEU", regime="strict", valid_from=DAY
        )

        before = reference.destination_on("RU", DAY - timedelta(days=1)).regime
        self.assertEqual(
            (before, reference.destination_on("RU", DAY).regime), ("monitored", "strict")
        )
        with (
            self.assertRaisesMessage(IntegrityError, "destination_one_row_per_country_and_day"),
            transaction.atomic(),
        ):
            Destination.objects.create(
                iso="RU", name_en="x", name_zh="x", market_id="EAEU", regime="strict"
            )


class Reasons(TestCase):
    def test_are_said_in_the_readers_language(self):
        params = {"number": "R26-0001-01", "date": "2026-05-04"}

        english = reasons.say("REGISTRATION_SUSPENDED", params, language="en")
        chinese = reasons.say("REGISTRATION_SUSPENDED", params, language="zh-hans")

        self.assertEqual(english, "The registration R26-0001-01 is suspended since 4 May 2026.")
        self.assertIn("2026年5月4日", chinese)

    def test_a_missing_parameter_or_code_is_not_a_fault(self):
        self.assertIn("…", reasons.say("SKINS_SHORT", {"lot": "L26-0001-0001"}, language="en"))
        self.assertEqual(reasons.say("NO_SUCH_CODE"), "NO_SUCH_CODE")

    def test_countries_are_named(self):
        params = {"destination": "US", "allowed": "RU;KZ"}

        self.assertIn("Russian Federation", reasons.say("PROVISIONAL_DESTINATION", params, "en"))


def workbook() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


class Sniff(SimpleTestCase):
    def test_the_content_decides_whatever_the_name_says(self):
        known = {
            b"%PDF-1.7 ...": files.PDF,
            b"\x89PNG\r\n\x1a\n...": files.PNG,
            b"\xff\xd8\xff\xe0...": files.JPEG,
            "企业,等级\n雪岭,1\n".encode("gb18030"): files.CSV,
            "\ufeffname,class\r\nXueling,1\r\n".encode(): files.CSV,
            workbook(): files.XLSX,
        }
        for content, media_type in known.items():
            with self.subTest(media_type=media_type):
                self.assertEqual(files.sniff(content), media_type)

    def test_everything_else_is_refused(self):
        plain_zip = io.BytesIO()
        with zipfile.ZipFile(plain_zip, "w") as archive:
            archive.writestr("a.txt", "x")
        for content in (
            b"",
            b"MZ\x90\x00\x03",
            b"<html><script>alert(1,2)</script></html>",
            b"<svg xmlns='a,b'/>",
            plain_zip.getvalue(),
            b"PK\x03\x04broken",
        ):
            with self.subTest(content=content[:12]), self.assertRaises(files.FileTypeUnknown):
                files.sniff(content)


class Files(TestCase):
    def setUp(self):
        folder = self.enterContext(TemporaryDirectory())
        self.enterContext(override_settings(MEDIA_ROOT=folder))
        self.enterprise = make_enterprise()
        self.owner = make_user(enterprise=self.enterprise)

    def store(self, content=b"%PDF-1.7", name="paper.pdf"):
        return files.store(
            content=content,
            file_name=name,
            enterprise=self.enterprise,
            actor=self.owner,
            at=at(),
        )

    def test_only_who_may_see_the_firm_finds_the_file(self):
        stored = self.store()

        found = access.get_or_404(StoredFile, self.owner, token=stored.token)
        stranger = make_user(enterprise=make_enterprise())

        self.assertEqual(files.read(found), b"%PDF-1.7")
        self.assertFalse(StoredFile.objects.visible_to(stranger).exists())

    def test_a_name_cannot_lead_out_of_the_folder_or_break_a_header(self):
        stored = self.store(name="..\\..\\etc/pass\r\nwd.pdf")

        self.assertEqual(stored.file_name, "passwd.pdf")
        self.assertNotIn(stored.file_name, stored.token)

    def test_what_is_too_large_leaves_nothing(self):
        with self.assertRaises(files.FileTooLarge):
            self.store(content=b"%PDF-" + bytes(files.SIZE_MAX))

        self.assertFalse(StoredFile.objects.exists())

    def test_is_saved_and_never_shown_as_a_page(self):
        response = files.as_download(self.store())

        self.assertTrue(response["Content-Disposition"].startswith("attachment"))
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        response.file_to_stream.close()


class Tokens(TestCase):
    def setUp(self):
        self.user = make_user(enterprise=make_enterprise())

    def make(self, **more):
        return tokens.create_token(
            user=self.user,
            name="press",
            scopes=["lots:read"],
            actor=self.user,
            at=timezone.now(),
            **more,
        )

    def authenticate(self, key, keyword="Bearer"):
        request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"{keyword} {key}")
        return ScopedTokenAuthentication().authenticate(request)

    def test_opens_for_its_person_with_its_scopes_and_is_kept_as_a_hash(self):
        _token, key = self.make()

        user, found = self.authenticate(key)

        self.assertEqual((user, found.scopes), (self.user, ["lots:read"]))
        self.assertFalse(ApiToken.objects.filter(digest=key).exists())
        self.assertNotIn(key, str(AuditEntry.objects.values_list("detail", flat=True)))

    def test_what_is_unknown_expired_revoked_or_of_nobody_opens_nothing(self):
        _token, expired = self.make(expires_at=timezone.now() - timedelta(seconds=1))
        revoked_token, revoked = self.make()
        tokens.revoke_token(token=revoked_token, actor=self.user, at=timezone.now())
        _token, orphaned = self.make()
        for key in ("qiudu_guess", expired, revoked):
            with self.assertRaises(AuthenticationFailed):
                self.authenticate(key)
        self.user.is_active = False
        self.user.save()
        with self.assertRaises(AuthenticationFailed):
            self.authenticate(orphaned)

    def test_another_kind_of_header_is_left_to_others(self):
        self.assertIsNone(self.authenticate("x", keyword="Basic"))


class Idempotency(TestCase):
    def setUp(self):
        self.user = make_user()
        self.calls = []

    def ask(self, content, status=201, key="k-1"):
        def work():
            self.calls.append(content)
            return Answer(status, {"n": len(self.calls)})

        return idempotency.once(
            user=self.user,
            key=key,
            request_digest=idempotency.digest_of(method="POST", path="/x/", data=content),
            at=timezone.now(),
            work=work,
        )

    def test_the_same_request_gets_the_kept_answer(self):
        first, second = self.ask({"a": 1, "b": 2}), self.ask({"b": 2, "a": 1})

        self.assertEqual((first.body, second.body), ({"n": 1}, {"n": 1}))
        self.assertTrue(second.is_replayed)
        self.assertEqual(len(self.calls), 1)

    def test_another_request_under_the_key_is_refused(self):
        self.ask({"a": 1})

        with self.assertRaises(KeyUsedOtherwise):
            self.ask({"a": 2})
        self.assertEqual(len(self.calls), 1)

    def test_a_refusal_is_not_kept_so_that_it_can_be_mended(self):
        refused = self.ask({"a": 1}, status=409)

        self.assertEqual(refused.status, 409)
        self.assertFalse(IdempotencyKey.objects.exists())
        self.assertEqual(self.ask({"a": 1}).status, 201)


class IdempotencyAtOnce(TransactionTestCase):
    def test_two_at_once_do_it_once(self):
        user = make_user()
        made = []

        def ask(number):
            def work():
                make_enterprise(serial=f"9{number:03d}")
                made.append(number)
                return Answer(201, {"by": number})

            try:
                return idempotency.once(
                    user=user, key="k", request_digest="d", at=timezone.now(), work=work
                )
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, range(8)))

        self.assertEqual(len(made), 1)
        self.assertEqual({answer.body["by"] for answer in answers}, set(made))
        self.assertEqual(Enterprise.objects.count(), 1)


class EnterEnterprise(TestCase):
    def enter(self, code):
        return enterprises.enter_enterprise(
            credit_code=code,
            name_zh="雪岭",
            name_en="Xueling",
            kinds=["manufacturer"],
            township="大营",
            legal_representative="王芳",
            actor=None,
            at=at(),
        )

    def test_gives_a_serial_and_tidies_the_code(self):
        code = make_credit_code()

        entered = self.enter(f" {code[:8].lower()}-{code[8:]} ")

        self.assertEqual(entered.credit_code, code)
        self.assertRegex(entered.serial, r"^\d{4}$")

    def test_a_code_is_entered_once_and_only_with_its_check_character(self):
        code = make_credit_code()
        self.enter(code)

        with self.assertRaises(enterprises.EnterpriseKnown):
            self.enter(code)
        with self.assertRaises(enterprises.Invalid) as refusal:
            self.enter(code[:-1] + ("0" if code[-1] != "0" else "1"))
        self.assertIn("credit_code", refusal.exception.fields)

    def test_a_firm_does_not_say_of_itself_that_it_leads(self):
        entered = self.enter(make_credit_code())

        with self.assertRaises(enterprises.Invalid):
            enterprises.amend_enterprise(
                enterprise=entered,
                version=1,
                changes={"is_leading": True},
                actor=None,
                at=at(),
            )

    def test_markets_are_added_once_and_known(self):
        entered = self.enter(make_credit_code())
        common = {"enterprise": entered, "actor": None, "at": at()}

        self.assertEqual(enterprises.declare_markets(isos=["RU", "US"], **common), ["RU", "US"])
        self.assertEqual(
            enterprises.report_markets(enterprise=entered, isos=["US", "JP"], on=TODAY), ["JP"]
        )
        with self.assertRaises(enterprises.Invalid):
            enterprises.declare_markets(isos=["XX"], **common)


class Audit(TestCase):
    def test_many_lines_are_one_statement(self):
        officer = make_user(Role.CHIEF)
        lines = [audit.AuditLine(officer, at(), "tried", "thing", str(n)) for n in range(30)]

        with self.assertNumQueries(1):
            audit.record_many(lines)

        self.assertEqual(AuditEntry.objects.filter(actor_name=str(officer)).count(), 30)


class CheckTogether(TestCase):
    def test_models_and_migrations_agree(self):
        call_command("makemigrations", "enterprises", "blacklist", check=True, verbosity=0)
