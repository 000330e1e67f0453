"""The class: down at once, back by lapse, up by two persons, and its past never rewritten."""

from datetime import timedelta

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from blacklist.errors import AboveGrade, ClassUnchanged, NotTakenUp, ProposalOpen
from blacklist.models import Classification, ClassProposal, Reckoning
from blacklist.selectors import credit_records, scheme_on, standing_of, standings_of
from blacklist.services import classes, events, gradings, reckoning
from blacklist.services.gradings import GradingLine
from blacklist.states import CreditClass, Ground
from enterprises.calendar import months_on
from enterprises.errors import IllegalTransition, NotPermitted, SelfApproval, StaleVersion
from enterprises.models import OutboxFact
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_credit_event,
    make_enterprise,
    make_list_entry,
    make_user,
)


def class_now(enterprise):
    return Classification.objects.get(enterprise=enterprise, until=None).credit_class


def make_class_a():
    """A firm that the government graded first on all grounds, and two persons raised to A."""
    enterprise = make_enterprise()
    make_classification(enterprise, "A", since=at(TODAY - timedelta(days=700)))
    gradings.record_round(
        number=Round.next(),
        held_on=TODAY - timedelta(days=5),
        document="County circular",
        lines=[GradingLine(enterprise, 1, frozenset(Ground))],
        actor=None,
        at=at(TODAY - timedelta(days=5)),
    )
    return enterprise


class Round:
    last = 0

    @classmethod
    def next(cls):
        cls.last += 1
        return cls.last


class Raises(TestCase):
    def setUp(self):
        self.officer, self.chief = make_user(Role.CREDIT_OFFICER), make_user(Role.CHIEF)
        self.enterprise = make_class_a()
        self.row = Classification.objects.get(enterprise=self.enterprise)

    def lower_to_b(self):
        firm = make_enterprise()
        make_classification(firm, "B", since=at(TODAY - timedelta(days=700)))
        gradings.record_round(
            number=Round.next(),
            held_on=TODAY,
            document="County circular",
            lines=[GradingLine(firm, 1, frozenset(Ground))],
            actor=None,
            at=at(),
        )
        return firm, ClassProposal.objects.get(enterprise=firm)

    def propose(self, firm, credit_class=CreditClass.A, actor=None):
        return classes.propose_class(
            enterprise=firm,
            credit_class=credit_class,
            reason="Well managed.",
            actor=actor or self.officer,
            at=at(),
        )

    def decide(self, proposal, actor=None, approves=True, **more):
        return classes.decide_proposal(
            proposal=proposal,
            version=more.pop("version", proposal.version),
            approves=approves,
            actor=actor or self.chief,
            at=at(),
            reason=more.pop("reason", "" if approves else "Too early."),
        )

    def test_need_two_persons(self):
        firm, opened = self.lower_to_b()
        with self.assertRaises(NotTakenUp):
            self.decide(opened)
        taken_up = self.propose(firm)
        self.assertEqual((taken_up.pk, taken_up.proposed_by), (opened.pk, self.officer))

        self.decide(taken_up)

        row = Classification.objects.get(enterprise=firm, until=None)
        self.assertEqual(
            (row.credit_class, row.proposed_by, row.approved_by, row.trigger),
            ("A", self.officer, self.chief, "raise"),
        )

    def test_nobody_approves_their_own(self):
        firm, _opened = self.lower_to_b()
        both = make_user(Role.CHIEF)
        proposal = self.propose(firm, actor=both)

        with self.assertRaises(SelfApproval):
            self.decide(proposal, actor=both)
        with (
            self.assertRaisesMessage(
                IntegrityError, "class_proposal_never_decided_by_its_proposer"
            ),
            transaction.atomic(),
        ):
            ClassProposal.objects.filter(pk=proposal.pk).update(decided_by=both)
        with (
            self.assertRaisesMessage(IntegrityError, "classification_never_approved_by_its_propos"),
            transaction.atomic(),
        ):
            make_classification(make_enterprise(), "A", proposed_by=both, approved_by=both)

    def test_never_go_above_the_grade(self):
        firm = make_enterprise()
        make_classification(firm, "C")

        with self.assertRaises(AboveGrade):
            self.propose(firm, CreditClass.A)
        with self.assertRaises(ClassUnchanged):
            self.propose(firm, CreditClass.C)

    def test_a_proposal_falls_with_the_grade(self):
        firm, _opened = self.lower_to_b()
        proposal = self.propose(firm)

        events.record_event(
            enterprise=firm,
            indicator="M10",
            occurred_on=TODAY,
            source="system",
            source_reference="check-9",
            statement="failed",
            actor=None,
            at=at(hour=11),
        )

        proposal.refresh_from_db()
        self.assertEqual(proposal.state, "rejected")
        with self.assertRaises(IllegalTransition):
            self.decide(proposal)

    def test_a_rejected_one_is_not_opened_again_by_the_system(self):
        firm, opened = self.lower_to_b()
        self.decide(opened, approves=False)

        classes.recompute(enterprise=firm, at=at(hour=12), trigger="test")

        self.assertFalse(ClassProposal.objects.filter(enterprise=firm, state="proposed").exists())
        self.assertEqual(self.propose(firm).state, "proposed")

    def test_an_override_downwards_is_not_given_back_by_a_lapse(self):
        proposal = self.propose(self.enterprise, CreditClass.C)
        self.decide(proposal)
        lapsed = make_credit_event(self.enterprise, "L03", occurred_on=months_on(TODAY, -12))

        reckoning.reckon_night(at=at(hour=0, minute=15))

        self.assertEqual(class_now(self.enterprise), "C")
        self.assertEqual(lapsed.state, "confirmed")

    def test_are_proposed_and_approved_by_those_who_may(self):
        firm, _opened = self.lower_to_b()
        with self.assertRaises(NotPermitted):
            self.propose(firm, actor=make_user(Role.INSPECTOR))
        proposal = self.propose(firm)
        with self.assertRaises(NotPermitted):
            self.decide(proposal, actor=make_user(Role.CREDIT_OFFICER))
        with self.assertRaises(StaleVersion):
            self.decide(proposal, version=99)
        with self.assertRaises(ProposalOpen):
            self.propose(firm)


