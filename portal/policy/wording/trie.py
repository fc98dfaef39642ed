"""Phrases as one tree, walked by all words of a text at once: each word is looked at once."""

from collections.abc import Sequence
from typing import NamedTuple

from portal.policy.wording.lexicon import Word
from portal.policy.wording.terms import GAP_WORDS


class Hit(NamedTuple):
    """A phrase that was found, from its first word to its last."""

    value: int
    first: int
    last: int


class Walk(NamedTuple):
    """What a walk has found, and how many steps it took."""

    hits: list[Hit]
    steps: int


class _Node:
    __slots__ = ("edges", "gap", "values")

    def __init__(self) -> None:
        self.edges: dict[int, _Node] = {}
        self.gap: _Node | None = None
        self.values: list[int] = []


_State = tuple[_Node, int]
"""How far a phrase has come, and how many words of any kind it still lets pass."""


class Trie:
    """Phrases as numbers of elements; at any word no more ways are open than the tree has nodes."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, elements: Sequence[int], value: int) -> None:
        """Let `value` be found wherever these elements follow each other; 0 is a gap."""
        node = self._root
        for number in elements:
            if number:
                node = node.edges.setdefault(number, _Node())
                continue
            if node.gap is None:
                node.gap = _Node()
            node = node.gap
        if value not in node.values:
            node.values.append(value)

    def walk(self, words: Sequence[Word]) -> Walk:
        """Every phrase in a row of words."""
        hits: list[Hit] = []
        steps, start = 0, self._root.edges
        open_ways: dict[_State, int] = {}
        for at, word in enumerate(words):
            going_on: dict[_State, int] = {}
            for (node, left), first in open_ways.items():
                steps += 1
                for number in word.elements:
                    if number in node.edges:
                        _enter(node.edges[number], first, at, (going_on, hits))
                if word.filler:
                    _keep(going_on, (node, left), first)
                elif left:
                    _keep(going_on, (node, left - 1), first)
            for number in word.elements:
                steps += 1
                if number in start:
                    _enter(start[number], at, at, (going_on, hits))
            open_ways = {} if word.ends else going_on
        return Walk(hits, steps)


def _enter(node: _Node, first: int, at: int, into: tuple[dict[_State, int], list[Hit]]) -> None:
    going_on, hits = into
    hits += [Hit(value, first, at) for value in node.values]
    if node.edges:
        _keep(going_on, (node, 0), first)
    if node.gap is not None:
        _keep(going_on, (node.gap, GAP_WORDS), first)


def _keep(ways: dict[_State, int], state: _State, first: int) -> None:
    """Of two ways to the same place the one that began earlier counts."""
    if first < ways.get(state, first + 1):
        ways[state] = first
