"""What answers of mail servers mean, and when to try again."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.policy import delivery, relays
from portal.policy.delivery import Phase
from portal.vocabulary import AttemptResult, Purpose

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (60, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400)
)


@pytest.mark.parametrize(
    ("phase", "code", "words", "meaning"),
    [
        (Phase.CONNECT, 421, "ConnectionRefusedError", AttemptResult.UNREACHABLE),
        (Phase.CONNECT, 535, "5.7.8 bad credentials", AttemptResult.UNREACHABLE),
        (Phase.RECIPIENT, 421, "4.7.0 too many", AttemptResult.UNREACHABLE),
        (Phase.RECIPIENT, 451, "4.7.1 greylisted", AttemptResult.TEMPORARY),
        (Phase.DATA, 452, "4.3.1 full", AttemptResult.TEMPORARY),
        (Phase.SENDER, 550, "5.1.0 who are you", AttemptResult.POLICY),
        (Phase.RECIPIENT, 550, "5.1.1 no such user", AttemptResult.PERMANENT),
        (Phase.RECIPIENT, 550, "5.1.10 null MX", AttemptResult.PERMANENT),
        (Phase.RECIPIENT, 550, "5.1.8 bad sender", AttemptResult.POLICY),
        (Phase.RECIPIENT, 552, "5.2.2 mailbox full", AttemptResult.TEMPORARY),
        (Phase.RECIPIENT, 550, "5.2.1 disabled", AttemptResult.PERMANENT),
        (Phase.DATA, 552, "5.3.4 too big", AttemptResult.FAULT),
        (Phase.DATA, 554, "5.5.2 syntax", AttemptResult.FAULT),
        (Phase.DATA, 554, "5.6.0 broken MIME", AttemptResult.FAULT),
        (Phase.RECIPIENT, 553, "5.6.7 needs SMTPUTF8", AttemptResult.PERMANENT),
        (Phase.DATA, 550, "5.7.26 unauthenticated", AttemptResult.POLICY),
        (Phase.RECIPIENT, 554, "5.7.1 relaying denied", AttemptResult.POLICY),
        (Phase.RECIPIENT, 550, "no such user", AttemptResult.PERMANENT),
        (Phase.DATA, 550, "looks like spam", AttemptResult.POLICY),
        (Phase.RECIPIENT, 501, "syntax", AttemptResult.FAULT),
        (Phase.DATA, 552, "quota", AttemptResult.TEMPORARY),
        (Phase.RECIPIENT, 550, "5.1.1x is not a code", AttemptResult.PERMANENT),
    ],
)
def test_an_answer_has_one_meaning(
    phase: Phase, code: int, words: str, meaning: AttemptResult
) -> None:
    assert delivery.classify(phase, code, words) is meaning


def test_nobody_is_blamed_for_what_the_relay_holds_against_us() -> None:
    for phase in Phase:
        for detail in (1, 8, 26, 28):
            answer = delivery.classify(phase, 550, f"5.7.{detail} no")
            assert answer in (AttemptResult.POLICY, AttemptResult.UNREACHABLE)


def test_tries_come_later_each_time_and_end_after_five_days() -> None:
    moments, number = [], 1
    while (when := delivery.next_try(7, number, STEPS, NOW)) is not None:
        moments.append(when - NOW)
        number += 1
    assert moments[:10] == sorted(moments[:10])
    assert len(moments) == 12
    assert timedelta(days=4) < sum(moments, timedelta()) < timedelta(days=6)


def test_a_try_is_a_little_off_and_always_the_same() -> None:
    first = [delivery.next_try(number, 1, STEPS, NOW) for number in range(500)]
    delays = [when - NOW for when in first if when is not None]
    assert min(delays) >= timedelta(seconds=48)
    assert max(delays) <= timedelta(seconds=72)
    assert max(delays) - min(delays) > timedelta(seconds=20)
    assert first == [delivery.next_try(number, 1, STEPS, NOW) for number in range(500)]


def test_a_relay_that_turns_us_away_is_left_in_peace_longer_each_time() -> None:
    pauses = [relays.pause_after(failures).total_seconds() for failures in range(7)]
    assert pauses == [0, 5, 10, 20, 40, 60, 60]


def test_a_question_and_what_nobody_is_owed_get_stale() -> None:
    later = NOW + timedelta(days=1, seconds=1)
    stale = {purpose for purpose in Purpose if delivery.is_stale(purpose, NOW, NOW, later)}
    assert stale == {Purpose.NEW_LINK, Purpose.CHECK_IN, Purpose.DIGEST}
    assert not delivery.is_stale(Purpose.NEW_LINK, NOW, NOW, NOW + timedelta(days=1))
    # An optional message that waited for its moment is as fresh as that moment.
    assert not delivery.is_stale(Purpose.CHECK_IN, NOW, later, later)
    assert delivery.is_stale(Purpose.NEW_LINK, NOW, later, later)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("5.1.1 <ada@example.com>: unknown", "550 5.1.1 <address>: unknown"),
        ("5.1.1 ada@example.com unknown", "550 5.1.1 <address> unknown"),
        ("no ADA.LOVELACE here", "550 no <address> here"),
        ("two\r\nlines\x00", "550 two lines"),
        ("naïve", "550 na ve"),
        ("x" * 900, "550 " + "x" * 196),
    ],
)
def test_the_ledger_keeps_no_address(words: str, kept: str) -> None:
    assert delivery.redacted(550, words, "ada.lovelace@example.com") == kept
