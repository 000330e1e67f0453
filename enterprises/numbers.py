"""Numbers of records, without gaps in a committed series: a firm's own per year, or the bureau's."""

from datetime import date

from django.db import connection

from enterprises.models import Enterprise

# Enterprises are numbered once and for all, not year by year.
SERIALS = ("E", 0)
SERIAL_DIGITS = 4
DIGITS_OF_FIRM = 4
DIGITS_OF_BUREAU = 6

_ADVANCE = """
    INSERT INTO enterprises_numberseries (enterprise_id, letter, year, last)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT ON CONSTRAINT number_series_once
        DO UPDATE SET last = enterprises_numberseries.last + EXCLUDED.last
    RETURNING last
"""


def next_number(
    *,
    letter: str,
    on: date,
    enterprise: Enterprise | None = None,
    count: int = 1,
    digits: int | None = None,
) -> list[str]:
    """Take the next numbers of a series: `L26-0042-0031` of a firm, `S26-000123` of the bureau.

    The series stays locked until the transaction ends, so take numbers last (counters come last
    in the order of locks).
    """
    last = _advance(enterprise.pk if enterprise else None, letter, on.year, count)
    head = f"{letter}{on.year % 100:02d}"
    if enterprise is not None:
        head = f"{head}-{enterprise.serial}"
    digits = digits or (DIGITS_OF_FIRM if enterprise else DIGITS_OF_BUREAU)
    return [f"{head}-{number:0{digits}d}" for number in range(last - count + 1, last + 1)]


def next_serial() -> str:
    """Take the serial of a new enterprise, which stands in the numbers of all its records."""
    letter, year = SERIALS
    return f"{_advance(None, letter, year, 1):0{SERIAL_DIGITS}d}"


def _advance(enterprise_id: int | None, letter: str, year: int, count: int) -> int:
    if count < 1:
        raise ValueError(f"At least one number is taken, not {count}.")
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [enterprise_id, letter, year, count])
        last: int = cursor.fetchone()[0]
    return last
