"""How long somebody has waited, until when an answer was promised them, and what they were told."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Application, HoldingMessage, Notice, Stage, User, Vacancy
from portal.policy.waiting import Calendar, Terms, promise
from portal.vocabulary import NoticeState, PromiseRule


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One holding message, with what it promised and why it had to be."""

    promised_by: datetime
    message: str
    reason: str
    writer: str | None
    written_at: datetime
    notice_id: int | None
    state: NoticeState | None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """The waiting clock of one application."""

    waits_since: datetime | None
    promised_by: datetime | None
    interviewed_at: datetime | None
    promise_days: int
    promise_rule: PromiseRule
    stage_days: int | None
    sends_receipt: bool
    held: tuple[HeldRow, ...] = ()

    def next_promise(self, now: datetime, calendar: Calendar) -> datetime:
        """Until when somebody would hear to whom an answer is promised now."""
        terms = Terms(days=self.promise_days, rule=self.promise_rule, stage_days=self.stage_days)
        return promise(terms, now, calendar, self.interviewed_at)


def of_application(session: Session, application_id: int) -> WaitingRow:
    """The clock of an application that exists for whoever asks."""
    row = session.execute(
        select(
            Application.waits_since,
            Application.promised_by,
            Application.interviewed_at,
            Vacancy.promise_days,
            Vacancy.promise_rule,
            Stage.promise_days.label("stage_days"),
            Vacancy.sends_receipt,
        )
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Stage, Stage.id == Application.stage_id)
        .where(Application.id == application_id)
    ).one()
    return WaitingRow(*row, held=_held(session, application_id))


def _held(session: Session, application_id: int) -> tuple[HeldRow, ...]:
    rows = session.execute(
        select(
            HoldingMessage.promised_by,
            HoldingMessage.message,
            HoldingMessage.reason,
            User.name,
            HoldingMessage.written_at,
            HoldingMessage.notice_id,
            Notice.state,
        )
        .outerjoin(User, User.id == HoldingMessage.written_by_id)
        .outerjoin(Notice, Notice.id == HoldingMessage.notice_id)
        .where(HoldingMessage.application_id == application_id)
        .order_by(HoldingMessage.id)
    )
    return tuple(HeldRow(*row) for row in rows)
