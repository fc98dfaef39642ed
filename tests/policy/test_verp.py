"""Addresses that say which message they belong to cannot be forged, guessed or kept for ever."""

import random
import string
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from portal.policy.verp import Kind, Signed, Signer, Unsigned

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIGNER = Signer("only for tests, only for tests, only for tests", "northlight.example")
ID = "0b7f9c0e-8f4c-4c1f-9d27-6f1f0a3b1c2d"


@pytest.mark.parametrize("kind", Kind)
def test_what_was_made_is_read(kind: Kind) -> None:
    made = SIGNER.address(kind, ID, NOW)
    assert SIGNER.read(made, NOW) == Signed(kind, ID)
    assert SIGNER.read(made.upper(), NOW) == Signed(kind, ID)
    assert len(made.partition("@")[0]) <= 64
    assert made == made.lower()
    assert SIGNER.address(kind, ID, NOW + timedelta(hours=3)) == made


def test_nothing_changed_is_accepted() -> None:
    made = SIGNER.address(Kind.BOUNCE, ID, NOW)
    chance = random.Random(4)
    alphabet = string.ascii_lowercase + string.digits + "+-@.="
    tried = 0
    while tried < 1_000:
        place = chance.randrange(len(made))
        letter = chance.choice(alphabet)
        changed = chance.choice(
            [
                made[:place] + letter + made[place + 1 :],
                made[:place] + made[place + 1 :],
                made[:place] + letter + made[place:],
                made[:place],
                made[place:],
            ]
        )
        if changed != made:
            tried += 1
            assert isinstance(SIGNER.read(changed, NOW), Unsigned), changed


def test_another_key_another_kind_another_message_and_another_domain_are_refused() -> None:
    made = SIGNER.address(Kind.BOUNCE, ID, NOW)
    other = Signer("another key, another key, another key", "northlight.example")
    assert other.read(made, NOW) is Unsigned.FORGED
    assert SIGNER.read(made.replace("bounce+", "reply+"), NOW) is Unsigned.FORGED
    assert SIGNER.read(made.replace(ID[:8], uuid.uuid4().hex[:8]), NOW) is Unsigned.FORGED
    assert Signer(SIGNER.key, "a.example").read(made, NOW) is Unsigned.FOREIGN
    assert SIGNER.read("hiring@northlight.example", NOW) is Unsigned.FOREIGN


@pytest.mark.parametrize(
    ("kind", "days"), [(Kind.BOUNCE, 14), (Kind.REPLY, 180)], ids=["bounce", "reply"]
)
def test_it_ends(kind: Kind, days: int) -> None:
    made = SIGNER.address(kind, ID, NOW)
    assert SIGNER.read(made, NOW + timedelta(days=days)) == Signed(kind, ID)
    assert SIGNER.read(made, NOW + timedelta(days=days + 1)) is Unsigned.EXPIRED
    assert SIGNER.read(made, NOW - timedelta(days=3)) is Unsigned.EXPIRED


def test_another_day_is_a_forgery() -> None:
    made = SIGNER.address(Kind.BOUNCE, ID, NOW)
    day = made.split("-")[1]
    later = made.replace(f"-{day}-", f"-{int(day) + 20}-")
    assert SIGNER.read(later, NOW + timedelta(days=20)) is Unsigned.FORGED


def test_two_spellings_of_one_day_are_not_both_taken() -> None:
    made = SIGNER.address(Kind.BOUNCE, ID, NOW)
    day = made.split("-")[1]
    assert SIGNER.read(made.replace(f"-{day}-", f"-0{day}-"), NOW) is Unsigned.FORGED
