"""Sets up a fresh checkout in `.venv` and starts Rekindle, one of its commands, or its tests.

Only the standard library, and only what Python 3.8 can read, so that an older Python is told
in one line what is missing instead of failing somewhere inside.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SHORTHAND = VENV / "bin" / "portal"
RUN_LOCK = ROOT / "requirements.lock"
TEST_LOCK = ROOT / "requirements-test.lock"

CHECKS = (("ruff", "check"), ("ruff", "format", "--check"), ("mypy",))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")


class Refused(Exception):
    """Nothing can go on; the message says in one line what to do."""


class Tool(NamedTuple):
    """A program outside of Python that some of the tests need."""

    package: str
    variable: str
    path: str | None


def main(arguments: list[str]) -> int:
    """Set up what is missing, then become the command that was asked for."""
    try:
        refuse_old_python()
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        set_up(RUN_LOCK)
        os.execv(SHORTHAND, [str(SHORTHAND), *(arguments or ["up"])])  # noqa: S606
    except Refused as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130


def say(line: str) -> None:
    """Speak on stderr, because stdout belongs to the command that follows."""
    print(line, file=sys.stderr, flush=True)


def refuse_old_python() -> None:
    """Refuse a Python that the locked dependencies do not support."""
    if sys.version_info < (3, 11):  # noqa: UP036 - it is why this function is here.
        raise Refused(f"Rekindle needs Python 3.11 or newer, not {platform.python_version()}.")


# The environment


def set_up(lock: Path) -> None:
    """Make `.venv` hold what the lock file names; does nothing when it already does."""
    if is_installed(lock):
        return
    with only_one_at_a_time():
        if is_installed(lock):
            return
        say("Setting up in .venv (the first time may take a minute) ...")
        if not is_usable():
            make_environment()
        install(lock)
        write_shorthand()
        # The test lock holds all that the other one holds (tests/house/test_locks.py).
        for satisfied in {lock, RUN_LOCK}:
            stamp(satisfied).write_text(fingerprint(satisfied), encoding="utf-8")


def is_installed(lock: Path) -> bool:
    """Whether `.venv` was made from this very lock file, by this Python, in this place."""
    try:
        return PYTHON.exists() and stamp(lock).read_text(encoding="utf-8") == fingerprint(lock)
    except OSError:
        return False


def stamp(lock: Path) -> Path:
    """Where `.venv` remembers that it holds a lock file."""
    return VENV / (lock.name + ".installed")


def fingerprint(lock: Path) -> str:
    """What an environment depends on: a change of any of it means installing again."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{platform.python_version()} {digest} {ROOT}\n"


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Make a second start wait instead of installing into the same folder."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def is_usable() -> bool:
    """Whether there is an environment of the same Python that can be installed into."""
    if not PYTHON.exists():
        return False
    probe = "import platform; print(platform.python_version())"
    if not shutil.which("uv"):
        probe = "import pip; " + probe
    answer = subprocess.run(
        [str(PYTHON), "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return answer.returncode == 0 and answer.stdout.strip() == platform.python_version()


def make_environment() -> None:
    """Make `.venv` anew."""
    uv = shutil.which("uv")
    if uv:
        must(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
        return
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Refused(
            "This Python cannot make virtual environments; install what is missing, e.g.: "
            f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )
    must(sys.executable, "-m", "venv", "--clear", str(VENV))


def install(lock: Path) -> None:
    """Install exactly what the lock file names, with every hash checked."""
    for satisfied in (RUN_LOCK, TEST_LOCK):
        with contextlib.suppress(FileNotFoundError):
            stamp(satisfied).unlink()
    what = ["--quiet", "--require-hashes", "-r", str(lock)]
    uv = shutil.which("uv")
    if uv:
        # As pip does by itself: starts would otherwise be slow until everything was used once.
        must(uv, "pip", "install", "--compile-bytecode", "--python", str(PYTHON), *what)
    else:
        # Quiet twice leaves only errors.
        options = ["--disable-pip-version-check", "--no-input", "--quiet"]
        must(str(PYTHON), "-m", "pip", "install", *options, *what)


def must(*command: str) -> None:
    """Run a command that everything after it depends on; its output goes to stderr."""
    if subprocess.call(command, stdout=sys.stderr) != 0:
        raise Refused(f"Setting up failed (see above): {' '.join(command)}")


def write_shorthand() -> None:
    """Write `.venv/bin/portal`, which works from any folder."""
    # A shell script, because the line with #! allows neither spaces nor long paths.
    root, python = shlex.quote(str(ROOT)), shlex.quote(str(PYTHON))
    SHORTHAND.write_text(
        f'#!/bin/sh\nPYTHONPATH={root} exec {python} -P -m portal "$@"\n', encoding="utf-8"
    )
    SHORTHAND.chmod(0o755)


# The tests


def run_tests(arguments: list[str]) -> int:
    """Pass all tests; without arguments for pytest also the linter and the type checker."""
    environment = {**os.environ, **found_tools()}
    set_up(TEST_LOCK)
    everything = not [argument for argument in arguments if argument != "--faults"]
    commands = [*(CHECKS if everything else ()), ("pytest", "-n", "2", *arguments)]
    statuses = [
        subprocess.call([str(PYTHON), "-m", *command], cwd=ROOT, env=environment)
        for command in commands
    ]
    return max(statuses, key=abs)


def found_tools() -> dict[str, str]:
    """Look for the browser and the database server, and install them where that is ours to do."""
    if missing(look_around()) and is_debian() and os.geteuid() == 0:
        apt_install([tool.package for tool in missing(look_around())])
    tools = look_around()
    lost = " ".join(tool.package for tool in missing(tools))
    if lost and os.environ.get("CI") == "true":
        raise Refused(f"The tests need what is missing here: apt install {lost}")
    if lost:
        say(f"*** TESTS WILL BE SKIPPED *** to run all of them: apt install {lost}")
    return {tool.variable: tool.path for tool in tools if tool.path}


def look_around() -> list[Tool]:
    """The programs that the tests can use, as they are on this machine now."""
    return [
        Tool("chromium", "PORTAL_TEST_CHROMIUM", find_browser()),
        Tool("postgresql", "PORTAL_TEST_POSTGRES_BIN", find_postgresql()),
    ]


def missing(tools: Sequence[Tool]) -> list[Tool]:
    """Those that were not found."""
    return [tool for tool in tools if not tool.path]


def find_browser() -> str | None:
    """The first Chromium that starts: Ubuntu ships one that only asks for a snap."""
    for path in filter(None, map(shutil.which, BROWSERS)):
        quiet = subprocess.DEVNULL
        if subprocess.call([path, "--version"], stdout=quiet, stderr=quiet) == 0:
            return path
    return None


def find_postgresql() -> str | None:
    """The folder of the newest PostgreSQL server."""
    on_path = shutil.which("initdb")
    # The link itself may stand in a folder without the other programs.
    folders = [Path(on_path).resolve().parent] if on_path else []
    versions = DEBIAN_POSTGRESQL.glob("[0-9]*/bin")
    folders += sorted(versions, key=lambda folder: float(folder.parts[-2]), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return str(folder)
    return None


def is_debian() -> bool:
    """Whether packages can be installed by apt."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def apt_install(packages: Sequence[str]) -> None:
    """Install packages without a question; what still lacks afterwards is told by the caller."""
    say(f"Installing for the tests: {' '.join(packages)} ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.call(["apt-get", "-qq", *command], env=quiet, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
