"""The disk is full while somebody decides: nothing is half-saved, nothing typed is lost."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError

from portal.gateways import Gateways
from portal.models import AuditEvent, Decision, Notice
from tests.browser import Browser
from tests.makers import Make
from tests.recruiter.test_deciding import TELL, WORDS, open_one

pytestmark = pytest.mark.faults
LONG = "We have chosen another person, and I wanted you to know why. " * 64
TYPED = {**WORDS, "message": LONG, "advice": LONG, "internal_note": LONG}
NO_LIMIT = 1_073_741_823


class Disk:
    """What SQLite may fill: beyond its limit it says what it says of a full disk (SQLITE_FULL)."""

    def __init__(self, gateways: Gateways) -> None:
        self._engine = gateways.database.engine
        self._pages = NO_LIMIT
        event.listen(self._engine, "begin", self._limit)

    def fill_up(self) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE filler (content BLOB)")
            self._pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        for size in (3_000, 10):
            with suppress(OperationalError):
                while True:
                    with self._engine.begin() as connection:
                        insert = f"INSERT INTO filler VALUES (zeroblob({size}))"
                        connection.exec_driver_sql(insert)

    def make_room(self) -> None:
        self._pages = NO_LIMIT
        with self._engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS filler")

    def end(self) -> None:
        self.make_room()
        event.remove(self._engine, "begin", self._limit)

    def _limit(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={self._pages}")


@pytest.fixture
def disk(gateways: Gateways) -> Iterator[Disk]:
    if gateways.database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has a disk of its own")
    found = Disk(gateways)
    yield found
    found.end()


def count(gateways: Gateways) -> list[int]:
    with gateways.database.session() as session:
        models = (Decision, Notice, AuditEvent)
        return [session.scalar(select(func.count()).select_from(m)) or 0 for m in models]


def test_the_page_says_so_keeps_the_text_and_works_again(
    rosa: Browser, make: Make, gateways: Gateways, disk: Disk
) -> None:
    page = open_one(rosa, make)
    before = count(gateways)
    disk.fill_up()
    refused = rosa.submit(page, TELL, **TYPED)
    assert refused.status == 503
    assert "Nothing was changed" in refused.text
    assert any(LONG.strip() in area.text_content() for area in refused.all("textarea"))
    assert count(gateways) == before

    disk.make_room()
    told = rosa.submit(page, TELL, **TYPED)
    assert told.said.startswith("Decided.")
