"""Header values that cannot become other headers (RFC 5322, RFC 2047; CVE-2024-6923)."""

import base64
import re
from collections.abc import Iterable

from portal.policy.refusal import Refusal

LONGEST = 200
"""Characters of a value; more would only be a way to hide something."""
LONGEST_ADDRESS = 320
"""Bytes of an address: 64 and 255, with the sign between them (RFC 5321)."""
_FOLD = "\r\n "
_WORD_BYTES = 39
"""Bytes in one encoded word: 52 in base64, so that `Subject: ` fits before it in 76 (RFC 2047)."""

# Control characters, line and paragraph separators, surrogates, and what changes the direction of
# writing (Unicode TR 9), by which a name could be made to look like another one.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_MANY_BREAKS = re.compile(r"\n{3,}")
_ENCODED_WORD = re.compile(r"=\?+")
# No quoted local parts: the door (`policy.addresses`) takes none. What reads as an encoded word is
# refused too, because some programs decode it even here.
_ADDR_SPEC = re.compile(r"""[^\x00-\x20\x7f()<>\[\]:;@,\\"]+@[A-Za-z0-9._-]+""")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*", re.ASCII)


class BrokenHead(Exception):
    """A raw head that holds something else than what was meant to be in it."""


def plain(value: str) -> str:
    """The value on one line, with nothing in it that a program could take for more than text."""
    if _is_plain(value):
        return value
    text = _ENCODED_WORD.sub("= ?", _UNSAFE.sub(" ", value))
    return " ".join(text.split())[:LONGEST].rstrip()


def paragraphs(text: str) -> str:
    """A text of several lines for a body, with nothing in it that could pass for more."""
    lines = (_UNSAFE.sub(" ", line).rstrip() for line in text.split("\n"))
    return _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip()


def _is_plain(value: str) -> bool:
    """Whether there is certainly nothing to do, as for most names; four times as fast to know."""
    return (
        value.isascii()
        and value.isprintable()
        and len(value) <= LONGEST
        and "=?" not in value
        and "  " not in value
        and value == value.strip()
    )


def unstructured(value: str) -> bytes:
    """The value of a header such as Subject."""
    text = plain(value)
    return text.encode() if text.isascii() else _encoded_words(text)


def mailbox(name: str, address: str) -> bytes:
    """A name with its address, for From and Reply-To; a name of nothing leaves the address."""
    text = plain(name)
    if not text:
        return addr_spec(address).encode()
    if not text.isascii():
        shown = _encoded_words(text)
    elif _ATOM.fullmatch(text):
        shown = text.encode()
    else:
        shown = b'"' + re.sub(r'(["\\])', r"\\\1", text).encode() + b'"'
    return shown + _FOLD.encode() + b"<" + addr_spec(address).encode() + b">"


def addr_spec(address: str) -> str:
    """An address as it goes on the wire, its domain in ASCII (RFC 5891); raises Refusal."""
    local, _, domain = address.rpartition("@")
    try:
        spec = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        spec = ""
    fits = len(spec.encode("utf-8", "replace")) <= LONGEST_ADDRESS
    harmless = "=?" not in spec and not _UNSAFE.search(spec)
    if not fits or not harmless or not _ADDR_SPEC.fullmatch(spec):
        raise Refusal("This address cannot be written to.", "email")
    return spec


def head(fields: Iterable[tuple[str, bytes]]) -> bytes:
    """The raw head of a message, without the empty line; raises BrokenHead."""
    pairs = list(fields)
    raw = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in pairs)
    check(raw, [name for name, _ in pairs])
    return raw


def check(raw: bytes, expected: list[str]) -> None:
    """Raise BrokenHead unless the raw head has exactly these names, in this order."""
    lines = raw.split(b"\r\n")
    if lines.pop() != b"" or any(b"\r" in line or b"\n" in line or not line for line in lines):
        raise BrokenHead("a line that should not be there")
    names = [line.partition(b":")[0].decode("latin-1") for line in lines if line[:1] not in b" \t"]
    if names != expected:
        raise BrokenHead(f"{names} instead of {expected}")


def _encoded_words(text: str) -> bytes:
    words: list[bytes] = []
    start = 0
    raw = text.encode()
    while start < len(raw):
        end = min(start + _WORD_BYTES, len(raw))
        # Never in the middle of a character (RFC 2047, section 5).
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        words.append(b"=?utf-8?b?" + base64.b64encode(raw[start:end]) + b"?=")
        start = end
    return _FOLD.encode().join(words)
