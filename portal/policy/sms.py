"""Text messages of one segment: the GSM alphabet (3GPP TS 23.038), and how a text gets into it.

The wide alphabet (UCS-2) is never chosen: one curly quote would make a message twice as dear, and
some telephones show it in pieces.
"""

import unicodedata
from collections.abc import Iterable, Iterator

SEGMENT = 160
"""Septets of one message."""
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
"""Each of these takes two septets."""

_TYPOGRAPHY = {
    **dict.fromkeys("‘’‚‛′`´ʻʼ‹›", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("•·‧∙", "*"),
    "…": "...",
    "×": "x",
    "©": "(c)",
    "®": "(r)",
    "⁄": "/",
}
_LETTERS = dict(
    zip(
        "łŁđĐðÐŧŦħĦŋŊıĸəƏẞþÞœŒ",
        (*"lLdDdDtThHnNikeEß", "th", "Th", "oe", "OE"),
        strict=True,
    )
)
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e"),
            *("yu", "ya", "i", "yi", "ye", "g", "u"),
        ),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        (
            *("a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o"),
            *("p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o"),
        ),
        strict=True,
    )
)
_SMALL = _CYRILLIC | _GREEK
_GREEK_CAPITALS = {
    ord(letter.upper()): said.capitalize() for letter, said in _GREEK.items() if letter != "ς"
}
"""Some stand in the alphabet, but half a name in each script can be read by nobody."""
_PLAIN = {
    **_TYPOGRAPHY,
    **_LETTERS,
    **_SMALL,
    **{letter.upper(): said.capitalize() for letter, said in _SMALL.items() if letter != "ς"},
}
"""What a character becomes that has no place in the alphabet and no simpler form in Unicode."""


def septets(text: str) -> int | None:
    """How many septets a text takes; None if a character of it is not in the alphabet."""
    if not all(char in BASIC or char in EXTENSION for char in text):
        return None
    return len(text) + sum(char in EXTENSION for char in text)


def fits(text: str) -> bool:
    """Whether a text is one segment of the alphabet."""
    length = septets(text)
    return length is not None and length <= SEGMENT


def transliterated(text: str) -> str:
    """The text in the alphabet and on one line, read aloud as before; what cannot be written at
    all becomes `?`.
    """
    return _joined("?" if said is None else said for said in _said(text))


def name(text: str) -> str:
    """A name in the alphabet; empty if a letter of it would be lost: better none than half of
    one.
    """
    said = list(_said(text))
    return "" if None in said else _joined(part for part in said if part)


def cut(text: str, most: int) -> str:
    """The text in so many septets: whole words if there are any, else a full stop at its end."""
    if (septets(text) or 0) <= most:
        return text
    words = text.split()
    while len(words) > 1:
        words.pop()
        shorter = " ".join(words).rstrip(" ,;:-&+/")
        if shorter and (septets(shorter) or 0) <= most:
            return shorter
    start = words[0] if words else ""
    while start and (septets(start) or 0) > most - 1:
        start = start[:-1]
    return f"{start}." if start else ""


def _said(text: str) -> Iterator[str | None]:
    composed = unicodedata.normalize("NFC", text)
    if any(char in _GREEK for char in composed):
        composed = composed.translate(_GREEK_CAPITALS)
    return (_in_alphabet(char) for char in composed)


def _joined(parts: Iterable[str]) -> str:
    return " ".join("".join(parts).split())


def _in_alphabet(char: str) -> str | None:
    """What a character becomes; None for a letter or a digit that would be lost."""
    if char in BASIC or char in EXTENSION:
        return char
    plain: str | None = _PLAIN.get(char)
    if plain is not None:
        return plain
    kind = unicodedata.category(char)
    if kind[0] == "Z" or char in "\t\v\x85":
        return " "
    simpler = "".join(
        part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)
    )
    if simpler != char:
        parts = [_in_alphabet(part) for part in simpler]
        return None if None in parts else "".join(part for part in parts if part)
    # Marks, signs and what is not seen (zero width, direction, control) fall out.
    return None if kind[0] in "LN" else ""
