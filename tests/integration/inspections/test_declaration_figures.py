"""The narrow rows that statistics count: they always say what declaration and judgements say."""

from decimal import Decimal

from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from blacklist.states import ListKind
from enterprises.models import ExchangeRate
from enterprises.roles import Role
from enterprises.selectors.reference import usd_rate
from inspections.models import CheckDraw, Declaration, DeclarationFigure, ReleaseDecision
from inspections.services.decisions import accept_review
from inspections.services.declarations import (
    cancel_release,
    create_draft,
    save_draft,
    withdraw_declaration,
)
from inspections.states import DeclarationState
from tests.factories import TODAY, at, make_list_entry, make_user
from tests.factories.inspections import (
    declarant_of,
    make_content,
    make_draft,
    make_exporter,
    make_line,
    make_lot,
    make_month,
    make_report,
    submit,
)


def direct(declaration: Declaration) -> dict:
    """Count a declaration from its own rows and the evidence of its judgements."""
    first, last = (
        declaration.decisions.order_by("ordinal").first(),
        declaration.decisions.order_by("ordinal").last(),
    )
    draw = CheckDraw.objects.filter(declaration=declaration).order_by("submission").first()
    trust = last.evidence["trust"]
    is_red = trust.get("listed") == "red" and trust["credit_class"] == "A"
    return {
        "enterprise_id": declaration.enterprise_id,
        "destination_iso": declaration.destination_iso,
        "market": last.evidence["destination"].get("market", ""),
        "level": "RED" if is_red else trust["credit_class"],
        "lane": last.lane,
        "path": last.path,
        "state": declaration.state,
        "first_outcome": first.outcome,
        "pieces": declaration.pieces,
        "value_usd": declaration.value_usd,
        "submitted_at": first.decided_at,
        "decided_at": last.decided_at,
        "draw_rate": draw.rate if draw else None,
        "draw_lane": first.lane if draw else "",
        "is_drawn": draw.is_drawn if draw else False,
    }


