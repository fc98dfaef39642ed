"""What others have written is here exactly as they published it, with its licence."""

import hashlib
import json
from typing import Any

import pytest

from tests.house.project import PROJECT

VENDOR = PROJECT / "static" / "vendor"
ENTRIES: list[dict[str, Any]] = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: str(entry["name"]))
def test_a_file_is_what_was_published(entry: dict[str, Any]) -> None:
    content = (VENDOR / entry["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert entry["version"] in entry["file"]
    assert entry["integrity"].startswith("sha512-")
    assert (VENDOR / entry["licence_file"]).read_text(encoding="utf-8").strip()


def test_nothing_else_is_there() -> None:
    named = {name for entry in ENTRIES for name in (entry["file"], entry["licence_file"])}

    assert {path.name for path in VENDOR.iterdir()} == {*named, "VENDOR.json"}


def test_the_pages_load_what_is_here() -> None:
    templates = "".join(p.read_text() for p in (PROJECT / "templates").rglob("*.html"))
    for entry in ENTRIES:
        assert f"vendor/{entry['file']}" in templates
