"""Who hears of a declaration: of its fate, of a question, of the answer; each once, by the relay."""

from enterprises import outbox
from enterprises.models import Notification, OutboxFact
from enterprises.roles import Role
from enterprises.states import EnterpriseKind
from enterprises.wording import address_of
from inspections.services.decisions import answer_question, ask_firm, assign_hold
from tests.factories import TODAY, make_authorisation, make_enterprise, make_user
from tests.factories.inspections import make_content, make_draft, make_line, make_report, submit
from tests.integration.inspections.test_held import HeldCase

MOST_FACTS = 50


def told(kind):
    """Name who was told of a kind; every fact is answered first, and answered twice."""
    outbox.relay(most=MOST_FACTS)
    OutboxFact.objects.filter(name__in=["declaration_decided", "firm_asked"]).update(done_at=None)
    outbox.relay(most=MOST_FACTS)
    return sorted(Notification.objects.filter(kind=kind).values_list("recipient", flat=True))


class TestDecisions(HeldCase):
    def setUp(self):
        super().setUp()
        make_report(self.lot, {"HCHO": "12"})
        self.owner = make_user(enterprise=self.firm, membership="owner")

    def test_submission_that_is_held_is_told_to_all_but_who_submitted(self):
        declaration = self.held(iso="JP")

        self.assertEqual(told("declaration_held"), [self.owner.pk])
        message = Notification.objects.get(kind="declaration_held")
        self.assertIn(declaration.number, address_of(message))

    def test_release_after_a_hold_is_told_to_everybody_of_the_firm(self):
        self.held(iso="JP")
        make_report(self.lot, {"AZO": "<5", "4-AAB": "<5"}, reported_on=TODAY)
        sample = self.lot.samples.order_by("pk").last()
        outbox.tell(
            "sample_verified",
            at=sample.verified_at,
            sample=sample.pk,
            report=sample.reports.get().pk,
        )

        self.assertEqual(told("declaration_released"), sorted([self.declarant.pk, self.owner.pk]))

    def test_release_at_once_is_no_news(self):
        declaration = make_draft(self.firm, make_content(make_line({self.lot: 4000})))
        submit(declaration)

        self.assertEqual(declaration.state, "released")
        self.assertEqual(told("declaration_released"), [])

    def test_agent_who_filed_hears_too(self):
        agency = make_enterprise(kinds=[EnterpriseKind.AGENT])
        agent = make_user(enterprise=agency, membership="declarant")
        make_authorisation(self.firm, agency)
        declaration = self.held(iso="JP")
        declaration.agent = agency
        declaration.save()

        self.assertEqual(told("declaration_held"), sorted([self.owner.pk, agent.pk]))


class TestQuestions(HeldCase):
    def setUp(self):
        super().setUp()
        self.declaration = self.held(uses=2000, pieces=100)
        self.hold = self.hold_of(self.declaration)

    def ask(self):
        self.on_hold(ask_firm, self.declaration, self.inspector, question="Why so few skins?")

    def test_reach_the_firm_with_their_words(self):
        self.ask()

        self.assertEqual(told("firm_asked"), [self.declarant.pk])
        message = Notification.objects.get(kind="firm_asked")
        self.assertEqual(message.params["question"], "Why so few skins?")

    def test_answers_reach_the_owner_of_the_hold(self):
        make_user(Role.INSPECTOR)
        self.on_hold(assign_hold, self.declaration, self.chief, owner=self.inspector)
        self.ask()
        self.on_hold(answer_question, self.declaration, self.declarant, answer="They are sheared.")

        self.assertEqual(told("firm_answered"), [self.inspector.pk])

    def test_answers_reach_every_inspector_where_nobody_has_the_hold(self):
        another = make_user(Role.INSPECTOR)
        self.ask()
        self.on_hold(answer_question, self.declaration, self.declarant, answer="They are sheared.")

        self.assertEqual(told("firm_answered"), sorted([self.inspector.pk, another.pk]))
