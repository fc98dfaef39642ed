"""Everything that a page shows of the vocabulary has words that people say."""

import inspect
from enum import StrEnum

import pytest

from portal import vocabulary
from portal.web.words import WORDS

ENUMERATIONS = {
    name: found
    for name, found in inspect.getmembers(vocabulary, inspect.isclass)
    if issubclass(found, StrEnum) and found is not StrEnum
}
NEVER_SHOWN = {
    "Act": "a timeline says a whole sentence about each",
    "ActorKind": "a person's name is shown, or nothing",
    "ConsentEvent": "membership, which follows from it, is shown",
    "ConsentKind": "there is one",
    "DateOrder": "an import asks for it in a sentence",
    "LinkScope": "a link is never listed",
    "Means": "only the audit knows",
    "Queue": "the name of a process",
    "SessionKind": "the two areas never meet",
}


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_every_member_has_its_words_or_none_has_any(name: str) -> None:
    members = list(ENUMERATIONS[name])
    said = WORDS.said.get(ENUMERATIONS[name], {})

    if name in NEVER_SHOWN:
        assert said == {}, f"{name} has words: take it off the list"
    else:
        assert [member for member in members if member not in said] == []
        assert [words for words in said.values() if not words.strip()] == []


def test_words_of_one_enumeration_do_not_reach_another() -> None:
    """Members of two enumerations are equal when their values are."""
    paused = (vocabulary.VacancyStatus.PAUSED, vocabulary.Membership.PAUSED)

    assert len(set(paused)) == 1
    assert [WORDS[member] for member in paused] == ["paused", "member, paused"]


def test_every_word_is_different_within_its_enumeration() -> None:
    for enumeration, said in WORDS.said.items():
        assert len(set(said.values())) == len(said), enumeration
