"""Certificates: issued with a release, replaced, revoked, expired; and what they look like."""

import io
from datetime import timedelta

from django.test import TestCase
from pypdf import PdfReader

from enterprises.errors import IllegalTransition, Invalid, NotPermitted, StaleVersion
from enterprises.papers.drawing import _fetcher
from enterprises.roles import Role
from inspections.models import Certificate
from inspections.papers import certificate_pdf
from inspections.services import certificates
from inspections.services.declarations import cancel_release
from inspections.states import CertificateState, DeclarationState
from lab.models import LotBalance
from lab.states import LotState
from tests.factories import TODAY, at, make_user
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)
from tests.factories.lab import make_delivery, make_dye_batch, make_report
from tests.factories.lab import make_lot as make_lab_lot

LATER = at(TODAY, 16)


class CertificateCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A", name_zh="枣强䶮翀喆堃裘皮有限公司", name_en="Beichen Furs")
        make_month(cls.firm)
        cls.lot = make_lot(cls.firm)
        cls.declaration = make_draft(cls.firm, make_content(make_line({cls.lot: 400})))
        submit(cls.declaration)
        cls.certificate = Certificate.objects.get()
        cls.inspector = make_user(Role.INSPECTOR)

    def change(self, service, certificate=None, **changes):
        certificate = Certificate.objects.get(pk=(certificate or self.certificate).pk)
        arguments = {
            "number": certificate.number,
            "version": certificate.version,
            "reason": "Lost in the post",
            "actor": self.inspector,
            "at": LATER,
        }
        return service(**{**arguments, **changes})


class TestLife(CertificateCase):
    def test_code_has_no_sign_that_is_taken_for_another(self):
        code = self.certificate.verification_code

        self.assertEqual(len(code), 8)
        self.assertFalse(set(code) & set("0O1IL2Z5S8BU"))

    def test_replacement_keeps_the_time_to_ship(self):
        copy = self.change(certificates.replace)

        self.certificate.refresh_from_db()
        self.assertEqual(self.certificate.state, CertificateState.REPLACED)
        self.assertEqual(copy.number, f"{self.certificate.number[:-1]}2")
        self.assertEqual(copy.ship_until, self.certificate.ship_until)
        self.assertNotEqual(copy.verification_code, self.certificate.verification_code)

    def test_revoking_gives_no_skins_back(self):
        self.change(certificates.revoke)

        self.certificate.refresh_from_db()
        self.assertEqual(self.certificate.state, CertificateState.REVOKED)
        self.assertEqual(LotBalance.objects.get(lot=self.lot).written_off, 400)

    def test_release_whose_certificate_was_revoked_is_not_cancelled(self):
        self.change(certificates.revoke)

        with self.assertRaises(IllegalTransition):
            cancel_release(
                number=self.declaration.number,
                version=self.declaration.version,
                reason="Order lost",
                actor=declarant_of(self.firm),
                at=LATER,
            )

        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 4600)

    def test_ended_certificate_stays_ended(self):
        self.change(certificates.revoke)

        for service in (certificates.replace, certificates.revoke):
            with self.subTest(service.__name__), self.assertRaises(IllegalTransition):
                self.change(service)

    def test_needs_a_reason_a_right_and_the_version_seen(self):
        refusals = [
            ({"reason": " "}, Invalid),
            ({"actor": declarant_of(self.firm)}, NotPermitted),
            ({"actor": make_user(Role.REGISTRAR)}, NotPermitted),
            ({"version": 7}, StaleVersion),
        ]
        for changes, refusal in refusals:
            with self.subTest(refusal=refusal.__name__), self.assertRaises(refusal):
                self.change(certificates.revoke, **changes)

    def test_ships_for_sixty_days_and_expires_the_day_after(self):
        last_day = TODAY + timedelta(days=60)

        self.assertEqual(certificates.expire(at=at(last_day, 23, 59)), 0)
        self.assertEqual(certificates.expire(at=at(last_day + timedelta(days=1), 0, 5)), 1)
        self.assertEqual(certificates.expire(at=at(last_day + timedelta(days=1), 0, 6)), 0)
        self.certificate.refresh_from_db()
        self.assertEqual(self.certificate.state, CertificateState.EXPIRED)

    def test_cancelled_release_ends_it_and_reverses_the_write_off(self):
        cancel_release(
            number=self.declaration.number,
            version=self.declaration.version,
            reason="Order lost",
            actor=declarant_of(self.firm),
            at=LATER,
        )

        self.certificate.refresh_from_db()
        self.declaration.refresh_from_db()
        balance = LotBalance.objects.get(lot=self.lot)
        self.assertEqual(self.certificate.state, CertificateState.CANCELLED)
        self.assertEqual(self.declaration.state, DeclarationState.CANCELLED)
        self.assertEqual((balance.free_skins, balance.written_off), (5000, 0))

    def test_skins_that_come_back_from_a_dyehouse_that_failed_are_set_aside(self):
        delivery = make_delivery(buyer=self.firm, species="mink", skins=400)
        lot = make_lab_lot(delivery=delivery, skins=400)
        declaration = make_draft(self.firm, make_content(make_line({lot: 400}, pieces=10)))
        submit(declaration)
        lot.refresh_from_db()
        self.assertEqual(lot.state, LotState.EXHAUSTED)
        make_report(make_dye_batch(delivery.dyehouse), {"HCHO": "420"}, on=TODAY)

        declaration.refresh_from_db()
        cancel_release(
            number=declaration.number,
            version=declaration.version,
            reason="Order lost",
            actor=declarant_of(self.firm),
            at=LATER,
        )

        lot.refresh_from_db()
        self.assertEqual(lot.state, LotState.QUARANTINED)


class TestPaper(CertificateCase):
    """The paper itself, as a reader of PDF reads it."""

    def text_of(self, certificate):
        pages = PdfReader(io.BytesIO(certificate_pdf(certificate))).pages
        return "".join(page.extract_text() for page in pages)

    def test_says_the_facts_in_chinese_and_english(self):
        text = self.text_of(self.certificate)

        last_day = TODAY + timedelta(days=60)
        for said in (
            self.certificate.number,
            "出口裘皮放行证书",
            "Certificate of Release for Export Fur",
            "枣强䶮翀喆堃裘皮有限公司",
            "OOO «Северный мех»",
            "俄罗斯",
            self.lot.number,
            f"{last_day:%Y-%m-%d}",
            self.certificate.verification_code[:4],
        ):
            with self.subTest(said):
                self.assertIn(said, text)
        self.assertNotIn("作废", text)

    def test_paper_of_an_ended_certificate_is_marked_void(self):
        self.change(certificates.revoke)
        self.certificate.refresh_from_db()

        text = self.text_of(self.certificate).replace(" ", "")
        self.assertIn("作废VOID", text)

    def test_what_a_firm_writes_is_never_markup(self):
        self.declaration.consignee = '<img src="http://evil.example/x.png">'
        self.certificate.declaration = self.declaration

        self.assertIn("evil.example", self.text_of(self.certificate))

    def test_nothing_is_fetched_from_outside(self):
        fetch = _fetcher(frozenset("abc")).fetch
        for address in (
            "http://127.0.0.1:8000/",
            "https://evil.example/",
            "file:///etc/passwd",
            "static:../config/settings.py",
            "font:../secret",
            "ftp://evil.example/",
        ):
            with self.subTest(address), self.assertRaises(Exception):  # noqa: B017
                fetch(address)
