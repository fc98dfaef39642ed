"""The log: what happened, never to whom."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.gateways import Gateways, logs
from portal.gateways.logs import Structured, without_people

log = logging.getLogger("portal.test")


@pytest.fixture
def written(gateways: Gateways) -> Iterator[io.StringIO]:
    """What a process writes, which sets its log up as it does in earnest."""
    root, level = logging.getLogger(), logging.getLogger("portal").level
    before = list(root.handlers), root.level
    stream = io.StringIO()
    logs.set_up(gateways.settings, stream)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    logging.getLogger("portal").setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_object(written: io.StringIO) -> None:
    log.info("not taken: %s", "temporary", extra={"notice": 12, "other": "no"})
    (line,) = lines(written)
    assert line.pop("time", "").endswith("Z")  # type: ignore[attr-defined]
    assert line == {
        "level": "INFO",
        "event": "not taken: temporary",
        "logger": "portal.test",
        "notice": 12,
    }


def test_libraries_say_warnings_only(written: io.StringIO) -> None:
    logging.getLogger("somebody").info("chatter")
    logging.getLogger("somebody").warning("trouble")
    assert [line["event"] for line in lines(written)] == ["trouble"]


def test_an_exception_is_told_without_its_words(written: io.StringIO) -> None:
    try:
        raise ValueError("Maya Oliveira wrote something")
    except ValueError:
        log.exception("failed")
    (line,) = lines(written)
    assert "Maya" not in written.getvalue()
    assert line["error"] == "ValueError"
    assert "tests/gateways/test_logs.py" in str(line["trace"])


def test_what_a_database_refuses_is_told_without_the_row(
    written: io.StringIO, gateways: Gateways
) -> None:
    statement = text("INSERT INTO tries (kind, key, at) VALUES (:kind, :key, :at)")
    words = "You did not name a success measure"
    try:
        with gateways.database.engine.begin() as connection:
            connection.execute(statement, {"kind": words, "key": None, "at": None})
    except DBAPIError:
        log.exception("failed")
    (line,) = lines(written)
    assert line["said"]
    assert words not in written.getvalue()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("to <maya@example.com> refused", "to <(address)> refused"),
        ("GET /n/abcDEF-123?x=1 failed", "GET /n/(token) failed"),
        ("/recruiter/candidates/?q=maya oliveira", "/recruiter/candidates/ oliveira"),
        ("two\nlines\r\nof it", "two lines of it"),
        ("550 5.1.1 what? nobody", "550 5.1.1 what? nobody"),
    ],
)
def test_what_libraries_say_is_cleaned(said: str, kept: str) -> None:
    assert without_people(said) == kept


def test_a_terminal_shows_plain_lines(gateways: Gateways) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    record = logging.makeLogRecord({"msg": "moved", "levelname": "INFO", "notice": 3})
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(gateways.settings, stream))
    handler.emit(record)
    assert stream.getvalue().endswith("INFO    moved notice=3\n")
    as_json = logs.formatter(replace(gateways.settings, log_format="json"), stream)
    assert isinstance(as_json, Structured)
