"""Addresses of ours that say which message they belong to, and that nobody can forge.

`bounce+<notice>-<day>-<seal>@domain` is the envelope's sender, to which mail servers report;
`reply+...` is where answers of people go. Servers fold case, so nothing depends on it.
"""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from portal.policy import signed


class Kind(StrEnum):
    """What an address is for."""

    BOUNCE = "bounce"
    REPLY = "reply"


class Unsigned(StrEnum):
    """Why an address proves nothing."""

    FOREIGN = "foreign"
    FORGED = "forged"
    EXPIRED = "expired"


LASTS = {Kind.BOUNCE: timedelta(days=14), Kind.REPLY: timedelta(days=180)}
"""Servers give up after five days; people answer when they are ready."""
_FIRST = date(1970, 1, 1)
_FORM = re.compile(r"(bounce|reply)\+([0-9a-f]{32})-([0-9]{1,6})-([a-z2-7]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a valid address says."""

    kind: Kind
    public_id: str


@dataclass(frozen=True, slots=True)
class Signer:
    """What addresses are made and checked with."""

    key: str
    domain: str

    def address(self, kind: Kind, public_id: str, when: datetime) -> str:
        """The address of a message that was first written at this moment."""
        text = f"{public_id.replace('-', '')}-{(when.astimezone(UTC).date() - _FIRST).days}"
        return f"{kind}+{text}-{signed.seal(self.key, kind, text)}@{self.domain}"

    def read(self, address: str, now: datetime) -> Signed | Unsigned:
        """What an address says, or why it proves nothing."""
        found = _form(address, self.domain)
        if found is None:
            return Unsigned.FOREIGN
        kind, compact, day, seal = Kind(found[1]), found[2], int(found[3]), found[4]
        if not signed.fits(self.key, kind, f"{compact}-{found[3]}", seal):
            return Unsigned.FORGED
        age = (now.astimezone(UTC).date() - _FIRST).days - day
        # One day ahead, because two clocks need not agree at midnight.
        if not -1 <= age <= LASTS[kind].days:
            return Unsigned.EXPIRED
        return Signed(kind, str(uuid.UUID(compact)))

    def is_ours(self, address: str) -> bool:
        """Whether it has the form of such an address, at our domain; not whether it is true."""
        return _form(address, self.domain) is not None


def _form(address: str, domain: str) -> re.Match[str] | None:
    local, _, at = address.lower().rpartition("@")
    return _FORM.fullmatch(local) if at == domain.lower() else None
