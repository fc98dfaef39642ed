"""Phrases that carry the number of their rule: where they end, and then where they begin."""

from collections.abc import Collection, Iterable, Sequence

from portal.policy.wording.automaton import Automaton, End, Run
from portal.policy.wording.lexicon import LONGEST_REMEMBERED, Lexicon
from portal.policy.wording.reading import Reading, place
from portal.policy.wording.terms import Phrase
from portal.policy.wording.trie import Hit, Trie

FILLERS_AT_MOST = 6
"""So many words that need not be written may stand between those of a phrase."""

_MOST_REMEMBERED = 10_000


class Finder:
    """Finds the phrases of all rules in one run, and then those of one rule exactly."""

    def __init__(self, lexicon: Lexicon, phrases: Sequence[Iterable[Phrase]]) -> None:
        whole = Trie()
        self._of_rule: list[Trie] = []
        for rule, of_rule in enumerate(phrases):
            alone = Trie()
            for phrase in of_rule:
                numbers = lexicon.learn(phrase)
                whole.add(numbers, rule)
                alone.add(numbers, rule)
            self._of_rule.append(alone)
        self._meaning = lexicon.meaning
        self._automaton = Automaton(whole, lexicon.meaning)
        self._remembered: dict[tuple[int, tuple[str, ...]], list[tuple[int, int]]] = {}

    def run(self, chunks: Sequence[str]) -> Run:
        """In which chunks phrases end, and of which rules."""
        return self._automaton.run(chunks)

    def hits(
        self, ends: Iterable[End], reading: Reading, wanted: Collection[int] | None = None
    ) -> tuple[list[Hit], int]:
        """The phrases that end there, by the places of their words, and how many chunks were
        looked at.
        """
        found: list[Hit] = []
        looked_at = 0
        for end in ends:
            for rule in end.values if wanted is None else end.values & set(wanted):
                first = max(0, end.chunk - self._of_rule[rule].longest - FILLERS_AT_MOST)
                looked_at += end.chunk - first + 1
                before = place(first, 0)
                for begin, last in self._spans(rule, tuple(reading.texts[first : end.chunk + 1])):
                    found.append(Hit(rule, begin + before, last + before))
        return found, looked_at

    def _spans(self, rule: int, texts: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where phrases of a rule that end in the last of these chunks lie; remembered, because
        somebody who types has the same text checked again and again.
        """
        key = (rule, texts)
        spans = self._remembered.get(key)
        if spans is None:
            chunks = [self._meaning(text) for text in texts]
            places = [
                place(at, number)
                for at, chunk in enumerate(chunks)
                for number in range(len(chunk.words))
            ]
            hits = self._of_rule[rule].walk([word for chunk in chunks for word in chunk.words])
            spans = [(places[hit.first], places[hit.last]) for hit in hits]
            spans = [span for span in spans if span[1] >= place(len(chunks) - 1, 0)]
            if len(self._remembered) > _MOST_REMEMBERED:
                # A whole new one: another thread may still read the old.
                self._remembered = {}
            if max(map(len, texts)) <= LONGEST_REMEMBERED:
                self._remembered[key] = spans
        return spans
