"""Questions asked often: the same answers as the queryset gives, from a text composed once."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from enterprises.asking import asked_often
from enterprises.models import Enterprise, OutboxFact, Registration
from tests.factories import TODAY, at, make_enterprise, make_registration


@asked_often
def firms_of(serials: Iterable[str]) -> QuerySet[Enterprise]:
    return Enterprise.objects.filter(serial__in=serials).order_by("serial")


@asked_often
def numbers_since(enterprise: int, since: date) -> QuerySet[Registration, tuple[str, str]]:
    rows = Registration.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__gte=since), enterprise=enterprise
    )
    return rows.values_list("enterprise__serial", "number")


@asked_often
def registrations_with_firms(enterprise: int) -> QuerySet[Registration]:
    rows = Registration.objects.filter(enterprise=enterprise).select_related("enterprise")
    return rows.annotate(length=Length("number")).defer("allowed_isos")


@asked_often
def payloads(name: str) -> QuerySet[OutboxFact, dict[str, int]]:
    return OutboxFact.objects.filter(name=name).values_list("payload", flat=True)


class AskedOften(TestCase):
    def test_objects_come_for_some_values_for_one_and_for_none(self):
        one, other = make_enterprise(), make_enterprise()

        for wanted in ([one, other], [other], []):
            with self.subTest(wanted=len(wanted)):
                found = firms_of({firm.serial for firm in wanted})
                self.assertEqual(found, wanted)

    def test_an_answer_is_read_anew_and_whole(self):
        firm = make_enterprise()
        firms_of([firm.serial])
        Enterprise.objects.filter(pk=firm.pk).update(township="留善寺")

        (found,) = firms_of([firm.serial])

        self.assertEqual(found.township, "留善寺")
        with self.assertNumQueries(0):
            self.assertEqual((found.kinds, found.created_at), (firm.kinds, firm.created_at))
        found.township = "大营"
        found.save(update_fields=["township"])

    def test_values_come_by_other_arguments_each_time(self):
        firm, other = make_enterprise(), make_enterprise()
        number = make_registration(firm, valid_from=TODAY).number

        self.assertEqual(numbers_since(firm.pk, TODAY), [(firm.serial, number)])
        self.assertEqual(numbers_since(firm.pk, since=TODAY + timedelta(days=1)), [])
        self.assertEqual(numbers_since(other.pk, TODAY), [])

    def test_joined_objects_and_what_was_reckoned_come_with_the_row(self):
        registration = make_registration(make_enterprise())

        with CaptureQueriesContext(connection) as asked:
            (found,) = registrations_with_firms(registration.enterprise_id)
            serial = found.enterprise.serial

        self.assertEqual(len(asked), 1)
        self.assertEqual(serial, registration.enterprise.serial)
        self.assertEqual(vars(found)["length"], len(registration.number))
        self.assertEqual(found.get_deferred_fields(), {"allowed_isos"})

    def test_columns_that_need_converting_are_converted(self):
        OutboxFact.objects.create(name="asked", payload={"answer": 42}, told_at=at())

        self.assertEqual(payloads("asked"), [{"answer": 42}])

    def test_a_text_is_composed_once(self):
        composed = []

        @asked_often
        def serials(enterprise: int) -> QuerySet[Enterprise, str]:
            composed.append(enterprise)
            return Enterprise.objects.filter(pk=enterprise).values_list("serial", flat=True)

        firms = [make_enterprise(), make_enterprise()]

        self.assertEqual([serials(firm.pk) for firm in firms], [[firm.serial] for firm in firms])
        self.assertEqual(len(composed), 1)
