"""The log: one JSON object a line, or plain lines on a terminal, and never a word about a person.

What an exception says of itself may quote what somebody typed: only its kind and its place are
written down, with what databases and systems say where that is known to name things of ours.
"""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy.exc import DBAPIError

from portal.settings import PROJECT, Settings

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that this thread is answering."""
FIELDS = ("notice", "method", "route", "status", "ms")
"""What a line may carry besides its event, given as `extra`."""
_PRIVATE = (
    (re.compile(r"[^\s<>\"'(),;:@]+@[^\s<>\"'(),;:@]+"), "(address)"),
    (re.compile(r"/(n|p|u)/[^\s\"'?]+"), r"/\1/(token)"),
    (re.compile(r"(/[\w./()<>:-]*)\?[^\s\"']*"), r"\1"),
)
"""Addresses, personal links and query strings, should a library put one into its words."""
FRAMES = 12


def set_up(settings: Settings, stream: TextIO | None = None) -> logging.Handler:
    """Let the whole process write one log; libraries say warnings only."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(settings, stream))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("portal").setLevel(settings.log_level)
    return handler


def formatter(settings: Settings, stream: TextIO) -> logging.Formatter:
    """How a line looks there."""
    plain = settings.log_format == "text" or (not settings.log_format and stream.isatty())
    return Plain() if plain else Structured()


class Structured(logging.Formatter):
    """A line as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The object, with its most important members first."""
        return json.dumps(facts_of(record), ensure_ascii=False)


class Plain(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, and what else there is."""
        facts = facts_of(record)
        time, level, event = facts.pop("time"), facts.pop("level"), facts.pop("event")
        trace = "".join(f"\n    {place}" for place in facts.pop("trace", ()))
        facts.pop("logger")
        rest = "".join(f" {name}={value}" for name, value in facts.items())
        return f"{time[11:19]} {level:<7} {event}{rest}{trace}"


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is written down of a record."""
    moment = datetime.fromtimestamp(record.created, UTC)
    facts: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "event": without_people(record.getMessage()),
        "logger": record.name,
    }
    if (request := request_id.get()) is not None:
        facts["request"] = request
    facts |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    if record.exc_info and record.exc_info[1] is not None:
        facts |= _error(record.exc_info[1])
    return facts


def without_people(text: str) -> str:
    """A text on one line without addresses, personal links and query strings."""
    for pattern, replacement in _PRIVATE:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def _error(error: BaseException) -> dict[str, Any]:
    """The kind of an exception and how it came about, but not what it says."""
    facts: dict[str, Any] = {"error": type(error).__name__}
    if isinstance(error, DBAPIError) and error.orig is not None:
        # Behind the first line PostgreSQL quotes the row.
        facts["said"] = without_people(str(error.orig).partition("\n")[0])
    elif isinstance(error, OSError) and error.strerror:
        facts["said"] = error.strerror
    places = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    facts["trace"] = [f"{_short(place.filename)}:{place.lineno} {place.name}" for place in places]
    cause = error.__cause__ or error.__context__
    if cause is not None:
        facts["cause"] = type(cause).__name__
    return facts


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else path.name
