"""Questions asked often: their SQL is composed once, the values are filled in at each asking.

Composing a statement costs Django several times what PostgreSQL needs to answer it. A question
is an ordinary queryset; it is put together the first time it is asked, with slots for its
arguments, and from then on only its text is sent.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet, Value
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators

P = ParamSpec("P")
Row = TypeVar("Row")
Columns = Sequence[Any]
# What no row is equal to, for a question about none.
NONE_OF_THEM = (None,)


class Slot(Value):
    """A place in a question for an argument."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True)
class _Composed:
    """The text of a question, and how the rows of its answer are read."""

    sql: str
    params: Sequence[Any]
    convert: Callable[[Iterable[Columns]], Iterable[Columns]]
    read: Callable[[Columns], Any]

    def ask(self, arguments: dict[str, Any]) -> list[Any]:
        filled = [
            _fill(arguments[one.value]) if isinstance(one, Slot) else one for one in self.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            rows = cursor.fetchall()
        return [self.read(row) for row in self.convert(rows)]


def asked_often(question: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Answer a question that is written as a queryset of its arguments, as a list.

    An argument stands for one value, or with `__in` for some of them. The queryset is composed
    for whatever is asked, so nothing in it may depend on what an argument is.
    """
    composed: _Composed | None = None
    takes = tuple(signature(question).parameters)

    @wraps(question)
    def answer(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
        nonlocal composed
        if composed is None:
            slots: Any = {name: Slot(name) for name in takes}
            composed = _compose(question(**slots))  # type: ignore[call-arg]
        return composed.ask({**dict(zip(takes, args, strict=False)), **kwargs})

    return answer


def _compose(queryset: QuerySet[Any, Any]) -> _Composed:
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    return _Composed(
        sql=sql,
        params=params,
        convert=(lambda rows: compiler.apply_converters(rows, converters)) if converters else iter,
        read=_reader(queryset, compiler),
    )


def _reader(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Columns], Any]:
    """Read a row as the queryset would: as a value, a tuple, or an object with those it joins."""
    kind: type = queryset._iterable_class
    if issubclass(kind, FlatValuesListIterable):
        return lambda row: row[0]
    if not issubclass(kind, ModelIterable):
        return tuple
    places = compiler.klass_info["select_fields"]
    own = slice(places[0], places[-1] + 1)
    names = [column[0].target.attname for column in compiler.select[own]]
    annotated = compiler.annotation_col_map or {}
    of_row: Any = get_related_populators
    joined = of_row(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)

    def read(row: Columns) -> Any:
        found = queryset.model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for populator in joined:
            populator.populate(row, found)
        for name, place in annotated.items():
            setattr(found, name, row[place])
        return found

    return read


def _fill(argument: Any) -> Any:
    """Write some values as a tuple, which psycopg2 renders as a list in parentheses."""
    if isinstance(argument, Collection) and not isinstance(argument, str | bytes):
        return tuple(argument) or NONE_OF_THEM
    return argument
