"""Phrases as one tree, walked by all words of a text at once."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portal.policy.wording.lexicon import Word
from portal.policy.wording.terms import GAP_WORDS


class Hit(NamedTuple):
    """A phrase that was found, from the place of its first word to that of its last."""

    value: int
    first: int
    last: int


class Node:
    """A place in the tree: what may follow, and which phrases end here."""

    __slots__ = ("edges", "gap", "values")

    def __init__(self) -> None:
        self.edges: dict[int, Node] = {}
        self.gap: Node | None = None
        self.values: list[int] = []

    def following(self, elements: frozenset[int]) -> Iterator["Node"]:
        """Where a word that can stand for these elements leads."""
        edges = self.edges
        if len(edges) < len(elements):
            return (edges[number] for number in edges if number in elements)
        return (edges[number] for number in elements if number in edges)


Way = tuple[Node, int]
"""How far a phrase has come, and how many words of any kind it still lets pass."""


class Trie:
    """Phrases as numbers of elements."""

    def __init__(self) -> None:
        self.root = Node()
        self.longest = 0
        """How many words the longest phrase has, gaps filled."""

    def add(self, elements: Sequence[int], value: int) -> None:
        """Let `value` be found wherever these elements follow each other; 0 is a gap."""
        node = self.root
        for number in elements:
            if number:
                node = node.edges.setdefault(number, Node())
                continue
            if node.gap is None:
                node.gap = Node()
            node = node.gap
        if value not in node.values:
            node.values.append(value)
        width = sum(1 if number else GAP_WORDS for number in elements)
        self.longest = max(self.longest, width)

    def walk(self, words: Sequence[Word]) -> list[Hit]:
        """Every phrase in a row of words."""
        hits: list[Hit] = []
        open_ways: dict[Way, int] = {}
        for at, word in enumerate(words):
            going_on: dict[Way, int] = {}
            for way, first in [*open_ways.items(), ((self.root, 0), at)]:
                for node in way[0].following(word.elements):
                    hits += [Hit(value, first, at) for value in node.values]
                    for further in beyond(node):
                        _keep(going_on, further, first)
            for way, first in open_ways.items():
                for further in kept(way, word):
                    _keep(going_on, further, first)
            open_ways = {} if word.ends else going_on
        return hits


def beyond(node: Node) -> Iterator[Way]:
    """The ways that are open once a phrase has come so far."""
    if node.edges:
        yield node, 0
    if node.gap is not None:
        yield node.gap, GAP_WORDS


def kept(way: Way, word: Word) -> Iterator[Way]:
    """The way that stays open although this word does not belong to it, if it does."""
    node, left = way
    if word.filler:
        yield way
    elif left:
        yield node, left - 1


def _keep(ways: dict[Way, int], way: Way, first: int) -> None:
    """Of two ways to the same place the one that began earlier counts."""
    if first < ways.get(way, first + 1):
        ways[way] = first
