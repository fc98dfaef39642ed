"""What the ledger says, for tests."""

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Attempt, AuditEvent, Notice
from portal.vocabulary import Act, AttemptResult


def notices(gateways: Gateways) -> list[Notice]:
    """All notices, in the order in which they were owed."""
    with gateways.database.session() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def only(gateways: Gateways) -> Notice:
    """The only notice there is."""
    (notice,) = notices(gateways)
    return notice


def attempts(gateways: Gateways) -> list[AttemptResult]:
    """How the attempts ended, in order."""
    with gateways.database.session() as session:
        return list(session.scalars(select(Attempt.result).order_by(Attempt.id)))


def codes(gateways: Gateways) -> list[str | None]:
    """What the mail server said, in order."""
    with gateways.database.session() as session:
        return list(session.scalars(select(Attempt.code).order_by(Attempt.id)))


def acts(gateways: Gateways) -> list[Act]:
    """What was done to notices, in order."""
    query = select(AuditEvent.act).where(AuditEvent.notice_id.is_not(None))
    with gateways.database.session() as session:
        return list(session.scalars(query.order_by(AuditEvent.id)))
