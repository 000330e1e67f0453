"""Filings of dyehouses: filed with a scope, suspended by day, ended by day."""

from datetime import timedelta
from itertools import product

from django.db import IntegrityError, transaction
from django.test import TestCase

from enterprises.errors import IllegalTransition, Invalid
from enterprises.models import DyehouseFiling
from enterprises.roles import Role
from enterprises.selectors.filings import filing_on, filings_of
from enterprises.services import filings
from enterprises.services.closing import NotAssessed
from enterprises.services.filings import AlreadyOnFile, NotADyehouse, Scope
from enterprises.states import AssessmentState, DyehouseFilingState, EnterpriseKind
from enterprises.tasks import end_what_ran_out
from tests.factories import TODAY, at, make_enterprise, make_filing, make_user
from tests.factories.supervision import make_assessment

_S = DyehouseFilingState
BLACK_FOX = Scope("fox", "dyed", "black")


class Filing(TestCase):
    def setUp(self):
        self.registrar = make_user(Role.REGISTRAR)

    def test_from_application_to_the_file(self):
        dyehouse = make_enterprise(EnterpriseKind.DYEHOUSE)
        applied = filings.apply_for_filing(enterprise=dyehouse, actor=None, at=at())
        make_assessment(applied)
        assessed = filings.assess_filing(
            number=applied.number,
            version=1,
            government_opinion="Honest.",
            actor=self.registrar,
            at=at(),
        )

        filed = filings.put_on_file(
            number=applied.number,
            version=assessed.version,
            last_day=TODAY + timedelta(days=365),
            scopes=[BLACK_FOX, BLACK_FOX],
            actor=self.registrar,
            at=at(),
        )

        facts = filing_on(dyehouse.pk, TODAY)
        self.assertEqual((facts.number, filed.state), (applied.number, "filed"))
        self.assertTrue(facts.covers("fox", "dyed", "black"))
        self.assertFalse(facts.covers("mink", "dyed", "black"))
        with self.assertRaises(AlreadyOnFile):
            filings.apply_for_filing(enterprise=dyehouse, actor=None, at=at())

    def test_a_maker_that_dyes_nothing_is_not_filed(self):
        with self.assertRaises(NotADyehouse):
            filings.apply_for_filing(enterprise=make_enterprise(), actor=None, at=at())

    def test_the_government_is_heard_and_a_scope_is_named(self):
        applied = make_filing(state=_S.APPLIED, valid_from=None, valid_until=None, scopes=())
        assessed = make_filing(state=_S.ASSESSED, valid_from=None, valid_until=None, scopes=())

        with self.assertRaises(Invalid):
            filings.assess_filing(
                number=applied.number,
                version=1,
                government_opinion=" ",
                actor=self.registrar,
                at=at(),
            )
        with self.assertRaises(Invalid) as refusal:
            filings.put_on_file(
                number=assessed.number,
                version=1,
                last_day=TODAY - timedelta(days=1),
                scopes=[],
                actor=self.registrar,
                at=at(),
            )
        self.assertEqual(sorted(refusal.exception.fields), ["last_day", "scopes"])

    def test_nothing_is_filed_that_nobody_has_visited(self):
        planned, unvisited = (make_filing(state=_S.ASSESSED, scopes=()) for _ in range(2))
        make_assessment(planned, AssessmentState.CANCELLED)

        for filing in (planned, unvisited):
            with self.assertRaises(NotAssessed):
                filings.put_on_file(
                    number=filing.number,
                    version=1,
                    last_day=TODAY + timedelta(days=365),
                    scopes=[BLACK_FOX],
                    actor=self.registrar,
                    at=at(),
                )
            with (
                self.assertRaisesMessage(IntegrityError, "no endorsed visit"),
                transaction.atomic(),
            ):
                DyehouseFiling.objects.filter(pk=filing.pk).update(state=_S.FILED)

    def test_a_suspension_counts_from_its_day_and_until_the_day_it_ends(self):
        filing = make_filing()
        first, then = TODAY - timedelta(days=10), TODAY - timedelta(days=4)
        suspended = filings.suspend_filing(
            number=filing.number, version=1, reason="odour", actor=self.registrar, at=at(first)
        )
        filings.reinstate_filing(
            number=filing.number, version=suspended.version, actor=self.registrar, at=at(then)
        )

        one_day = timedelta(days=1)
        counted = {
            day: filing_on(filing.enterprise_id, day) is not None
            for day in (first - one_day, first, then - one_day, then)
        }

        self.assertEqual(list(counted.values()), [True, False, False, True])

    def test_every_state_against_every_action(self):
        actions = {
            "assess": (
                {_S.APPLIED},
                lambda a: filings.assess_filing(**a, government_opinion="Honest."),
            ),
            "file": (
                {_S.ASSESSED},
                lambda a: filings.put_on_file(**a, last_day=TODAY, scopes=[BLACK_FOX]),
            ),
            "refuse": ({_S.ASSESSED}, lambda a: filings.refuse_filing(**a, reason="x")),
            "suspend": ({_S.FILED}, lambda a: filings.suspend_filing(**a, reason="x")),
            "reinstate": ({_S.SUSPENDED}, lambda a: filings.reinstate_filing(**a)),
            "cancel": ({_S.FILED}, lambda a: filings.cancel_filing(**a, reason="x")),
        }
        for name, state in product(actions, DyehouseFilingState):
            doors, act = actions[name]
            filing = make_filing(state=state, scopes=())
            if name == "file" and state == _S.ASSESSED:
                make_assessment(filing)
            arguments = {
                "number": filing.number,
                "version": 1,
                "actor": self.registrar,
                "at": at(),
            }
            with self.subTest(action=name, state=state):
                if state in doors:
                    self.assertNotEqual(act(arguments).state, state)
                    continue
                with self.assertRaises(IllegalTransition):
                    act(arguments)
                filing.refresh_from_db()
                self.assertEqual((filing.state, filing.version), (state, 1))

    def test_the_night_ends_what_is_past_its_last_day(self):
        past = make_filing(valid_until=TODAY)
        current = make_filing(valid_until=TODAY + timedelta(days=1))

        end_what_ran_out()

        states = [DyehouseFiling.objects.get(pk=row.pk).state for row in (past, current)]
        self.assertEqual(states, ["expired", "filed"])
        self.assertIsNotNone(filing_on(past.enterprise_id, TODAY - timedelta(days=1)))

    def test_database_refuses_a_second_filing_in_force(self):
        filing = make_filing()

        with (
            self.assertRaisesMessage(IntegrityError, "dyehouse_filing_one_in_force_per_firm"),
            transaction.atomic(),
        ):
            make_filing(filing.enterprise)

    def test_many_dyehouses_cost_three_questions(self):
        firms = [make_filing().enterprise_id for _ in range(4)]

        with self.assertNumQueries(3):
            filings_of(firms)
