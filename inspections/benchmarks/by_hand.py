"""The hand-written side: one PL/pgSQL call that takes the same locks and writes the same rows."""

from datetime import datetime

from django.db import connection

from enterprises.calendar import day_of
from enterprises.models import User
from inspections.models import Declaration, ReleaseDecision
from inspections.policy.canonical import canonical_text

# The same locks, tables and triggers; the judgement is brought ready-made.
_FUNCTION = """
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


def make_function() -> None:
    """Make the function in the scratch database; only the owner may."""
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTION)


def decide_by_hand(
    draft: Declaration, declarant: User, at: datetime, sample: ReleaseDecision
) -> None:
    """Decide a draft with the evidence and verdict of a decision that the service made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT qiudu_bench_decide(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                draft.number,
                declarant.pk,
                at,
                day_of(at),
                canonical_text(sample.evidence),
                canonical_text(sample.verdict),
                sample.evidence_digest,
                sample.rule_set_id,
                f"B{draft.pk}",
            ],
        )
