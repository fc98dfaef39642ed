"""Whether the ledger is whole: what was decided is owed, and what is owed is on its way."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from portal.models import Application, Decision, Notice
from portal.vocabulary import DecisionState, Origin, Outcome


def decided_without_notice(session: Session) -> int:
    """How many released decisions owe a notice and have none; anything but 0 is an alarm."""
    query = (
        select(func.count())
        .select_from(Decision)
        .join(Application, Application.id == Decision.application_id)
        .where(
            Decision.state == DecisionState.RELEASED,
            Decision.outcome.in_([outcome for outcome in Outcome if outcome.owes_notice]),
            Decision.told_elsewhere_at.is_(None),
            Application.origin == Origin.LIVE,
            ~exists().where(Notice.decision_id == Decision.id),
        )
    )
    return session.scalar(query) or 0
