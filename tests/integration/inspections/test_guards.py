"""The guard behind the guard: what the database refuses when the services are walked round."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import TestCase

from enterprises.roles import Role
from inspections.models import (
    Certificate,
    Check,
    CheckDraw,
    DaySeed,
    Declaration,
    DeclarationLine,
    Hold,
    MaterialUse,
    ReleaseDecision,
    StickyCheck,
)
from inspections.services import seeds
from inspections.states import CheckKind, CheckOrigin, CheckState
from lab.models import LedgerEntry
from tests.factories import TODAY, at, make_list_entry, make_user
from tests.factories.inspections import (
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)

REFUSALS = (IntegrityError, InternalError, ProgrammingError)


class TestGuards(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A")
        make_month(cls.firm)
        cls.lot = make_lot(cls.firm, skins=5000)
        cls.released = make_draft(cls.firm, make_content(make_line({cls.lot: 400})))
        cls.decision = submit(cls.released)
        cls.held = make_draft(cls.firm, make_content(make_line({cls.lot: 400}, pieces=40)))
        submit(cls.held)

    @contextmanager
    def refused(self, name=""):
        """Expect the database to refuse, by the constraint of that name where one is given."""
        with self.assertRaises(REFUSALS) as refusal:
            yield
        if name:
            self.assertEqual(refusal.exception.__cause__.diag.constraint_name, name)

    def copy_of(self, row, **changes):
        row.pk = None
        row._state.adding = True
        for name, value in changes.items():
            setattr(row, name, value)
        return row

    def test_second_final_decision(self):
        second = self.copy_of(ReleaseDecision.objects.get(pk=self.decision.pk), ordinal=2)

        with self.refused("decision_one_final_per_declaration"), transaction.atomic():
            second.save()

    def test_released_without_a_path_and_held_as_final(self):
        for changes, name in (
            ({"path": ""}, "decision_released_has_a_path"),
            ({"outcome": "held"}, "decision_final_means_released_or_refused"),
        ):
            second = self.copy_of(
                ReleaseDecision.objects.get(pk=self.decision.pk), ordinal=3, **changes
            )
            with self.subTest(name), self.refused(name), transaction.atomic():
                second.save()

    def test_decision_is_never_edited_or_deleted(self):
        rows = ReleaseDecision.objects.filter(pk=self.decision.pk)

        with self.refused(), transaction.atomic():
            rows.update(outcome="refused")
        with self.refused(), transaction.atomic():
            rows._raw_delete("default")

    def test_draw_is_never_edited(self):
        with self.refused(), transaction.atomic():
            CheckDraw.objects.update(is_drawn=True)

    def test_certificate_without_a_release(self):
        decision = ReleaseDecision.objects.get(declaration=self.held)

        with self.refused("certificate_rests_on_a_release"), transaction.atomic():
            Certificate.objects.create(
                number="C99-0001-0001-1",
                declaration=self.held,
                enterprise=self.firm,
                decision=decision,
                verification_code="ACDEFGHJ",
                issued_at=at(TODAY),
                ship_until=TODAY,
                state_since=at(TODAY),
            )

    def test_certificate_of_another_declarations_release(self):
        with self.refused("certificate_rests_on_a_release"), transaction.atomic():
            Certificate.objects.filter(declaration=self.released).update(declaration=self.held)

    def test_second_active_certificate(self):
        second = self.copy_of(
            Certificate.objects.get(declaration=self.released),
            number="C99-0001-0001-2",
            copy=2,
            verification_code="ACDEFGHK",
        )

        with self.refused("certificate_one_active_per_declaration"), transaction.atomic():
            second.save()

    def test_hold_twice_for_one_thing(self):
        second = self.copy_of(Hold.objects.get(declaration=self.held))

        with self.refused("hold_one_open_per_thing_missing"), transaction.atomic():
            second.save()

    def test_hold_accepted_without_a_reason_or_where_nobody_may(self):
        holds = Hold.objects.filter(declaration=self.held)
        name = "hold_accepted_only_where_allowed_with_a_reason"

        with self.refused(name), transaction.atomic():
            holds.update(closed_at=at(TODAY), ended="accepted", remark="")
        with self.refused(name), transaction.atomic():
            holds.update(closed_at=at(TODAY), ended="accepted", remark="ok", is_acceptable=False)

    def test_hold_is_never_deleted_nor_closed_without_saying_how(self):
        with self.refused(), transaction.atomic():
            Hold.objects.all()._raw_delete("default")
        with self.refused("hold_closed_says_how"), transaction.atomic():
            Hold.objects.update(closed_at=at(TODAY))

    def test_goods_of_a_submitted_declaration(self):
        line = DeclarationLine.objects.get(declaration=self.released)

        for refused in (
            lambda: DeclarationLine.objects.filter(pk=line.pk).update(pieces=1),
            lambda: MaterialUse.objects.filter(line=line).update(skins=1),
            lambda: MaterialUse.objects.filter(line=line)._raw_delete("default"),
            lambda: MaterialUse.objects.create(line=line, lot=make_lot(self.firm), skins=1),
        ):
            with self.refused(), transaction.atomic():
                refused()

    def test_submitted_declaration_is_never_deleted(self):
        with self.refused(), transaction.atomic():
            Declaration.objects.filter(pk=self.released.pk)._raw_delete("default")

    def test_skin_too_many(self):
        with self.refused("lot_balance_never_below_zero"), transaction.atomic():
            LedgerEntry.objects.create(
                lot=self.lot, kind="write_off", skins=-5000, posted_at=at(TODAY)
            )

    def test_reservation_is_given_back_once_and_exactly(self):
        reservation = LedgerEntry.objects.filter(kind="reservation", reversed_by=None).get()
        entry = {"lot": self.lot, "kind": "give_back", "posted_at": at(TODAY)}

        with self.refused("ledger_reversal_mirrors_its_entry"), transaction.atomic():
            LedgerEntry.objects.create(**entry, skins=1, reverses=reservation)
        LedgerEntry.objects.create(**entry, skins=400, reverses=reservation)
        with self.refused(), transaction.atomic():
            LedgerEntry.objects.create(**entry, skins=400, reverses=reservation)

    def test_check_carried_out_by_who_added_it(self):
        inspector = make_user(Role.INSPECTOR)

        with self.refused("check_never_carried_out_by_who_added_it"), transaction.atomic():
            Check.objects.create(
                declaration=self.held,
                kind=CheckKind.INSPECTION,
                origin=CheckOrigin.ADDED,
                state=CheckState.PASSED,
                reason="Odd",
                ordered_by=inspector,
                ordered_at=at(TODAY),
                carried_out_by=inspector,
                carried_out_at=at(TODAY),
            )

    def test_chiefs_release_by_who_checked(self):
        firm = make_exporter("D")
        make_list_entry(firm)
        declaration = make_draft(firm, make_content(make_line({make_lot(firm): 400})))
        submit(declaration)
        chief = make_user(Role.CHIEF)
        Check.objects.filter(declaration=declaration).update(
            state=CheckState.PASSED, carried_out_by=chief, carried_out_at=at(TODAY)
        )

        with self.refused("hold_released_by_another_than_who_checked"), transaction.atomic():
            Hold.objects.filter(declaration=declaration, kind="chief").update(
                closed_at=at(TODAY), closed_by=chief, ended="released", remark="Me"
            )

    def test_one_open_sticky_check_for_firm_product_and_market(self):
        sticky = {
            "enterprise": self.firm,
            "product": "hat",
            "market": "EAEU",
            "drawn_by": self.held,
        }
        StickyCheck.objects.create(**sticky)

        with self.refused("sticky_check_one_open_per_firm_product_market"), transaction.atomic():
            StickyCheck.objects.create(**sticky)

    def test_seed_is_revealed_once_and_true_to_its_hash(self):
        day = TODAY - timedelta(days=400)
        seed = DaySeed.objects.create(
            day=day, commitment=seeds.seed_hash(seeds.seed_of(day)), published_at=at(day)
        )
        rows = DaySeed.objects.filter(pk=seed.pk)

        with self.refused("day_seed_has_its_published_hash"), transaction.atomic():
            rows.update(revealed="ab" * 32)
        with self.refused(), transaction.atomic():
            rows.update(commitment="0" * 64)
        rows.update(revealed=seeds.seed_of(day).hex(), revealed_at=at(TODAY))
        with self.refused(), transaction.atomic():
            rows.update(revealed="")

    def test_run_time_role_may_not_truncate(self):
        with self.refused(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE inspections_releasedecision CASCADE")
