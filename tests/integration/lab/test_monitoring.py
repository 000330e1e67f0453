"""Monthly monitoring: who owes it, the draw, what ends it, and what it covers."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from blacklist.models import CreditEvent
from blacklist.states import CreditClass, ListKind
from config.routes import FACT_ROUTES
from enterprises.calendar import SHANGHAI
from enterprises.errors import IllegalTransition, SelfApproval
from enterprises.models import Enterprise, ExportMarket, OutboxFact
from enterprises.roles import Role
from enterprises.states import DyehouseFilingState, EnterpriseKind, RegistrationState
from lab.models import MonitoringObligation, ObligationDraw, RawMaterialLot
from lab.policy.monitoring import covers_lot, month_is_open
from lab.selectors.months import month_evidence
from lab.selectors.obligations import gaps
from lab.services import material, monitoring, samples
from lab.services.monitoring.draws import pick
from lab.services.obligations import move_obligation
from lab.states import (
    NEXT_OBLIGATION_STATES,
    MonitoringRole,
    ObligationState,
    SampleState,
)
from lab.tasks import draw_when_wanted
from lab.wording import WORDS
from tests.factories import (
    CLEAN,
    at,
    make_classification,
    make_draw,
    make_dye_batch,
    make_enterprise,
    make_filing,
    make_list_entry,
    make_lot,
    make_obligation,
    make_registration,
    make_results,
    make_sample,
    make_user,
)

MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)


def exporter(
    *,
    iso: str = "RU",
    since: date = date(2026, 1, 1),
    state: RegistrationState = RegistrationState.REGISTERED,
    **fields,
) -> Enterprise:
    """Make a firm that exports to a country and holds a registration."""
    firm = make_enterprise()
    period = {"valid_from": since, "valid_until": date(2031, 1, 1), "state_since": since}
    make_registration(firm, state, **{**period, **fields})
    ExportMarket.objects.create(enterprise=firm, iso=iso, since=date(2026, 1, 1))
    return firm


def open_until(day: date, *, since: date | None = None) -> int:
    return monitoring.open_obligations(until=day, at=at(day), since=since)


def owed_by(firm: Enterprise) -> list[tuple[str, date]]:
    found = MonitoringObligation.objects.filter(enterprise=firm).order_by("month", "role")
    return list(found.values_list("role", "month"))


class TestOpening(TestCase):
    def test_every_exporter_to_a_monitored_market_owes_the_month(self):
        owing, strict = exporter(), exporter(iso="JP")
        make_enterprise()

        self.assertEqual(open_until(MARCH), 1)

        self.assertEqual(owed_by(owing), [("exporter", MARCH)])
        self.assertEqual(owed_by(strict), [])

    def test_so_does_class_a_wherever_it_exports_and_every_filed_dyehouse(self):
        firm = exporter(iso="JP")
        make_classification(firm, CreditClass.A, since=datetime(2026, 2, 1, tzinfo=SHANGHAI))
        dyehouse = make_filing(valid_from=date(2026, 1, 1), valid_until=date(2029, 1, 1)).enterprise

        open_until(MARCH)

        self.assertEqual(owed_by(firm), [("exporter", MARCH)])
        self.assertEqual(owed_by(dyehouse), [("dyehouse", MARCH)])

    def test_a_second_run_adds_none_and_a_month_left_out_is_caught_up(self):
        firm = exporter()
        open_until(MARCH)

        self.assertEqual(open_until(MARCH), 0)
        self.assertEqual(open_until(date(2026, 5, 2)), 2)

        self.assertEqual([month.month for _role, month in owed_by(firm)], [3, 4, 5])

    def test_who_qualifies_by_the_sample_day_begins_at_once_later_with_the_next_month(self):
        # The tenth of March 2026 is a Tuesday.
        for since, months in (
            (date(2026, 3, 9), [3, 4]),
            (date(2026, 3, 10), [3, 4]),
            (date(2026, 3, 11), [4]),
        ):
            with self.subTest(since=since):
                firm = exporter(since=since)

                open_until(APRIL, since=MARCH)

                self.assertEqual([month.month for _role, month in owed_by(firm)], months)

    def test_what_ended_before_the_month_owes_nothing(self):
        for state in ("suspended", "cancelled", "revoked", "lapsed"):
            for ended, months in ((date(2026, 2, 28), []), (date(2026, 3, 5), [3])):
                with self.subTest(state=state, ended=ended):
                    firm = exporter(state=RegistrationState(state), state_since=ended)

                    open_until(APRIL, since=MARCH)

                    self.assertEqual([month.month for _role, month in owed_by(firm)], months)

    def test_a_suspended_dyehouse_owes_nothing(self):
        filing = make_filing(
            state=DyehouseFilingState.SUSPENDED,
            valid_from=date(2025, 1, 1),
            valid_until=date(2029, 1, 1),
        )
        filing.suspensions.create(since=date(2026, 2, 1), reason="class D")

        open_until(MARCH)

        self.assertEqual(owed_by(filing.enterprise), [])

    def test_the_months_a_dyehouse_was_suspended_are_not_owed_afterwards(self):
        filing = make_filing(valid_from=date(2025, 1, 1), valid_until=date(2029, 1, 1))
        for since, until in (
            (date(2026, 2, 1), date(2026, 2, 1)),
            (date(2026, 2, 10), date(2026, 4, 25)),
        ):
            filing.suspensions.create(since=since, until=until, reason="class D")

        open_until(date(2026, 5, 2), since=date(2026, 1, 1))

        self.assertEqual([month.month for _role, month in owed_by(filing.enterprise)], [1, 2, 5])

    def test_the_class_says_how_many_lots(self):
        since = datetime(2026, 1, 1, tzinfo=SHANGHAI)
        wanted = {"A": 1, "B": 1, "C": 2, "D": 3}
        firms = {letter: exporter() for letter in wanted}
        for letter, firm in firms.items():
            make_classification(firm, CreditClass(letter), since=since)
        black = exporter()
        make_classification(black, CreditClass.B, since=since)
        make_list_entry(black, ListKind.BLACK, effective_from=date(2026, 1, 1))

        open_until(MARCH)

        needed = dict(MonitoringObligation.objects.values_list("enterprise", "draws_needed"))
        self.assertEqual({letter: needed[firms[letter].pk] for letter in wanted}, wanted)
        self.assertEqual(needed[black.pk], 3)

    def test_a_failed_month_doubles_the_next(self):
        firm = exporter()
        make_obligation(firm, "failed", month=MARCH)

        open_until(APRIL)

        april = MonitoringObligation.objects.get(enterprise=firm, month=APRIL)
        self.assertEqual((april.draws_needed, april.is_doubled), (2, True))

    def test_days_are_moved_to_working_days(self):
        firm = exporter()

        open_until(date(2026, 6, 1), since=date(2026, 6, 1))

        june = MonitoringObligation.objects.get(enterprise=firm)
        # The 20th of June 2026 is a Saturday, in the days off of the Dragon Boat Festival.
        self.assertEqual((june.sample_by, june.due_on), (date(2026, 6, 10), date(2026, 6, 22)))

    def test_asks_the_same_number_of_questions_for_any_number_of_firms(self):
        exporter()
        open_until(MARCH)  # fills what processes keep of reference data
        counted = []
        for firms in (1, 15):
            for _ in range(firms):
                exporter()
            with CaptureQueriesContext(connection) as queries:
                self.assertEqual(open_until(MARCH), firms)
            counted.append(len(queries))

        self.assertEqual(counted[0], counted[1])


class TestVerifyMonitoring(TestCase):
    def test_names_the_subject_and_the_month(self):
        firm = exporter()
        open_until(APRIL, since=MARCH)
        late = exporter()

        found = gaps(until=APRIL)

        self.assertEqual(
            [(gap.serial, gap.month) for gap in found],
            [(late.serial, MARCH), (late.serial, APRIL)],
        )
        with self.assertRaises(CommandError):
            call_command("verify_monitoring", "--until", "2026-04-01")
        open_until(APRIL)
        call_command("verify_monitoring", "--until", "2026-04-01")
        self.assertNotIn(firm.serial, [gap.serial for gap in gaps(until=APRIL)])


class TestDraw(TestCase):
    def setUp(self):
        self.obligation = make_obligation(month=MARCH, draws_needed=2)
        self.firm = self.obligation.enterprise

    def lots(self, number: int) -> list[RawMaterialLot]:
        return [make_lot(self.firm) for _ in range(number)]

    def draw(self, seed: str = "seed") -> list[ObligationDraw]:
        return monitoring.draw_for(obligation=self.obligation.pk, at=at(MARCH), seed=seed)

    def test_anyone_who_knows_the_seed_draws_the_same(self):
        lots = self.lots(9)

        drawn = [draw.lot for draw in self.draw()]

        self.assertEqual(drawn, pick(lots, 2, "seed"))
        self.assertNotEqual(drawn, pick(lots, 2, "another seed"))
        self.assertEqual(sorted(self.stored().candidates), sorted(lot.number for lot in lots))

    def test_plans_a_full_item_sample_of_each(self):
        self.lots(2)

        for draw in self.draw():
            analytes = set(draw.sample.items.values_list("analyte", flat=True))
            self.assertEqual(analytes, set(CLEAN))
            self.assertEqual(draw.sample.due_on, self.obligation.due_on)

    def test_fewer_in_stock_means_all_and_a_second_run_adds_none(self):
        self.lots(1)

        self.assertEqual(len(self.draw()), 1)
        self.assertEqual(self.draw(), [])

    def test_what_is_used_up_before_it_was_sampled_is_drawn_again_and_both_are_kept(self):
        self.lots(3)
        first, second = self.draw()
        RawMaterialLot.objects.filter(pk=first.lot_id).update(state="exhausted")

        (again,) = self.draw("another")

        first.refresh_from_db()
        first.sample.refresh_from_db()
        self.assertEqual((first.is_replaced, first.sample.state), (True, "cancelled"))
        self.assertNotIn(again.lot_id, (first.lot_id, second.lot_id))
        self.assertEqual(again.ordinal, 3)

    def test_with_nothing_in_stock_it_says_so(self):
        make_lot(self.firm, state="quarantined")

        self.assertEqual(self.draw(), [])

        self.obligation.refresh_from_db()
        self.assertEqual(
            (self.obligation.state, self.obligation.nothing_on), ("nothing_in_stock", MARCH)
        )

    def test_a_sampled_one_whose_sample_came_to_nothing_waits_for_another_lot(self):
        lot = make_lot(self.firm, state="quarantined")
        MonitoringObligation.objects.update(state="sampled", draws_needed=1)
        dead = make_draw(self.obligation, lot, sample=make_sample(lot, SampleState.REJECTED))

        self.assertEqual(monitoring.draw_where_due(at=at(MARCH)), 0)
        make_lot(self.firm)

        self.assertEqual(monitoring.draw_where_due(at=at(MARCH)), 1)
        dead.refresh_from_db()
        self.assertTrue(dead.is_replaced)

    def test_a_settled_one_is_not_drawn_for(self):
        MonitoringObligation.objects.update(
            state="waived", waiver_proposed_by=make_user(), waived_by=make_user()
        )

        with self.assertRaises(IllegalTransition):
            self.draw()

    def test_a_dyehouse_draws_its_latest_batches(self):
        dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        obligation = make_obligation(dyehouse, month=MARCH, role=MonitoringRole.DYEHOUSE)
        make_dye_batch(dyehouse, dyed_on=date(2026, 1, 31))
        batch = make_dye_batch(dyehouse, dyed_on=date(2026, 2, 1))

        (draw,) = monitoring.draw_for(obligation=obligation.pk, at=at(MARCH))

        self.assertEqual(draw.dye_batch, batch)

    def test_skins_that_come_in_are_drawn_by_the_fact_that_tells_it(self):
        on = self.obligation.due_on
        self.draw()
        material.receive_lot(
            enterprise=self.firm.pk,
            supplier_name="Harbin",
            species="fox",
            process="dyed",
            colour="black",
            skins=10,
            received_on=on,
            actor=None,
            at=at(on),
        )
        fact = OutboxFact.objects.get(name="draw_wanted")

        for _ in range(2):
            draw_when_wanted(fact.pk)

        self.assertEqual(self.obligation.draws.count(), 1)

    def stored(self) -> ObligationDraw:
        return self.obligation.draws.order_by("ordinal").first()


class TestProgress(TestCase):
    def setUp(self):
        self.obligation = make_obligation(month=MARCH, draws_needed=2)
        firm = self.obligation.enterprise
        self.draws = [
            make_draw(self.obligation, make_lot(firm), ordinal=ordinal) for ordinal in (1, 2)
        ]

    def take(self, draw: ObligationDraw, day: date = MARCH) -> None:
        samples.take_sample(
            number=draw.sample.number, place="Hall", seal_number="F-1", actor=None, at=at(day)
        )

    def report(self, draw: ObligationDraw, items: dict[str, str]) -> None:
        sample = draw.sample
        sample.refresh_from_db()
        sample.state = SampleState.ENTERED
        sample.save()
        make_results(sample, items)
        samples.verify_sample(number=sample.number, actor=make_user(Role.REVIEWER), at=at(MARCH))

    def state(self) -> str:
        self.obligation.refresh_from_db()
        return self.obligation.state

    def test_sampled_once_both_lots_are_in_test_once_one_is(self):
        first, second = self.draws
        self.take(first)
        self.assertEqual(self.state(), "open")

        self.take(second)
        self.assertEqual(self.state(), "sampled")

        samples.receive_sample(
            number=first.sample.number, is_seal_intact=True, actor=None, at=at(MARCH)
        )
        samples.start_testing(number=first.sample.number, actor=None, at=at(MARCH))
        self.assertEqual(self.state(), "in_test")

    def test_both_must_pass(self):
        for draw in self.draws:
            self.take(draw)
        self.report(self.draws[0], CLEAN)
        self.assertEqual(self.state(), "sampled")

        self.report(self.draws[1], CLEAN)

        self.assertEqual(self.state(), "passed")

    def test_one_failure_is_enough_before_the_other_is_even_taken(self):
        self.take(self.draws[0])

        self.report(self.draws[0], {**CLEAN, "HCHO": "420"})

        self.assertEqual(self.state(), "failed")

    def test_a_failure_doubles_the_next_month_that_is_open_already(self):
        following = make_obligation(self.obligation.enterprise, month=APRIL, draws_needed=1)

        self.take(self.draws[0])
        self.report(self.draws[0], {**CLEAN, "HCHO": "420"})

        following.refresh_from_db()
        self.assertEqual((following.draws_needed, following.is_doubled), (2, True))

    def test_a_failure_doubles_the_next_month_that_has_nothing_in_stock_yet(self):
        following = make_obligation(
            self.obligation.enterprise,
            month=APRIL,
            state=ObligationState.NOTHING_IN_STOCK,
            nothing_on=APRIL,
            draws_needed=1,
        )

        self.take(self.draws[0])
        self.report(self.draws[0], {**CLEAN, "HCHO": "420"})

        following.refresh_from_db()
        self.assertEqual((following.draws_needed, following.is_doubled), (2, True))
        self.assertEqual(following.state, ObligationState.NOTHING_IN_STOCK)

    def test_an_inconclusive_one_is_settled_by_the_retest(self):
        for draw in self.draws:
            self.take(draw)
        self.report(self.draws[0], CLEAN)
        self.report(self.draws[1], {"HCHO": "12"})
        self.assertEqual(self.state(), "inconclusive")

        retest = samples.order_retest(number=self.draws[1].sample.number, actor=None, at=at(MARCH))
        told = {"actor": None, "at": at(MARCH), "number": retest.number}
        samples.take_sample(**told, place="Store", seal_number="F-2")
        samples.receive_sample(**told, is_seal_intact=True)
        samples.start_testing(**told)
        self.assertEqual(self.state(), "in_test")
        retest.refresh_from_db()
        make_results(retest, CLEAN)
        retest.state = SampleState.ENTERED
        retest.save()
        samples.verify_sample(**{**told, "actor": make_user(Role.REVIEWER)})

        self.assertEqual(self.state(), "passed")


class TestDoors(TestCase):
    def test_every_door_that_is_not_in_the_table_is_closed(self):
        for origin in ObligationState:
            for target in ObligationState:
                with self.subTest(origin=origin, target=target):
                    obligation = make_obligation(state=origin, month=MARCH)
                    told = {
                        "actor": None,
                        "at": at(MARCH),
                        "decided_on": MARCH,
                        "waiver_proposed_by": make_user(),
                        "waived_by": make_user(),
                    }
                    if target in NEXT_OBLIGATION_STATES[origin]:
                        move_obligation(obligation, target, **told)
                        obligation.refresh_from_db()
                        self.assertEqual((obligation.state, obligation.version), (target, 2))
                    else:
                        with self.assertRaises(IllegalTransition):
                            move_obligation(obligation, target, **told)

    def test_only_an_open_one_is_waived_or_missed(self):
        for state in set(ObligationState) - {ObligationState.OPEN}:
            with self.subTest(state=state):
                obligation = make_obligation(state=state, month=MARCH)
                with self.assertRaises(IllegalTransition):
                    monitoring.propose_waiver(
                        obligation=obligation.pk,
                        reason="Fire in the store",
                        actor=make_user(Role.INSPECTOR),
                        at=at(MARCH),
                    )
                self.assertEqual(monitoring.mark_missed(on=APRIL, at=at(APRIL)), 0)


class TestMissed(TestCase):
    def test_the_day_after_the_due_day_and_once(self):
        obligation = make_obligation(month=MARCH)
        due = obligation.due_on
        for on, missed in ((due, 0), (due + timedelta(days=1), 1), (due + timedelta(days=2), 0)):
            with self.subTest(on=on):
                self.assertEqual(monitoring.mark_missed(on=on, at=at(on)), missed)

        event = CreditEvent.objects.get()
        self.assertEqual((event.indicator, event.enterprise), ("M07", obligation.enterprise))

    def test_sampled_late_it_is_marked_and_may_still_pass(self):
        obligation = make_obligation(state="missed", month=MARCH)
        draw = make_draw(obligation, make_lot(obligation.enterprise))

        samples.take_sample(
            number=draw.sample.number, place="Hall", seal_number="F-1", actor=None, at=at(APRIL)
        )

        obligation.refresh_from_db()
        self.assertEqual((obligation.state, obligation.is_late), ("sampled", True))

    def test_a_firm_without_stock_is_not_called_late_by_the_daily_round(self):
        firm = exporter()
        make_obligation(firm, month=MARCH)

        done = monitoring.keep_up(at=at(date(2026, 3, 31)))

        self.assertEqual((done.opened, done.missed), (0, 0))
        self.assertEqual(MonitoringObligation.objects.get().state, "nothing_in_stock")


class TestWaiver(TestCase):
    def test_takes_two_persons_and_ends_the_planned_samples(self):
        obligation = make_obligation(month=MARCH)
        draw = make_draw(obligation, make_lot(obligation.enterprise))
        inspector, chief = make_user(Role.INSPECTOR), make_user(Role.CHIEF)
        inspector.groups.add(*chief.groups.all())

        monitoring.propose_waiver(
            obligation=obligation.pk, reason="Fire in the store", actor=inspector, at=at(MARCH)
        )
        with self.assertRaises(SelfApproval):
            monitoring.approve_waiver(obligation=obligation.pk, actor=inspector, at=at(MARCH))
        waived = monitoring.approve_waiver(obligation=obligation.pk, actor=chief, at=at(MARCH))

        draw.sample.refresh_from_db()
        self.assertEqual((waived.state, draw.sample.state), ("waived", "cancelled"))


class TestMonthEvidence(TestCase):
    def setUp(self):
        self.firm = make_enterprise()

    def month(self, on: date):
        return month_evidence(self.firm.pk, on)

    def test_a_pass_covers_to_the_due_day_of_the_next_month(self):
        make_obligation(self.firm, "passed", month=MARCH)
        april = make_obligation(self.firm, "open", month=APRIL)
        for on, is_open in (
            (date(2026, 3, 31), True),
            (april.due_on, True),
            (april.due_on + timedelta(days=1), False),
        ):
            with self.subTest(on=on):
                self.assertEqual(month_is_open(self.month(on), on), is_open)
                self.assertEqual(self.month(on).covering, "2026-03")

    def test_nothing_in_stock_carries_it_for_lots_received_before(self):
        make_obligation(self.firm, "passed", month=MARCH)
        make_obligation(self.firm, "nothing_in_stock", month=APRIL, nothing_on=date(2026, 4, 2))
        on = date(2026, 4, 28)

        month = self.month(on)

        self.assertEqual(month.nothing_on, date(2026, 4, 2))
        for received, is_covered in ((date(2026, 4, 1), True), (date(2026, 4, 2), False)):
            self.assertEqual(covers_lot(month, on, received), is_covered)

    def test_a_month_without_a_row_breaks_the_cover(self):
        make_obligation(self.firm, "passed", month=MARCH)
        on = date(2026, 5, 2)

        self.assertEqual((self.month(on).this, self.month(on).before), (None, None))
        self.assertFalse(month_is_open(self.month(on), on))

    def test_without_a_row_the_due_day_is_the_calendars(self):
        self.assertEqual(self.month(date(2026, 6, 1)).due_day, date(2026, 6, 22))


class TestDatabase(TestCase):
    """What the database refuses of obligations, tried past every service."""

    def test_refuses_two_for_one_subject_and_month(self):
        obligation = make_obligation(month=MARCH)

        with pytest.raises(IntegrityError, match="once_per_subject"), transaction.atomic():
            make_obligation(obligation.enterprise, month=MARCH)

    def test_refuses_a_verdict_without_a_day(self):
        with pytest.raises(IntegrityError, match="decided_has_a_day"), transaction.atomic():
            make_obligation(state="passed", decided_on=None)

    def test_refuses_a_waiver_by_its_proposer(self):
        person = make_user()

        with pytest.raises(IntegrityError, match="by_two_persons"), transaction.atomic():
            make_obligation(state="waived", waiver_proposed_by=person, waived_by=person)

    def test_draws_belong_to_one_lot_or_batch(self):
        obligation = make_obligation()
        sample = make_sample(make_lot(obligation.enterprise))

        with pytest.raises(IntegrityError, match="exactly_one"), transaction.atomic():
            ObligationDraw.objects.create(
                obligation=obligation, ordinal=1, seed="s", drawn_at=at(), sample=sample
            )


class TestReminders(TestCase):
    def test_come_on_the_schemes_days_and_once(self):
        obligation = make_obligation(month=MARCH)
        # Friday the 20th of March: one working day before is Thursday, one after is Monday.
        for on, reminded in ((19, 1), (18, 0), (23, 1)):
            with self.subTest(on=on):
                day = date(2026, 3, on)
                self.assertEqual(monitoring.remind(on=day, at=at(day)), reminded)
                self.assertEqual(monitoring.remind(on=day, at=at(day, 15)), 0)

        fact = OutboxFact.objects.filter(name="monitoring_due").first()
        self.assertEqual(fact.payload["enterprise"], obligation.enterprise.serial)


class TestPeopleHear(TestCase):
    def test_of_every_fact_that_is_told_to_them(self):
        spoken = {name for name, tasks in FACT_ROUTES.items() if ".tell_" in str(tasks)}
        params = dict.fromkeys(
            (
                *("delivery", "skins", "note", "lot", "lots", "reason", "number", "month"),
                *("state", "due_on", "retest", "sample", "report", "outcome", "answer"),
                *("firm", "conclude_by"),
            ),
            "x",
        )
        for name in spoken & set(WORDS):
            with self.subTest(fact=name):
                self.assertTrue(all(WORDS[name].said(params)))
        self.assertLessEqual(set(WORDS), spoken)
