"""What an answer of the mail server means, when to try again, and when to give up."""

import re
import zlib
from datetime import datetime, timedelta
from enum import StrEnum

from portal.vocabulary import AttemptResult, Purpose

STALE_QUESTION = timedelta(days=1)
"""After this somebody who asked for a new link has asked again, or no longer needs it."""
OWED_FOR = timedelta(days=5)
FAULTS_ALLOWED = 3
JITTER = 0.2
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(seconds=60)
LONGEST_CODE = 200

_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")
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


def redacted(code: int, words: str, recipient: str = "") -> str:
    """The server's answer as the ledger keeps it: without addresses, on one line, not too long."""
    text = _ADDRESS.sub("<address>", words)
    local = recipient.partition("@")[0].lower()
    if local and local in text.lower():
        text = re.sub(re.escape(local), "<address>", text, flags=re.IGNORECASE)
    return _UNPRINTABLE.sub(" ", f"{code} {text}").strip()[:LONGEST_CODE]


def next_try(
    notice_id: int, tries: int, steps: tuple[timedelta, ...], now: datetime
) -> datetime | None:
    """When to try again after this many tries; None once the message has been owed for too long.

    The last step repeats. A little earlier or later for each notice, always the same for one.
    """
    behind = sum((_step(steps, number) for number in range(1, tries)), timedelta(0))
    delay = _step(steps, tries)
    if behind + delay > OWED_FOR:
        return None
    return now + delay * (1 - JITTER + 2 * JITTER * _share(notice_id, tries))


def is_stale(purpose: Purpose, created_at: datetime, now: datetime) -> bool:
    """Whether nobody waits for this message any more: only what was asked for gets stale."""
    return purpose is Purpose.NEW_LINK and now - created_at > STALE_QUESTION


def pause_after(failures: int) -> timedelta:
    """How long to leave a relay in peace that has turned us away so many times in a row."""
    if failures == 0:
        return timedelta(0)
    doubled: int = 2 ** min(failures - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _step(steps: tuple[timedelta, ...], number: int) -> timedelta:
    return steps[min(number, len(steps)) - 1]


def _share(notice_id: int, tries: int) -> float:
    return zlib.crc32(f"{notice_id}:{tries}".encode()) / 2**32
