"""A backup of one portal becomes another one: whole, locked, and kept from others."""

import sqlite3
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, make_url, select, update

from portal.cli import main
from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Candidate, Organisation, SessionRow
from portal.runtime import make_gateways
from portal.settings import Settings
from tests.browser import Browser
from tests.cli.conftest import Command
from tests.fakes import SetClock
from tests.jobs.conftest import shared_sink, sink
from tests.makers import Make
from tests.provision.smtp_sink import SmtpSink

__all__ = ["shared_sink", "sink"]
Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "monday.rekindle"


@pytest.fixture
def elsewhere(gateways: Gateways, tmp_path: Path) -> Iterator[str]:
    """The URL of another, empty database of the same kind."""
    url = make_url(gateways.settings.database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'portal.db'}"
        return
    name = f"restored_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(host=str(url.query["host"]), user="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield url.set(database=name).render_as_string(hide_password=False)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def there(environment: dict[str, str], elsewhere: str, tmp_path: Path) -> dict[str, str]:
    """The environment of the other portal, with the same secret key."""
    return {
        **environment,
        "PORTAL_DATABASE_URL": elsewhere,
        "PORTAL_DATA_DIR": str(tmp_path / "elsewhere"),
    }


@pytest.fixture
def restore(there: dict[str, str]) -> Run:
    def run(*words: str) -> Result:
        return CliRunner().invoke(main, ["restore", *words], env=there)

    return run


@pytest.fixture
def restored(there: dict[str, str]) -> Iterator[Gateways]:
    gateways = make_gateways(Settings.from_environment(there))
    yield gateways
    gateways.database.close()


def test_a_backup_becomes_another_portal_which_is_locked(
    make: Make,
    portal: Command,
    restore: Run,
    restored: Gateways,
    file: Path,
    rosa: Browser,
    clock: SetClock,
    sink: SmtpSink,
) -> None:
    make.decision(now=True)
    done = portal("backup", str(file))
    assert done.exit_code == 0, done.output
    done = restore(str(file))
    assert done.exit_code == 0, done.output
    assert "It is LOCKED: no message goes out." in done.output
    assert "key is another one" not in done.output

    with restored.database.session() as session:
        assert session.scalars(select(Candidate.name)).all() == ["Maya Oliveira"]
        assert session.scalars(select(Organisation.locked_at)).one() is not None
        assert session.scalar(select(func.count()).select_from(SessionRow)) == 0, "all signed out"
    with closing(Stop()) as stop:
        sending = replace(restored, mail=MailRelay(sink.url), clock=clock)
        run_due(sending, stop)
        assert sink.received == []
        with restored.database.session() as session, session.begin():
            session.execute(update(Organisation).values(locked_at=None))
        run_due(sending, stop)
    assert len(sink.received) == 1


def test_it_is_taken_while_others_write(
    make: Make, portal: Command, gateways: Gateways, file: Path, restore: Run, restored: Gateways
) -> None:
    make.decision()
    with gateways.database.session() as session, session.begin():
        session.execute(update(Candidate).values(name="Not yet"))
        session.flush()
        done = portal("backup", str(file))
    assert done.exit_code == 0, done.output
    assert restore(str(file)).exit_code == 0
    with restored.database.session() as session:
        assert session.scalars(select(Candidate.name)).all() == ["Maya Oliveira"]


def test_it_is_for_its_owner_alone_and_holds_no_secret_key(
    make: Make, portal: Command, environment: dict[str, str], file: Path, tmp_path: Path
) -> None:
    assert portal("backup", str(file)).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as packed:
        assert packed.getnames() == ["manifest.json", "database", "address.key"]
        texts = [packed.extractfile(name).read() for name in packed.getnames()]  # type: ignore[union-attr]
    assert not [text for text in texts if environment["PORTAL_SECRET_KEY"].encode() in text]
    assert [path.name for path in tmp_path.glob(".backup*")] == []


def test_nothing_is_overwritten(make: Make, portal: Command, file: Path) -> None:
    file.write_text("mine")
    done = portal("backup", str(file))
    assert done.exit_code == 1
    assert "nothing was overwritten" in done.output
    assert file.read_text() == "mine"


def test_a_portal_with_people_is_replaced_only_when_told_so(
    make: Make, portal: Command, restore: Run, restored: Gateways, file: Path, tmp_path: Path
) -> None:
    make.candidate("Maya Oliveira")
    portal("backup", str(file))
    assert restore(str(file)).exit_code == 0
    with restored.database.session() as session, session.begin():
        session.execute(update(Candidate).values(name="Since changed"))
    refused = restore(str(file))
    assert refused.exit_code == 1
    assert "--replace puts the backup over them" in refused.output
    # Whoever still uses it would write into what is no longer there.
    with restored.database.session() as session:
        session.scalars(select(Candidate.name)).all()
        refused = restore("--replace", str(file))
        assert refused.exit_code == 1
        assert "Somebody is using the database" in refused.output
    restored.database.close()

    done = restore("--replace", str(file))

    assert done.exit_code == 0, done.output
    with restored.database.session() as session:
        assert session.scalars(select(Candidate.name)).all() == ["Maya Oliveira"]
    for old in (tmp_path / "elsewhere").glob("portal.db.before-*"):
        with closing(sqlite3.connect(old)) as kept:
            assert kept.execute("SELECT name FROM candidates").fetchall() == [("Since changed",)]


@pytest.mark.parametrize("content", [b"", b"no backup at all", b"\x1f\x8b\x08\x00\x00"])
def test_what_is_no_backup_changes_nothing(
    content: bytes, restore: Run, file: Path, there: dict[str, str]
) -> None:
    file.write_bytes(content)
    done = restore(str(file))
    assert done.exit_code == 1
    assert "is no whole backup" in done.output
    assert not list(Path(there["PORTAL_DATA_DIR"]).glob("portal.db*"))


def test_a_damaged_backup_changes_nothing(
    make: Make, portal: Command, restore: Run, file: Path
) -> None:
    portal("backup", str(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    done = restore(str(file))
    assert done.exit_code == 1, done.output
    assert "Nothing was changed." in done.output


def test_the_keys_are_looked_after(
    make: Make, portal: Command, there: dict[str, str], restore: Run, file: Path, tmp_path: Path
) -> None:
    portal("backup", str(file))
    there["PORTAL_SECRET_KEY"] = "another secret key, another secret key"
    done = restore(str(file))

    assert "The secret key is another one than then" in done.output
    kept = tmp_path / "elsewhere" / "address.key"
    assert kept.read_text() == (tmp_path / "address.key").read_text()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_backup_of_the_other_kind_is_refused(
    make: Make, portal: Command, there: dict[str, str], restore: Run, file: Path, tmp_path: Path
) -> None:
    portal("backup", str(file))
    here = make_url(there["PORTAL_DATABASE_URL"]).get_backend_name()
    other = "postgresql://nobody@127.0.0.1:1/x"
    there["PORTAL_DATABASE_URL"] = other if here == "sqlite" else f"sqlite:///{tmp_path}/x.db"
    done = restore(str(file))
    assert done.exit_code == 1
    assert f"The backup is one of {here}" in done.output


def test_doctor_says_that_it_is_locked(
    make: Make, portal: Command, clock: SetClock, gateways: Gateways
) -> None:
    make.decision()
    assert "a backup was restored" not in portal("doctor").output
    with make.work() as context:
        context.session.execute(update(Organisation).values(locked_at=clock.now()))
    assert "a backup was restored: no message goes out" in portal("doctor").output
