"""Every state of a declaration against every action on it."""

from django.db import transaction
from django.test import TestCase

from enterprises.errors import DomainError, IllegalTransition
from enterprises.roles import Role
from enterprises.states import RegistrationState
from inspections.models import Hold
from inspections.services.decisions import (
    Found,
    accept_review,
    add_check,
    ask_firm,
    decide_again,
    record_check,
)
from inspections.services.declarations import (
    cancel_release,
    delete_draft,
    save_draft,
    submit_declaration,
    withdraw_declaration,
)
from inspections.states import CheckKind, DeclarationState
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

_S = DeclarationState
NOW = at(TODAY, 15)
OPEN = {
    "save": {_S.DRAFT, _S.RETURNED},
    "submit": {_S.DRAFT, _S.RETURNED},
    "delete": {_S.DRAFT},
    "withdraw": {_S.HELD, _S.RETURNED},
    "cancel": {_S.RELEASED},
    "decide again": {_S.HELD},
    "add a check": {_S.HELD, _S.RETURNED},
    "record a check": {_S.HELD},
    "accept a review": {_S.HELD},
    "ask the firm": {_S.HELD},
}


class TestDoors(TestCase):
    """A door that is not in the table is shut, and what was refused changed nothing."""

    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A")
        make_month(cls.firm)
        cls.declarant = declarant_of(cls.firm)
        cls.inspector = make_user(Role.INSPECTOR)
        cls.lot = make_lot(cls.firm, skins=50_000)
        cls.content = make_content(make_line({cls.lot: 400}))
        cls.by_state = {state: cls.in_state(state) for state in _S if state != _S.SUBMITTED}

    @classmethod
    def in_state(cls, state):
        """Bring a declaration to a state by the services alone."""
        implausible = make_content(make_line({cls.lot: 400}, pieces=40))
        too_many = make_content(make_line({make_lot(cls.firm, skins=10): 400}))
        content = {
            _S.HELD: implausible,
            _S.WITHDRAWN: implausible,
            _S.RETURNED: too_many,
        }.get(state, cls.content)
        declaration = make_draft(cls.firm, content)
        if state == _S.DRAFT:
            return declaration
        if state == _S.REFUSED:
            cls.firm.registrations.update(
                state=RegistrationState.SUSPENDED, state_before_suspension="registered"
            )
        submit(declaration)
        cls.firm.registrations.update(state=RegistrationState.REGISTERED)
        arguments = {
            "number": declaration.number,
            "version": declaration.version,
            "actor": cls.declarant,
            "at": at(TODAY, 14),
        }
        if state == _S.WITHDRAWN:
            withdraw_declaration(**arguments)
        if state == _S.CANCELLED:
            cancel_release(**arguments, reason="Order lost")
        declaration.refresh_from_db()
        assert declaration.state == state, (declaration.state, state)
        return declaration

    def attempt(self, action, declaration):
        named = {"number": declaration.number, "version": declaration.version}
        by_firm = {**named, "actor": self.declarant, "at": NOW}
        by_officer = {**named, "actor": self.inspector, "at": NOW}
        hold = Hold.objects.filter(declaration=declaration).order_by("pk").first()
        on_hold = {
            "hold": hold.pk if hold else None,
            "version": declaration.version,
            "actor": self.inspector,
            "at": NOW,
        }
        actions = {
            "save": lambda: save_draft(**by_firm, content=self.content),
            "submit": lambda: submit_declaration(
                **named, declarant=self.declarant, submitted_at=NOW
            ),
            "delete": lambda: delete_draft(**by_firm),
            "withdraw": lambda: withdraw_declaration(**by_firm),
            "cancel": lambda: cancel_release(**by_firm, reason="Order lost"),
            "decide again": lambda: decide_again(**by_officer, cause="asked"),
            "add a check": lambda: add_check(**by_officer, reason="Odd"),
            "record a check": lambda: record_check(
                **by_officer, kind=CheckKind.INSPECTION, found=Found(True, "", 3)
            ),
            "accept a review": lambda: accept_review(**on_hold, reason="Sheared"),
            "ask the firm": lambda: ask_firm(**on_hold, question="Why?"),
        }
        return actions[action]()

    def needs_a_hold(self, action):
        return action in ("accept a review", "ask the firm")

    def test_every_state_against_every_action(self):
        for state, declaration in self.by_state.items():
            for action, states in OPEN.items():
                if self.needs_a_hold(action) and not declaration.holds.exists():
                    continue
                with self.subTest(state=state, action=action):
                    version = declaration.version
                    before = (state, version)
                    is_open, refusal = True, None
                    try:
                        with transaction.atomic():
                            self.attempt(action, declaration)
                            transaction.set_rollback(True)
                    except IllegalTransition as error:
                        is_open, refusal = False, error
                    except DomainError as error:
                        # It went through the door and was refused for another reason.
                        refusal = error

                    declaration = type(declaration).objects.get(pk=declaration.pk)
                    self.assertEqual(is_open, state in states, refusal)
                    self.assertEqual((declaration.state, declaration.version), before)

    def test_cancelled_gives_back_once(self):
        declaration = self.by_state[_S.CANCELLED]

        written_off = self.lot.balance.written_off

        with self.assertRaises(IllegalTransition):
            self.attempt("cancel", declaration)
        self.lot.balance.refresh_from_db()
        self.assertEqual(self.lot.balance.written_off, written_off)
        certificate = declaration.certificates.get()
        self.assertEqual(certificate.state, "cancelled")
