"""`run.py`: the set-up of a fresh checkout, in a copy of its own without any dependency."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import run

PROJECT = Path(run.__file__).resolve().parent
SETTING_UP = "Setting up in .venv"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose lock files ask for nothing and whose only command repeats its arguments."""
    root = tmp_path / "check out"
    (root / "portal").mkdir(parents=True)
    shutil.copy(PROJECT / "run.py", root)
    for lock in (run.RUN_LOCK, run.TEST_LOCK):
        (root / lock.name).touch()
    (root / "portal" / "__main__.py").write_text(
        "import sys\n\nprint('portal', *sys.argv[1:])\nsys.exit(3)\n"
    )
    return root


def start(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(checkout / "run.py"), *arguments],
        cwd=checkout.parent,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_first_start_sets_up_and_becomes_the_command(checkout: Path) -> None:
    first = start(checkout, "doctor", "--json")

    assert (first.returncode, first.stdout) == (3, "portal doctor --json\n")
    assert SETTING_UP in first.stderr

    again = start(checkout)
    assert (again.returncode, again.stdout, again.stderr) == (3, "portal up\n", "")

    shorthand = subprocess.run(
        [checkout / ".venv" / "bin" / "portal", "migrate"], capture_output=True, check=False
    )
    assert shorthand.stdout == b"portal migrate\n"


def test_a_changed_lock_is_installed_again_until_it_succeeds(checkout: Path) -> None:
    lock = checkout / run.RUN_LOCK.name
    lock.write_text("click==8.5.1\n")

    without_hash = start(checkout)
    assert without_hash.returncode == 1
    assert "hash" in without_hash.stderr
    assert "Setting up failed (see above)" in without_hash.stderr

    lock.write_text("# nothing\n")
    assert SETTING_UP in start(checkout).stderr
    assert SETTING_UP not in start(checkout).stderr


def test_with_ci_a_missing_program_is_a_failure(checkout: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()

    refused = start(checkout, "test", CI="true", PATH=str(programs))

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith(
        "The tests need what is missing here: apt install chromium"
    )


def test_a_missing_program_is_one_loud_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(run, "DEBIAN_POSTGRESQL", tmp_path)

    assert run.found_tools() == {}
    assert capsys.readouterr().err == (
        "*** TESTS WILL BE SKIPPED *** to run all of them: apt install chromium postgresql\n"
    )


def test_a_browser_that_does_not_start_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, status in (("chromium", 1), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert run.find_browser() == str(tmp_path / "google-chrome")


def test_the_newest_postgresql_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
        if version != "17":
            (folder / "postgres").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(run, "DEBIAN_POSTGRESQL", tmp_path)

    assert run.find_postgresql() == str(tmp_path / "15" / "bin")


def test_an_old_python_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    monkeypatch.setattr("platform.python_version", lambda: "3.10.13")

    assert run.main([]) == 1
    assert capsys.readouterr().err == "Rekindle needs Python 3.11 or newer, not 3.10.13.\n"


def test_an_old_python_can_read_the_file() -> None:
    ast.parse((PROJECT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_python_without_venv_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    assert run.main([]) == 1
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert capsys.readouterr().err.endswith(f"e.g.: apt install python{version}-venv\n")
