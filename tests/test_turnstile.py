"""Whoever waits to write comes before a process that writes transaction after transaction."""

import threading
import time
from pathlib import Path

from sqlalchemy import text

from portal.gateways.database import Database
from portal.gateways.turnstile import turnstile

WRITES = 30


def test_one_who_writes_on_and_on_lets_others_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    busy, other, done = Database(url), Database(url), threading.Event()
    with busy.engine.begin() as connection:
        connection.execute(text("CREATE TABLE said (who TEXT)"))

    def write_on_and_on() -> None:
        while not done.is_set():
            with busy.engine.begin() as connection:
                connection.execute(text("INSERT INTO said VALUES ('busy')"))
                # Work that takes longer than the moment between two transactions.
                time.sleep(0.02)

    thread = threading.Thread(target=write_on_and_on)
    thread.start()
    for _ in range(WRITES):
        with other.engine.begin() as connection:
            connection.execute(text("INSERT INTO said VALUES ('other')"))
    done.set()
    thread.join()

    with other.engine.begin() as connection:
        counts: dict[str, int] = dict(
            connection.execute(text("SELECT who, count(*) FROM said GROUP BY who")).all()
        )
    busy.close()
    other.close()
    assert counts["other"] == WRITES
    # Each of the others waited for a few transactions, not for luck.
    assert counts["busy"] < 10 * WRITES


def test_a_turnstile_is_given_back_when_something_fails(tmp_path: Path) -> None:
    database = str(tmp_path / "portal.db")
    for _ in range(2):
        started = time.monotonic()
        try:
            with turnstile(database):
                raise ValueError
        except ValueError:
            pass
        assert time.monotonic() - started < 1
