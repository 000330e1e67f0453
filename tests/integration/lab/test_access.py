"""Who reaches which record of the laboratory: invisible is 404, visible but not theirs is 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import TestCase

from enterprises.roles import Role
from enterprises.states import MembershipRole
from lab import access
from lab.models import RawMaterialLot
from tests.factories import (
    make_delivery,
    make_enterprise,
    make_lot,
    make_report,
    make_sample,
    make_user,
)


class TestReach(TestCase):
    def setUp(self):
        self.lot = make_lot()
        self.owner = make_user(enterprise=self.lot.enterprise)
        self.stranger = make_user(enterprise=make_enterprise())
        self.analyst = make_user(Role.ANALYST)

    def test_the_laboratory_sees_every_sample_and_no_firm(self):
        sample = make_sample(self.lot)

        self.assertEqual(access.sample_at_bench(self.analyst, sample.number), sample)
        self.assertFalse(RawMaterialLot.objects.visible_to(self.analyst).exists())
        for find, user in (
            (access.sample_to_read, self.analyst),
            (access.sample_to_read, self.stranger),
            (access.sample_at_bench, self.owner),
        ):
            with self.assertRaises(Http404):
                find(user, sample.number)

    def test_a_sample_with_its_firm_is_the_firms_and_the_officers(self):
        sample = make_sample(self.lot)

        for user in (self.owner, make_user(Role.INSPECTOR), make_user(Role.AUDITOR)):
            self.assertEqual(access.sample_to_read(user, sample.number), sample)

    def test_a_report_is_seen_with_its_sample(self):
        report = make_report(self.lot)

        self.assertEqual(access.report_to_read(self.owner, report.number), report)
        with self.assertRaises(Http404):
            access.report_to_read(self.stranger, report.number)

    def test_a_delivery_is_seen_by_both_sides_and_answered_by_the_buyer(self):
        delivery = make_delivery(buyer=self.lot.enterprise)
        dyer = make_user(enterprise=delivery.dyehouse)
        viewer = make_user(enterprise=self.lot.enterprise, membership=MembershipRole.VIEWER)

        self.assertEqual(access.delivery_to_read(dyer, delivery.number), delivery)
        self.assertEqual(access.delivery_to_answer(self.owner, delivery.number), delivery)
        self.assertEqual(access.delivery_to_void(dyer, delivery.number), delivery)
        for user in (dyer, viewer):
            with self.assertRaises(PermissionDenied):
                access.delivery_to_answer(user, delivery.number)
        with self.assertRaises(PermissionDenied):
            access.delivery_to_void(self.owner, delivery.number)
        with self.assertRaises(Http404):
            access.delivery_to_read(self.stranger, delivery.number)
