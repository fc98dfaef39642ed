"""Inquiries: which message of ours would have made one needless."""

from dataclasses import dataclass
from datetime import datetime

from portal.vocabulary import MissingNotice, StageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody had heard from us about an application when they asked about it."""

    live: bool
    stage: StageKind
    promised_by: datetime | None
    decided: bool = False
    told: bool = False
    has_feedback: bool = False
    written_to: bool = False
    """Whether a receipt or a holding message of ours has left."""


def missing(heard: Heard | None, now: datetime) -> MissingNotice:
    """What we propose as missing; a person may say something else."""
    if heard is None:
        return MissingNotice.NONE
    if heard.told:
        return MissingNotice.NONE if heard.has_feedback else MissingNotice.FEEDBACK
    if not heard.live:
        return MissingNotice.NONE
    if heard.decided or (heard.promised_by is not None and heard.promised_by < now):
        return MissingNotice.DECISION
    if heard.written_to:
        return MissingNotice.NONE
    # Whoever was invited to more knows that the application has arrived, but not how it goes on.
    return MissingNotice.RECEIPT if heard.stage is StageKind.APPLIED else MissingNotice.PROMISE
