"""What people say for the words of the product, kept as the vocabulary is."""

from enum import StrEnum
from typing import Any

from portal.web.words import applications, notices, people, work


class Words:
    """What people say for each member of an enumeration.

    Kept apart by enumeration, because members of two of them are equal when their values are.
    """

    def __init__(self, said: dict[type[StrEnum], dict[Any, str]]) -> None:
        self.said = said

    def __getitem__(self, member: StrEnum) -> str:
        return self.said[type(member)][member]


WORDS = Words({**people.SAID, **applications.SAID, **notices.SAID, **work.SAID})