class Lapses(TestCase):
    def lower(self, firm, months_ago=24):
        """Record a foreign notification by the services, on its own day; gives the day it lapses."""
        day = months_on(TODAY, -months_ago)
        reported = events.record_event(
            enterprise=firm,
            indicator="S04",
            occurred_on=day,
            source="officer",
            source_reference=f"notification-{firm.pk}",
            statement="Notified abroad",
            actor=make_user(Role.CREDIT_OFFICER),
            at=at(day),
        )
        events.confirm_event(
            number=reported.number,
            version=1,
            actor=make_user(Role.CREDIT_OFFICER),
            at=at(day, hour=11),
        )
        return months_on(day, 24)

    def setUp(self):
        self.firm = make_enterprise()
        make_classification(self.firm, "B", since=at(TODAY - timedelta(days=1000)))

    def test_give_the_former_class_back_on_the_day_and_not_before(self):
        lapses_on = self.lower(self.firm)
        lowered = class_now(self.firm)

        reckoning.reckon_night(at=at(lapses_on - timedelta(days=1), hour=1))
        before = class_now(self.firm)
        reckoning.reckon_night(at=at(lapses_on, hour=1))

        self.assertEqual((lowered, before, class_now(self.firm)), ("C", "C", "B"))
        self.assertFalse(ClassProposal.objects.filter(enterprise=self.firm).exists())

    def test_missed_nights_are_caught_up(self):
        lapses_on = self.lower(self.firm)
        last_night = lapses_on - timedelta(days=2)
        Reckoning.objects.create(day=last_night, at=at(last_night), firms=1, moved=0)

        reckoning.reckon_night(at=at(lapses_on + timedelta(days=3), hour=1))

        self.assertEqual(class_now(self.firm), "B")

    def test_a_second_run_of_the_day_changes_nothing(self):
        self.lower(self.firm)
        call_command("reclassify", verbosity=0)
        told = OutboxFact.objects.count()

        call_command("reclassify", verbosity=0)

        self.assertEqual(Reckoning.objects.count(), 1)
        self.assertEqual(OutboxFact.objects.count(), told)

    def test_what_an_honour_gave_is_lost_at_once(self):
        firm = make_class_a()
        make_credit_event(firm, "L08", occurred_on=TODAY - timedelta(days=10))
        classes.recompute(enterprise=firm, at=at(), trigger="test")

        with_round = class_now(firm)
        reckoning.reckon_night(at=at(months_on(TODAY, 36), hour=1))

        self.assertEqual((with_round, class_now(firm) > with_round), ("A", True))

    def test_the_number_of_questions_does_not_grow_with_firms_that_stay(self):
        def night(day):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                reckoning.reckon_night(at=at(day, hour=1))
            return len(captured)

        classes.recompute(enterprise=self.firm, at=at(), trigger="test")
        one = night(TODAY)
        for _ in range(6):
            classes.open_class(enterprise=make_enterprise(), at=at())

        self.assertEqual(night(TODAY + timedelta(days=1)), one)


