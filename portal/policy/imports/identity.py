"""Whether two names can be those of one person."""

import re

from portal.policy.folding import fold

_WORD = re.compile(r"[^\W\d_]+")


def may_be_one(name: str, other: str) -> bool:
    """Whether the words of one name are all in the other: Maya Oliveira, Oliveira Maya Luisa."""
    one_words, other_words = _words(name), _words(other)
    return one_words <= other_words or other_words <= one_words


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(name))) or frozenset({name})
