"""Slips that need no list of words: what a template left over, and names that do not belong."""

import re
from collections.abc import Iterable, Iterator

from portal.policy.wording.findings import Category, Facts, Finding, Severity
from portal.policy.wording.folding import Folded, fold

_WORD = re.compile(r"[^\W_]+")
_FILLED_IN = re.compile(
    r"""\{\{[^{}\n]{0,60}\}\} | \{%[^{}\n]{0,60}%\} | \$\{[^{}\n]{0,60}\}
      | <<[^<>\n]{1,60}>> | «[^«»\n]{1,40}»(?=,)
      | (?<![\w\])])\[\s?[^\W\d_][^\[\]\n]{1,60}\](?![(\[\w])
      | (?<!\w)x{3,}(?!\w)
      | (?<!\w)_{4,}(?!\w)
      | [{%<](?:(?:first|last|full|user|candidate|applicant|company|job|recruiter)[ _.]?)?
        (?:name|title|role|company|position|vacancy|candidate|date)[}%>]""",
    re.VERBOSE | re.IGNORECASE,
)
_MARKS, _UNKNOWN = ("[", "{", "<", "«", "%", "____"), "x" * 3
"""Without one of these nothing was left over."""
_BRACKETS_OF_WRITERS = frozenset({"[sic]", "[redacted]", "[anonymised]", "[anonymized]"})
_TOLD = {
    "placeholder": (
        "A placeholder was left in. The candidate would see it as it stands here.",
        "Fill it in, or take it out.",
    ),
    "other-candidate": (
        "This is the name of another candidate for the same vacancy.",
        "Check whose letter this is. Nobody may learn from us who else has applied.",
    ),
    "other-company": (
        "This is the name of another company; it may have come with a copied text.",
        "Put our name here, or say it without a name.",
    ),
    "e-mail-address": (
        "An address in the text ends up in the wrong mailbox, or in nobody's.",
        "Take it out. Whoever replies to this message reaches us anyway.",
    ),
    "too-short": (
        "So few words read like a door that is shut.",
        "Say what was decided, one thing you saw, and what would help next time.",
    ),
}


def check(folded: Folded, facts: Facts) -> list[Finding]:
    """Slips in a text, by the facts that are known."""
    text = folded.original
    found = [_finding("placeholder", text, *span) for span in _placeholders(text)]
    if "@" in text or "＠" in text:
        found += [_finding("e-mail-address", text, *span) for span in _addresses(text)]
    if facts.other_names or facts.other_companies:
        found += _names(folded, facts)
    if facts.min_words is not None and text.strip():
        words = _WORD.findall(text)
        if len(words) < facts.min_words:
            found.append(_finding("too-short", text, 0, len(text)))
    return found


def _placeholders(text: str) -> Iterator[tuple[int, int]]:
    if not any(mark in text for mark in _MARKS) and _UNKNOWN not in text.lower():
        return
    for found in _FILLED_IN.finditer(text):
        if found[0].lower() not in _BRACKETS_OF_WRITERS:
            yield found.span()


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Whatever stands around an @ and has a domain with a dot behind it."""
    for found in re.finditer(r"\S+", text):
        chunk = found[0].replace("＠", "@")
        local, at, rest = chunk.partition("@")
        domain = rest.rstrip(".,;:!?)>]}\"'”’")
        name = local.lstrip("(<[{\"'“‘")
        if at and name[-1:].isalnum() and "." in domain and domain.rpartition(".")[2].isalpha():
            start = found.start() + len(local) - len(name)
            yield start, start + len(name) + 1 + len(domain)


def _names(folded: Folded, facts: Facts) -> Iterator[Finding]:
    words = [(found[0], *found.span()) for found in _WORD.finditer(folded.text)]
    places: dict[str, list[int]] = {}
    for at, (word, _, _) in enumerate(words):
        places.setdefault(word, []).append(at)
    row = [word for word, _, _ in words]
    own = _words_of(facts.own_name, folded.language)
    for name in facts.other_names:
        parts = _words_of(name, folded.language)
        # One word alone is a first name that half the world may share.
        if len(parts) > 1 and parts != own:
            for way in {tuple(parts), (*parts[-1:], *parts[:-1])}:
                for at in _found(way, row, places):
                    span = folded.span(words[at][1], words[at + len(way) - 1][2])
                    yield _finding("other-candidate", folded.original, *span)
    ours = _words_of(facts.own_company, folded.language)
    for name in facts.other_companies:
        parts = _words_of(name, folded.language)
        if not parts or parts == ours:
            continue
        for at in _found(parts, row, places):
            span = folded.span(words[at][1], words[at + len(parts) - 1][2])
            written_small = folded.original[span[0]].islower() and not name[:1].islower()
            if not written_small and not _within(at, parts, row, ours):
                yield _finding("other-company", folded.original, *span)


def _found(parts: Iterable[str], row: list[str], places: dict[str, list[int]]) -> Iterator[int]:
    wanted = list(parts)
    for at in places.get(wanted[0], ()):
        if row[at : at + len(wanted)] == wanted:
            yield at


def _within(at: int, parts: tuple[str, ...], row: list[str], ours: tuple[str, ...]) -> bool:
    """Whether the name stands there as a part of our own."""
    for offset in range(len(ours) - len(parts) + 1):
        begin = at - offset
        if begin >= 0 and row[begin : begin + len(ours)] == list(ours):
            return ours[offset : offset + len(parts)] == parts
    return False


def _words_of(name: str, language: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(name, language).text))


def _finding(rule: str, text: str, start: int, end: int) -> Finding:
    why, instead = _TOLD[rule]
    return Finding(
        rule=rule,
        category=Category.MECHANICS,
        severity=Severity.BLOCK,
        start=start,
        end=end,
        found=text[start:end],
        why=why,
        instead=instead,
    )
