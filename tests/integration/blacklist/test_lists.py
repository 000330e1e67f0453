"""The red and the black list: two persons, two lists never at once, ended and never deleted."""

from datetime import timedelta
from itertools import product

from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import TestCase

from blacklist.errors import HearingOpen, ListingRefused, StatementTooLate, StillListed
from blacklist.models import Classification, GradingRound, ListEntry
from blacklist.selectors import standing_of
from blacklist.services import gradings, lists
from blacklist.services.gradings import GradingLine
from blacklist.states import Ground, Level, ListEntryState, ListKind
from config.routes import FACT_ROUTES
from enterprises.calendar import months_on
from enterprises.errors import IllegalTransition, NotPermitted, SelfApproval
from enterprises.models import OutboxFact
from enterprises.roles import Role
from tests.factories import (
    TODAY,
    at,
    make_classification,
    make_credit_event,
    make_department,
    make_enterprise,
    make_filing,
    make_list_entry,
    make_user,
)

_S = ListEntryState
ALL_GROUNDS = frozenset(Ground)


def grade_first(enterprise, number, days_ago):
    day = TODAY - timedelta(days=days_ago)
    return gradings.record_round(
        number=number,
        held_on=day,
        document=f"County circular {number}",
        lines=[GradingLine(enterprise, 1, ALL_GROUNDS)],
        actor=None,
        at=at(day),
    )


def make_red_candidate():
    """A firm that was graded first twice and is recognised: it may stand on the red list."""
    enterprise = make_enterprise()
    make_classification(enterprise, "A", since=at(TODAY - timedelta(days=600)))
    grade_first(enterprise, 1, 400)
    grade_first(enterprise, 2, 40)
    make_credit_event(enterprise, "G02")
    return enterprise


