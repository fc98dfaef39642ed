"""Telephone numbers: which can take a text message, and what is shown of them."""

import pytest

from portal.policy import phones


@pytest.mark.parametrize(
    ("number", "can"),
    [
        ("+4915112345678", True),
        ("+351912345612", True),
        ("+447400123456", True),
        # In North America nobody can tell a mobile number by its digits.
        ("+12025550123", True),
        ("+493012345678", False),
        ("+442079460958", False),
        # Premium rate, a number that cannot be, and no number.
        ("+4990012345678", False),
        ("+49151", False),
        ("", False),
        ("hello", False),
    ],
)
def test_only_what_can_take_a_text_message_is_mobile(number: str, can: bool) -> None:
    assert phones.is_mobile(number) is can


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+4915112345678", "+49 … 78"), ("+351912345612", "+351 … 12"), ("hello", "…")],
)
def test_a_masked_number_cannot_be_dialled(number: str, shown: str) -> None:
    assert phones.masked(number) == shown


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("+4915112345678", "DE"),
        ("+14165550123", "CA"),
        ("+447781123456", "GG"),
        ("+88213300655", None),
        ("hello", None),
    ],
)
def test_a_number_is_at_home_where_its_digits_say(number: str, country: str | None) -> None:
    assert phones.country(number) == country


def test_every_country_has_its_zones() -> None:
    zones = phones.zones_of_countries()
    assert len(zones) > 240
    assert zones["IS"] == ("Atlantic/Reykjavik",)
    assert set(zones["PT"]) == {"Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores"}
