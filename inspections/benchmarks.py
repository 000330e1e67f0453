"""How fast a declaration is decided, beside one hand-written call that writes the same rows."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from blacklist.models import Classification
from blacklist.selectors import scheme_row_on
from enterprises.calendar import day_of
from enterprises.models import Enterprise, Membership, Registration, User
from enterprises.numbers import next_serial
from enterprises.policy import credit_code_check_character
from enterprises.states import EnterpriseKind, MembershipRole, RegistrationState
from inspections.content import DeclarationContent, LineContent, UseContent
from inspections.models import Declaration, ReleaseDecision
from inspections.services.declarations import create_draft, submit_declaration
from inspections.states import Outcome
from lab.models import LedgerEntry, MonitoringObligation, RawMaterialLot
from lab.selectors.months import days_of
from lab.states import LedgerKind, MonitoringRole, ObligationState

LINES, SKINS, WARM_UP = 5, 40, 10

# The same rows by hand: the same locks, tables and triggers, the judgement brought ready-made.
BY_HAND = """
    CREATE FUNCTION qiudu_bench_decide(
        its_number text, its_actor bigint, its_time timestamptz, its_day date,
        its_evidence jsonb, its_verdict jsonb, its_digest text, its_rules bigint, its_code text
    ) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
        d inspections_declaration;
        its_decision bigint;
    BEGIN
        PERFORM 1 FROM enterprises_enterprise WHERE id = (
            SELECT enterprise_id FROM inspections_declaration WHERE number = its_number
        ) FOR NO KEY UPDATE;
        SELECT * INTO d FROM inspections_declaration
            WHERE number = its_number FOR NO KEY UPDATE;
        PERFORM 1 FROM lab_rawmateriallot WHERE id IN (
            SELECT u.lot_id FROM inspections_materialuse u
                JOIN inspections_declarationline l ON l.id = u.line_id
            WHERE l.declaration_id = d.id
        ) ORDER BY id FOR NO KEY UPDATE;
        UPDATE inspections_declaration SET state = 'released', version = version + 1,
            submission = 1, changed_at = its_time, submitted_at = its_time,
            submitted_by_id = its_actor, first_submitted_on = its_day, decided_at = its_time
            WHERE id = d.id;
        INSERT INTO inspections_releasedecision (declaration_id, ordinal, submission, outcome,
            is_final, path, lane, rule_set_id, evidence, verdict, evidence_digest,
            engine_version, cause, decided_at, decided_by_id)
            VALUES (d.id, 1, 1, 'released', true, 'raw_material_release', 'R-31', its_rules,
                its_evidence, its_verdict, its_digest, '1', 'submitted', its_time, its_actor)
            RETURNING id INTO its_decision;
        INSERT INTO inspections_checkdraw
            (declaration_id, submission, drawn_on, rate, value, is_drawn)
            VALUES (d.id, 1, its_day, 5, 0.9, false);
        INSERT INTO lab_ledgerentry (lot_id, kind, skins, posted_at, posted_by_id, reference,
            destination_iso, reason)
            SELECT u.lot_id, 'reservation', -u.skins, its_time, its_actor, d.number,
                d.destination_iso, ''
            FROM inspections_materialuse u
                JOIN inspections_declarationline l ON l.id = u.line_id
            WHERE l.declaration_id = d.id ORDER BY u.id;
        UPDATE inspections_materialuse u SET reservation_id = e.id
            FROM inspections_declarationline l, lab_ledgerentry e
            WHERE l.id = u.line_id AND l.declaration_id = d.id AND e.reference = d.number
                AND e.lot_id = u.lot_id AND e.kind = 'reservation';
        INSERT INTO lab_ledgerentry (lot_id, kind, skins, posted_at, posted_by_id, reference,
            destination_iso, reverses_id, reason)
            SELECT e.lot_id, k.kind, CASE k.kind WHEN 'give_back' THEN -e.skins ELSE e.skins END,
                its_time, its_actor, d.number,
                CASE k.kind WHEN 'give_back' THEN '' ELSE d.destination_iso END,
                CASE k.kind WHEN 'give_back' THEN e.id END, ''
            FROM lab_ledgerentry e, (VALUES ('give_back'), ('write_off')) k(kind)
            WHERE e.reference = d.number AND e.kind = 'reservation' ORDER BY k.kind, e.id;
        UPDATE inspections_materialuse u SET write_off_id = e.id
            FROM inspections_declarationline l, lab_ledgerentry e
            WHERE l.id = u.line_id AND l.declaration_id = d.id AND e.reference = d.number
                AND e.lot_id = u.lot_id AND e.kind = 'write_off';
        INSERT INTO inspections_certificate (number, declaration_id, enterprise_id, decision_id,
            copy, state, verification_code, issued_at, ship_until, state_since, state_reason,
            version)
            VALUES ('C' || substr(d.number, 2) || '-1', d.id, d.enterprise_id, its_decision, 1,
                'active', its_code, its_time, its_day + 61, its_time, '', 1);
        INSERT INTO enterprises_auditentry (at, actor_id, actor_name, enterprise_id, action,
            record_kind, record_number, detail)
            VALUES (its_time, its_actor, 'bench', d.enterprise_id, 'declaration_released',
                'declaration', d.number, '{}');
        INSERT INTO enterprises_outboxfact (name, payload, told_at, attempts, last_error)
            VALUES ('declaration_decided', jsonb_build_object('declaration', d.id), its_time, 0,
                '');
    END $$;
