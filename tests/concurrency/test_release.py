"""Many at once: the last skins, one declaration submitted by several, one hold ended by two."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from enterprises.errors import DomainError
from enterprises.models import User
from enterprises.roles import Role
from inspections.models import Certificate, Declaration, Hold, ReleaseDecision
from inspections.policy.release import judge_release
from inspections.selectors.evidence import preview_evidence
from inspections.selectors.reference import rule_set_on
from inspections.services.decisions import accept_review
from inspections.services.declarations import content_of, submit_declaration
from inspections.states import DeclarationState, Outcome
from lab.models import LedgerEntry, LotBalance
from tests.factories import TODAY, at, make_user
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    submit,
)

CLIENTS, SKINS = 64, 10
Thing = TypeVar("Thing")


def all_at_once(things: Sequence[Thing], act: Callable[[Thing], str]) -> Counter[str]:
    """Act on every thing at the same moment, each on a connection of its own; count the answers."""
    gate = threading.Barrier(len(things))

    def client(thing: Thing) -> str:
        try:
            connection.ensure_connection()
            gate.wait()
            return act(thing)
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(things)) as clients:
        return Counter(clients.map(client, things))


def submit_as(declarant: User) -> Callable[[Declaration], str]:
    def act(declaration: Declaration) -> str:
        decision = submit_declaration(
            number=declaration.number,
            version=declaration.version,
            declarant=declarant,
            submitted_at=at(TODAY, 12),
        )
        return str(decision.outcome)

    return act


@pytest.mark.concurrency
class TestTheLastSkins(TransactionTestCase):
    """Ten skins are left, and sixty-four consignments of one skin each are submitted at once."""

    def setUp(self):
        self.firm = make_exporter("A")
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=SKINS)
        line = make_line({self.lot: 1}, product="trim", pieces=1)
        self.drafts = [make_draft(self.firm, make_content(line)) for _draft in range(CLIENTS)]

    def test_ten_leave_and_the_others_are_returned(self):
        answers = all_at_once(self.drafts, submit_as(declarant_of(self.firm)))

        self.assertEqual(answers, {Outcome.RELEASED: SKINS, Outcome.RETURNED: CLIENTS - SKINS})
        balance = LotBalance.objects.get(lot=self.lot)
        self.assertEqual((balance.free_skins, balance.written_off), (0, SKINS))
        self.assertEqual(
            sum(LedgerEntry.objects.filter(lot=self.lot).values_list("skins", flat=True)), 0
        )
        self.assertEqual(Certificate.objects.count(), SKINS)
        self.assertEqual(ReleaseDecision.objects.filter(is_final=True).count(), SKINS)

    def test_without_the_lock_more_would_have_left(self):
        # The twin: the same evidence and the same rules, looked at by all before anybody writes.
        def look(declaration: Declaration) -> str:
            evidence = preview_evidence(
                content_of(declaration),
                enterprise=self.firm,
                at=at(TODAY, 12),
                declaration=declaration,
            )
            rules = rule_set_on(TODAY)
            return str(judge_release(evidence, rules and rules.rule_set).outcome)

        answers = all_at_once(self.drafts, look)

        self.assertGreater(answers[Outcome.RELEASED], SKINS)


@pytest.mark.concurrency
class TestOneDeclaration(TransactionTestCase):
    def setUp(self):
        self.firm = make_exporter("A")
        make_month(self.firm)
        self.lot = make_lot(self.firm, skins=5000)

    def test_submitted_by_eight_at_once_is_decided_once(self):
        draft = make_draft(self.firm, make_content(make_line({self.lot: 400})))

        answers = all_at_once([draft] * 8, submit_as(declarant_of(self.firm)))

        self.assertEqual(answers, {Outcome.RELEASED: 1, "VERSION_CONFLICT": 7})
        self.assertEqual(ReleaseDecision.objects.count(), 1)

    def test_review_accepted_by_two_at_once_is_accepted_once(self):
        declaration = make_draft(self.firm, make_content(make_line({self.lot: 400}, pieces=40)))
        submit(declaration)
        hold = Hold.objects.get(declaration=declaration)

        def accept(officer: User) -> str:
            decision = accept_review(
                hold=hold.pk,
                version=declaration.version,
                reason="Sheared",
                actor=officer,
                at=at(TODAY, 15),
            )
            return str(decision.outcome)

        answers = all_at_once([make_user(Role.INSPECTOR) for _officer in range(2)], accept)

        self.assertEqual(answers, {Outcome.RELEASED: 1, "VERSION_CONFLICT": 1})
        declaration.refresh_from_db()
        self.assertEqual(declaration.state, DeclarationState.RELEASED)
