"""Many rows of a table in one statement; what they share is said once, not once a row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Enum,
    Integer,
    Select,
    Table,
    bindparam,
    insert,
    literal,
    literal_column,
)
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from portal.context import Context
from portal.models import Base
from portal.models.base import UtcDateTime

AT_ONCE = 1_000
"""Ids in one IN list."""
Values = Mapping[str, Any]
_WRITTEN = (Boolean, Enum, Integer, UtcDateTime)
"""Types of which nothing that somebody typed can be a value."""


def among(column: Any) -> ColumnElement[bool]:
    """The condition that a row is one of those that `chunks` names."""
    return cast("ColumnElement[bool]", column.in_(bindparam("ids", expanding=True)))


def chunks(ids: Iterable[int]) -> Iterator[dict[str, list[int]]]:
    """The ids in portions that one statement takes."""
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        yield {"ids": wanted[start : start + AT_ONCE]}


def add(context: Context, model: type[Base], common: Values, rows: Sequence[Values]) -> None:
    """Insert rows that share some values.

    What is common stands in the statement itself: bound, it would cost as much as the rest.
    """
    if not rows:
        return
    table, connection = cast(Table, model.__table__), context.session.connection()
    shared = _defaults(table, [*common, *rows[0]]) | dict(common)
    written = {name: _written(connection, table.c[name], value) for name, value in shared.items()}
    bound = {name: bindparam(name, type_=table.c[name].type) for name in rows[0]}
    connection.execute(insert(table).values(**written, **bound), rows)


def copy(
    context: Context,
    model: type[Base],
    each: Mapping[str, Any],
    common: Values,
    *,
    source: Select[Any],
    ids: Iterable[int],
) -> None:
    """Insert a row for each of `source`: `each` names what is read there, by its column."""
    table, connection = cast(Table, model.__table__), context.session.connection()
    shared = _defaults(table, [*common, *each]) | dict(common)
    constants = [literal(value, table.c[name].type) for name, value in shared.items()]
    query = source.with_only_columns(*each.values(), *constants, maintain_column_froms=True)
    statement = insert(table).from_select([*each, *shared], query, include_defaults=False)
    for some in chunks(ids):
        connection.execute(statement, some)


def _defaults(table: Table, given: Iterable[str]) -> dict[str, Any]:
    """What a column holds when nothing is said about it."""
    there = set(given)
    found = {}
    for column in table.columns:
        default = column.default
        if column.name in there or default is None:
            continue
        if isinstance(default, ScalarElementColumnDefault):
            found[column.name] = default.arg
        elif isinstance(default, CallableColumnDefault):
            found[column.name] = cast(Any, default).arg(None)
    return found


def _written(connection: Connection, column: Column[Any], value: Any) -> ColumnElement[Any]:
    if not isinstance(column.type, _WRITTEN):
        return literal(value, column.type)
    text = literal(value, column.type).compile(
        connection.engine, compile_kwargs={"literal_binds": True}
    )
    return literal_column(str(text))
