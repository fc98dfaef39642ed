"""A PostgreSQL server of the machine's own programs, with its data in a temporary folder."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.provision.programs import postgresql_folder
from tests.provision.tied import tied
from tests.provision.waiting import eventually

INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
# Nothing in it has to outlive the test.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")


class PostgresServer:
    """A server that is reached by a socket in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def url(self, name: str) -> str:
        """A database as a value for PORTAL_DATABASE_URL."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def new_database(self, *, like: str = "template1") -> str:
        """Make a database, empty or a copy of another one, and return its name."""
        name = f"portal_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database and whoever is still connected to it."""
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def answers(self) -> bool:
        """Whether one can connect."""
        try:
            self._do("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _do(self, statement: str) -> None:
        parameters = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(parameters, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database on a server of our own."""
    folder = postgresql_folder()
    assert folder is not None
    with postgres_server(folder) as server:
        yield server.url(server.new_database())


@contextmanager
def postgres_server(programs: Path) -> Iterator[PostgresServer]:
    """A server of the programs in this folder; its data is gone afterwards."""
    # PostgreSQL refuses to run as root.
    owner = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="rekindle-pg-"))
    folder.chmod(0o711)
    home = folder / "home"
    home.mkdir()
    if owner:
        shutil.chown(home, owner, owner)
    try:
        data = str(home / "data")
        _run(owner, home, str(programs / "initdb"), *INITDB, "-D", data).communicate()
        options = ["-D", data, "-k", str(home), "-h", ""]
        options += [part for setting in FAST for part in ("-c", setting)]
        server = _run(owner, home, str(programs / "postgres"), *options)
        try:
            found = PostgresServer(home)
            eventually(lambda: found.answers() or server.poll() is not None)
            assert server.poll() is None, (home / "log").read_text()
            yield found
        finally:
            # SIGINT is its fast shutdown; SIGTERM would wait for every client.
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        shutil.rmtree(folder)


def _run(owner: str | None, home: Path, *command: str) -> subprocess.Popen[bytes]:
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            tied(*command),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=owner,
            group=owner,
            extra_groups=[] if owner else None,
        )