class History(TestCase):
    def test_the_past_is_asked_by_day(self):
        firm = make_enterprise()
        changed = TODAY - timedelta(days=10)
        make_classification(
            firm, "A", since=at(TODAY - timedelta(days=100)), until=at(changed, hour=15)
        )
        make_classification(firm, "C", since=at(changed, hour=15))

        seen = [
            standing_of(firm, day).credit_class
            for day in (
                TODAY - timedelta(days=101),
                TODAY - timedelta(days=100),
                changed - timedelta(days=1),
                changed,
                TODAY,
            )
        ]

        self.assertEqual(seen, [None, "A", "A", "C", "C"])

    def test_database_refuses_two_classes_at_once(self):
        row = make_classification()

        with (
            self.assertRaisesMessage(IntegrityError, "classification_one"),
            transaction.atomic(),
        ):
            make_classification(row.enterprise, "B")
        with (
            self.assertRaisesMessage(IntegrityError, "classification_one_class_at_a_time"),
            transaction.atomic(),
        ):
            make_classification(
                row.enterprise,
                "B",
                since=row.since - timedelta(days=1),
                until=row.since + timedelta(1),
            )

    def test_database_refuses_to_rewrite_a_class(self):
        row = make_classification()
        rewrites = [
            {"credit_class": "B"},
            {"score": 1},
            {"since": row.since - timedelta(days=1)},
            {"reasons": [{"code": "X"}]},
        ]
        for rewrite in rewrites:
            with (
                self.subTest(rewrite=rewrite),
                self.assertRaisesMessage(Exception, "only the end is ever written"),
                transaction.atomic(),
            ):
                Classification.objects.filter(pk=row.pk).update(**rewrite)
        Classification.objects.filter(pk=row.pk).update(until=at())
        with (
            self.assertRaisesMessage(Exception, "only the end is ever written"),
            transaction.atomic(),
        ):
            Classification.objects.filter(pk=row.pk).update(until=at(TODAY + timedelta(days=1)))
        with self.assertRaisesMessage(Exception, "never deleted"), transaction.atomic():
            row.delete()

    def test_two_changes_of_one_instant_follow_each_other(self):
        firm = make_enterprise()
        make_classification(firm, "A")
        for number, indicator in enumerate(("M08", "M10"), start=1):
            events.record_event(
                enterprise=firm,
                indicator=indicator,
                occurred_on=TODAY,
                source="system",
                source_reference=f"r{number}",
                statement="x",
                actor=None,
                at=at(),
            )

        rows = list(Classification.objects.filter(enterprise=firm).order_by("since"))
        self.assertEqual([row.credit_class for row in rows], ["A", "C", "D"])
        self.assertEqual(rows[1].until, rows[2].since)


class Questions(TestCase):
    def test_many_firms_cost_no_more_than_one(self):
        firms = []
        for _ in range(4):
            firm = make_enterprise()
            make_classification(firm)
            make_credit_event(firm)
            firms.append(firm.pk)
        scheme_on(TODAY)

        with CaptureQueriesContext(connection) as one:
            standings_of(firms[:1], TODAY)
        with CaptureQueriesContext(connection) as many:
            standings_of(firms, TODAY)
        with self.assertNumQueries(5):
            credit_records(firms)

        self.assertEqual(len(one), len(many))

    def test_steady_is_two_years_without_an_adverse_event(self):
        firm = make_enterprise()
        make_classification(firm)
        make_credit_event(firm, "L04", occurred_on=TODAY)
        until = months_on(TODAY, 24)
        one_day = timedelta(days=1)

        self.assertEqual(
            [standing_of(firm, day).is_steady for day in (until - one_day, until)], [False, True]
        )

    def test_a_black_entry_is_d_whatever_the_class(self):
        firm = make_enterprise()
        make_classification(firm, "A")
        make_list_entry(firm)

        standing = standing_of(firm, TODAY)

        self.assertEqual((standing.level, standing.credit_class), ("D", "A"))