class Procedure(TestCase):
    def setUp(self):
        self.officer = make_user(Role.CREDIT_OFFICER)
        self.chief = make_user(Role.CHIEF)
        self.enterprise = make_enterprise()
        make_classification(self.enterprise, "A")
        make_credit_event(self.enterprise, "L05", occurred_on=TODAY)

    def propose(self, enterprise=None, kind=ListKind.BLACK, **changes):
        arguments = {
            "enterprise": enterprise or self.enterprise,
            "kind": kind,
            "ground": "ground_2" if kind == ListKind.BLACK else "",
            "grounds": "False documents.",
            "basis": "M-13",
            "actor": self.officer,
            "at": at(),
            **changes,
        }
        return lists.propose_entry(**arguments)

    def step(self, action, entry, **more):
        entry.refresh_from_db()
        return action(number=entry.number, version=entry.version, at=more.pop("when", at()), **more)

    def test_of_a_black_entry_from_proposal_to_class_d(self):
        filing = make_filing(self.enterprise)
        entry = self.propose()
        self.step(lists.give_notice, entry, actor=self.officer)
        self.step(lists.hear, entry, actor=self.officer, statement="A clerk's mistake.")

        effective = self.step(lists.make_effective, entry, actor=self.chief)

        standing = standing_of(self.enterprise, TODAY)
        filing.refresh_from_db()
        self.assertEqual(effective.effective_from, TODAY)
        self.assertEqual((standing.level, standing.credit_class), (Level.D, "D"))
        self.assertEqual(standing.reasons[0]["code"], "BLACK_LISTED")
        self.assertEqual(filing.state, "suspended")
        self.assertTrue(OutboxFact.objects.filter(name="list_entry_effective").exists())

    def test_the_firm_is_heard_or_has_let_its_time_pass(self):
        entry = self.propose()
        noticed = self.step(lists.give_notice, entry, actor=self.officer)

        with self.assertRaises(HearingOpen):
            self.step(lists.hear, entry, actor=self.officer, statement="", when=at(noticed.hear_by))
        heard = self.step(
            lists.hear,
            entry,
            actor=self.officer,
            statement="",
            when=at(noticed.hear_by + timedelta(days=1)),
        )
        self.assertEqual(heard.state, "heard")

    def test_the_proposer_does_not_approve(self):
        both = make_user(Role.CHIEF)
        entry = self.propose(actor=both, is_urgent=True)

        with self.assertRaises(SelfApproval):
            self.step(lists.make_effective, entry, actor=both)
        with (
            self.assertRaisesMessage(IntegrityError, "never_approved_by_its_proposer"),
            transaction.atomic(),
        ):
            ListEntry.objects.filter(pk=entry.pk).update(
                state="effective", effective_from=TODAY, approved_by=both
            )
        with (
            self.assertRaisesMessage(IntegrityError, "list_entry_in_effect_was_approved"),
            transaction.atomic(),
        ):
            ListEntry.objects.filter(pk=entry.pk).update(state="effective", effective_from=TODAY)

    def test_a_credit_officer_proposes_and_does_not_approve(self):
        entry = self.propose(is_urgent=True)

        with self.assertRaises(NotPermitted):
            self.step(lists.make_effective, entry, actor=make_user(Role.CREDIT_OFFICER))
        with self.assertRaises(NotPermitted):
            self.propose(actor=make_user(Role.INSPECTOR))

    def test_an_urgent_entry_bites_first_and_is_heard_after(self):
        entry = self.propose(is_urgent=True)

        self.step(lists.make_effective, entry, actor=self.chief)
        self.assertEqual(standing_of(self.enterprise, TODAY).level, Level.D)
        confirmed = self.step(lists.hear, entry, actor=self.officer, statement="We admit it.")

        self.assertEqual(confirmed.state, "confirmed")
        self.assertEqual(standing_of(self.enterprise, TODAY).level, Level.D)

    def test_what_the_firm_wrote_stands_with_the_hearing(self):
        entry = self.propose()
        early = {"actor": None, "statement": "Too early."}
        with self.assertRaises(IllegalTransition):
            self.step(lists.state_case, entry, **early)
        noticed = self.step(lists.give_notice, entry, actor=self.officer)

        for words in ("A first draft.", "The invoice was ours."):
            self.step(lists.state_case, entry, actor=None, statement=words)
        with self.assertRaises(StatementTooLate):
            late = at(noticed.hear_by + timedelta(days=1))
            self.step(lists.state_case, entry, actor=None, statement="Late.", when=late)
        heard = self.step(lists.hear, entry, actor=self.officer, statement="")

        self.assertEqual((heard.state, heard.statement), ("heard", "The invoice was ours."))
        facts = OutboxFact.objects.filter(name="list_entry_stated")
        self.assertEqual(facts.count(), 2)
        with self.assertRaises(IllegalTransition):
            self.step(lists.state_case, entry, actor=None, statement="And more.")

    def test_the_firm_alone_states_the_case_of_an_urgent_entry_and_it_stays_unheard(self):
        entry = self.propose(is_urgent=True)
        self.step(lists.make_effective, entry, actor=self.chief)

        stated = self.step(lists.state_case, entry, actor=None, statement="We deny it.")

        self.assertEqual((stated.state, stated.heard_on), ("effective", None))

    def test_a_black_entry_needs_its_ground(self):
        clean = make_enterprise()
        make_classification(clean)

        with self.assertRaises(ListingRefused) as refusal:
            self.propose(clean)
        self.assertEqual(refusal.exception.params["refusals"], "no_ground")

    def test_an_entry_dropped_before_its_notice_is_never_told_to_the_firm(self):
        told, untold = self.propose(), make_list_entry(state=_S.PROPOSED, effective_from=None)
        self.step(lists.give_notice, told, actor=self.officer)
        for entry in (told, untold):
            self.step(lists.drop_entry, entry, actor=self.officer, reason="Mistaken.")

        facts = OutboxFact.objects.filter(payload__state="dropped").order_by("pk")
        self.assertEqual(
            [fact.name for fact in facts], ["list_entry_moved", "list_entry_withdrawn"]
        )
        self.assertEqual(FACT_ROUTES["list_entry_withdrawn"], ())

    def test_one_procedure_at_a_time(self):
        self.propose()

        with self.assertRaises(ListingRefused):
            self.propose()

    def test_leaving_the_black_list_asks_for_every_condition(self):
        entry = make_list_entry(
            self.enterprise, effective_from=TODAY - timedelta(days=400), ground="ground_2"
        )
        leave = months_on(TODAY, 6)
        end = {"actor": self.chief, "reason": "Reformed.", "when": at(leave)}

        with self.assertRaises(StillListed) as refusal:
            self.step(lists.end_entry, entry, declarations_passed=5, **end)
        self.assertEqual(refusal.exception.params["missing"], "exit_2, exit_4")

        self.step(lists.record_remedy, entry, actor=self.officer, remedied_on=TODAY)
        ended = self.step(lists.end_entry, entry, declarations_passed=6, **end)
        self.assertEqual((ended.state, ended.ended_on), ("ended", leave))

    def test_of_a_red_entry(self):
        firm = make_red_candidate()
        entry = self.propose(firm, ListKind.RED)
        self.step(lists.give_notice, entry, actor=self.officer)
        self.step(lists.hear, entry, actor=self.officer, statement="We are honoured.")

        self.step(lists.make_effective, entry, actor=self.chief)

        self.assertEqual(standing_of(firm, TODAY).level, Level.RED)

    def test_the_red_list_needs_its_grounds(self):
        with self.assertRaises(ListingRefused) as refusal:
            self.propose(kind=ListKind.RED)

        self.assertEqual(refusal.exception.params["refusals"], "not_red_eligible")


