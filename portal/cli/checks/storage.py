"""Data folder, secret, database: what everything else stands on."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.cli.checks import feeds
from portal.gateways import migrations
from portal.gateways.database import Database
from portal.policy.finding import Finding, Verdict
from portal.queries import organisation, users
from portal.settings import Settings

ENOUGH_SPACE = 500 * 1024 * 1024
"""Bytes; a database that cannot grow refuses everybody's work."""
FEWEST_DIFFERENT = 12
OTHERS_MAY_READ = 0o077


def data_folder(settings: Settings) -> Finding:
    """Whether files can be kept."""
    what, folder = "data folder", settings.data_dir
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except FileNotFoundError:
        return Finding(what, Verdict.WRONG, f"{folder} is not there", f"mkdir -m 700 {folder}")
    except OSError as error:
        words = f"{folder} cannot be written to ({error.strerror})"
        return Finding(what, Verdict.WRONG, words, "Make it belong to the user of the portal.")
    free = shutil.disk_usage(folder).free
    if free < ENOUGH_SPACE:
        words = f"only {free // 1024**2} MB are free in {folder}"
        return Finding(what, Verdict.LOOK, words, "Make room before it is full.")
    return Finding(what, Verdict.OK, f"{folder} can be written to")


def secret(settings: Settings) -> Finding:
    """Whether the key of all links is a secret."""
    what = "secret key"
    if len(set(settings.secret_key)) < FEWEST_DIFFERENT:
        return Finding(
            what,
            Verdict.WRONG,
            "it can be guessed",
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
        )
    for path in _files_of_the_key(settings):
        if path.stat().st_mode & OTHERS_MAY_READ:
            words = f"others on this machine can read {path}"
            return Finding(what, Verdict.LOOK, words, f"chmod 600 {path}")
    return Finding(what, Verdict.OK, "it is long and kept from others")


def database(settings: Settings) -> Iterator[Finding]:
    """Whether the database is there, migrated, and somebody can administrate."""
    what = "database"
    if _is_not_there(settings.database_url):
        yield Finding(what, Verdict.WRONG, "there is none yet", "Make it: portal migrate")
        return
    reached = Database(settings.database_url)
    try:
        with reached.engine.connect() as connection:
            name = connection.dialect.name
            migrated = _migrated(connection)
            yield Finding(what, Verdict.OK, f"{name} answers")
            yield migrated
        if migrated.verdict is Verdict.OK:
            with reached.session() as session:
                yield _people(session)
                yield from _locked(session)
                yield from feeds.events(session)
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield Finding(
            what, Verdict.WRONG, f"it does not answer: {said}", "Check PORTAL_DATABASE_URL."
        )
    finally:
        reached.engine.dispose()


def _migrated(connection: Connection) -> Finding:
    what, remedy = "migrations", "Run: portal migrate"
    try:
        there = migrations.applied(connection)
    except SQLAlchemyError:
        return Finding(what, Verdict.WRONG, "the database is empty", remedy)
    if there != migrations.newest():
        words = f"the database is at {there}, this version needs {migrations.newest()}"
        return Finding(what, Verdict.WRONG, words, remedy)
    return Finding(what, Verdict.OK, "the database is up to date")


def _people(session: Session) -> Finding:
    if users.anybody_can_administrate(session):
        return Finding("people", Verdict.OK, "an administrator can sign in")
    return Finding(
        "people",
        Verdict.LOOK,
        "no administrator can sign in",
        "Make one: portal create-user EMAIL --role admin",
    )


def _locked(session: Session) -> Iterator[Finding]:
    if organisation.is_locked(session):
        yield Finding(
            "locked",
            Verdict.LOOK,
            "a backup was restored: no message goes out",
            "Sign in as an administrator and look at Settings, After a restored backup.",
        )


def _is_not_there(url: str) -> bool:
    # Asking SQLite for a file that is not there would make it.
    return url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists()


def _files_of_the_key(settings: Settings) -> list[Path]:
    kept, given = settings.data_dir / "secret.key", os.environ.get("PORTAL_SECRET_KEY_FILE")
    return [path for path in (kept, Path(given) if given else kept) if path.exists()]
