"""The books of the stores, looked through: do the balances say what the entries add up to."""

from dataclasses import dataclass

from django.db import connection

_DIFFERENCES = """
    SELECT l.number, b.free_skins, b.written_off, b.entries,
        coalesce(e.free_skins, 0), coalesce(e.written_off, 0), coalesce(e.entries, 0)
    FROM lab_rawmateriallot l
    LEFT JOIN lab_lotbalance b ON b.lot_id = l.id
    LEFT JOIN (
        SELECT lot_id, sum(skins) AS free_skins, count(*) AS entries,
            coalesce(-sum(skins) FILTER (WHERE kind IN ('write_off', 'reversal')), 0) AS written_off
        FROM lab_ledgerentry GROUP BY lot_id
    ) e ON e.lot_id = l.id
    WHERE (b.free_skins, b.written_off, b.entries) IS DISTINCT FROM
        (coalesce(e.free_skins, 0), coalesce(e.written_off, 0), coalesce(e.entries, 0))
    ORDER BY l.id
"""


@dataclass(frozen=True)
class Difference:
    """A lot whose balance is not the sum of its entries; None where it has no balance."""

    lot: str
    kept: tuple[int | None, int | None, int | None]
    computed: tuple[int, int, int]


def ledger_differences() -> list[Difference]:
    """Name every lot whose balance differs from its entries: free, written off, entries."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return [Difference(row[0], tuple(row[1:4]), tuple(row[4:7])) for row in cursor.fetchall()]
