"""What every provider's call comes to: proof that it is theirs, and reports about notices."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from portal.vocabulary import ReceiptKind

FRESH = timedelta(minutes=15)
"""How long a signed call may have been under way; an older one is somebody's repetition."""
LONGEST_DEDUPE, LONGEST_CODE = 100, 200
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class NotUnderstood(ValueError):
    """The call is theirs, but not in the form that we know."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came; the names of headers in small letters."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one message, in our words."""

    public_id: str
    kind: ReceiptKind
    at: datetime
    code: str
    dedupe: str


class Provider(Protocol):
    """What one provider's form is made of."""

    def is_proven(self, call: Call, key: str, now: datetime) -> bool:
        """Whether a call was made by whoever has the key, and made now."""
        ...

    def reports(self, call: Call) -> list[Report]:
        """What it says of messages of ours; raises NotUnderstood."""
        ...


def document(body: bytes) -> dict[str, Any]:
    """The JSON object that was sent; raises NotUnderstood."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("no JSON") from error
    if not isinstance(said, dict):
        raise NotUnderstood("no object")
    return said


def inner(said: Mapping[str, Any], *names: str) -> Any:
    """What stands under a name under a name, or None."""
    found: Any = said
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def text(value: object) -> str:
    """A value as text on one line; nothing for what is none."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())


def notice_id(value: object) -> str:
    """The id of ours in a Message-ID such as `<id@domain>`, or an id alone; empty for none."""
    found = _ID.search(text(value).lower())
    return str(uuid.UUID(found[0])) if found else ""


def moment(value: object) -> datetime | None:
    """A moment as seconds since 1970 or in ISO 8601; None for what is none."""
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
            read = datetime.fromisoformat(value)
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        return datetime.fromtimestamp(float(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_fresh(said: datetime | None, now: datetime) -> bool:
    """Whether a call was made a moment ago; a clock may be a little ahead."""
    return said is not None and -FRESH <= now - said <= FRESH


def after_status(kind: ReceiptKind, code: str) -> ReceiptKind:
    """A final failure, unless its status says that the address is not to blame."""
    status = re.search(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])", code)
    blames = status is None or status[0].startswith(("5.1.", "5.2.1")) or status[0] == "5.0.0"
    return kind if blames else ReceiptKind.FAILED_SOFT
