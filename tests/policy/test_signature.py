"""A signature fits the very bytes that were signed, in the one form that is documented."""

import pytest

from portal.policy.signature import sign, signed_by

SECRET = "Jefe's own secret, of forty letters or so"
BODY = rb'{"action":"job_created","payload":{"notes":"\u003cp\u003eHello\u003c/p\u003e"}}'
GENUINE = sign(SECRET, BODY)


def test_the_published_example_of_hmac_sha256() -> None:
    """RFC 4231, test case 2."""
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert signed_by("Jefe", f"sha256 {digest}", b"what do ya want for nothing?")


def test_what_was_signed_is_taken() -> None:
    assert signed_by(SECRET, GENUINE, BODY)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        GENUINE.removeprefix("sha256 "),
        GENUINE.replace("sha256", "sha1"),
        GENUINE.replace("sha256", "SHA256"),
        GENUINE.replace("sha256 ", "sha256="),
        GENUINE.replace(" ", "  "),
        GENUINE.replace(" ", "\t"),
        f" {GENUINE}",
        f"{GENUINE} ",
        f"{GENUINE}\n",
        GENUINE[:-1],
        f"{GENUINE}0",
        GENUINE.upper(),
        f"sha256 {GENUINE[7:].upper()}",
        f"{GENUINE},{GENUINE}",
        f"{GENUINE}, {GENUINE}",
        "sha256 " + "\u0663" * 64,
        "sha256 " + "\u00e9" * 64,
    ],
)
def test_another_form_is_refused(header: str | None) -> None:
    assert not signed_by(SECRET, header, BODY)


def test_the_same_meaning_in_other_bytes_is_refused() -> None:
    assert not signed_by(SECRET, GENUINE, BODY.replace(rb"\u003c", b"<"))
    assert not signed_by(SECRET, GENUINE, BODY + b"\n")


def test_another_secret_is_refused() -> None:
    assert not signed_by(SECRET + "x", GENUINE, BODY)
    assert not signed_by("", GENUINE, BODY)
