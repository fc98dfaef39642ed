"""What an installation in one terminal needs before it can start: folder, key, lock, ports."""

import fcntl
import json
import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from portal.settings import Settings, SettingsError

LOOPBACK = "127.0.0.1"
PORTS_TRIED = 100


def checked_settings(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment gives; refuses with every mistake in it."""
    try:
        return Settings.from_environment(environment)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def is_given(environment: Mapping[str, str], name: str) -> bool:
    """Whether somebody has set a variable, be it by a file."""
    return name in environment or f"{name}_FILE" in environment


def with_defaults(environment: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """The environment with a value for each variable that nobody has set."""
    missing = {name: value for name, value in defaults.items() if not is_given(environment, name)}
    return {**environment, **missing}


def data_folder(environment: Mapping[str, str]) -> Path:
    """The folder of this installation, made if need be, with a secret key if none was given."""
    key = secrets.token_hex(32)
    given = with_defaults(environment, {"PORTAL_SECRET_KEY": key})
    folder = checked_settings(given).data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_given(environment, "PORTAL_SECRET_KEY"):
            _keep(key, folder / "secret.key")
    except OSError as error:
        raise click.ClickException(f"The data folder cannot be used: {error}") from error
    return folder


@contextmanager
def only_start(folder: Path) -> Iterator[TextIO]:
    """Hold the lock of an installation; a second start is refused with the first one's address."""
    with (folder / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Rekindle is already running{_address_in(lock)}: stop it first, "
                "or set PORTAL_DATA_DIR to another folder."
            ) from None
        lock.truncate(0)
        yield lock


def remember(lock: TextIO, address: str, defaults: Mapping[str, str]) -> None:
    """Write where this start can be reached, and what it chose itself, into its lock."""
    start = {"address": address, "process": os.getpid(), "environment": dict(defaults)}
    json.dump(start, lock)
    lock.flush()


def running(environment: Mapping[str, str]) -> dict[str, str]:
    """What a start that is running now has chosen itself; nothing if none is."""
    given = with_defaults(environment, {"PORTAL_SECRET_KEY": "x" * 32})
    try:
        folder = Settings.from_environment(given).data_dir
        with (folder / "up.lock").open(encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return {}
    except BlockingIOError:
        with (folder / "up.lock").open(encoding="utf-8") as lock:
            return _chosen(lock)
    except (OSError, SettingsError):
        return {}


def listening_socket(port: int) -> socket.socket:
    """A socket on this port of the loopback interface, or on the next free one.

    It is opened here and handed to the service, so that nobody can take the port in between and
    a request that comes while the service starts again waits instead of failing.
    """
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, candidate))
            listener.listen()
        except OSError:
            listener.close()
            continue
        return listener
    raise click.ClickException(f"No port from {port} on can be used: choose another with --port.")


def port_of(listener: socket.socket) -> int:
    """The port of a listening socket."""
    return int(listener.getsockname()[1])


def _keep(key: str, path: Path) -> None:
    if path.exists():
        return
    # Written aside and renamed, so that a crash cannot leave an empty key behind.
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(key, encoding="ascii")
    draft.replace(path)


def _chosen(lock: TextIO) -> dict[str, str]:
    try:
        return dict(json.load(lock)["environment"])
    except (ValueError, KeyError):
        # It holds the lock but has not got so far yet.
        return {}


def _address_in(lock: TextIO) -> str:
    lock.seek(0)
    try:
        return f" at {json.load(lock)['address']}"
    except ValueError:
        return ""
