"""The words of a decision for many: by stage, with what only one person reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.refusal import Refusal
from portal.vocabulary import PointKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StageWords:
    """What those of one stage read, or everybody (`stage_id` None)."""

    stage_id: int | None
    feedback: FeedbackDraft
    fitting: bool = True
    """Whether the template that fits each best stands around it; else the portal's own words."""

    def to_keep(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            "stage_id": self.stage_id,
            "message": self.feedback.message,
            "advice": self.feedback.advice,
            "points": kept_points(self.feedback.points),
            "fitting": self.fitting,
        }


def kept(rows: Iterable[Mapping[str, Any]]) -> tuple[StageWords, ...]:
    """The words as a row has kept them."""
    return tuple(
        StageWords(
            stage_id=row["stage_id"],
            feedback=FeedbackDraft(points(row["points"]), row["advice"], row["message"]),
            fitting=row["fitting"],
        )
        for row in rows
    )


def points(rows: Iterable[Mapping[str, str]]) -> tuple[PointDraft, ...]:
    """Points as a row has kept them."""
    return tuple(
        PointDraft(row["criterion"], PointKind(row["kind"]), row["seen"], row["next_time"])
        for row in rows
    )


def kept_points(written: Iterable[PointDraft]) -> list[dict[str, str]]:
    """Points as a row keeps them."""
    return [
        {
            "criterion": point.criterion,
            "kind": point.kind.value,
            "seen": point.seen,
            "next_time": point.next_time,
        }
        for point in written
    ]


def for_stage(words: Iterable[StageWords], stage_id: int) -> FeedbackDraft:
    """What people of a stage read; nothing if nobody has written it."""
    by_stage = {each.stage_id: each.feedback for each in words}
    return by_stage.get(stage_id, by_stage.get(None, FeedbackDraft()))


def for_one(words: FeedbackDraft, line: str, own: tuple[PointDraft, ...]) -> FeedbackDraft:
    """What one person reads: their own line above the message, their own points before others
    about the same.
    """
    said = {point.criterion for point in own}
    rest = tuple(point for point in words.points if point.criterion not in said)
    message = f"{line}\n\n{words.message}".strip() if line else words.message
    return replace(words, points=own + rest, message=message)


def refuse_same(words: Iterable[StageWords], names: Mapping[int, str]) -> None:
    """Raises Refusal where two stages would read the same: whoever came further is owed more."""
    seen: dict[tuple[object, ...], str] = {}
    for each in words:
        if each.stage_id is None or each.feedback.empty:
            continue
        read = " ".join(each.feedback.message.casefold().split())
        text = (read, each.feedback.points, each.feedback.advice)
        name = names.get(each.stage_id, "")
        if text in seen:
            raise Refusal(
                f"{seen[text]} and {name} would read the same words. Change one of them, or tick "
                "that all stages read the same.",
                "same_words",
            )
        seen[text] = name
