"""Paging by keyset: the next page starts after the last row, however deep, at the same cost."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, Q, QuerySet

SALT = "enterprises.tables.keyset"


@dataclass(frozen=True)
class Order:
    """One column, rising or falling, made total by the primary key.

    Rows without a value stand last either way, and stay there from page to page.
    """

    name: str
    path: str
    is_falling: bool

    @property
    def code(self) -> str:
        return f"-{self.name}" if self.is_falling else self.name

    def applied(self, queryset: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        falls = self.is_falling != backwards
        nulls: dict[str, Any] = {}
        if is_nullable(queryset.model, self.path):
            nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        key = F(self.path).desc(**nulls) if falls else F(self.path).asc(**nulls)
        return queryset.order_by(key, "-pk" if falls else "pk")


@dataclass(frozen=True)
class Cursor:
    """The row a page starts after (or ends before): its key and its primary key."""

    key: Any
    pk: Any
    is_backwards: bool = False

    def bound(self, order: Order, model: type[Model]) -> Q:
        """Say which rows lie beyond this one, in the direction of reading."""
        falls = order.is_falling != self.is_backwards
        beyond = "lt" if falls else "gt"
        same_key_beyond = Q(**{f"pk__{beyond}": self.pk})
        path = order.path
        if self.key is None:
            among_missing = Q(**{f"{path}__isnull": True}) & same_key_beyond
            if self.is_backwards:
                return Q(**{f"{path}__isnull": False}) | among_missing
            return among_missing
        # The first factor lets an index start at the key; the second settles the equals.
        reached = Q(**{f"{path}__{beyond}e": self.key}) & (
            Q(**{f"{path}__{beyond}": self.key}) | same_key_beyond
        )
        if is_nullable(model, path) and not self.is_backwards:
            return reached | Q(**{f"{path}__isnull": True})
        return reached


def field_at(model: type[Model], path: str) -> tuple[Any, bool]:
    """Find the field at the end of a path, and whether it may be missing on the way."""
    nullable = False
    field: Any = None
    for name in path.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return None, True  # an annotation: anything may be in it
        nullable = nullable or getattr(field, "null", True)
        if field.is_relation and field.related_model is not None:
            model = field.related_model
    return field, nullable


def is_nullable(model: type[Model], path: str) -> bool:
    return field_at(model, path)[1]


def key_of(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
        if row is None:
            return None
    return row


def written(row: Any, order: Order) -> str:
    """Write a row's place, signed, so that nobody pages by what they may not see."""
    key = key_of(row, order.path)
    if hasattr(key, "isoformat"):
        key = key.isoformat()
    elif key is not None:
        key = str(key)
    return signing.dumps([order.code, key, row.pk], salt=SALT)


def read(text: str, order: Order, model: type[Model], *, is_backwards: bool) -> Cursor | None:
    """Read a place back; a forged one, or one of another order, is the first page."""
    try:
        code, key, pk = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if code != order.code:
        return None
    field, _ = field_at(model, order.path)
    if key is not None and field is not None:
        try:
            field = field.target_field if field.is_relation else field
            key = field.to_python(key)
        except ValidationError:
            return None
    return Cursor(key=key, pk=pk, is_backwards=is_backwards)


@dataclass(frozen=True)
class Slice:
    """The rows of one page, in reading order, and the places before and after them."""

    rows: list[Any]
    before: str = ""
    after: str = ""


def cut(queryset: QuerySet[Any], order: Order, cursor: Cursor | None, rows: int) -> Slice:
    """Take one page of rows; a page before the beginning is the first page."""
    backwards = cursor is not None and cursor.is_backwards
    reached = order.applied(queryset, backwards=backwards)
    if cursor is not None:
        reached = reached.filter(cursor.bound(order, queryset.model))
    found = list(reached[: rows + 1])  # one more tells whether there are more
    if backwards and len(found) <= rows:
        return cut(queryset, order, None, rows)
    has_more = len(found) > rows
    found = found[:rows]
    if backwards:
        found.reverse()
    if not found:
        return Slice(rows=[])
    has_before = has_more if backwards else cursor is not None
    has_after = True if backwards else has_more
    return Slice(
        rows=found,
        before=written(found[0], order) if has_before else "",
        after=written(found[-1], order) if has_after else "",
    )
