"""Many rows of a table in one statement; what they share is said once, not once a row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    insert,
    literal,
    literal_column,
    select,
)

from portal.context import Context
from portal.models import Base

AT_ONCE = 1_000
"""Ids in one IN list."""
Values = Mapping[str, Any]


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
        if column.name in there or column.default is None:
            continue
        value = column.default
        found[column.name] = value.arg(None) if value.is_callable else value.arg
    return found


def _written(connection: Connection, column: Column[Any], value: Any) -> ColumnElement[Any]:
    text = literal(value, column.type).compile(
        connection.engine, compile_kwargs={"literal_binds": True}
    )
    return literal_column(str(text))
