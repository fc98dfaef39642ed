"""What a message to somebody is written from: names and facts, never an internal reason."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self

from portal.policy.headers import paragraphs, plain
from portal.vocabulary import Outcome, Purpose


class LetterKind(StrEnum):
    """Which letter is written; each has a folder of its own under `templates/notices`, but for
    what is only ever a text message (`policy.text_message`).
    """

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OFFER_DECLINED = "offer_declined"
    CORRECTION = "correction"
    NEW_LINK = "new_link"
    INVITATION = "invitation"
    CHECK_IN = "check_in"
    TEXTS_ENDED = "texts_ended"
    RECEIVED = "received"
    HOLDING = "holding"
    ANSWER = "answer"
    CALL_CONFIRMATION = "call_confirmation"
    POINTS = "points"
    DIGEST = "digest"


_DECISIONS = {
    Outcome.REJECTED: LetterKind.REJECTED,
    Outcome.WITHDRAWN: LetterKind.WITHDRAWN,
    Outcome.OFFER_DECLINED: LetterKind.OFFER_DECLINED,
}
_OTHERS = {
    Purpose.CORRECTION: LetterKind.CORRECTION,
    Purpose.NEW_LINK: LetterKind.NEW_LINK,
    Purpose.INVITATION: LetterKind.INVITATION,
    Purpose.CHECK_IN: LetterKind.CHECK_IN,
    Purpose.TEXTS_ENDED: LetterKind.TEXTS_ENDED,
    Purpose.RECEIVED: LetterKind.RECEIVED,
    Purpose.HOLDING: LetterKind.HOLDING,
    Purpose.ANSWER: LetterKind.ANSWER,
    Purpose.CALL_CONFIRMATION: LetterKind.CALL_CONFIRMATION,
    Purpose.POINTS: LetterKind.POINTS,
    Purpose.DIGEST: LetterKind.DIGEST,
}


class BrokenWords(Exception):
    """Words that a notice has kept and that cannot be read any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The names in a letter as they were when it was first written, so that copies are alike."""

    kind: LetterKind
    language: str
    called: str
    organisation: str
    accent: str
    sender_name: str = ""
    reply_to: str = ""
    writer: str = ""
    job_title: str = ""
    role: str = ""
    invites: bool = False
    has_feedback: bool = False
    link_ends: str = ""
    """The last day of the link as an ISO date."""
    personal: str = ""
    """What somebody has written for this one person, in paragraphs."""
    body: str = ""
    """The whole text where the organisation has written its own, in paragraphs."""
    until: str = ""
    """The day by which they hear as an ISO date."""
    about: str = ""
    """Whom it is about, where that is not its reader."""
    also: str = ""
    """What the same message tells of other applications, in paragraphs."""
    tried_to_call: bool = False
    """Whether somebody tried to tell it by telephone."""

    def __post_init__(self) -> None:
        for name in _TEXTS:
            clean = paragraphs if name in IN_PARAGRAPHS else plain
            object.__setattr__(self, name, clean(getattr(self, name)))

    @classmethod
    def kept(cls, words: Mapping[str, Any]) -> Self:
        """The words as a notice has kept them; raises BrokenWords if they are not whole."""
        try:
            return cls(**{**words, "kind": LetterKind(words["kind"])})
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BrokenWords(type(error).__name__) from None

    def to_keep(self) -> dict[str, Any]:
        """The words as a notice keeps them."""
        return {name: getattr(self, name) for name in _NAMES}


IN_PARAGRAPHS = ("personal", "body", "also")
_NAMES = tuple(field.name for field in fields(Words))
_TEXTS = tuple(field.name for field in fields(Words) if field.type is str)


def kind_of(purpose: Purpose, outcome: Outcome | None) -> LetterKind:
    """Which letter tells this; raises KeyError where none of ours is owed."""
    if purpose is not Purpose.DECISION:
        return _OTHERS[purpose]
    if outcome is None:
        raise KeyError(outcome)
    return _DECISIONS[outcome]
