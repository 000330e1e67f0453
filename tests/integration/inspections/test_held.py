"""Held declarations: what ends a hold, by whom, and what is judged anew by itself."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from blacklist.models import CreditEvent
from blacklist.selectors import scheme_on
from enterprises import outbox
from enterprises.errors import IllegalTransition, Invalid, NotPermitted, SelfApproval, StaleVersion
from enterprises.models import OutboxFact
from enterprises.roles import Role
from inspections import tasks
from inspections.models import Certificate, Check, Declaration, Hold, ReleaseDecision, StickyCheck
from inspections.selectors.evidence.history import switching_rate
from inspections.services.decisions import (
    Found,
    accept_review,
    add_check,
    answer_question,
    ask_firm,
    assign_hold,
    decide_again,
    order_test_for_hold,
    record_check,
    release_as_chief,
)
from inspections.services.decisions.examinations import (
    CheckAlreadyAdded,
    CheckNotOpen,
    TestNotReported,
)
from inspections.services.decisions.laboratory import NothingToTest, TestAlreadyOrdered
from inspections.services.decisions.officers import (
    HoldEnded,
    NoQuestionOpen,
    NotAcceptable,
    QuestionOpen,
)
from inspections.services.declarations import (
    copy_declaration,
    save_draft,
    withdraw_declaration,
)
from inspections.states import CheckKind, CheckState, DeclarationState, Outcome, Path
from lab.models import LotBalance, Sample
from lab.states import ObligationState, SampleState
from tests.factories import TODAY, at, make_credit_event, make_list_entry, make_user
from tests.factories.inspections import (
    HARMLESS,
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    make_report,
    report_sample,
    submit,
)

LATER = at(TODAY, 16)
PASSED = Found(has_passed=True, pieces_examined=8)
FAILED = Found(has_passed=False, finding="Seams torn open", pieces_examined=8)


class HeldCase(TestCase):
    """A firm of class A with a passed month, a lot, and the people who deal with it."""

    def setUp(self):
        self.firm = make_exporter("A")
        self.declarant = declarant_of(self.firm)
        self.inspector = make_user(Role.INSPECTOR)
        self.chief = make_user(Role.CHIEF)
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=5000)

    def held(self, uses=4000, iso="RU", is_drawn=False, **line):
        content = make_content(make_line({self.lot: uses}, **line), iso=iso)
        declaration = make_draft(self.firm, content, is_drawn=is_drawn)
        submit(declaration)
        self.assertEqual(declaration.state, DeclarationState.HELD)
        return declaration

    def hold_of(self, declaration, **lookup):
        return Hold.objects.get(declaration=declaration, closed_at__isnull=True, **lookup)

    def on_hold(self, service, declaration, actor, hold=None, **arguments):
        """Call a service on the one open hold of a declaration as it stands."""
        declaration.refresh_from_db()
        return service(
            hold=(hold or self.hold_of(declaration)).pk,
            version=declaration.version,
            actor=actor,
            at=LATER,
            **arguments,
        )

    def on(self, service, declaration, actor, **arguments):
        declaration.refresh_from_db()
        return service(
            number=declaration.number,
            version=declaration.version,
            actor=actor,
            at=LATER,
            **arguments,
        )


class TestReview(HeldCase):
    def setUp(self):
        super().setUp()
        # Two thousand skins are too few for a hundred long coats.
        self.declaration = self.held(uses=2000, pieces=100)

    def test_acceptance_with_a_reason_releases(self):
        decision = self.on_hold(
            accept_review, self.declaration, self.inspector, reason="Half the coat is sheared."
        )

        self.assertEqual((decision.outcome, decision.ordinal), (Outcome.RELEASED, 2))
        hold = Hold.objects.get(declaration=self.declaration)
        self.assertEqual((hold.ended, hold.closed_by), ("accepted", self.inspector))
        self.assertIn("YIELD_IMPLAUSIBLE", decision.evidence["reviewed"])

    def test_acceptance_needs_a_reason(self):
        with self.assertRaises(Invalid):
            self.on_hold(accept_review, self.declaration, self.inspector, reason="  ")

    def test_only_who_decides_holds_accepts(self):
        for person in (
            self.declarant,
            self.chief,
            make_user(Role.AUDITOR),
            make_user(Role.REGISTRAR),
            make_user(Role.ANALYST),
        ):
            with self.subTest(person=str(person)), self.assertRaises(NotPermitted):
                self.on_hold(accept_review, self.declaration, person, reason="Why not")

    def test_nobody_accepts_what_they_submitted(self):
        self.inspector.memberships.create(
            enterprise=self.firm, role="declarant", since=TODAY - timedelta(days=9)
        )
        Declaration.objects.filter(pk=self.declaration.pk).update(submitted_by=self.inspector)

        with self.assertRaises(SelfApproval):
            self.on_hold(accept_review, self.declaration, self.inspector, reason="Mine")

    def test_stale_version_is_refused(self):
        with self.assertRaises(StaleVersion):
            accept_review(
                hold=self.hold_of(self.declaration).pk,
                version=self.declaration.version - 1,
                reason="Seen",
                actor=self.inspector,
                at=LATER,
            )

    def test_ended_hold_is_refused(self):
        hold = self.hold_of(self.declaration)
        self.on(add_check, self.declaration, self.inspector, reason="Odd papers")
        Hold.objects.filter(pk=hold.pk).update(closed_at=LATER, ended="lapsed")

        with self.assertRaises(HoldEnded):
            self.on_hold(accept_review, self.declaration, self.inspector, hold, reason="Seen")

    def test_acceptance_is_of_this_version_only(self):
        self.on(add_check, self.declaration, make_user(Role.INSPECTOR), reason="Look at seams")
        self.on_hold(
            accept_review,
            self.declaration,
            self.inspector,
            self.hold_of(self.declaration, kind="review"),
            reason="Sheared",
        )
        self.assertEqual(self.hold_of(self.declaration).rule_code, "R-67")

    def test_unknown_destination_cannot_be_accepted_away(self):
        declaration = self.held(iso="PE", uses=400)

        with self.assertRaises(NotAcceptable):
            self.on_hold(accept_review, declaration, self.inspector, reason="It is fine")


class TestQuestion(HeldCase):
    def setUp(self):
        super().setUp()
        self.declaration = self.held(uses=2000, pieces=100)

    def test_clock_stands_still_until_the_firm_answers(self):
        due_before = self.hold_of(self.declaration).due_on
        self.on_hold(ask_firm, self.declaration, self.inspector, question="Why so few skins?")
        while_asked = self.hold_of(self.declaration).due_on

        self.declaration.refresh_from_db()
        answer_question(
            hold=self.hold_of(self.declaration).pk,
            version=self.declaration.version,
            answer="Sheared",
            actor=self.declarant,
            at=LATER + timedelta(days=7),
        )

        hold = self.hold_of(self.declaration)
        self.assertIsNone(while_asked)
        self.assertGreater(hold.due_on, due_before)
        self.assertEqual(hold.answer, "Sheared")

    def test_one_question_at_a_time_and_only_the_firm_answers(self):
        with self.assertRaises(NoQuestionOpen):
            self.on_hold(answer_question, self.declaration, self.declarant, answer="?")
        self.on_hold(ask_firm, self.declaration, self.inspector, question="Why so few?")

        with self.assertRaises(QuestionOpen):
            self.on_hold(ask_firm, self.declaration, self.inspector, question="And?")
        with self.assertRaises(PermissionDenied):
            self.on_hold(answer_question, self.declaration, self.inspector, answer="I know")
        with self.assertRaises(NotPermitted):
            self.on_hold(ask_firm, self.declaration, self.declarant, question="Hello?")


class TestAssignment(HeldCase):
    def test_hold_is_given_to_who_may_end_it(self):
        declaration = self.held(uses=2000, pieces=100)

        hold = self.on_hold(assign_hold, declaration, self.inspector, owner=self.inspector)

        self.assertEqual(hold.owner, self.inspector)
        with self.assertRaises(Invalid):
            self.on_hold(assign_hold, declaration, self.inspector, owner=self.declarant)


class TestDrawnCheck(HeldCase):
    def test_passed_inspection_releases_by_its_path(self):
        declaration = self.held(is_drawn=True)

        decision = self.on(
            record_check, declaration, self.inspector, kind=CheckKind.INSPECTION, found=PASSED
        )

        self.assertEqual((decision.outcome, decision.path), (Outcome.RELEASED, Path.INSPECTION))
        check = Check.objects.get(declaration=declaration)
        self.assertEqual((check.state, check.origin), (CheckState.PASSED, "drawn"))
        self.assertEqual(StickyCheck.objects.get().carried_out_by, check)

    def test_failed_inspection_refuses_and_marks_the_credit(self):
        declaration = self.held(is_drawn=True)

        decision = self.on(
            record_check, declaration, self.inspector, kind=CheckKind.INSPECTION, found=FAILED
        )

        self.assertEqual(decision.outcome, Outcome.REFUSED)
        self.lot.balance.refresh_from_db()
        self.assertEqual(self.lot.balance.free_skins, 5000)
        events = dict(CreditEvent.objects.values_list("indicator", "state"))
        self.assertEqual(events, {"M10": "confirmed", "M11": "reported"})

    def test_drawn_check_sticks_through_withdrawal_and_copies(self):
        declaration = self.held(is_drawn=True)
        self.on(withdraw_declaration, declaration, self.declarant)

        copied = copy_declaration(number=declaration.number, actor=self.declarant, at=at(TODAY, 12))
        content = make_content(make_line({self.lot: 4000}))
        fresh = make_draft(self.firm, content)
        outcomes = []
        for draft in (fresh,):
            outcomes.append(submit(draft).outcome)

        self.assertEqual(outcomes, [Outcome.HELD])
        self.assertEqual(self.hold_of(fresh).rule_code, "R-65")
        self.assertEqual(copied.state, DeclarationState.DRAFT)
        self.assertEqual(StickyCheck.objects.filter(carried_out_by=None).count(), 1)

    def test_after_it_is_carried_out_the_next_one_is_free_again(self):
        declaration = self.held(uses=400, is_drawn=True)
        self.on(record_check, declaration, self.inspector, kind=CheckKind.INSPECTION, found=PASSED)

        decision = submit(make_draft(self.firm, make_content(make_line({self.lot: 400}))))

        self.assertEqual(decision.outcome, Outcome.RELEASED)

    def test_failed_check_tightens_the_next_declarations(self):
        declaration = self.held(uses=400, is_drawn=True)
        self.on(record_check, declaration, self.inspector, kind=CheckKind.INSPECTION, found=FAILED)
        CreditEvent.objects.all()

        decision = submit(make_draft(self.firm, make_content(make_line({self.lot: 400}))))

        self.assertEqual(decision.verdict["check_rate"], "50")

    def test_one_inspection_asked_for_twice_relaxes_once(self):
        declaration = self.held(uses=400, is_drawn=True)
        self.on(record_check, declaration, self.inspector, kind=CheckKind.INSPECTION, found=FAILED)
        for _passed in range(3):
            declaration = self.held(uses=400, is_drawn=True)
            self.on(add_check, declaration, self.inspector, reason="Odd labels")
            self.on(
                record_check,
                declaration,
                make_user(Role.INSPECTOR),
                kind=CheckKind.INSPECTION,
                found=PASSED,
            )

        self.assertEqual(switching_rate(self.firm, "EAEU", scheme_on(TODAY), TODAY), 50)

    def test_added_inspection_does_not_stand_in_for_a_drawn_product_test(self):
        make_report(self.lot)
        drawn = self.held(iso="JP", is_drawn=True)
        self.on(withdraw_declaration, drawn, self.declarant)
        declaration = self.held(iso="JP")
        self.on(add_check, declaration, self.inspector, reason="Odd labels")

        decision = self.on(
            record_check,
            declaration,
            make_user(Role.INSPECTOR),
            kind=CheckKind.INSPECTION,
            found=PASSED,
        )

        self.assertEqual(decision.outcome, Outcome.HELD)
        self.assertEqual(self.hold_of(declaration).rule_code, "R-64")

    def test_inspection_says_how_many_pieces_and_what_is_wrong(self):
        declaration = self.held(is_drawn=True)
        faults = [
            (Found(has_passed=True), {"pieces_examined"}),
            (Found(has_passed=False, pieces_examined=3), {"finding"}),
        ]
        for found, fields in faults:
            with self.subTest(fields=fields), self.assertRaises(Invalid) as refusal:
                self.on(
                    record_check,
                    declaration,
                    self.inspector,
                    kind=CheckKind.INSPECTION,
                    found=found,
                )
            self.assertEqual(set(refusal.exception.fields), fields)

    def test_check_that_nobody_asked_for_is_refused(self):
        declaration = self.held(is_drawn=True)

        with self.assertRaises(CheckNotOpen):
            self.on(
                record_check,
                declaration,
                self.inspector,
                kind=CheckKind.PRODUCT_TEST,
                found=PASSED,
            )


class TestAddedCheck(HeldCase):
    def setUp(self):
        super().setUp()
        self.declaration = self.held(is_drawn=True)

    def test_holds_until_somebody_else_carries_it_out(self):
        decision = self.on(add_check, self.declaration, self.inspector, reason="Odd labels")

        self.assertEqual(decision.outcome, Outcome.HELD)
        self.assertEqual(
            set(Hold.objects.filter(closed_at=None).values_list("rule_code", flat=True)),
            {"R-65", "R-67"},
        )
        with self.assertRaises(SelfApproval):
            self.on(
                record_check,
                self.declaration,
                self.inspector,
                kind=CheckKind.INSPECTION,
                found=PASSED,
            )
        released = self.on(
            record_check,
            self.declaration,
            make_user(Role.INSPECTOR),
            kind=CheckKind.INSPECTION,
            found=PASSED,
        )
        self.assertEqual(released.outcome, Outcome.RELEASED)

    def test_needs_a_reason_and_is_added_once(self):
        with self.assertRaises(Invalid):
            self.on(add_check, self.declaration, self.inspector, reason="")
        self.on(add_check, self.declaration, self.inspector, reason="Odd labels")

        with self.assertRaises(CheckAlreadyAdded):
            self.on(add_check, self.declaration, self.inspector, reason="Again")

    def test_firm_may_not_add_one(self):
        with self.assertRaises(NotPermitted):
            self.on(add_check, self.declaration, self.declarant, reason="Please")


class TestChief(HeldCase):
    """Black-listed: tested, inspected, and released by the chief, every time."""

    def setUp(self):
        super().setUp()
        make_report(self.lot)
        make_list_entry(self.firm)
        self.declaration = self.held()

    def carry_out_all(self, values=HARMLESS):
        self.on(
            record_check, self.declaration, self.inspector, kind=CheckKind.INSPECTION, found=PASSED
        )
        hold = self.hold_of(self.declaration, rule_code="R-63")
        sample = self.on_hold(order_test_for_hold, self.declaration, self.inspector, hold)
        tell_and_answer(report_sample(sample, values))

    def test_release_needs_test_inspection_and_chief(self):
        self.carry_out_all()
        self.assertEqual(self.hold_of(self.declaration).rule_code, "R-76")

        decision = self.on_hold(
            release_as_chief, self.declaration, self.chief, reason="All in order"
        )

        self.assertEqual((decision.outcome, decision.path), (Outcome.RELEASED, Path.INSPECTION))
        self.assertTrue(Certificate.objects.filter(declaration=self.declaration).exists())

    def test_product_that_fails_its_test_is_refused(self):
        self.carry_out_all({**HARMLESS, "HCHO": "420"})

        self.declaration.refresh_from_db()
        self.assertEqual(self.declaration.state, DeclarationState.REFUSED)
        check = Check.objects.get(declaration=self.declaration, kind=CheckKind.PRODUCT_TEST)
        self.assertEqual(check.state, CheckState.FAILED)
        self.assertIn("HCHO 420", check.finding)

    def test_chiefs_word_alone_releases_nothing(self):
        hold = self.hold_of(self.declaration, kind="chief")

        decision = self.on_hold(
            release_as_chief, self.declaration, self.chief, hold, reason="Hurry"
        )

        self.assertEqual(decision.outcome, Outcome.HELD)

    def test_only_the_chief_and_never_who_checked(self):
        hold = self.hold_of(self.declaration, kind="chief")
        with self.assertRaises(NotPermitted):
            self.on_hold(release_as_chief, self.declaration, self.inspector, hold, reason="Me")
        both = make_user(Role.CHIEF)
        both.groups.add(*self.inspector.groups.all())
        self.on(record_check, self.declaration, both, kind=CheckKind.INSPECTION, found=PASSED)

        with self.assertRaises(SelfApproval):
            self.on_hold(release_as_chief, self.declaration, both, hold, reason="Me too")

    def test_chief_who_released_and_who_declared_check_nothing(self):
        hold = self.hold_of(self.declaration, kind="chief")
        self.on_hold(release_as_chief, self.declaration, self.chief, hold, reason="Hurry")
        self.chief.groups.add(*self.inspector.groups.all())
        Declaration.objects.filter(pk=self.declaration.pk).update(submitted_by=self.inspector)

        for person in (type(self.chief).objects.get(pk=self.chief.pk), self.inspector):
            with self.subTest(person=str(person)), self.assertRaises(SelfApproval):
                self.on(
                    record_check,
                    self.declaration,
                    person,
                    kind=CheckKind.INSPECTION,
                    found=PASSED,
                )

    def test_values_of_a_sample_that_was_rejected_pass_no_test(self):
        hold = self.hold_of(self.declaration, rule_code="R-63")
        sample = self.on_hold(order_test_for_hold, self.declaration, self.inspector, hold)
        report_sample(sample)
        Sample.objects.filter(pk=sample.pk).update(state=SampleState.REJECTED)

        tell_and_answer(sample)

        check = Check.objects.get(declaration=self.declaration, kind=CheckKind.PRODUCT_TEST)
        self.assertEqual(check.state, CheckState.OPEN)

    def test_product_test_that_was_invalidated_is_asked_for_again(self):
        hold = self.hold_of(self.declaration, rule_code="R-63")
        sample = self.on_hold(order_test_for_hold, self.declaration, self.inspector, hold)
        tell_and_answer(report_sample(sample))
        Sample.objects.filter(pk=sample.pk).update(state=SampleState.INVALIDATED)

        tell_and_answer(sample)

        hold = self.hold_of(self.declaration, rule_code="R-63")
        again = self.on_hold(order_test_for_hold, self.declaration, self.inspector, hold)
        self.assertNotEqual(again, sample)

    def test_nobody_passes_what_the_laboratory_fails(self):
        hold = self.hold_of(self.declaration, rule_code="R-63")
        sample = self.on_hold(order_test_for_hold, self.declaration, self.inspector, hold)
        report_sample(sample, {**HARMLESS, "HCHO": "420"})

        with self.assertRaises(IllegalTransition):
            self.on(
                record_check,
                self.declaration,
                self.inspector,
                kind=CheckKind.PRODUCT_TEST,
                found=PASSED,
            )

    def test_product_test_is_not_recorded_without_a_report(self):
        with self.assertRaises(TestNotReported):
            self.on(
                record_check,
                self.declaration,
                self.inspector,
                kind=CheckKind.PRODUCT_TEST,
                found=PASSED,
            )


def tell_and_answer(sample):
    fact = outbox.tell("sample_verified", at=LATER, sample=sample.pk)
    tasks.decide_after_sample(fact.pk)
    return fact


class TestLaboratory(HeldCase):
    def setUp(self):
        super().setUp()
        make_report(self.lot, {"HCHO": "12"})
        self.declaration = self.held(iso="JP")

    def test_missing_items_are_ordered_and_the_hold_points_at_the_sample(self):
        sample = self.on_hold(order_test_for_hold, self.declaration, self.inspector)

        hold = self.hold_of(self.declaration)
        self.assertEqual((hold.sample, hold.due_on), (sample, sample.due_on))
        self.assertEqual(sample.lot, self.lot)
        self.assertNotIn("HCHO", sample.items.values_list("analyte", flat=True))

    def test_is_ordered_once(self):
        sample = self.on_hold(order_test_for_hold, self.declaration, self.inspector)

        with self.assertRaises(TestAlreadyOrdered):
            self.on_hold(order_test_for_hold, self.declaration, self.inspector)
        Sample.objects.filter(pk=sample.pk).update(state=SampleState.CANCELLED)
        again = self.on_hold(order_test_for_hold, self.declaration, self.inspector)

        self.assertNotEqual(again, sample)

    def test_review_hold_waits_for_no_test(self):
        declaration = self.held(iso="PE", uses=400)

        with self.assertRaises(NothingToTest):
            self.on_hold(order_test_for_hold, declaration, self.inspector)

    def test_verified_result_releases_by_itself_and_once_for_each_fact(self):
        sample = make_report(self.lot, {"AZO": "<5", "4-AAB": "<5"}, reported_on=TODAY)

        fact = tell_and_answer(sample)
        tasks.decide_after_sample(fact.pk)

        self.declaration.refresh_from_db()
        self.assertEqual(self.declaration.state, DeclarationState.RELEASED)
        self.assertEqual(
            list(
                ReleaseDecision.objects.filter(declaration=self.declaration)
                .order_by("ordinal")
                .values_list("cause", flat=True)
            ),
            ["submitted", f"fact:{fact.pk}"],
        )

    def test_fact_reaches_it_by_the_relay(self):
        sample = make_report(self.lot, {"AZO": "<5", "4-AAB": "<5"}, reported_on=TODAY)
        OutboxFact.objects.all().delete()
        report = sample.reports.get()
        fact = outbox.tell("sample_verified", at=LATER, sample=sample.pk, report=report.pk)

        outbox.relay(most=1)

        self.declaration.refresh_from_db()
        fact.refresh_from_db()
        self.assertEqual(self.declaration.state, DeclarationState.RELEASED)
        self.assertIsNotNone(fact.done_at)

    def test_allowed_objection_reaches_what_only_steadiness_held(self):
        event = make_credit_event(self.firm, "M08", state="objected")
        declaration = make_draft(self.firm, make_content(make_line({make_lot(self.firm): 400})))
        submit(declaration)
        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.HELD)
        event.state, event.overturned_on = "allowed", TODAY
        event.save()
        OutboxFact.objects.all().delete()
        outbox.tell("event_decided", at=LATER, event=event.number, enterprise=self.firm.serial)

        outbox.relay(most=1)

        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.RELEASED)

    def test_fact_is_answered_once_while_it_stays_held(self):
        sample = make_report(self.lot, {"HCHO": "13"}, reported_on=TODAY)

        fact = tell_and_answer(sample)
        tasks.decide_after_sample(fact.pk)

        self.assertEqual(ReleaseDecision.objects.filter(declaration=self.declaration).count(), 2)
        self.assertEqual(Hold.objects.filter(declaration=self.declaration).count(), 1)

    def test_fact_that_changes_nothing_a_judgement_looks_at_is_not_judged(self):
        obligation = self.firm.obligations.get()
        obligation.state = ObligationState.FAILED
        obligation.save()
        first, second = (
            outbox.tell("obligation_settled", at=LATER, obligation=obligation.pk)
            for _time in range(2)
        )

        tasks.decide_after_month(first.pk)
        tasks.decide_after_month(second.pk)

        causes = self.declaration.decisions.order_by("ordinal").values_list("cause", flat=True)
        self.assertEqual(list(causes), ["submitted", f"fact:{first.pk}"])

    def test_failed_month_holds_on_and_refuses_nothing(self):
        obligation = self.firm.obligations.get()
        obligation.state = ObligationState.FAILED
        obligation.save()
        fact = outbox.tell("obligation_settled", at=LATER, obligation=obligation.pk)

        tasks.decide_after_month(fact.pk)

        self.declaration.refresh_from_db()
        self.assertEqual(self.declaration.state, DeclarationState.HELD)

    def test_class_lost_is_judged_anew(self):
        make_list_entry(self.firm)
        fact = outbox.tell("list_entry_effective", at=LATER, enterprise=self.firm.serial)

        tasks.decide_after_standing(fact.pk)

        kinds = Hold.objects.filter(declaration=self.declaration, closed_at=None)
        self.assertEqual(set(kinds.values_list("kind", flat=True)), {"test", "inspection", "chief"})


class TestAmending(HeldCase):
    def test_returned_declaration_is_amended_and_judged_anew(self):
        small = make_lot(self.firm, skins=100)
        declaration = make_draft(self.firm, make_content(make_line({small: 4000})))
        submit(declaration)
        self.assertEqual(declaration.state, DeclarationState.RETURNED)

        save_draft(
            number=declaration.number,
            version=declaration.version,
            content=make_content(make_line({self.lot: 4000})),
            actor=self.declarant,
            at=LATER,
        )
        decision = submit(declaration)

        self.assertEqual(
            (decision.outcome, decision.submission, decision.ordinal), (Outcome.RELEASED, 2, 2)
        )

    def test_destination_changed_after_a_hold_is_reviewed(self):
        make_report(self.lot, {"HCHO": "12"})
        declaration = self.held(iso="JP")
        self.on(withdraw_declaration, declaration, self.declarant)
        copied = copy_declaration(number=declaration.number, actor=self.declarant, at=at(TODAY, 12))
        marked = make_line({self.lot: 4000})

        save_draft(
            number=copied.number,
            version=copied.version,
            content=make_content(marked, iso="RU"),
            actor=self.declarant,
            at=LATER,
        )
        submit(copied)

        self.assertIn("R-72", set(copied.holds.values_list("rule_code", flat=True)))

    def test_same_goods_declared_afresh_elsewhere_are_reviewed_too(self):
        make_report(self.lot, {"HCHO": "12"})
        declaration = self.held(iso="JP")
        self.on(withdraw_declaration, declaration, self.declarant)

        fresh = self.held(iso="RU")

        self.assertEqual(self.hold_of(fresh).rule_code, "R-72")

    def test_withdrawal_gives_the_skins_back(self):
        declaration = self.held(uses=2000, pieces=100)
        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 3000)

        self.on(withdraw_declaration, declaration, self.declarant)

        self.assertEqual(LotBalance.objects.get(lot=self.lot).free_skins, 5000)
        self.assertFalse(Hold.objects.filter(declaration=declaration, closed_at=None).exists())


class TestDecidingAgain(HeldCase):
    def test_keeps_what_persists(self):
        declaration = self.held(uses=2000, pieces=100)
        hold = self.hold_of(declaration)

        decision = self.on(decide_again, declaration, self.inspector, cause="asked")

        self.assertEqual((decision.outcome, decision.ordinal), (Outcome.HELD, 2))
        self.assertEqual(self.hold_of(declaration), hold)

    def test_released_declaration_is_not_decided_again(self):
        declaration = make_draft(self.firm, make_content(make_line({self.lot: 4000})))
        submit(declaration)

        with self.assertRaises(IllegalTransition):
            self.on(decide_again, declaration, self.inspector, cause="asked")
