"""What the demonstration aims at: as much as the article tells, on whatever day it is made."""

from datetime import date, timedelta
from decimal import Decimal

from django.test import SimpleTestCase

from enterprises.calendar import is_working_day, months_on, working_calendar
from enterprises.states import DyehouseFilingState, EnterpriseKind
from inspections.demo.firms import DYEHOUSES, MAKERS
from inspections.demo.goods import CONSIGNEES, RUSSIA
from inspections.demo.plan import (
    RELEASED_SHARE,
    Aim,
    Sizes,
    even,
    shipments_between,
    shipments_of,
)
from inspections.demo.roster import roster

# A weekend, a long holiday before, the end of a short month, the beginning of one, a leap day.
DAYS_OF_MAKING = (
    date(2026, 11, 29),
    date(2026, 10, 9),
    date(2027, 2, 28),
    date(2026, 3, 1),
    date(2028, 2, 29),
)
QUIET_MONTHS = 4
# As a share of what is aimed at.
TOLERANCE = Decimal("0.05")
HOLIDAYS = working_calendar(
    [
        *((date(2026, 10, day), "off", "published") for day in range(1, 9)),
        *((date(2026, 2, day), "off", "published") for day in range(15, 24)),
    ]
)


def planned(today):
    since = months_on(today, -2)
    return since, shipments_between(
        months_on(since, -QUIET_MONTHS),
        today - timedelta(days=1),
        busy_since=since,
        aim=Aim(),
        is_working_day=lambda day: is_working_day(HOLIDAYS, day),
        shippers_on=lambda day: [firm for firm in (*MAKERS, *roster()) if firm.share],
    )


class ShipmentsOfTheStory(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plans = {day: planned(day) for day in DAYS_OF_MAKING}

    def test_come_to_sixty_thousand_garments_and_sixty_million_dollars_in_two_months(self):
        for day, (since, shipments) in self.plans.items():
            with self.subTest(made_on=day):
                to_russia = [one for one in shipments if one.iso == RUSSIA and one.day >= since]
                pieces = sum(one.pieces for one in to_russia) * RELEASED_SHARE
                usd = sum(one.usd for one in to_russia) * RELEASED_SHARE

                self.assertAlmostEqual(pieces / 60_000, 1, delta=TOLERANCE)
                self.assertAlmostEqual(usd / 60_000_000, 1, delta=TOLERANCE)

    def test_are_a_multiple_of_those_of_the_months_before(self):
        for day, (since, shipments) in self.plans.items():
            with self.subTest(made_on=day):
                pieces = {True: 0, False: 0}
                for one in shipments:
                    pieces[one.day >= since] += one.pieces

                self.assertGreater(pieces[True] / 2, 5 * pieces[False] / QUIET_MONTHS)

    def test_are_of_a_usual_size_and_go_on_working_days_to_known_consignees(self):
        for _since, shipments in self.plans.values():
            for one in shipments:
                self.assertTrue(1 <= one.pieces <= Sizes.largest + Sizes.smallest)
                self.assertTrue(is_working_day(HOLIDAYS, one.day))
                self.assertIn(one.iso, CONSIGNEES)

    def test_go_to_every_kind_of_market(self):
        _since, shipments = self.plans[DAYS_OF_MAKING[0]]

        self.assertLessEqual(
            {"RU", "KZ", "JP", "KR", "US", "DE", "FR", "IT"}, {one.iso for one in shipments}
        )

    def test_of_a_day_are_the_same_whenever_they_are_planned(self):
        day, firms = date(2026, 6, 3), [firm for firm in roster() if firm.share]

        first, second = (
            shipments_of(
                day, to_russia=900, usd_a_piece=Decimal(1000), shippers=firms, sizes=Sizes()
            )
            for _turn in range(2)
        )

        self.assertEqual(first, second)
        self.assertEqual(sum(one.pieces for one in first if one.iso == RUSSIA), 900)

    def test_a_number_is_split_without_loss(self):
        for total, parts in ((10, 3), (0, 4), (7, 7), (60_913, 42)):
            with self.subTest(total=total, parts=parts):
                split = even(total, parts)

                self.assertEqual(sum(split), total)
                self.assertLessEqual(max(split) - min(split), 1)


class FirmsOfTheStory(SimpleTestCase):
    def test_are_about_sixty_beside_six_dyehouses_on_file(self):
        everybody = (*MAKERS, *DYEHOUSES, *roster())
        dyehouses = [firm for firm in everybody if firm.kind == EnterpriseKind.DYEHOUSE]

        self.assertTrue(55 <= len(everybody) - len(dyehouses) <= 70)
        self.assertEqual(sum(firm.fate == DyehouseFilingState.FILED for firm in dyehouses), 6)

    def test_are_told_apart_by_key_and_name(self):
        everybody = (*MAKERS, *DYEHOUSES, *roster())
        for name in ("key", "name_zh", "name_en"):
            with self.subTest(name=name):
                named = [getattr(firm, name) for firm in everybody]

                self.assertEqual(len(named), len(set(named)))

    def test_some_were_brought_home_from_the_ports(self):
        came_home = [firm for firm in roster() if firm.ports and not firm.fate]

        self.assertGreaterEqual(len(came_home), 10)
        self.assertTrue(all(firm.registered_days_ago for firm in came_home))