"""


@dataclass(frozen=True)
class Comparison:
    """How many declarations a second were decided by the service, and by hand."""

    declarations: int
    by_service: float
    by_hand: float

    @property
    def share(self) -> float:
        return self.by_service / self.by_hand


def compare_deciding(declarations: int) -> Comparison:
    """Decide as many declarations of five lines and lots by the service as by hand.

    All happens in one transaction that is rolled back, each declaration in a savepoint, so that
    neither side pays for a commit: the share with commits is better for the service, not worse.
    """
    with _undone():
        firm, declarant, at = _firm()
        lots = _lots(firm, skins=SKINS * (declarations + WARM_UP) * 2, at=at)
        drafts = _drafts(firm, declarant, lots, at, (declarations + WARM_UP) * 2)
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND)
            cursor.execute("ANALYZE")
        by_service, by_hand = drafts[::2], drafts[1::2]
        service_rate = _rate(by_service, lambda draft: _by_service(draft, declarant, at))
        sample = ReleaseDecision.objects.get(declaration=by_service[-1])
        hand_rate = _rate(by_hand, lambda draft: _by_hand(draft, declarant, at, sample))
        return Comparison(declarations, service_rate, hand_rate)


@contextmanager
def _undone() -> Iterator[None]:
    """Do everything in a transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _rate(drafts: Sequence[Declaration], decide: Callable[[Declaration], None]) -> float:
    for draft in drafts[:WARM_UP]:
        decide(draft)
    started = time.perf_counter()
    for draft in drafts[WARM_UP:]:
        decide(draft)
    return (len(drafts) - WARM_UP) / (time.perf_counter() - started)


def _by_service(draft: Declaration, declarant: User, at: datetime) -> None:
    decision = submit_declaration(
        number=draft.number, version=draft.version, declarant=declarant, submitted_at=at
    )
    # A drawn check would write other rows; it is rare enough to be let pass.
    assert decision.outcome in (Outcome.RELEASED, Outcome.HELD), decision.verdict


def _by_hand(draft: Declaration, declarant: User, at: datetime, sample: ReleaseDecision) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT qiudu_bench_decide(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                draft.number,
                declarant.pk,
                at,
                day_of(at),
                _text(sample.evidence),
                _text(sample.verdict),
                sample.evidence_digest,
                sample.rule_set_id,
                f"B{draft.pk}"[:12],
            ],
        )


def _text(plain: object) -> str:
    from inspections.policy.canonical import canonical_text

    return canonical_text(plain)


def _firm() -> tuple[Enterprise, User, datetime]:
    """Make a registered firm of class A with a passed month, and who declares for it."""
    at = timezone.now()
    today, long_ago = day_of(at), at - timedelta(days=400)
    serial = next_serial()
    code = f"91131121MB{int(serial):07d}"
    firm = Enterprise.objects.create(
        serial=serial,
        name_zh="测速裘皮",
        name_en="Bench Furs",
        credit_code=code + credit_code_check_character(code),
        kinds=[EnterpriseKind.MANUFACTURER],
        township="大营",
        legal_representative="王芳",
        first_registered_on=day_of(long_ago),
        created_at=long_ago,
    )
    declarant = User.objects.create(username=f"bench-{serial}", full_name="Bench")
    Membership.objects.create(
        user=declarant, enterprise=firm, role=MembershipRole.OWNER, since=day_of(long_ago)
    )
    Registration.objects.create(
        number=f"RB-{serial}",
        enterprise=firm,
        state=RegistrationState.REGISTERED,
        state_since=day_of(long_ago),
        valid_from=day_of(long_ago),
        valid_until=today + timedelta(days=400),
    )
    Classification.objects.create(
        enterprise=firm,
        credit_class="A",
        since=long_ago,
        score=85,
        scheme=scheme_row_on(today),
        trigger="bench",
    )
    month = today.replace(day=1)
    MonitoringObligation.objects.create(
        enterprise=firm,
        role=MonitoringRole.EXPORTER,
        month=month,
        state=ObligationState.PASSED,
        sample_by=month,
        due_on=days_of(month).due,
        decided_on=month,
    )
    return firm, declarant, at


def _lots(firm: Enterprise, *, skins: int, at: datetime) -> list[RawMaterialLot]:
    received_on = day_of(at) - timedelta(days=30)
    lots = RawMaterialLot.objects.bulk_create(
        RawMaterialLot(
            number=f"LB-{firm.serial}-{place}",
            enterprise=firm,
            supplier_name="bench",
            species="mink",
            process="dyed",
            colour="black",
            skins_received=skins,
            received_on=received_on,
            state_since=received_on,
        )
        for place in range(LINES)
    )
    LedgerEntry.objects.bulk_create(
        LedgerEntry(lot=lot, kind=LedgerKind.RECEIPT, skins=skins, posted_at=at) for lot in lots
    )
    return lots


def _drafts(
    firm: Enterprise, declarant: User, lots: list[RawMaterialLot], at: datetime, count: int
) -> list[Declaration]:
    content = DeclarationContent(
        destination_iso="RU",
        consignee="Bench",
        contract_number="B-1",
        port="Manzhouli",
        transport="rail",
        planned_on=day_of(at),
        storage_place="Daying",
        packages=1,
        lines=tuple(
            LineContent(
                hs_code="4303101090",
                description="Mink coat",
                product="coat_long",
                species="mink",
                wearer="adult",
                contact="indirect",
                pieces=1,
                net_weight_kg=Decimal("2.8"),
                value=Decimal(900),
                marks=(f"RU-{place}",),
                uses=(UseContent(lot.number, SKINS),),
            )
            for place, lot in enumerate(lots)
        ),
    )
    return [
        create_draft(enterprise=firm, content=content, actor=declarant, at=at)
        for _draft in range(count)
    ]
