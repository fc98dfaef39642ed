"""One application to look at; it needs no database that is ready."""

from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.settings import Settings


@pytest.fixture(scope="session")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with every area, the mailbox of the embedded run included."""
    folder: Path = tmp_path_factory.mktemp("house")
    environment = {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_SECRET_KEY": "only for tests, only for tests, only for tests",
        "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.db'}",
        "PORTAL_EMBEDDED": "1",
    }
    return create_app(Settings.from_environment(environment))
