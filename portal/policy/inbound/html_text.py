"""The words of a message that is HTML only, without what it quotes."""

import re
from html.parser import HTMLParser

_NEW_LINE = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "hr", "table", "ul"})
_SILENT = frozenset({"script", "style", "head", "title", "blockquote"})
_QUOTING = re.compile(
    r"\b(gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote)\b"
)
"""Classes by which mail programs mark what they quote; all others use `blockquote`."""
_QUOTING_IDS = frozenset(
    {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"}
)
"""Where Outlook begins to quote: everything behind it is quoted."""
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"})


def text_of(page: str) -> str:
    """The text of an HTML page as lines, quoted parts left out."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = ("".join(reader.found)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


class _Reader(HTMLParser):
    """Gathers text outside of what is quoted or not to be read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent: list[str] = []
        """The open elements since the first that is left out; empty while text is gathered."""
        self._over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        values = {name: (value or "").lower() for name, value in attrs}
        if values.get("id", "") in _QUOTING_IDS:
            self._over = True
        if tag in _VOID:
            self._break(tag)
            return
        quoted = tag in _SILENT or _QUOTING.search(values.get("class", "")) is not None
        if self._silent or quoted:
            self._silent.append(tag)
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element, and those in it that nobody has ended."""
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take text, where it is written by whoever replies."""
        if not self._silent and not self._over:
            self.found.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in _NEW_LINE and not self._silent and not self._over:
            self.found.append("\n")
