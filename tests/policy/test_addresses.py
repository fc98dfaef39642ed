"""E-mail and web addresses, telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import addresses
from portal.policy.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" maya@example.com ", "maya@example.com"),
        ("Maya.Oliveira@EXAMPLE.com", "Maya.Oliveira@example.com"),
        ("maya+jobs@example.com", "maya+jobs@example.com"),
        ("jörg@example.com", "jörg@example.com"),
        ("maya@xn--mnchen-3ya.example", "maya@münchen.example"),
    ],
)
def test_an_address_is_kept_as_it_will_be_written_to(typed: str, kept: str) -> None:
    assert addresses.address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "maya",
        "maya@",
        "@example.com",
        "maya@example",
        "maya@example..com",
        "maya@example.com, jun@example.com",
        "maya@example.com\nBcc: everybody@example.com",
        "Maya <maya@example.com>",
        "maya@" + "x" * 300 + ".com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        addresses.address(typed, field="reply_to")
    assert refused.value.field == "reply_to"
    assert len(str(refused.value)) < 300


def test_case_does_not_tell_two_people_apart() -> None:
    one, other = (addresses.address(typed) for typed in ("Maya@Example.com", "maya@example.COM"))

    assert addresses.normal(one) == addresses.normal(other)


@given(st.emails())
def test_an_address_stays_what_it_is_when_read_again(typed: str) -> None:
    try:
        once = addresses.address(typed)
    except Refusal:
        return
    assert addresses.address(once) == once
    assert not set(once) & set("\r\n <>")


@pytest.mark.parametrize(
    ("typed", "region", "dialled"),
    [
        ("+351 912 345 678", None, "+351912345678"),
        ("0171 2345678", "DE", "+491712345678"),
        ("0171 2345678", None, None),
        ("call me", "DE", None),
        ("+49", None, None),
        ("", "DE", None),
    ],
)
def test_a_number_is_dialled_only_if_it_is_clear(
    typed: str, region: str | None, dialled: str | None
) -> None:
    assert addresses.e164(typed, region) == dialled


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.com/maya", "https://example.com/maya"),
        ("http://example.com", "http://example.com"),
        ("example.com/maya", "https://example.com/maya"),
    ],
)
def test_a_web_address_can_be_linked_to(typed: str, kept: str) -> None:
    assert addresses.web_address(typed, field="links") == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript://example.com/%0aalert(1)",
        "ftp://example.com",
        "maya",
        "a b.example",
        "http://[",
    ],
)
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        addresses.web_address(typed, field="links")
