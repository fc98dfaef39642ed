"""Telephone numbers: which can take a text message, how one is shown, where it is at home."""

import re
from functools import lru_cache
from importlib.resources import files

import phonenumbers
from phonenumbers import PhoneNumberType

from portal.policy import addresses
from portal.policy.refusal import Refusal

_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_SHOWN = 2
_ELSEWHERE = frozenset({"001", "ZZ"})
"""Regions of numbers that belong to no country."""
_FROM_ABROAD = re.compile(r"^\s*00")


def mobile(typed: str, *, field: str) -> str:
    """The number of a mobile telephone (ITU-T E.164); raises Refusal if it cannot be one."""
    number = addresses.e164(_FROM_ABROAD.sub("+", typed), None)
    if number is None or not is_mobile(number):
        raise Refusal(
            f"{typed.strip()[:40]!r} is not a mobile number that we can use. Write it with the "
            "code of its country, such as +49 151 23456789.",
            field,
        )
    return number


def is_mobile(e164: str) -> bool:
    """Whether a text message can reach this number, as far as its digits tell."""
    number = _parsed(e164)
    return (
        number is not None
        and phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) in _MOBILE
    )


def masked(e164: str) -> str:
    """A number that its owner knows again and nobody else can dial: "+351 … 12"."""
    number = _parsed(e164)
    if number is None:
        return "…"
    return f"+{number.country_code} … {str(number.national_number)[-_SHOWN:]}"


@lru_cache(maxsize=4096)
def country(e164: str) -> str | None:
    """The country of a number (ISO 3166), if it belongs to one."""
    number = _parsed(e164)
    region = phonenumbers.region_code_for_number(number) if number is not None else None
    return None if region is None or region in _ELSEWHERE else region


@lru_cache(maxsize=1)
def zones_of_countries() -> dict[str, tuple[str, ...]]:
    """The time zones of each country, as the time zone database lists them."""
    found: dict[str, list[str]] = {}
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _place, zone = line.split("\t")[:3]
            found.setdefault(code, []).append(zone)
    return {code: tuple(zones) for code, zones in found.items()}


def _parsed(e164: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return None
