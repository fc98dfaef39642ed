"""Letters s p a c e d out, joined to words again."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from portal.policy.wording.folding import Folded

_RUN = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,4}[^\W_](?![^\W_])){2,}")
_LETTER = re.compile(r"[^\W_]")
_FEWEST = 3
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
    places = [found.start() for found in _LETTER.finditer(text, run.start(), run.end())]
    gaps = [after - before for before, after in zip(places, places[1:], strict=False)]
    usual = min(gaps)
    words = [[places[0]]]
    for place, gap in zip(places[1:], gaps, strict=True):
        if gap > usual:
            words.append([])
        words[-1].append(place)
    return [part for word in words for part in _divided(text, word, known)]


def _divided(text: str, places: list[int], known: Known) -> list[list[int]]:
    """One row of letters as the words that it most likely is: as few as possible, all known."""
    letters = "".join(text[at] for at in places)
    if len(letters) < _FEWEST or known.word(letters):
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
