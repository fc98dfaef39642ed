"""A decision that another system tells of, as it is kept until it is settled here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.policy.folding import fold
from portal.policy.stages import kind_of
from portal.vocabulary import EndedBy, Outcome, StageKind

_WE, _THEY = "we rejected them", "they rejected us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """How an application ended there; reason and note are internal here."""

    outcome: Outcome
    at: datetime
    ended_by: EndedBy | None = None
    """None where the system does not say."""
    reason: str = ""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "outcome": self.outcome.value,
            "at": self.at.isoformat(),
            "ended_by": self.ended_by.value if self.ended_by else None,
            "reason": self.reason,
            "note": self.note,
        }


def from_json(kept: dict[str, Any] | None) -> Decided | None:
    """What was kept; None if the application is open there."""
    if kept is None:
        return None
    return Decided(
        outcome=Outcome(kept["outcome"]),
        at=datetime.fromisoformat(kept["at"]),
        ended_by=EndedBy(kept["ended_by"]) if kept["ended_by"] else None,
        reason=kept["reason"],
        note=kept["note"],
    )


def ending(reason_type: str, reason: str, stage: str) -> tuple[Outcome, EndedBy | None]:
    """How a rejection ended the application, by the name of its reason's type.

    Organisations give these types names of their own, and those say nothing to us.
    """
    kind = fold(reason_type)
    if kind == _THEY:
        of_offer = kind_of(stage) is StageKind.OFFER and "offer" in fold(reason)
        return (Outcome.OFFER_DECLINED if of_offer else Outcome.WITHDRAWN), EndedBy.THEM
    return Outcome.REJECTED, EndedBy.US if kind == _WE else None
