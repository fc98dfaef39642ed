"""A PostgreSQL database for a measurement: on a server that is named, or on one of our own."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from portal.bench.figure import CannotMeasure

NAMED = "PORTAL_BENCH_POSTGRESQL"
SECONDS_TO_START = 30.0


@contextmanager
def database() -> Iterator[str]:
    """The URL of an empty database, gone afterwards; raises CannotMeasure if there is no server."""
    named = os.environ.get(NAMED)
    if named:
        with _database_on(named) as url:
            yield url
        return
    programs = _programs()
    if programs is None:
        raise CannotMeasure(f"there is no PostgreSQL here, and {NAMED} names none")
    with _server(programs) as server, _database_on(server) as url:
        yield url


@contextmanager
def _database_on(server: str) -> Iterator[str]:
    parsed = make_url(server).set(drivername="postgresql")
    plain = parsed.render_as_string(hide_password=False)
    name = f"rekindle_bench_{secrets.token_hex(4)}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        ours = parsed.set(drivername="postgresql+psycopg", database=name)
        yield ours.render_as_string(hide_password=False)
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(dropped)


def _programs() -> Path | None:
    """The folder of the newest server programs of this machine."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/local/pgsql").glob("bin")]
    found = shutil.which("postgres")
    if found:
        places.append(Path(found).parent)
    whole = [p for p in places if (p / "initdb").exists() and (p / "postgres").exists()]
    return max(whole, key=lambda p: [int(part) for part in p.parts if part.isdigit()], default=None)


@contextmanager
def _server(programs: Path) -> Iterator[str]:
    """A server with the settings it comes with, reached by a socket in a temporary folder."""
    # PostgreSQL refuses to run as root.
    owner = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="rekindle-pg-"))
    folder.chmod(0o711)
    home = folder / "home"
    home.mkdir()
    try:
        if owner:
            shutil.chown(home, owner, owner)
        data = ("-D", str(home / "data"))
        made = ("--username=postgres", "--auth=trust", "--encoding=UTF8")
        _start(owner, home, str(programs / "initdb"), *made, *data).wait()
        reached = ("-k", str(home), "-h", "")
        server = _start(owner, home, str(programs / "postgres"), *data, *reached)
        try:
            url = f"postgresql://postgres@/postgres?host={home}"
            _wait_for(url, server)
            yield url
        finally:
            # Its fast shutdown; SIGTERM would wait for every client.
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        shutil.rmtree(folder)


def _start(owner: str | None, home: Path, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=owner,
        group=owner,
        extra_groups=[] if owner else None,
    )


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise CannotMeasure("PostgreSQL would not start")
