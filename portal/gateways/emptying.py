"""Emptying a whole database: for the demonstration and for tests, never for what people use."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from portal.models import Base

STAYING = ("audit_events", "template_revisions")
"""Tables whose rows the database refuses to remove, each by a trigger named after it."""


def empty(connection: Connection) -> None:
    """Delete all rows of all tables but the migration's."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    again = let_go(connection, STAYING)
    for table in tables:
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  (our own names)
    for statement in again:
        connection.exec_driver_sql(statement)


def let_go(connection: Connection, tables: Iterable[str]) -> list[str]:
    """Let rows of these tables be removed; on SQLite, what brings the refusal back."""
    again: list[str] = []
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"DROP TRIGGER {table}_stays ON {table}"))
            continue
        query = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
        again.append(connection.scalars(query, {"name": f"{table}_stays"}).one())
        connection.execute(text(f"DROP TRIGGER {table}_stays"))
    return again
