"""Rows written often: by a text composed once for each kind, as `asking` does with questions."""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Field, Model


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows, of one kind or of several, in one statement and give them their keys.

    What `bulk_create` does besides, for databases, parents and conflicts that are not ours, costs
    several times the insert. Rows of a kind either all bring their keys or none does; rows of
    several kinds do not name one another.
    """
    kinds: dict[type[Model], list[Model]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    if not kinds:
        return
    parts, keys, values = [], [], []
    for place, (kind, of_kind) in enumerate(kinds.items()):
        into, one_row, fields = _insert_text(kind, of_kind[0].pk is not None)
        parts.append(f"w{place} AS ({into.format(', '.join([one_row] * len(of_kind)))})")
        keys.append(f"SELECT {place}, key FROM w{place}")  # noqa: S608 - a number
        values += [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in of_kind
            for field in fields
        ]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} {' UNION ALL '.join(keys)}", values)
        written = sorted(cursor.fetchall())
    for row, (_place, key) in zip(chain.from_iterable(kinds.values()), written, strict=True):
        row.pk = row.pk or key
        row._state.adding = False
        row._state.db = connection.alias


def update(row: Model, names: Sequence[str]) -> None:
    """Save some fields of a row that the transaction has locked."""
    kind = type(row)
    fields: list[Any] = [kind._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_update_text(kind, tuple(names)), [*values, row.pk])
        if cursor.rowcount != 1:
            raise ObjectDoesNotExist(f"{kind.__name__} {row.pk}")


@cache
def _update_text(kind: type[Model], names: tuple[str, ...]) -> str:
    meta, quote = kind._meta, connection.ops.quote_name
    fields: list[Any] = [meta.get_field(name) for name in names]
    columns = (quote(field.column) for field in fields)
    changes = ", ".join(f"{column} = %s" for column in columns)
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    return f"UPDATE {table} SET {changes} WHERE {key} = %s"  # noqa: S608 - our models


@cache
def _insert_text(
    kind: type[Model], brings_keys: bool
) -> tuple[str, str, "Sequence[Field[Any, Any]]"]:
    """Compose the statement, with a place for the rows, and the place of one row."""
    meta, quote = kind._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if brings_keys or not field.primary_key]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    table, key = quote(meta.db_table), quote(str(meta.pk.column))
    into = f"INSERT INTO {table} ({columns}) VALUES {{}} RETURNING {key} AS key"  # noqa: S608 - our models
    return into, f"({', '.join(['%s'] * len(fields))})", fields
