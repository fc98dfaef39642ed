"""The lock files hold everything that pyproject.toml asks for, with a hash for each."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent.parent
PINNED = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)


def pins(lock: str) -> dict[str, tuple[str, str]]:
    """The version and the lines of each pinned package."""
    text = (PROJECT / lock).read_text(encoding="utf-8")
    starts = list(PINNED.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {
        str(canonicalize_name(start["name"])): (start["version"], text[start.start() : end])
        for start, end in zip(starts, ends, strict=True)
    }


def asked_for(*, with_tests: bool) -> list[Requirement]:
    """What pyproject.toml names."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [*project["dependencies"]]
    if with_tests:
        names += project["optional-dependencies"]["test"]
    return [Requirement(name) for name in names]


def missing(lock: str, *, with_tests: bool) -> list[str]:
    """What the lock lacks or holds in a version that was not asked for."""
    held = pins(lock)
    return [
        str(wanted)
        for wanted in asked_for(with_tests=with_tests)
        if (name := str(canonicalize_name(wanted.name))) not in held
        or not wanted.specifier.contains(held[name][0], prereleases=True)
    ]


def test_every_dependency_is_locked() -> None:
    assert missing("requirements.lock", with_tests=False) == []


def test_every_dependency_of_the_tests_is_locked() -> None:
    assert missing("requirements-test.lock", with_tests=True) == []


def test_every_pin_has_a_hash() -> None:
    for lock in ("requirements.lock", "requirements-test.lock"):
        bare = [name for name, (_, lines) in pins(lock).items() if "--hash=sha256:" not in lines]
        assert bare == [], lock


def test_the_test_lock_holds_the_other_one_unchanged() -> None:
    """`run.py` takes an environment made for the tests as good for everything."""
    wide = pins("requirements-test.lock")
    differing = {
        name: version
        for name, (version, _) in pins("requirements.lock").items()
        if name not in wide or wide[name][0] != version
    }
    assert differing == {}
