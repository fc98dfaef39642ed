"""Commands as somebody types them, against real databases."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main
from portal.gateways import Gateways
from tests.cli.name_server import NameServer, name_server

Command = Callable[..., Result]


@pytest.fixture
def environment(gateways: Gateways, tmp_path: Path) -> dict[str, str]:
    """What a command finds in its environment; a test may change it."""
    return {
        "PORTAL_DATABASE_URL": gateways.settings.database_url,
        "PORTAL_DATA_DIR": str(tmp_path),
        "PORTAL_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "PORTAL_BASE_URL": "http://localhost:1",
        "PORTAL_MAIL_FROM": "hiring@northlight.example",
        "PORTAL_SMTP_URL": "smtp://127.0.0.1:1",
    }


@pytest.fixture
def portal(environment: dict[str, str]) -> Command:
    """Runs a command in this environment."""

    def run(*words: str, **options: str) -> Result:
        return CliRunner().invoke(main, list(words), env=dict(environment), **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def names() -> Iterator[NameServer]:
    """A name server that knows what a test tells it."""
    with name_server() as server:
        yield server
