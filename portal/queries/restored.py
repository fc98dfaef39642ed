"""What may have gone out between a backup and its restoring: owed then, and due since."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    Decision,
    Notice,
    Organisation,
    User,
    Vacancy,
)
from portal.vocabulary import Channel, NoticeState, Purpose

UNSETTLED = (NoticeState.SCHEDULED, NoticeState.RETRY, NoticeState.SENDING)
MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """One message of which nobody here knows whether it went out."""

    id: int
    public_id: str
    name: str
    purpose: Purpose
    channel: Channel
    vacancy: str | None
    address: str | None
    due: datetime


def locked_at(session: Session) -> datetime | None:
    """Since when nothing goes out."""
    return session.scalar(select(Organisation.locked_at))


def doubtful(since: datetime) -> Select[int]:
    """The ids of what was due when the backup was restored, the longest due first."""
    return (
        select(Notice.id)
        .where(Notice.state.in_(UNSETTLED), Notice.not_before <= since)
        .order_by(Notice.not_before, Notice.id)
    )


def rows(session: Session, since: datetime) -> list[DoubtfulRow]:
    """Some of them, with what a mail server's log knows them by."""
    first_address = and_(CandidateEmail.candidate_id == Candidate.id, CandidateEmail.position == 0)
    query = (
        select(
            Notice.id,
            Notice.public_id,
            func.coalesce(Candidate.name, User.name),
            Notice.purpose,
            Notice.channel,
            Vacancy.title,
            func.coalesce(Notice.pinned_address, CandidateEmail.address, User.email),
            Notice.not_before,
        )
        .outerjoin(Candidate, Candidate.id == Notice.candidate_id)
        .outerjoin(CandidateEmail, first_address)
        .outerjoin(User, User.id == Notice.user_id)
        .outerjoin(Decision, Decision.id == Notice.decision_id)
        .outerjoin(Application, Application.id == Decision.application_id)
        .outerjoin(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Notice.id.in_(doubtful(since).limit(MOST_SHOWN)))
        .order_by(Notice.not_before, Notice.id)
    )
    return [DoubtfulRow(*row) for row in session.execute(query)]


def number(session: Session, since: datetime) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(doubtful(since).subquery())) or 0
