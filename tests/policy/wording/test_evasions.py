"""Somebody who writes around the check is caught all the same."""

from collections.abc import Callable

import pytest

from portal.policy.wording import Severity, check, languages, worst
from tests.conftest import FIGURE
from tests.policy.wording.corpus_files import corpora

CYRILLIC = str.maketrans("aceopxyi", "асеорхуі")
GREEK = str.maketrans("oavAEO", "οανΑΕΟ")
LEET = str.maketrans({"o": "0", "e": "3", "a": "4", "i": "1"})
UMLAUTS = str.maketrans({"ä": "a\u0308", "ö": "o\u0308", "ü": "u\u0308"})


def between(mark: str) -> Callable[[str], str]:
    """A mark between all letters of each word."""
    return lambda text: " ".join(mark.join(word) for word in text.split(" "))


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def mixed(text: str) -> str:
    return "".join(c.upper() if at % 2 else c.lower() for at, c in enumerate(text))


def spaced(text: str) -> str:
    """Blanks between letters, three between words, as people do it."""
    return "   ".join(" ".join(word) for word in text.split())


EVASIONS: dict[str, Callable[[str], str]] = {
    "zero width": between("\u200b"),
    "zero width joiner": between("\u200d"),
    "soft hyphen": between("\u00ad"),
    "bidi": lambda text: f"\u202e\u2066{between(chr(0x200F))(text)}\u2069\u202c",
    "Cyrillic": lambda text: text.translate(CYRILLIC),
    "Greek": lambda text: text.translate(GREEK),
    "full width": wide,
    "mixed case": mixed,
    "figures for letters": lambda text: text.translate(LEET),
    "s p a c e d": spaced,
    "d.o.t.t.e.d": between("."),
    "h-y-p-h-e-n-s": between("-"),
    "taken apart": lambda text: text.translate(UMLAUTS),
    "typographic": lambda text: text.replace("'", "’").replace(" ", "\u00a0"),
}
CAUGHT = {
    corpus.name: [
        one.text
        for one in corpus.labelled(Severity.BLOCK)
        if worst(check(one.text, language=corpus.language)) is Severity.BLOCK
    ]
    for corpus in corpora()
    if corpus.language in languages()
}
"""What is found when nobody hides it."""


@pytest.mark.parametrize("evasion", EVASIONS)
@pytest.mark.parametrize("name", CAUGHT)
def test_what_is_hidden_is_found(
    name: str, evasion: str, record_property: Callable[[str, object], None]
) -> None:
    language = name.partition("-")[0]
    hidden = [EVASIONS[evasion](text) for text in CAUGHT[name]]

    seen = [text for text in hidden if worst(check(text, language=language)) is Severity.BLOCK]

    record_property(FIGURE, f"wording {name}, {evasion}: {len(seen)} of {len(hidden)} still found")
    assert len(seen) / len(hidden) >= 0.95, [text for text in hidden if text not in seen]


def test_one_hidden_word_in_an_honest_letter_is_marked_where_it_stands() -> None:
    text = "Dear Ada, your test was good. You are t o o  о\u200bld for the team, we think."

    (finding,) = check(text, language="en")

    assert finding.found == text[finding.start : finding.end]
    assert finding.found.startswith("You are")
    assert finding.found.endswith("о\u200bld")
