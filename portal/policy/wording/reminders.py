"""What a good letter has, looked for in this one: a reminder for its writer, never a verdict."""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.policy.wording.checking import checker
from portal.policy.wording.folding import fold

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.!?…\n]*[^\W_][^.!?…\n]*(?:[.!?…]+|\n|$)")
_GREETING_AT_MOST = 6
"""A first line of so few words, ended by a comma or nothing, is a greeting."""


class Sign(StrEnum):
    """By what a good letter is known."""

    CRITERION = "criterion"
    SEEN = "seen"
    NEXT_STEP = "next_step"
    OUTCOME = "outcome"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One point of the feedback; an empty criterion is one outside the vacancy's list."""

    criterion: str = ""
    seen: str = ""
    next_time: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that a candidate will read."""

    language: str
    called: str
    """How the candidate is addressed: the first name, or the whole one."""
    message: str
    points: tuple[Point, ...] = ()
    advice: str = ""
    opening: str = ""
    """What the template says before the personal message: greeting and outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One thing that a good letter has, and whether this one has it."""

    sign: Sign
    there: bool
    words: str


_WORDS = {
    Sign.CRITERION: "At least one point is tied to a criterion of the vacancy.",
    Sign.SEEN: "It names one thing that you have seen.",
    Sign.NEXT_STEP: "It names one next step.",
    Sign.OUTCOME: "The first two sentences say plainly how it ended.",
    Sign.NAME: "It calls the person by name.",
}


def reminders(letter: Letter) -> tuple[Reminder, ...]:
    """What a good letter has, and whether this one has it."""
    there = {
        Sign.CRITERION: any(point.criterion.strip() for point in letter.points),
        Sign.SEEN: any(point.seen.strip() for point in letter.points),
        Sign.NEXT_STEP: _names_a_step(letter),
        Sign.OUTCOME: _shows(Sign.OUTCOME, _first_sentences(letter), letter.language),
        Sign.NAME: _calls_by_name(letter),
    }
    return tuple(Reminder(sign=sign, there=there[sign], words=_WORDS[sign]) for sign in Sign)


def _names_a_step(letter: Letter) -> bool:
    if letter.advice.strip() or any(point.next_time.strip() for point in letter.points):
        return True
    return _shows(Sign.NEXT_STEP, letter.message, letter.language)


def _first_sentences(letter: Letter) -> str:
    text = f"{letter.opening.strip()}\n{letter.message.strip()}"
    sentences = [found[0] for found in _SENTENCE.finditer(text)]
    if sentences and _greets(sentences[0]):
        sentences = sentences[1:]
    return "".join(sentences[:2])


def _greets(sentence: str) -> bool:
    bare = sentence.rstrip()
    return len(_WORD.findall(bare)) <= _GREETING_AT_MOST and not bare.endswith((".", "?"))


def _calls_by_name(letter: Letter) -> bool:
    name = _WORD.findall(fold(letter.called, letter.language[:2]).text)
    read = f"{letter.opening}\n{letter.message}"
    row = _WORD.findall(fold(read, letter.language[:2]).text)
    return bool(name) and any(
        row[at : at + len(name)] == name for at, word in enumerate(row) if word == name[0]
    )


def _shows(sign: Sign, text: str, language: str) -> bool:
    rules = checker(language[:2])
    return rules is not None and rules.shows(sign, fold(text, language[:2]))
