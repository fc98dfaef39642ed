"""Searching people by words."""

from typing import Any

from sqlalchemy import ColumnElement, and_, true

from portal.models import Candidate
from portal.policy.folding import fold

MOST_WORDS, LONGEST_SEARCH = 8, 200


def matching(typed: str, column: Any = Candidate.search_text) -> ColumnElement[bool]:
    """The condition that a person has all the words somewhere; no words match everybody."""
    words = fold(typed[:LONGEST_SEARCH].replace("\0", " ")).split()[:MOST_WORDS]
    return and_(true(), *(column.contains(word, autoescape=True) for word in words))
