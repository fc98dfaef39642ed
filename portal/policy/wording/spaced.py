"""Letters s p a c e d out, joined to words again."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.policy.wording.folding import Folded

_ONE = r"(?:ae|oe|ue|ss|[^\W_])"
"""A letter, or what became of one when it was folded."""
_RUN = re.compile(rf"(?<![^\W_]){_ONE}(?:[\W_]{{1,4}}{_ONE}(?![^\W_])){{2,}}")
_LETTER = re.compile(_ONE)
_LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Known:
    """Which words there are, and which beginnings of words."""

    word: Callable[[str], bool]
    beginning: Callable[[str], bool]


def joined(folded: Folded, known: Known) -> Folded:
    """The text with words in place of single letters in a row; the same if there are none."""
    text, parts, kept, done = folded.text, [], list[int](), 0
    for run in _RUN.finditer(text):
        parts.append(text[done : run.start()])
        kept += range(done, run.start())
        for word in _words(text, run, known):
            # A blank in front: where it comes from does not matter, no finding begins with it.
            parts.append(" " + "".join(text[at] for at in word))
            kept += [word[0], *word]
        parts.append(" ")
        kept.append(run.end() - 1)
        done = run.end()
    if not parts:
        return folded
    parts.append(text[done:])
    kept += range(done, len(text))
    return replace(folded, text="".join(parts), kept=kept)


def _words(text: str, run: re.Match[str], known: Known) -> list[list[int]]:
    """The places of the letters of each word in a run."""
    letters = [found.span() for found in _LETTER.finditer(text, run.start(), run.end())]
    gaps = [_width(text[end:start]) for (_, end), (start, _) in pairwise(letters)]
    usual = min(gaps)
    words = [[*range(*letters[0])]]
    for letter, gap in zip(letters[1:], gaps, strict=True):
        if gap > usual:
            words.append([])
        words[-1] += range(*letter)
    if len(words) > 1:
        return words
    return _divided(text, words[0], known)


def _width(gap: str) -> tuple[bool, int]:
    """How far two letters are apart: marks lie within words, blanks between them."""
    return any(char.isspace() for char in gap), len(gap)


def _divided(text: str, places: list[int], known: Known) -> list[list[int]]:
    """One row of letters as the words that it most likely is: as few as possible, all known."""
    letters = "".join(text[at] for at in places)
    lengths = range(1, min(len(letters), _LONGEST_WORD) + 1)
    longest = max((n for n in lengths if known.beginning(letters[:n])), default=0)
    if known.word(letters) or longest * 2 > len(letters):
        return [places]
    words: list[list[int]] = []
    goes_on = False
    for start, end, is_word in _cheapest(letters, known):
        if goes_on and not is_word:
            words[-1] += places[start:end]
        else:
            words.append(places[start:end])
        goes_on = not is_word or known.beginning(letters[start:end])
    return words


def _cheapest(letters: str, known: Known) -> list[tuple[int, int, bool]]:
    """Where each part begins and ends, and whether it is a word. A letter that belongs to none
    costs more than a word, so that words are found.
    """
    cost = [0.0]
    last = [(0, 0, True)]
    for end in range(1, len(letters) + 1):
        best = (cost[end - 1] + 1.5, end - 1, False)
        for start in range(max(0, end - _LONGEST_WORD), end):
            part = letters[start:end]
            if known.word(part) or known.beginning(part):
                best = min(best, (cost[start] + 1.0, start, True))
        cost.append(best[0])
        last.append((best[1], end, best[2]))
    parts = [last[-1]]
    while parts[-1][0]:
        parts.append(last[parts[-1][0]])
    return parts[::-1]