class TestTheFigures(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter("A")
        cls.declarant = declarant_of(cls.firm)
        make_month(cls.firm)
        cls.lot = make_lot(cls.firm)
        make_report(cls.lot)

    def assert_figures_agree(self, *declarations: Declaration) -> None:
        self.assertEqual(DeclarationFigure.objects.count(), len(declarations))
        for declaration in declarations:
            declaration.refresh_from_db()
            figure = DeclarationFigure.objects.get(declaration=declaration)
            wanted = direct(declaration)
            self.assertEqual({name: getattr(figure, name) for name in wanted}, wanted)

    def declared(self, when=None, **options) -> Declaration:
        fields = {"iso": options.pop("iso", "RU")}
        is_drawn = options.pop("is_drawn", False)
        content = make_content(make_line({self.lot: 400}, **options), **fields)
        declaration = make_draft(self.firm, content, when, is_drawn=is_drawn)
        submit(declaration, when)
        return declaration

    def test_agree_after_every_way_a_declaration_may_go(self):
        released = self.declared()
        strict = self.declared(iso="DE")
        cancelled = self.declared()
        cancel_release(
            number=cancelled.number,
            version=cancelled.version,
            reason="The buyer went away.",
            actor=self.declarant,
            at=at(TODAY, 13),
        )
        withdrawn = self.declared(pieces=50)
        accepted = self.declared(pieces=50)
        self.assertEqual((withdrawn.state, accepted.state), ("held", "held"))
        withdraw_declaration(
            number=withdrawn.number,
            version=withdrawn.version,
            actor=self.declarant,
            at=at(TODAY, 13),
        )
        accept_review(
            hold=accepted.holds.get().pk,
            version=accepted.version,
            reason="Short coats.",
            actor=make_user(Role.INSPECTOR),
            at=at(TODAY, 14),
        )
        drawn = self.declared(is_drawn=True)

        self.assert_figures_agree(released, strict, cancelled, withdrawn, accepted, drawn)
        self.assertEqual(DeclarationFigure.objects.get(declaration=accepted).state, "released")
        self.assertTrue(DeclarationFigure.objects.get(declaration=drawn).is_drawn)

    def test_follow_an_amended_declaration_and_keep_its_first_outcome(self):
        small = make_lot(self.firm, skins=50)
        declaration = make_draft(self.firm, make_content(make_line({small: 400})))
        submit(declaration)
        self.assertEqual(declaration.state, DeclarationState.RETURNED)
        save_draft(
            number=declaration.number,
            version=declaration.version,
            content=make_content(make_line({self.lot: 800}), iso="DE"),
            actor=self.declarant,
            at=at(TODAY, 12),
        )
        submit(declaration, at(TODAY, 13))

        self.assert_figures_agree(declaration)
        figure = DeclarationFigure.objects.get()
        self.assertEqual((figure.first_outcome, figure.state), ("returned", "released"))
        self.assertEqual((figure.destination_iso, figure.pieces), ("DE", 20))

    def test_name_the_red_list_and_the_days_of_beijing(self):
        make_list_entry(self.firm, kind=ListKind.RED)
        late = at(TODAY, 0)  # still the day before in Greenwich
        declaration = self.declared(late)

        self.assert_figures_agree(declaration)
        figure = DeclarationFigure.objects.get()
        self.assertEqual(
            (figure.level, figure.submitted_on, figure.decided_on), ("RED", TODAY, TODAY)
        )

    def test_are_read_alone(self):
        declaration = self.declared()

        for statement in (
            "UPDATE inspections_declarationfigure SET pieces = 1",
            "DELETE FROM inspections_declarationfigure",
            "INSERT INTO inspections_declarationfigure SELECT * FROM inspections_declarationfigure",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        self.assert_figures_agree(declaration)

    def test_of_a_judgement_that_says_little_are_plain(self):
        declaration = make_draft(self.firm, make_content(make_line({self.lot: 400})))
        ReleaseDecision.objects.create(
            declaration=declaration,
            ordinal=1,
            submission=1,
            outcome="held",
            is_final=False,
            evidence={},
            verdict={},
            evidence_digest="0" * 64,
            engine_version="1",
            cause="submission",
            decided_at=at(TODAY),
        )

        figure = DeclarationFigure.objects.get()
        self.assertEqual((figure.level, figure.market, figure.draw_rate), ("", "", None))


class TestTheRate(TestCase):
    """What a consignment is worth in US dollars is the bureau's to say, where it says so."""

    @classmethod
    def setUpTestData(cls):
        cls.firm = make_exporter()
        cls.lot = make_lot(cls.firm)

    def draft(self, **fields) -> Declaration:
        content = make_content(make_line({self.lot: 400}, value=Decimal(10_000)), **fields)
        return create_draft(
            enterprise=self.firm, content=content, actor=declarant_of(self.firm), at=at(TODAY)
        )

    def test_of_the_day_counts_whatever_the_firm_writes(self):
        ExchangeRate.objects.filter(currency="EUR").update(valid_until=TODAY)
        ExchangeRate.objects.create(
            currency="EUR", usd_rate=Decimal("1.25"), valid_from=TODAY, source="test"
        )

        draft = self.draft(currency="EUR", usd_rate=Decimal(9))

        self.assertEqual((draft.usd_rate, draft.value_usd), (Decimal("1.25"), Decimal(12_500)))

    def test_of_the_firm_counts_where_the_bureau_keeps_none(self):
        self.assertIsNone(usd_rate("ISK", TODAY))

        draft = self.draft(currency="ISK", usd_rate=Decimal("0.008"))

        self.assertEqual(draft.value_usd, Decimal(80))

    def test_is_one_for_a_currency_and_day(self):
        with self.assertRaises(DatabaseError), transaction.atomic():
            ExchangeRate.objects.create(currency="EUR", usd_rate=1, valid_from=TODAY)
