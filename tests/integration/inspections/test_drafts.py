"""Drafts: what may be written, by whom, and in how many statements."""

from dataclasses import replace
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from enterprises.errors import IllegalTransition, Invalid, StaleVersion
from enterprises.roles import Role
from enterprises.states import EnterpriseKind, MembershipRole
from inspections.content import ContractLimitContent, UseContent, read_content
from inspections.models import Declaration, MaterialUse
from inspections.services.declarations import (
    content_of,
    copy_declaration,
    create_draft,
    delete_draft,
    save_draft,
)
from inspections.states import DeclarationState
from tests.factories import (
    TODAY,
    at,
    make_authorisation,
    make_enterprise,
    make_user,
)
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

WRITTEN = {
    "destination_iso": "ru",
    "consignee": "OOO Severny Mekh",
    "contract_number": "BC-1",
    "port": "Manzhouli",
    "transport": "rail",
    "planned_on": "2026-12-01",
    "storage_place": "Daying",
    "packages": "12",
    "lines": [
        {
            "hs_code": "4303101090",
            "description": "Mink coat",
            "product": "coat_long",
            "species": "mink",
            "wearer": "adult",
            "contact": "indirect",
            "pieces": "2",
            "net_weight_kg": "5.6",
            "value": "1800",
            "marks": "RU-1\nRU-2",
            "uses": [{"lot": "L26-0001-0001", "skins": "80"}],
        }
    ],
}


class TestReadingContent(TestCase):
    def read(self, **changes):
        return read_content({**WRITTEN, **changes})

    def faults(self, **changes):
        with self.assertRaises(Invalid) as refusal, override("en"):
            self.read(**changes)
        return refusal.exception.fields

    def line(self, **changes):
        return [{**WRITTEN["lines"][0], **changes}]

    def test_texts_become_figures(self):
        content = self.read()

        line = content.lines[0]
        self.assertEqual((content.destination_iso, content.packages), ("RU", 12))
        self.assertEqual((line.net_weight_kg, line.marks), (Decimal("5.6"), ("RU-1", "RU-2")))
        self.assertEqual(line.uses, (UseContent("L26-0001-0001", 80),))

    def test_each_fault_stands_at_its_field(self):
        cases = [
            ({"consignee": " "}, "consignee"),
            ({"destination_iso": "Russia"}, "destination_iso"),
            ({"planned_on": "31.02.2026"}, "planned_on"),
            ({"packages": "0"}, "packages"),
            ({"packages": 1.5}, "packages"),
            ({"transport": "camel"}, "transport"),
            ({"currency": "rubles"}, "currency"),
            ({"usd_rate": "0"}, "usd_rate"),
            ({"lines": "none"}, "lines"),
            ({"lines": ["x"]}, "lines.1"),
            ({"lines": self.line(net_weight_kg="-1")}, "lines.1.net_weight_kg"),
            ({"lines": self.line(net_weight_kg="1.2345")}, "lines.1.net_weight_kg"),
            ({"lines": self.line(value="NaN")}, "lines.1.value"),
            ({"lines": self.line(value="1e30")}, "lines.1.value"),
            ({"lines": self.line(pieces="9999999999")}, "lines.1.pieces"),
            ({"lines": self.line(marks="A\nA")}, "lines.1.marks"),
            ({"lines": self.line(description="x\x00")}, "lines.1.description"),
            ({"lines": self.line(uses=[{"lot": "L", "skins": "-3"}])}, "lines.1.uses.1.skins"),
            (
                {"contract_limits": [{"analyte": "HCHO", "operator": "<=", "value_text": "x"}]},
                "contract_limits.1.value_text",
            ),
        ]
        for changes, field in cases:
            with self.subTest(field=field, changes=changes):
                self.assertEqual(set(self.faults(**changes)), {field})

    def test_all_faults_are_told_at_once(self):
        lines = self.line(pieces="") + self.line(value="")

        faults = self.faults(consignee="", lines=lines)

        self.assertEqual(set(faults), {"consignee", "lines.1.pieces", "lines.2.value"})


