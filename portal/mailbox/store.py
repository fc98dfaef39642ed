"""Captured messages as files: the message as it came, and its envelope beside it."""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}", re.ASCII)


MAIL, TEXT = "mail", "text"


@dataclass(frozen=True)
class Envelope:
    """What the sending side said beside the message, and what a list shows of it.

    Of a text message, `sender` is the reference that it was sent with.
    """

    sender: str
    recipients: tuple[str, ...]
    received: datetime
    subject: str
    channel: str = MAIL


@dataclass(frozen=True)
class Captured:
    """A message with the name under which it is kept."""

    name: str
    envelope: Envelope
    raw: bytes


class Mailbox:
    """A folder of captured messages; names sort by the time of capture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, envelope: Envelope, raw: bytes) -> str:
        """Keep a message; it appears at once or, if this process dies meanwhile, not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        microseconds = int(envelope.received.timestamp() * 1_000_000)
        name = f"{microseconds:020d}-{secrets.token_hex(4)}"
        facts = asdict(envelope) | {"received": envelope.received.isoformat()}
        self._write(name, ".json", json.dumps(facts).encode())
        # Last: it is what makes the message appear.
        self._write(name, ".eml", raw)
        return name

    def newest(self, *, recipient: str = "", limit: int) -> list[tuple[str, Envelope]]:
        """The newest messages and their names; of one recipient, by any part of the address."""
        wanted = recipient.casefold()
        found = (
            (name, envelope)
            for name in self._names()
            if (envelope := self._envelope(name)) is not None
            and (not wanted or any(wanted in to.casefold() for to in envelope.recipients))
        )
        return list(islice(found, limit))

    def read(self, name: str) -> Captured | None:
        """One message, or nothing when there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        envelope = self._envelope(name)
        if envelope is None:
            return None
        try:
            return Captured(name, envelope, (self.folder / f"{name}.eml").read_bytes())
        except FileNotFoundError:
            return None

    def _names(self) -> Iterator[str]:
        names = (path.stem for path in self.folder.glob("*.eml"))
        return iter(sorted(filter(_NAME.fullmatch, names), reverse=True))

    def _envelope(self, name: str) -> Envelope | None:
        try:
            facts = json.loads((self.folder / f"{name}.json").read_bytes())
        except FileNotFoundError:
            return None
        return Envelope(
            sender=facts["sender"],
            recipients=tuple(facts["recipients"]),
            received=datetime.fromisoformat(facts["received"]),
            subject=facts["subject"],
            channel=facts.get("channel", MAIL),
        )

    def _write(self, name: str, suffix: str, content: bytes) -> None:
        draft = self.folder / f"{name}{suffix}.new"
        draft.write_bytes(content)
        draft.replace(self.folder / f"{name}{suffix}")
