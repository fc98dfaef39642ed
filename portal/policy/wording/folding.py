"""A text as it is compared: folded, and with the way back to what was typed."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


def _pairs(letters: str, latin: str) -> dict[str, str]:
    return dict(zip(letters, latin, strict=True))


_ALIKE = {
    **_pairs("авсԁеһніјкӏмпорԛгѕтцѵԝхуүзь", "abcdehhijklmnopqrstuvwxyyzb"),
    **_pairs("АВСЕНІЈКМОРԚЅТѴԜХУҮЗЬ", "abcehijkmopqstvwxyyzb"),
    **_pairs("αβϲδεγηικλμνορστυωχζθ", "abcdeyniklmvopotuwxzo"),
    **_pairs("ΑΒϹΔΕΗΙΚΜΝΟΡΤΥΧΖΘ", "abcdehikmnoptyxzo"),
    **_pairs("օսցհոաӀɑɡɩɪʏʟɴʀʙɢʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱ", "oughnalagiiylnrbghacdejkmoptuvwzs"),
    **_pairs("øłđħŧıſƒ", "oldhtisf"),
    **{"æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "ẞ": "ss"},
}
"""Letters that look like Latin ones, or are those with something across."""
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_BLANK = {"\u2800": " ", "\u02bc": "'", "\u02b9": "'", "\ua78c": "'"}
_DIAERESIS = "\u0308"
_DROPPED = ("Cf", "Cc", "Mn", "Me", "Mc")
_MOST_KEPT = 20_000
"""How many characters an alphabet keeps; more than any honest text has."""


class Alphabet(dict[int, str]):
    """What becomes of each character in a language; fills itself as characters come along."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.german = language == "de"

    def __missing__(self, code: int) -> str:
        folded = "".join(map(self._plain, self._apart(chr(code))))
        if len(self) < _MOST_KEPT:
            self[code] = folded
        return folded

    def _apart(self, char: str) -> str:
        if char in _ALIKE or char in _BLANK:
            return char
        if not self.german:
            return unicodedata.normalize("NFKD", char)
        if char == _DIAERESIS:
            return "e"
        parts = unicodedata.normalize("NFKD", char)
        return parts.replace(_DIAERESIS, "e") if parts[:1] in set("aouAOU") else parts

    def _plain(self, char: str) -> str:
        if char in _ALIKE:
            return _ALIKE[char]
        if char in _BLANK:
            return _BLANK[char]
        if char in _UNSEEN or (unicodedata.category(char) in _DROPPED and not char.isspace()):
            return ""
        bare = unicodedata.normalize("NFKD", char.casefold())
        return "".join(
            _ALIKE.get(c, c) for c in bare if not unicodedata.category(c).startswith("M")
        )


@cache
def alphabet(language: str) -> Alphabet:
    """The alphabet of a language."""
    return Alphabet(language)


@dataclass(frozen=True, slots=True)
class Folded:
    """What is compared, and where each of its characters comes from."""

    original: str
    text: str
    language: str
    kept: Sequence[int] | None = None
    """Where letters were joined: the place of each character before that."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`, which is not empty."""
        first, last = start, end - 1
        if self.kept is not None:
            first, last = self.kept[first], self.kept[last]
        if self.original.isascii():
            return first, last + 1
        origins = self._origins()
        return origins[first], origins[last] + 1

    def _origins(self) -> list[int]:
        letters = alphabet(self.language)
        return [at for at, char in enumerate(self.original) for _ in letters[ord(char)]]


def fold(text: str, language: str) -> Folded:
    """A text without case, width, accents, look-alikes and characters that nobody sees."""
    if text.isascii():
        return Folded(text, text.lower(), language)
    return Folded(text, text.translate(alphabet(language)), language)