class TestDraft(TestCase):
    def setUp(self):
        self.firm = make_exporter()
        self.declarant = declarant_of(self.firm)
        self.lot = make_lot(self.firm)

    def create(self, content):
        return create_draft(
            enterprise=self.firm, content=content, actor=self.declarant, at=at(TODAY)
        )

    def save(self, declaration, content, **changes):
        arguments = {
            "number": declaration.number,
            "version": declaration.version,
            "content": content,
            "actor": self.declarant,
            "at": at(TODAY),
        }
        return save_draft(**{**arguments, **changes})

    def test_is_numbered_in_the_firms_own_series(self):
        content = make_content(make_line({self.lot: 40}))

        numbers = [self.create(content).number for _draft in range(2)]

        head = f"D{TODAY:%y}-{self.firm.serial}"
        self.assertEqual(numbers, [f"{head}-0001", f"{head}-0002"])

    def test_content_is_saved_whole_and_read_back(self):
        content = make_content(
            make_line({self.lot: 80}, permit_number="CITES-1"),
            contract_limits=(ContractLimitContent("HCHO", "<=", "75"),),
            letter_of_credit="LC-9",
        )
        declaration = self.create(make_content(make_line({self.lot: 40})))

        saved = self.save(declaration, content)

        self.assertEqual(content_of(Declaration.objects.get(pk=saved.pk)), content)
        self.assertEqual((saved.pieces, saved.value_usd), (2, Decimal("1800.00")))

    def test_somebody_elses_lot_is_refused_at_its_field(self):
        theirs = make_lot(make_exporter())

        with self.assertRaises(Invalid) as refusal, override("en"):
            self.create(make_content(make_line({self.lot: 40, theirs: 40})))

        self.assertEqual(
            refusal.exception.fields,
            {"lines.1.uses.2.lot": [f"Lot {theirs.number} does not belong to this enterprise."]},
        )

    def test_lot_twice_in_a_line_and_unknown_hs_code_are_refused(self):
        line = make_line({self.lot: 40}, hs_code="9999999999")
        twice = replace(line, uses=(*line.uses, *line.uses))

        with self.assertRaises(Invalid) as refusal:
            self.create(make_content(twice))

        self.assertEqual(set(refusal.exception.fields), {"lines.1.uses.2.lot", "lines.1.hs_code"})

    def test_refused_save_changes_nothing(self):
        declaration = self.create(make_content(make_line({self.lot: 40})))

        with self.assertRaises(Invalid):
            self.save(declaration, make_content(make_line({self.lot: 40}, hs_code="1")))

        declaration.refresh_from_db()
        self.assertEqual(declaration.version, 1)
        self.assertEqual(MaterialUse.objects.get(line__declaration=declaration).skins, 40)

    def test_stale_version_is_refused(self):
        declaration = self.create(make_content(make_line({self.lot: 40})))
        self.save(declaration, make_content(make_line({self.lot: 80})))

        with self.assertRaises(StaleVersion):
            self.save(declaration, make_content(make_line({self.lot: 40})))

    def test_others_may_not_write_it(self):
        content = make_content(make_line({self.lot: 40}))
        declaration = self.create(content)
        viewer = make_user(enterprise=self.firm, membership=MembershipRole.VIEWER)
        strangers = [
            viewer,
            make_user(Role.INSPECTOR),
            make_user(Role.CHIEF),
            declarant_of(make_exporter()),
        ]

        for person in strangers:
            with self.subTest(person=str(person)), self.assertRaises(PermissionDenied):
                self.save(declaration, content, actor=person)

    def test_agent_writes_while_authorised(self):
        agent = make_enterprise(EnterpriseKind.AGENT)
        clerk = make_user(enterprise=agent)
        make_authorisation(self.firm, agent)

        declaration = create_draft(
            enterprise=self.firm,
            content=make_content(make_line({self.lot: 40})),
            actor=clerk,
            at=at(TODAY),
        )

        self.assertEqual(declaration.agent, agent)

    def test_copy_leaves_marks_and_permits_behind(self):
        content = make_content(make_line({self.lot: 80}, permit_number="CITES-1"))
        declaration = self.create(content)

        copied = copy_declaration(number=declaration.number, actor=self.declarant, at=at(TODAY))

        line = content_of(copied).lines[0]
        self.assertEqual((line.marks, line.permit_number), ((), ""))
        self.assertEqual(line.uses, content.lines[0].uses)
        self.assertEqual(copied.copied_from, declaration)

    def test_draft_is_deleted_and_a_submitted_one_is_not(self):
        make_month(self.firm)
        content = make_content(make_line({self.lot: 40}))
        draft, submitted = make_draft(self.firm, content), make_draft(self.firm, content)
        submit(submitted)

        delete_draft(number=draft.number, version=draft.version, actor=self.declarant, at=at(TODAY))
        with self.assertRaises(IllegalTransition):
            delete_draft(
                number=submitted.number,
                version=submitted.version,
                actor=self.declarant,
                at=at(TODAY),
            )

        self.assertEqual(list(Declaration.objects.all()), [submitted])
        self.assertEqual(submitted.state, DeclarationState.RELEASED)

    def test_saving_takes_as_many_statements_for_three_hundred_lines_as_for_five(self):
        declaration = self.create(make_content(make_line({self.lot: 40})))
        counts = []
        for lines in (5, 300, 300):
            content = make_content(*(make_line({self.lot: 40}) for _line in range(lines)))
            with CaptureQueriesContext(connection) as statements:
                declaration = self.save(declaration, content)
            counts.append(len(statements))

        self.assertEqual(len(set(counts)), 1)
