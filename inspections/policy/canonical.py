"""Frozen dataclasses as canonical JSON, and back: sorted keys, no floats, defaults left out."""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from enterprises.reasons import Reason

Plain = Any
Record = TypeVar("Record")
_Reader = Callable[[Plain], Any]
_Writer = Callable[[Any], Plain]


def canonical_text(value: Plain) -> str:
    """Write plain data in the one form whose digest is kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def to_plain(value: Any) -> Plain:
    """Turn a record into dicts, lists and text; a field equal to its default is left out.

    A default is therefore part of the schema: whoever changes one raises the schema's number.
    """
    return _writer(value.__class__)(value)


def from_plain(kind: type[Record], data: Plain) -> Record:
    """Rebuild a record from what `to_plain` made of it."""
    record: Record = _reader(cast(Any, kind))(data)
    return record


@cache
def _writer(kind: type) -> _Writer:
    """Make the function that writes one kind of value; made once for each."""
    if kind in (str, int, bool, types.NoneType):
        return lambda value: value
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, Decimal):
        return lambda value: f"{value:f}"
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, tuple):
        return lambda value: [_writer(one.__class__)(one) for one in value]
    if issubclass(kind, Mapping):
        return lambda value: {key: to_plain(one) for key, one in value.items()}
    if issubclass(kind, Reason):
        return lambda value: value.as_json()
    return _record_writer(kind)


def _record_writer(kind: type) -> _Writer:
    # A default that is made anew each time is compared by what it makes.
    defaults = tuple(
        (one.name, one.default if one.default_factory is MISSING else one.default_factory())
        for one in fields(kind)
    )

    def write(record: Any) -> Plain:
        values = vars(record)
        return {
            name: _writer(value.__class__)(value)
            for name, default in defaults
            if (value := values[name]) != default
        }

    return write


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
