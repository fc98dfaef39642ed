"""What other systems write, made fit to be kept: no character that hurts, no endless text."""

import re
import unicodedata
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

SHORT = 200
LONG = 4_000
_KEPT_MARKS = "\u200c\u200d"
"""Join letters in Persian and in scripts of India; every other invisible character goes."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLOCKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})


def text(value: Any, most: int = SHORT) -> str:
    """One line of plain text; empty for what is no text at all."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return " ".join(_visible(value[: most * 8]).split())[:most].strip()


def texts(value: Any, most: int = SHORT, *, at_most: int = 50) -> list[str]:
    """Several lines of plain text, each once."""
    if not isinstance(value, list):
        return []
    found = (text(one, most) for one in value)
    return list(dict.fromkeys(one for one in found if one))[:at_most]


def plain(html: Any, most: int = LONG) -> str:
    """Text with its line ends, and without the tags that it may carry."""
    if isinstance(html, int | float) and not isinstance(html, bool):
        html = str(html)
    if not isinstance(html, str):
        return ""
    reader = _Text()
    reader.feed(html[: most * 8])
    reader.close()
    lines = (" ".join(_visible(line).split()) for line in "".join(reader.found).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:most].strip()


def ident(value: Any) -> str:
    """An id as text, however it was written; empty if this is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    return text(str(value)) if isinstance(value, str) or abs(value) < 10**50 else ""


def moment(value: Any) -> datetime | None:
    """A date or a moment (ISO 8601), in UTC where it names no zone; None if it cannot be read."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value.strip())
        aware = read.replace(tzinfo=UTC) if read.tzinfo is None else read
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _visible(written: str) -> str:
    if written.isascii() and written.isprintable():
        return written
    return "".join(
        char
        if char in _KEPT_MARKS or unicodedata.category(char) not in _INVISIBLE
        else " "
        if char.isspace()
        else ""
        for char in written
    )


class _Text(HTMLParser):
    """Collects what somebody would read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins on a line of its own."""
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """What was not to be seen is over."""
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))

    def handle_data(self, data: str) -> None:
        """Text, unless it is inside of what nobody reads."""
        if not self._unseen:
            self.found.append(data)
