"""Real databases, one application a database, and people to act in the tests."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

from portal.app import create_app
from portal.gateways import Gateways, emptying
from portal.runtime import make_gateways
from portal.settings import Settings
from portal.vocabulary import Role
from portal.web.database import db
from tests import provision
from tests.browser import Browser
from tests.fakes import CountingBell, SetClock
from tests.makers import Make

# Nothing here bounds a time; a busy machine must not make a test fail.
hypothesis_settings.register_profile("rekindle", deadline=None)
hypothesis_settings.load_profile("rekindle")

FIGURE = "figure"
"""By what name a test keeps what it has measured."""
DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", action="store_true", help="run the long fault tests in full")
    parser.addoption("--golden", action="store_true", help="write the golden letters anew")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured, however many processes have run the tests."""
    reports = [r for found in terminalreporter.stats.values() for r in found]
    kept = [pair for report in reports for pair in getattr(report, "user_properties", ())]
    figures = sorted({str(figure) for name, figure in kept if name == FIGURE})
    if figures:
        terminalreporter.section("figures")
    for figure in figures:
        terminalreporter.line(figure)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The base URL of a PostgreSQL server of our own."""
    if provision.postgresql_folder() is None:
        provision.missing("PostgreSQL", "apt install postgresql")
    with provision.postgresql() as url:
        yield url


@pytest.fixture(scope="session", params=DATABASES)
def migrated_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings whose database is migrated and empty."""
    folder = tmp_path_factory.mktemp(request.param)
    url = f"sqlite:///{folder / 'portal.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_server")
    settings = settings_for(url, folder)
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
    _close(app)
    return settings


def _close(app: Flask) -> None:
    """Give back the connections of an application, so that none is left open at the end."""
    with app.app_context():
        db.engine.dispose()
    app.extensions["portal"].database.close()


def settings_for(database_url: str, folder: Path) -> Settings:
    """Settings for tests: nothing outside is configured."""
    settings = Settings.from_environment(
        {
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_SECRET_KEY": "only for tests, only for tests, only for tests",
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_BASE_URL": "http://localhost",
            "PORTAL_MAIL_FROM": "hiring@northlight.example",
        }
    )
    return replace(settings, lease=timedelta(seconds=120))


@pytest.fixture(scope="session")
def shared_gateways(migrated_settings: Settings) -> Iterator[Gateways]:
    made = make_gateways(migrated_settings)
    yield replace(made, clock=SetClock(), bell=CountingBell())
    made.database.close()


@pytest.fixture(scope="session")
def shared_app(migrated_settings: Settings, shared_gateways: Gateways) -> Iterator[Flask]:
    app = create_app(migrated_settings, shared_gateways)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    _close(app)


@pytest.fixture
def gateways(shared_gateways: Gateways) -> Gateways:
    """Gateways to an empty database, on a Monday morning."""
    empty(shared_gateways)
    clock, bell = shared_gateways.clock, shared_gateways.bell
    assert isinstance(clock, SetClock)
    assert isinstance(bell, CountingBell)
    clock.__init__()  # type: ignore[misc]
    bell.rung.clear()
    return shared_gateways


@pytest.fixture
def clock(gateways: Gateways) -> SetClock:
    assert isinstance(gateways.clock, SetClock)
    return gateways.clock


@pytest.fixture
def app(shared_app: Flask, gateways: Gateways) -> Flask:
    return shared_app


@pytest.fixture
def make(gateways: Gateways) -> Make:
    """Makes people, vacancies and what happens to them, through the services."""
    return Make(gateways)


@pytest.fixture
def adam(app: Flask, make: Make) -> Browser:
    """Adam administrates."""
    return _user(app, make, "Adam Admin", Role.ADMIN)


@pytest.fixture
def rosa(app: Flask, make: Make) -> Browser:
    """Rosa recruits, and owns the vacancies that `make` makes."""
    return _user(app, make, "Rosa Recruiter", Role.RECRUITER)


@pytest.fixture
def hanna(app: Flask, make: Make) -> Browser:
    """Hanna is a hiring manager; nothing is assigned to her unless a test does it."""
    return _user(app, make, "Hanna Manager", Role.HIRING_MANAGER)


@pytest.fixture
def visitor(app: Flask, make: Make) -> Browser:
    """Somebody without a session."""
    return Browser(app)


def _user(app: Flask, make: Make, name: str, role: Role) -> Browser:
    browser = Browser(app)
    browser.begin_as_user(make.user(name, role=role))
    return browser


def empty(gateways: Gateways) -> None:
    """Delete all rows of all tables but the migration's."""
    with gateways.database.engine.begin() as connection:
        emptying.empty(connection)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> None:
    """A developer's own environment must not decide what the tests see."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        if not name.startswith("PORTAL_TEST_"):
            del os.environ[name]
