"""SQLite or PostgreSQL: engines that read only, and engines that write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

_QUIET = {"hide_parameters": True}
"""What somebody typed is not repeated by an error."""


class Database:
    """The engine for units of work; pages read through their own (`prepare(writes=False)`)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url, **engine_options(url))
        prepare(self.engine, writes=True)
        self.session = sessionmaker(self.engine, class_=Session, expire_on_commit=False)

    @cached_property
    def reading(self) -> sessionmaker[Session]:
        """Sessions that only read, for processes without Flask: they wait for no writer."""
        return sessionmaker(self._reading_engine, class_=Session)

    @cached_property
    def _reading_engine(self) -> Engine:
        engine = create_engine(self.url, **engine_options(self.url))
        prepare(engine, writes=False)
        return engine

    @contextmanager
    def held(self) -> Iterator["Database"]:
        """The same database over one connection that is kept: for many units of work in a row by
        one thread, which then need not ask the pool each time.
        """
        with self.engine.connect() as connection:
            kept = copy(self)
            kept.session = sessionmaker(connection, class_=Session, expire_on_commit=False)
            yield kept

    def close(self) -> None:
        """Close all connections that nobody uses at the moment."""
        self.engine.dispose()
        self._reading_engine.dispose()

    def forget_connections(self) -> None:
        """Drop inherited connections in a forked child without closing the parent's."""
        self.engine.dispose(close=False)
        self._reading_engine.dispose(close=False)


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments for `create_engine` that suit the database behind the URL."""
    if url.startswith("sqlite"):
        return {"connect_args": {"isolation_level": None, "timeout": 30}, **_QUIET}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10, **_QUIET}


def prepare(engine: Engine, *, writes: bool) -> None:
    """Attach what DELIVERY needs: on SQLite WAL, full sync, and BEGIN IMMEDIATE for writers
    (deferred read-then-write transactions fail "database is locked" in spite of any timeout).
    """
    if engine.dialect.name != "sqlite":
        if not writes:
            engine.update_execution_options(postgresql_readonly=True)
        return

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA foreign_keys=ON")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def make_folder(url: str) -> None:
    """Make the folder of a SQLite file, private to us, if it is not there yet."""
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