class NeverBothLists(TestCase):
    def test_a_black_entry_ends_the_red_one_in_its_transaction(self):
        firm = make_red_candidate()
        red = make_list_entry(firm, ListKind.RED, ground="")
        make_credit_event(firm, "L06", occurred_on=TODAY)
        black = make_list_entry(
            firm, ListKind.BLACK, _S.HEARD, effective_from=None, approved_by=None, ground="ground_3"
        )

        lists.make_effective(number=black.number, version=1, actor=make_user(Role.CHIEF), at=at())

        red.refresh_from_db()
        self.assertEqual((red.state, red.ended_on, red.end_reason), ("ended", TODAY, "end_3"))

    def test_database_refuses_two_in_effect(self):
        firm = make_enterprise()
        make_list_entry(firm, ListKind.RED)

        with (
            self.assertRaisesMessage(IntegrityError, "list_entry_never_two_in_effect"),
            transaction.atomic(),
        ):
            make_list_entry(firm, ListKind.BLACK)

    def test_database_refuses_to_forget_an_entry(self):
        entry = make_list_entry(state=_S.ENDED, ended_on=TODAY)

        with self.assertRaisesMessage(Exception, "never deleted"), transaction.atomic():
            entry.delete()


class RedEnds(TestCase):
    def test_when_a_round_does_not_place_the_firm_first(self):
        firm = make_red_candidate()
        red = make_list_entry(firm, ListKind.RED, ground="")

        gradings.record_round(
            number=3,
            held_on=TODAY,
            document="County circular 3",
            lines=[GradingLine(firm, 2)],
            actor=None,
            at=at(),
        )

        red.refresh_from_db()
        self.assertEqual((red.state, red.end_reason), ("ended", "end_1"))
        self.assertNotEqual(standing_of(firm, TODAY).level, Level.RED)

    def test_when_a_round_leaves_the_firm_out(self):
        firm, other = make_red_candidate(), make_enterprise()
        red = make_list_entry(firm, ListKind.RED, ground="")

        gradings.record_round(
            number=3,
            held_on=TODAY,
            document="County circular 3",
            lines=[GradingLine(other, 2)],
            actor=None,
            at=at(),
        )

        red.refresh_from_db()
        self.assertEqual(red.state, "ended")


