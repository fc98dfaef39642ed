"""The programs of the machine that some tests need, as `run.py` found them."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

import run


def chromium() -> str | None:
    """The browser, if there is one."""
    return os.environ.get("PORTAL_TEST_CHROMIUM") or run.find_browser()


def postgresql_folder() -> Path | None:
    """The folder of the database server's programs, if there is one."""
    found = os.environ.get("PORTAL_TEST_POSTGRES_BIN") or run.find_postgresql()
    return Path(found) if found else None


def missing(what: str, remedy: str) -> NoReturn:
    """Skip a test for want of a program; with CI=true that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing: {remedy}")
    pytest.skip(f"{what} is missing: {remedy}")
