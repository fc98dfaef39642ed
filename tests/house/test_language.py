"""How the project speaks: no left-overs, no rooms without a name, no links to nowhere."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.project import PROJECT, python_files, short

LEFT_OVER = re.compile(
    "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK")) + r"|\bstub\b"
)
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
TEXT = {".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".json", ".mako", ".csv", ""}
NOT_OURS = ("static/vendor/", "requirements", "tests/notices/golden/")


def own_files() -> list[Path]:
    """Every file that belongs to the project: what git knows and what it would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    found = [PROJECT / name for name in listed if not name.startswith(NOT_OURS)]
    return [path for path in found if path.is_file() and path.suffix in TEXT]


def documents() -> list[Path]:
    return [path for path in own_files() if path.suffix == ".md"]


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{short(path)}:{number}: {line.strip()[:80]}"
        for path in own_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFT_OVER.search(line)
    ]
    assert found == []


def test_every_room_has_a_name_of_its_own() -> None:
    nameless = [
        short(path)
        for path in python_files()
        if NAMELESS & {part.removesuffix(".py") for part in path.relative_to(PROJECT).parts}
    ]
    assert nameless == []


def test_links_in_documents_lead_somewhere() -> None:
    lost = []
    for document in documents():
        for target in LINK.findall(document.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            if not (document.parent / target.partition("#")[0]).exists():
                lost.append(f"{short(document)}: {target}")
    assert lost == []


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "docs/architecture.md",
        "docs/dependencies.md",
    ],
)
def test_what_somebody_looks_for_is_there(name: str) -> None:
    assert (PROJECT / name).read_text(encoding="utf-8").strip()
