"""E-mail and web addresses, telephone numbers: what is valid, and when two are the same."""

import hashlib
import hmac
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portal.policy.refusal import Refusal
from portal.vocabulary import Channel


def address(typed: str, *, field: str = "email") -> str:
    """A valid address as it will be written to (RFC 5322, RFC 6531); raises Refusal.

    One that reads as an encoded word (RFC 2047) is refused: programs on the way decode it.
    """
    if "=?" in typed:
        raise Refusal(f"{typed.strip()[:80]!r} is not an e-mail address that we can use.", field)
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Refusal(f"{typed.strip()[:80]!r} is not an e-mail address: {error}", field) from None
    return checked.normalized


def normal(checked: str) -> str:
    """The form by which two addresses are compared: case does not count."""
    return checked.casefold()


def fingerprint(key: str, channel: Channel, address: str) -> str:
    """By what an address is known once nothing else of its person is kept (HMAC-SHA-256)."""
    if not key:
        raise ValueError("there is no key for addresses")
    told_apart = f"{channel.value}:{normal(address)}".encode()
    return hmac.new(key.encode(), told_apart, hashlib.sha256).hexdigest()


def e164(typed: str, region: str | None) -> str | None:
    """The number as it is dialled from anywhere (ITU-T E.164), or None if it is not clear."""
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def web_address(typed: str, *, field: str) -> str:
    """A web address (http or https) that a page may link to; raises Refusal."""
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        known = False
    if not known or any(char.isspace() for char in address):
        raise Refusal(f"{typed[:80]!r} is not a web address.", field)
    return address
