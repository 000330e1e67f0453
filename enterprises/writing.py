"""Rows written often: by a text composed once for each kind, as `asking` does with questions."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Field, Model


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one kind in one statement and give them their keys.

    What `bulk_create` does besides, for databases, parents and conflicts that are not ours, costs
    several times the insert. Either all rows bring their keys or none does.
    """
    if not rows:
        return
    brings_keys = rows[0].pk is not None
    into, place, fields = _insert_text(type(rows[0]), brings_keys)
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(into.format(", ".join([place] * len(rows))), values)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
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
    into = f"INSERT INTO {table} ({columns}) VALUES {{}} RETURNING {key}"  # noqa: S608 - our models
    return into, f"({', '.join(['%s'] * len(fields))})", fields
