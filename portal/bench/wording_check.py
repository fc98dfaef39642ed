"""The wording check of a letter, against one pass that folds its case and takes it into words."""

import time
from collections.abc import Callable

from portal.bench.figure import Figure, interleaved
from portal.policy.wording import check

LETTER = """Dear Ada,

We have decided not to offer you the role of product designer, and I would like to tell you why.

Two of us read your portfolio before we met, and the case about the ticket machines was the part
that we talked about most. You explained how you watched forty people buy a ticket, what went wrong
for eleven of them, and which of your three drafts solved it. That was clear and well prepared.

The vacancy asks for experience with design systems that several teams share. In the second part
of the interview we gave you our own set of components and asked which of them you would change
first. Your answer named colours and type sizes; what we had hoped to hear about was how a change
reaches the teams that use it, how it is announced, and who decides when two teams need different
things. We asked twice, and the examples that you gave came from projects with one team.

What would help next time: take one component from a product that you know, write down who uses it
and how you would change it without breaking their pages, and bring that as a case. The chapter on
versions in our public guide shows how we do it, and there are two talks about it that I can send.

Your way of working with people who test a draft impressed us. You asked short questions, you let
them finish, and you wrote down what they did rather than what they said. Please keep that.

If a fact in here is wrong, or if you have a question, press the button below this message, and I
will answer within two working days.

Lena Hoffmann
Northlight Studio
"""
TIMES = 300
LONGEST = 100_000


def measure() -> Figure:
    """Letters a second."""
    check("", language="en")  # The packs are read once.
    first = _seconds(LETTER)
    value, ceiling = interleaved(
        lambda: _per_second(lambda: check(LETTER, language="en")),
        lambda: _per_second(lambda: LETTER.casefold().split()),
    )
    nested, spaced = _growth(_nested), _growth(_letters)
    return Figure(
        name="wording_check",
        value=value,
        unit="letters/s",
        ceiling=ceiling,
        how=f"the same letter of {len(LETTER)} characters again, as while typing, against folding"
        f" its case and splitting it; {first * 1000:.0f} ms when none of it was ever met;"
        f" {LONGEST:,} characters against half as many: {nested:.1f} times as long where they"
        f" nearly match, {spaced:.1f} times for letters spaced out",
    )


def _per_second(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(TIMES):
        work()
    return TIMES / (time.perf_counter() - started)


def _growth(text: Callable[[int], str]) -> float:
    """How much longer twice the text takes; 2 is linear."""
    # The best of three: what was met is remembered, and the machine has its moods.
    half, whole = (
        min(_seconds(text(length)) for _ in range(3)) for length in (LONGEST // 2, LONGEST)
    )
    return whole / half


def _seconds(text: str) -> float:
    started = time.perf_counter()
    check(text, language="en")
    return time.perf_counter() - started


def _nested(length: int) -> str:
    return _repeated("we would like to keep your form on hand. ", length)


def _letters(length: int) -> str:
    return _repeated("o l d ", length)


def _repeated(text: str, length: int) -> str:
    return text * (length // len(text))
