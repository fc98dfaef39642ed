"""The whole database as one file, taken while people work, and put back while nobody does."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

SAME_IN_LIBPQ = frozenset(
    {"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "options"}
)
"""Parameters of the URL that the programs of PostgreSQL take from PG... in their environment."""
_START_ANEW = "DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


class CannotCopy(Exception):
    """It was not done; the message says why, and what to do."""


def kind_of(database_url: str) -> str:
    """Which database it is: a copy of one cannot be put into the other."""
    return make_url(database_url).get_backend_name()


def take(database_url: str, target: Path) -> None:
    """Write a copy of one moment; others go on writing meanwhile. Raises CannotCopy."""
    if kind_of(database_url) == "sqlite":
        _take_sqlite(_path_of(database_url), target)
    else:
        _run(database_url, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def put_back(database_url: str, source: Path, statements: Sequence[str], kept_as: str) -> None:
    """Replace the database by a copy to which these statements have been applied: there is no
    moment at which it is there without them. Raises CannotCopy; then nothing has changed.

    A file of SQLite that was there stays beside it, with `kept_as` behind its name.
    """
    if kind_of(database_url) == "sqlite":
        _put_back_sqlite(_path_of(database_url), source, statements, kept_as)
    else:
        _put_back_postgresql(database_url, source, statements)


def _path_of(database_url: str) -> Path:
    return Path(make_url(database_url).database or "")


def _take_sqlite(path: Path, target: Path) -> None:
    if not path.exists():
        raise CannotCopy(f"There is no database at {path}.")
    try:
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as theirs,
            closing(sqlite3.connect(target)) as ours,
        ):
            theirs.backup(ours)
            # One file, without the two that stand beside a database in use.
            ours.execute("PRAGMA journal_mode=DELETE")
            _refuse_broken(ours)
    except sqlite3.Error as error:
        raise CannotCopy(f"SQLite cannot copy it: {error}.") from error


def _put_back_sqlite(path: Path, source: Path, statements: Sequence[str], kept_as: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    try:
        shutil.copyfile(source, draft)
        draft.chmod(0o600)
        with closing(sqlite3.connect(draft)) as ours:
            _refuse_broken(ours)
            with ours:
                for statement in statements:
                    ours.execute(statement)
        if path.exists():
            _refuse_used(path)
            path.rename(path.with_name(f"{path.name}.{kept_as}"))
        draft.rename(path)
    except sqlite3.Error as error:
        raise CannotCopy(f"SQLite cannot take it: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _refuse_broken(database: sqlite3.Connection) -> None:
    (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise CannotCopy(f"The copy is damaged: {found}.")


def _refuse_used(path: Path) -> None:
    """Leaving WAL needs everybody else to have closed it, and puts all that is in it in its file:
    a log that is left behind would be read into the new database.
    """
    try:
        with closing(sqlite3.connect(path, timeout=0)) as theirs:
            theirs.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise CannotCopy("Somebody is using the database: stop the whole portal first.") from error


def _put_back_postgresql(database_url: str, source: Path, statements: Sequence[str]) -> None:
    others = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if _run(database_url, "psql", "-XAtc", others).strip() != b"0":
        raise CannotCopy("Somebody is using the database: stop the whole portal first.")
    script = source.with_suffix(".sql")
    _run(database_url, "pg_restore", "--no-owner", f"--file={script}", str(source), connect=False)
    end = source.with_suffix(".end.sql")
    # The search path is empty at the end of what pg_restore writes.
    end.write_text("SET search_path TO public;\n" + ";\n".join(statements) + ";\n")
    start = source.with_suffix(".start.sql")
    start.write_text(_START_ANEW)
    files = [f"--file={path}" for path in (start, script, end)]
    _run(database_url, "psql", "-Xq", "--single-transaction", "-vON_ERROR_STOP=1", *files)


def _run(database_url: str, program: str, *arguments: str, connect: bool = True) -> bytes:
    """Run a program of PostgreSQL; its password stands in its environment, which nobody else of
    the machine can read, and not among its arguments, which everybody can.
    """
    found = shutil.which(program)
    if found is None:
        raise CannotCopy(
            f"{program} is needed for PostgreSQL and is not there: apt install postgresql-client."
        )
    whom = _environment(make_url(database_url)) if connect else {}
    done = subprocess.run(  # noqa: S603  (a program of PostgreSQL, with options of ours)
        [found, *arguments], env={**os.environ, **whom}, capture_output=True, check=False
    )
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip() or f"status {done.returncode}"
        raise CannotCopy(f"{program} has failed: {said.splitlines()[-1]}")
    return done.stdout


def _environment(url: URL) -> dict[str, str]:
    given = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    for name, value in url.query.items():
        if name in SAME_IN_LIBPQ and isinstance(value, str):
            given[f"PG{name.upper()}"] = value
    return {name: value for name, value in given.items() if value}
