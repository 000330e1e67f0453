"""Every state of samples, obligations, retests and adjustments against every action on them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import TestCase

from enterprises.errors import DomainError, IllegalTransition
from enterprises.roles import Role
from lab.models import LedgerEntry
from lab.services import ledger, monitoring, retests, samples
from lab.services.monitoring.draws import draw_for
from lab.states import AdjustmentState, ObligationState, RetestState, SampleState
from tests.factories import (
    CLEAN,
    TODAY,
    at,
    make_adjustment,
    make_lot,
    make_obligation,
    make_results,
    make_retest,
    make_sample,
    make_user,
)

_S, _O, _R = SampleState, ObligationState, RetestState
NOW = at(TODAY, 18)
Action = Callable[[Any], Any]


class Doors(TestCase):
    """A door that is not in the table is shut, and what was refused changed nothing."""

    def assert_doors(
        self, records: Mapping[Any, Any], actions: Mapping[str, tuple[Action, Iterable[Any]]]
    ) -> None:
        for state, record in records.items():
            for name, (act, states) in actions.items():
                with self.subTest(state=state, action=name):
                    before = type(record).objects.filter(pk=record.pk).values().get()
                    is_open, refusal = True, None
                    try:
                        with transaction.atomic():
                            act(record)
                            transaction.set_rollback(True)
                    except IllegalTransition as error:
                        is_open, refusal = False, error
                    except DomainError as error:
                        # It went through the door and was refused for another reason.
                        refusal = error

                    self.assertEqual(is_open, state in set(states), refusal)
                    after = type(record).objects.filter(pk=record.pk).values().get()
                    self.assertEqual(after, before)


class OfSamples(Doors):
    def test_every_state_against_every_action(self):
        lot = make_lot()
        inspector, analyst = make_user(Role.INSPECTOR), make_user(Role.ANALYST)
        reviewer = make_user(Role.REVIEWER)
        records = {state: self.in_state(lot, state) for state in _S}

        def by(actor, service, **given):
            return lambda sample: service(number=sample.number, actor=actor, at=NOW, **given)

        before_verified = {_S.PLANNED, _S.TAKEN, _S.RECEIVED, _S.TESTING, _S.ENTERED}
        values = [samples.ResultEntry("HCHO", "11")]
        self.assert_doors(
            records,
            {
                "take": (
                    by(inspector, samples.take_sample, place="Store", seal_number="1"),
                    {_S.PLANNED},
                ),
                "receive": (by(analyst, samples.receive_sample, is_seal_intact=True), {_S.TAKEN}),
                "find its seal broken": (
                    by(analyst, samples.receive_sample, is_seal_intact=False),
                    before_verified,
                ),
                "start": (by(analyst, samples.start_testing), {_S.RECEIVED}),
                "enter": (
                    by(analyst, samples.enter_results, values=values, reason="read anew"),
                    {_S.TESTING},
                ),
                "send back": (by(reviewer, samples.send_back, note="Odd"), {_S.ENTERED}),
                "verify": (by(reviewer, samples.verify_sample), {_S.ENTERED}),
                "reject": (by(analyst, samples.reject_sample, note="Wet"), before_verified),
                "cancel": (by(inspector, samples.cancel_sample, note="Gone"), before_verified),
                "invalidate": (
                    by(reviewer, samples.invalidate_sample, reason="Mixed up"),
                    {_S.REPORTED},
                ),
            },
        )

    def in_state(self, lot, state):
        verified = state in (_S.VERIFIED, _S.REPORTED, _S.INVALIDATED)
        fields = {"verified_by": make_user(Role.REVIEWER), "verified_at": at()} if verified else {}
        sample = make_sample(lot, state if not verified else _S.ENTERED)
        if state in (_S.ENTERED, _S.VERIFIED, _S.REPORTED, _S.INVALIDATED):
            make_results(sample, CLEAN)
        for name, value in {"state": state, **fields}.items():
            setattr(sample, name, value)
        sample.save()
        return sample


class OfObligations(Doors):
    def test_every_state_against_every_action(self):
        inspector, chief = make_user(Role.INSPECTOR), make_user(Role.CHIEF)
        records = {state: make_obligation(state=state) for state in _O}
        for obligation in records.values():
            make_lot(obligation.enterprise)
            if not obligation.waiver_proposed_by_id:
                obligation.waiver_proposed_by = make_user(Role.INSPECTOR)
                obligation.save()

        def by(actor, service, **given):
            return lambda month: service(obligation=month.pk, actor=actor, at=NOW, **given)

        self.assert_doors(
            records,
            {
                "draw": (by(inspector, draw_for), {_O.OPEN, _O.MISSED, _O.SAMPLED, _O.IN_TEST}),
                "propose a waiver": (
                    by(inspector, monitoring.propose_waiver, reason="Fire"),
                    {_O.OPEN},
                ),
                "waive": (by(chief, monitoring.approve_waiver), {_O.OPEN}),
                "decline the waiver": (by(chief, monitoring.decline_waiver), {_O.OPEN}),
                "sample late": (by(inspector, monitoring.order_late_sample), {_O.MISSED}),
            },
        )


class OfRetests(Doors):
    def test_every_state_against_every_action(self):
        inspector = make_user(Role.INSPECTOR)
        records = {state: make_retest(state=state) for state in _R}
        records[_R.ACCEPTED].retained.state = SampleState.CANCELLED
        records[_R.ACCEPTED].retained.save()

        def by(actor, service, **given):
            return lambda retest: service(number=retest.number, actor=actor, at=NOW, **given)

        self.assert_doors(
            records,
            {
                "accept": (by(inspector, retests.accept_retest), {_R.ASKED}),
                "decline": (by(inspector, retests.decline_retest, answer="No."), {_R.ASKED}),
                "order again": (by(inspector, retests.order_again), {_R.ACCEPTED}),
            },
        )

    def test_only_what_was_asked_and_never_answered_runs_out(self):
        late = {"asked_at": at(TODAY - timedelta(days=61)), "conclude_by": TODAY}
        records = {state: make_retest(state=state, **late) for state in _R}

        self.assertEqual(retests.close_late(at=at(TODAY)), 0)
        self.assertEqual(retests.close_late(at=at(TODAY + timedelta(days=1))), 1)
        self.assertEqual(retests.close_late(at=at(TODAY + timedelta(days=1))), 0)

        for state, retest in records.items():
            retest.refresh_from_db()
            self.assertEqual(retest.state, _R.OUT_OF_TIME if state == _R.ASKED else state)


class OfAdjustments(Doors):
    def test_every_state_against_every_action(self):
        chief = make_user(Role.CHIEF)
        records = {state: make_adjustment(state=state) for state in AdjustmentState}
        entries = LedgerEntry.objects.count()

        def by(service, **given):
            return lambda one: service(adjustment=one.pk, actor=chief, at=NOW, **given)

        self.assert_doors(
            records,
            {
                "approve": (by(ledger.approve_adjustment), {AdjustmentState.PROPOSED}),
                "decline": (
                    by(ledger.decline_adjustment, answer="Count again."),
                    {AdjustmentState.PROPOSED},
                ),
            },
        )
        self.assertEqual(LedgerEntry.objects.count(), entries)
