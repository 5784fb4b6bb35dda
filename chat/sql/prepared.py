"""Queries that Django writes once and that are asked often: Prepared, and insert().

Writing the SQL of one query costs Django more than most databases need to answer it, and whoever
accepts messages asks the same questions many times a second. So each is written with marks in the
place of its values, and kept; the values are put in the place of the marks.

Is it worth a file? Asked plainly, the question about eight people takes 12 times as long on SQLite
and 4 times on PostgreSQL, and a tick that accepts eight messages 5 and 4 times. Django keeps no
query that it wrote; SQL by hand would be written once for each database, and would not follow the
models. It cannot go wrong in silence: a mark that is not found again in what Django wrote is an
error at the first question, and tests/chat/sql/test_prepared.py compares them with plain queries.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from .statement import Rows, Statement

# How rows are read, the SQL, and for each of its values which of those given it is, or itself.
Plan = tuple[Callable[[Rows], Rows], Statement, list[tuple[int | None, Any]]]
# How many values stand in a list; a shorter list is filled up with its last one.
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_FIRST = 1_987_654_000  # within what every column of numbers holds


class Many:
    """The mark of a list, for `…__in`. Its values are numbers or texts."""

    def __init__(self, kind: type = int) -> None:
        self.kind = kind


class One:
    """The mark of a number or a time."""

    def __init__(self, kind: type = int) -> None:
        self.kind = kind


class Prepared:
    """`build` makes the query from its marks, as rows of plain values (values_list)."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *marks: One | Many) -> None:
        self._build, self._marks = build, marks
        self._kept = threading.local()

    def __call__(self, *values: Any) -> Rows:
        sizes = tuple(
            _size(value)
            for mark, value in zip(self._marks, values, strict=True)
            if isinstance(mark, Many)
        )
        read, ask, places = self._written(sizes)
        flat = _flat(self._marks, values, sizes)
        return read(ask([param if at is None else flat[at] for at, param in places]))

    def _written(self, sizes: tuple[int, ...]) -> Plan:
        kept = self._kept.__dict__.setdefault("of", {})
        if sizes not in kept:
            marks = _marked(self._marks, sizes)
            query = self._build(*marks).query
            compiler = query.get_compiler(connection.alias)
            sql, params = compiler.as_sql()
            found = {value: at for at, value in enumerate(_flat(self._marks, marks, sizes))}
            if lost := found.keys() - set(params):
                raise ValueError(f"Django changed the marks {lost} in {sql}")
            places = [(found.get(param), param) for param in params]
            kept[sizes] = _reader(compiler), Statement(sql), places
        return kept[sizes]


def _reader(compiler: SQLCompiler) -> Callable[[Rows], Rows]:
    """What makes rows of what the database answers; the converters are looked for once."""
    converters = compiler.get_converters([one[0] for one in compiler.select[: compiler.col_count]])

    def read(rows: Rows) -> Rows:
        if not converters:
            return rows
        return [tuple(row) for row in compiler.apply_converters(rows, converters)]

    return read


def _size(values: Sequence[Any]) -> int:
    """At least one value, and 512 at most."""
    return next(size for size in SIZES if size >= len(values))


def _marked(marks: Iterable[One | Many], sizes: tuple[int, ...]) -> list[Any]:
    """A value of its own in each place."""
    number, left, made = _FIRST, list(sizes), []
    for mark in marks:
        count = left.pop(0) if isinstance(mark, Many) else 1
        some = [_mark(mark.kind, number + n) for n in range(count)]
        number += count
        made.append(some if isinstance(mark, Many) else some[0])
    return made


def _mark(kind: type, number: int) -> Any:
    if kind is datetime:
        return datetime.fromtimestamp(number, UTC)
    return f"mark {number}" if kind is str else number


def _flat(marks: Iterable[One | Many], values: Iterable[Any], sizes: tuple[int, ...]) -> list[Any]:
    """One after the other, as the database takes them."""
    flat: list[Any] = []
    left = list(sizes)
    for mark, value in zip(marks, values, strict=True):
        if isinstance(mark, Many):
            size = left.pop(0)
            flat += [*value, *[value[-1]] * (size - len(value))]
        elif mark.kind is datetime:
            flat.append(connection.ops.adapt_datetimefield_value(value))
        else:
            flat.append(value)
    return flat


def insert(rows: Sequence[Model]) -> None:
    """New rows of one kind in one statement; their keys are not asked for."""
    kind = type(rows[0])
    fields = _fields(kind)
    most = max(1, (connection.features.max_query_params or 30_000) // len(fields))
    for first in range(0, len(rows), most):
        part = rows[first : first + most]
        values = [
            field.get_db_prep_save(field.pre_save(row, True), connection)
            for row in part
            for field in fields
        ]
        _insertion(kind, len(part))(values)


@lru_cache(maxsize=64)
def _insertion(kind: type[Model], rows: int) -> Statement:
    quote: Callable[[str | None], str] = connection.ops.quote_name  # type: ignore[assignment]
    fields = _fields(kind)
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    table = quote(kind._meta.db_table)
    return Statement(f"INSERT INTO {table} ({columns}) VALUES {places}")  # noqa: S608  our own names


def _fields(kind: type[Model]) -> list[Field]:
    return [field for field in kind._meta.concrete_fields if not field.primary_key]
