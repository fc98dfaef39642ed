"""What an answer of the mail server means, when to try again, and when to give up."""

import re
import zlib
from datetime import datetime, timedelta
from enum import StrEnum

from portal.vocabulary import AttemptResult, Purpose

STALE_QUESTION = timedelta(days=1)
"""After this somebody who asked for a new link has asked again, and there is a newer digest."""
OWED_FOR = timedelta(days=5)
OPTIONAL_FOR = timedelta(days=1)
"""How long a message is tried that nobody is owed: later it would only surprise."""
FAULTS_ALLOWED = 3
JITTER = 0.2
LONGEST_CODE = 200

_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")
_ANYWHERE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"<[^>\s]*>|\S*@\S*")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


class Phase(StrEnum):
    """How far a message had come when the mail server answered."""

    CONNECT = "connect"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


def classify(phase: Phase, code: int, words: str) -> AttemptResult:
    """What a refusal means (RFC 3463, RFC 5321 section 4.2): whose trouble it is, and for how long.

    UNREACHABLE and POLICY are the relay's trouble with us: they are held against nobody's address.
    """
    if phase is Phase.CONNECT or code == 421:
        return AttemptResult.UNREACHABLE
    if code < 500:
        return AttemptResult.TEMPORARY
    if phase is Phase.SENDER:
        return AttemptResult.POLICY
    enhanced = _ENHANCED.match(words)
    if enhanced is None:
        return _bare(phase, code)
    return _enhanced(phase, int(enhanced[2]), int(enhanced[3]))


def _bare(phase: Phase, code: int) -> AttemptResult:
    if code <= 504:
        return AttemptResult.FAULT
    if code == 552:
        return AttemptResult.TEMPORARY
    return AttemptResult.PERMANENT if phase is Phase.RECIPIENT else AttemptResult.POLICY


def _enhanced(phase: Phase, subject: int, detail: int) -> AttemptResult:
    if subject == 7 or (subject, detail) in {(1, 7), (1, 8)}:
        return AttemptResult.POLICY
    if (subject, detail) in {(2, 2), (3, 1)}:
        return AttemptResult.TEMPORARY
    if (subject, detail) == (6, 7) or subject == 1:
        return AttemptResult.PERMANENT
    if subject in {5, 6} or (subject, detail) in {(2, 3), (3, 4)}:
        return AttemptResult.FAULT
    return AttemptResult.PERMANENT if phase is Phase.RECIPIENT else AttemptResult.POLICY


def blames_address(words: str) -> bool:
    """Whether a refusal says that there is no such address (RFC 3463, X.1.x).

    A bare 550 says it of this message only: a relay of few words that will have none of us must
    not silence a whole address book.
    """
    enhanced = _ENHANCED.match(words)
    return enhanced is not None and _is_about_address(enhanced)


def may_blame_address(report: str) -> bool:
    """Whether a report of a failure is about the address: unless it names another reason."""
    enhanced = _ANYWHERE.search(report)
    return enhanced is None or _is_about_address(enhanced)


def _is_about_address(enhanced: re.Match[str]) -> bool:
    return (enhanced[1], enhanced[2]) == ("5", "1") and int(enhanced[3]) not in (7, 8)


def redacted(code: int, words: str, recipient: str = "") -> str:
    """The server's answer as the ledger keeps it: without addresses, on one line, not too long."""
    return f"{code} {without_addresses(words, recipient)}".strip()[:LONGEST_CODE]


def without_addresses(words: str, recipient: str = "") -> str:
    """What a machine said, as we keep it: without addresses, on one line, not too long."""
    text = _ADDRESS.sub("<address>", words)
    local = recipient.partition("@")[0].lower()
    if local and local in text.lower():
        text = re.sub(re.escape(local), "<address>", text, flags=re.IGNORECASE)
    return _UNPRINTABLE.sub(" ", text).strip()[:LONGEST_CODE]


def numbers(code: str | None) -> str:
    """The numbers that an answer begins with: its words may quote a name."""
    parts = (code or "").split()
    return " ".join(part for part in parts[:2] if part.replace(".", "").isdecimal())


def tried_for(purpose: Purpose) -> timedelta:
    """For how long a message is tried before it is given up."""
    return OPTIONAL_FOR if purpose.optional else OWED_FOR


def next_try(
    notice_id: int,
    tries: int,
    steps: tuple[timedelta, ...],
    now: datetime,
    *,
    at_most: timedelta = OWED_FOR,
) -> datetime | None:
    """When to try again after this many tries; None once it has been tried for long enough.

    The last step repeats. A little earlier or later for each notice, always the same for one.
    """
    behind = sum((_step(steps, number) for number in range(1, tries)), timedelta(0))
    delay = _step(steps, tries)
    if behind + delay > at_most:
        return None
    return now + delay * (1 - JITTER + 2 * JITTER * _share(notice_id, tries))


def is_stale(purpose: Purpose, created_at: datetime, due_at: datetime, now: datetime) -> bool:
    """Whether nobody waits for this message any more: what was asked for a day ago, and what
    nobody is owed and could not go out for a day.
    """
    if purpose in (Purpose.NEW_LINK, Purpose.DIGEST):
        return now - created_at > STALE_QUESTION
    return purpose.optional and now - due_at > OPTIONAL_FOR


def _step(steps: tuple[timedelta, ...], number: int) -> timedelta:
    return steps[min(number, len(steps)) - 1]


def _share(notice_id: int, tries: int) -> float:
    return zlib.crc32(f"{notice_id}:{tries}".encode()) / 2**32