class Rounds(TestCase):
    def test_move_the_class_at_once_and_only_downwards_by_themselves(self):
        falls, rises = make_enterprise(), make_enterprise()
        make_classification(falls, "B")
        make_classification(rises, "B")

        gradings.record_round(
            number=1,
            held_on=TODAY,
            document="County circular 1",
            lines=[GradingLine(falls, 4), GradingLine(rises, 1, ALL_GROUNDS)],
            actor=None,
            at=at(),
        )

        now = dict(
            Classification.objects.filter(until=None).values_list("enterprise", "credit_class")
        )
        self.assertIn(now[falls.pk], {"C", "D"})
        self.assertEqual(now[rises.pk], "B")
        self.assertEqual(rises.class_proposals.get().credit_class, "A")

    def test_a_correction_is_a_new_version(self):
        firm = make_enterprise()
        first, second = grade_first(firm, 1, 5), grade_first(firm, 1, 5)

        self.assertEqual((first.version, second.version), (1, 2))
        with self.assertRaises((InternalError, IntegrityError, Exception)), transaction.atomic():
            GradingRound.objects.filter(pk=first.pk).update(document="other")

    def test_only_the_government_and_credit_officers_record_them(self):
        firm = make_enterprise()
        common = {
            "number": 1,
            "held_on": TODAY,
            "document": "x",
            "lines": [GradingLine(firm, 1)],
            "at": at(),
        }
        tax = make_user(Role.DEPARTMENT, department=make_department("tax"))
        for actor in (tax, make_user(Role.CHIEF), make_user(Role.ENTERPRISE)):
            with self.assertRaises(NotPermitted):
                gradings.record_round(actor=actor, **common)
        self.assertEqual(
            gradings.record_round(actor=make_user(Role.DEPARTMENT), **common).version, 1
        )


class Doors(TestCase):
    def test_every_state_against_every_action(self):
        officer, chief = make_user(Role.CREDIT_OFFICER), make_user(Role.CHIEF)
        in_effect = {_S.EFFECTIVE, _S.CONFIRMED}
        before_effect = {_S.PROPOSED, _S.NOTICED, _S.HEARD}
        actions = {
            "notice": (
                {False: {_S.PROPOSED}, True: set()},
                lambda a: lists.give_notice(**a, actor=officer),
            ),
            "hear": (
                {False: {_S.NOTICED}, True: {_S.EFFECTIVE}},
                lambda a: lists.hear(**a, statement="x", actor=officer),
            ),
            "effect": (
                {False: {_S.HEARD}, True: {_S.PROPOSED}},
                lambda a: lists.make_effective(**a, actor=chief),
            ),
            "drop": (
                {False: before_effect, True: {_S.PROPOSED}},
                lambda a: lists.drop_entry(**a, reason="x", actor=officer),
            ),
            "remedy": (
                {False: in_effect, True: in_effect},
                lambda a: lists.record_remedy(**a, remedied_on=TODAY, actor=officer),
            ),
        }
        for name, state, is_urgent in product(actions, ListEntryState, (False, True)):
            doors, act = actions[name]
            firm = make_enterprise()
            make_classification(firm, "D")
            make_credit_event(firm, "G06", occurred_on=TODAY)
            entry = make_list_entry(
                firm,
                state=state,
                is_urgent=is_urgent,
                effective_from=None if state in before_effect else TODAY,
                ended_on=TODAY if state == _S.ENDED else None,
            )
            if state in before_effect:
                ListEntry.objects.filter(pk=entry.pk).update(approved_by=None)
            arguments = {"number": entry.number, "version": 1, "at": at()}
            with self.subTest(action=name, state=state, urgent=is_urgent):
                if state in doors[is_urgent]:
                    self.assertEqual(act(arguments).version, 2)
                    continue
                with self.assertRaises(IllegalTransition):
                    act(arguments)
                entry.refresh_from_db()
                self.assertEqual((entry.state, entry.version), (state, 1))
