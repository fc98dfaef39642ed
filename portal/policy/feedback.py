"""Feedback as it is written: what a candidate may be told, and when it is enough."""

from dataclasses import dataclass

from portal.policy.refusal import Refusal
from portal.vocabulary import Outcome, PointKind, StageKind

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class PointDraft:
    """One criterion with what was seen and what would help next time."""

    criterion: str
    kind: PointKind
    seen: str
    next_time: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackDraft:
    """What the candidate will read, and nothing else."""

    points: tuple[PointDraft, ...] = ()
    advice: str = ""
    message: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written at all."""
        return not (self.points or self.advice or self.message)


def check_release(feedback: FeedbackDraft, outcome: Outcome, stage: StageKind) -> None:
    """Raises Refusal if this is not enough to be told to somebody."""
    for point in feedback.points:
        if not point.seen:
            raise Refusal(f"Say what you saw for “{point.criterion}”, or take the point out.")
    if outcome is not Outcome.REJECTED:
        return
    if not feedback.points and not feedback.message:
        raise Refusal("Write a personal message or at least one point.", "message")
    if stage.interviewed and not feedback.points:
        raise Refusal(
            "You have talked with this person: give at least one point with something you saw."
        )
