"""Withdrawing an application: a right of the candidate, and theirs to take back for a while."""

from datetime import datetime, timedelta

UNDO = timedelta(hours=72)
"""How long somebody may change their mind; after it they are thanked, and not before."""


def can_be_undone_until(withdrawn_at: datetime, now: datetime) -> datetime | None:
    """Until when it can be taken back; None once it cannot any more."""
    until = withdrawn_at + UNDO
    return until if now < until else None
