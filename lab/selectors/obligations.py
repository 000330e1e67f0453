"""Who owes monitoring in which month, said once for opening it and for proving it complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from blacklist.selectors import scheme_on
from enterprises.calendar import MonitoringDays, monitoring_days, months_on
from enterprises.selectors.reference import working_calendar
from lab.models import MonitoringObligation
from lab.states import LotState, ObligationState, SampleState

# A subject owes a month if it qualifies on a day of it up to the day by which the sample is to be
# taken; who qualifies later begins with the next. It is one statement over the tables of three
# floors, because ten thousand firms a month are opened, and proved, in a second.
OWED = """
    months AS (
        SELECT * FROM unnest(%(months)s::date[], %(sample_days)s::date[], %(due_days)s::date[])
            AS m(month, sample_by, due_on)
    ),
    exporting AS (
        SELECT enterprise_id, valid_from AS since,
            least(valid_until,
                CASE WHEN state IN ('provisional', 'registered') THEN NULL ELSE state_since END
            ) AS until
        FROM enterprises_registration
        WHERE valid_from IS NOT NULL AND state IN (
            'provisional', 'registered', 'suspended', 'lapsed', 'cancelled', 'revoked')
    ),
    qualified AS (
        SELECT x.enterprise_id, 'exporter' AS role,
            greatest(x.since, e.since, d.valid_from) AS since,
            least(x.until, d.valid_until) AS until
        FROM exporting x
        JOIN enterprises_exportmarket e ON e.enterprise_id = x.enterprise_id
        JOIN enterprises_destination d ON d.iso = e.iso AND d.regime = 'monitored'
        UNION ALL
        SELECT x.enterprise_id, 'exporter',
            greatest(x.since, (c.since AT TIME ZONE 'Asia/Shanghai')::date),
            least(x.until, (c.until AT TIME ZONE 'Asia/Shanghai')::date)
        FROM exporting x
        JOIN blacklist_classification c
            ON c.enterprise_id = x.enterprise_id AND c.credit_class = 'A'
        UNION ALL
        -- A filing counts anew from the end of each suspension to the next one.
        SELECT f.enterprise_id, 'dyehouse', p.since,
            least(f.valid_until, (
                SELECT min(s.since) FROM enterprises_filingsuspension s
                WHERE s.filing_id = f.id AND (s.until IS NULL OR s.until > greatest(s.since, p.since))
            ))
        FROM enterprises_dyehousefiling f
        CROSS JOIN LATERAL (
            SELECT f.valid_from AS since
            UNION
            SELECT s.until FROM enterprises_filingsuspension s
            WHERE s.filing_id = f.id AND s.until > s.since
        ) p
        WHERE f.valid_from IS NOT NULL
            AND f.state IN ('filed', 'suspended', 'expired', 'cancelled')
    ),
    owed AS (
        SELECT DISTINCT q.enterprise_id, q.role, m.month, m.sample_by, m.due_on
        FROM months m JOIN qualified q
            ON q.since <= least(m.sample_by, %(until)s)
            AND (q.until IS NULL OR q.until > greatest(m.month, q.since))
    )
"""

_GAPS = f"""
    WITH {OWED}
    SELECT e.serial, o.role, o.month
    FROM owed o
    JOIN enterprises_enterprise e ON e.id = o.enterprise_id
    LEFT JOIN lab_monitoringobligation r
        ON r.enterprise_id = o.enterprise_id AND r.role = o.role AND r.month = o.month
    WHERE r.id IS NULL
    ORDER BY o.month, e.serial, o.role
"""  # noqa: S608 - no value is written into the text


@dataclass(frozen=True)
class Gap:
    """A subject that owes a month and has no obligation for it."""

    serial: str
    role: str
    month: date


def gaps(*, until: date, since: date | None = None) -> list[Gap]:
    """Name every subject and month without its obligation, by one anti-join.

    Asked from the first month that monitoring was opened for, unless told.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, month_parameters(since=since, until=until))
        return [Gap(*row) for row in cursor.fetchall()]


def month_parameters(*, since: date | None, until: date) -> dict[str, Any]:
    """Give the months from the first to that of a day, with their days, as the statement asks."""
    months = _months(since or _first_month() or until, until)
    days = [days_of(month) for month in months]
    return {
        "months": list(months),
        "sample_days": [one.sample for one in days],
        "due_days": [one.due for one in days],
        "until": until,
    }


def days_of(month: date) -> MonitoringDays:
    """Give the sample day and the due day of a month, moved to working days."""
    clocks = scheme_on(month).clocks
    return monitoring_days(
        working_calendar(),
        month,
        clocks["monitoring_sample_day"].amount,
        clocks["monitoring_due_day"].amount,
    )


def obligations_to_draw() -> QuerySet[MonitoringObligation]:
    """The obligations that lack a draw: open ones not fully drawn, and those with a dead draw."""
    stands = Q(draws__is_replaced=False)
    ended = Q(draws__sample__state__in=[SampleState.CANCELLED, SampleState.REJECTED])
    used_up = (
        Q(draws__sample__state=SampleState.PLANNED)
        & Q(draws__lot__isnull=False)
        & ~Q(draws__lot__state=LotState.IN_STOCK)
    )
    return (
        MonitoringObligation.objects.filter(
            state__in=[
                ObligationState.OPEN,
                ObligationState.MISSED,
                ObligationState.SAMPLED,
                ObligationState.IN_TEST,
            ]
        )
        .annotate(
            live=Count("draws", filter=stands & ~ended & ~used_up),
            dead=Count("draws", filter=stands & (ended | used_up)),
        )
        .filter(Q(dead__gt=0) | Q(state=ObligationState.OPEN, live__lt=F("draws_needed")))
        .order_by("pk")
    )


def _first_month() -> date | None:
    return MonitoringObligation.objects.order_by("month").values_list("month", flat=True).first()


def _months(since: date, until: date) -> Sequence[date]:
    month, months = since.replace(day=1), []
    while month <= until:
        months.append(month)
        month = months_on(month, 1)
    return months
