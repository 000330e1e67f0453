"""Opening the month: one obligation for each subject that owes it, in one statement."""

from datetime import date, datetime

from django.db import connection, transaction

from blacklist.states import Level
from enterprises import audit
from lab.selectors.limits import lots_of_plan
from lab.selectors.obligations import OWED, month_parameters

DYEHOUSE_PLAN = "DYEHOUSE"

_OPEN = f"""
    WITH {OWED},
    plans AS (
        SELECT * FROM unnest(%(plans)s::text[], %(lots)s::int[]) AS p(plan, lots)
    ),
    levels AS (
        SELECT o.enterprise_id,
            CASE
                WHEN bool_or(l.kind = 'black') THEN 'D'
                WHEN bool_or(l.kind = 'red') AND max(c.credit_class) = 'A' THEN 'RED'
                -- A new firm stands in B until its first grading.
                ELSE coalesce(max(c.credit_class), 'B')
            END AS level
        FROM (SELECT DISTINCT enterprise_id FROM owed) o
        LEFT JOIN blacklist_classification c
            ON c.enterprise_id = o.enterprise_id AND c.until IS NULL
        LEFT JOIN blacklist_listentry l
            ON l.enterprise_id = o.enterprise_id AND l.ended_on IS NULL
            AND l.state IN ('effective', 'confirmed') AND l.effective_from <= %(until)s
        GROUP BY o.enterprise_id
    )
    INSERT INTO lab_monitoringobligation
        (enterprise_id, role, month, state, sample_by, due_on, draws_needed, is_doubled, is_late,
            version)
    SELECT o.enterprise_id, o.role, o.month, 'open', o.sample_by, o.due_on,
        p.lots * CASE WHEN f.id IS NULL THEN 1 ELSE 2 END, f.id IS NOT NULL, FALSE, 1
    FROM owed o
    JOIN levels v ON v.enterprise_id = o.enterprise_id
    JOIN plans p ON p.plan = CASE WHEN o.role = 'dyehouse' THEN 'DYEHOUSE' ELSE v.level END
    LEFT JOIN lab_monitoringobligation f
        ON f.enterprise_id = o.enterprise_id AND f.role = o.role AND f.state = 'failed'
        AND f.month = (o.month - interval '1 month')::date
    WHERE NOT EXISTS (
        SELECT 1 FROM lab_monitoringobligation r
        WHERE r.enterprise_id = o.enterprise_id AND r.role = o.role AND r.month = o.month
    )
    ORDER BY o.month, o.enterprise_id, o.role
    ON CONFLICT (enterprise_id, role, month) DO NOTHING
"""  # noqa: S608 - no value is written into the text


@transaction.atomic
def open_obligations(*, until: date, at: datetime, since: date | None = None) -> int:
    """Open every month's obligations up to that of a day, and say how many were missing.

    Months are opened from the first that monitoring ever was, unless told; a second run finds
    them open and adds none. A month after a failed one asks for twice the lots.
    """
    plans = [*(level.value for level in Level), DYEHOUSE_PLAN]
    parameters = month_parameters(since=since, until=until) | {
        "plans": plans,
        "lots": [lots_of_plan(f"MONITOR_{plan}") for plan in plans],
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, parameters)
        opened: int = cursor.rowcount
    if opened:
        audit.record(
            actor=None,
            at=at,
            action="obligations_opened",
            record_kind="obligation",
            record_number=f"{until:%Y-%m}",
            detail={"opened": opened},
        )
    return opened
