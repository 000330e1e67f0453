"""Frozen dataclasses as canonical JSON, and back: sorted keys, no floats, defaults left out."""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from enterprises.reasons import Reason

Plain = Any
Record = TypeVar("Record")
_Reader = Callable[[Plain], Any]


def canonical_text(value: Plain) -> str:
    """Write plain data in the one form whose digest is kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def to_plain(value: Any) -> Plain:
    """Turn a record into dicts, lists and text; a field equal to its default is left out.

    A default is therefore part of the schema: whoever changes one raises the schema's number.
    """
    if value is None or value.__class__ in (str, int, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: to_plain(one) for key, one in value.items()}
    if isinstance(value, Reason):
        return value.as_json()
    return {
        name: to_plain(one)
        for name, default in _defaults(value.__class__)
        if (one := getattr(value, name)) != default
    }


def from_plain(kind: type[Record], data: Plain) -> Record:
    """Rebuild a record from what `to_plain` made of it."""
    record: Record = _reader(cast(Any, kind))(data)
    return record


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, _default(one)) for one in fields(kind))


def _default(one: Field[Any]) -> Any:
    return MISSING if one.default_factory is not MISSING else one.default


@cache
def _reader(kind: Any) -> _Reader:
    """Make the function that reads one kind of value; made once for each."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return _optional_reader(arguments)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is not None and issubclass(origin, Mapping):
        read_one = _reader(arguments[1])
        return lambda data: {key: read_one(one) for key, one in data.items()}
    if kind is Reason:
        return lambda data: Reason.of(data["code"], **data.get("params", {}))
    if is_dataclass(kind):
        return _record_reader(cast(type, kind))
    if kind is date:
        return date.fromisoformat
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return kind
    return lambda data: data


def _optional_reader(arguments: tuple[Any, ...]) -> _Reader:
    kinds = [kind for kind in arguments if kind is not types.NoneType]
    if len(kinds) > 1:
        return lambda data: data
    read_one = _reader(kinds[0])
    return lambda data: None if data is None else read_one(data)


def _tuple_reader(arguments: tuple[Any, ...]) -> _Reader:
    if arguments[-1] is Ellipsis:
        read_one = _reader(arguments[0])
        return lambda data: tuple(read_one(one) for one in data)
    readers = tuple(_reader(kind) for kind in arguments)
    return lambda data: tuple(read(one) for read, one in zip(readers, data, strict=True))


def _record_reader(kind: type) -> _Reader:
    hints = get_type_hints(kind)
    readers = {one.name: _reader(hints[one.name]) for one in fields(kind)}
    return lambda data: kind(**{name: readers[name](one) for name, one in data.items()})
