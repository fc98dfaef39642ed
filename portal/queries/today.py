"""What the page "today" shows: what hurts most first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.models import (
    Achievement,
    Application,
    AuditEvent,
    Candidate,
    Decision,
    Notice,
    Stage,
    User,
    Vacancy,
)
from portal.policy.waiting import DUE_SOON
from portal.queries import tasks, visible
from portal.queries.tasks import TaskRow
from portal.queries.visible import Viewer
from portal.vocabulary import (
    FROM_CANDIDATE,
    TOLD,
    UNTOLD,
    Act,
    DecisionState,
    NoticeState,
    Origin,
)

Rows = Select[*tuple[Any, ...]]
MOST = 20
MOST_TASKS = 4
NEWS_FOR = timedelta(days=30)
TOLD_OVER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """Somebody who waits for our answer."""

    application_id: int
    name: str
    vacancy: str
    stage: str
    waits_since: datetime
    promised_by: datetime
    drafted: bool


@dataclass(frozen=True, slots=True)
class UntoldRow:
    """A decision that was released but whose notice ended without reaching anybody."""

    application_id: int
    notice_id: int
    name: str
    vacancy: str
    state: NoticeState
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewsRow:
    """Something that a candidate did."""

    candidate_id: int
    name: str
    act: Act
    at: datetime
    achievement: str | None


@dataclass(frozen=True, slots=True)
class Today:
    """The whole page."""

    first_name: str
    late: list[WaitingRow]
    """Who waits longer than we promised."""
    soon: list[WaitingRow]
    """Whose promised day comes next."""
    overdue: int
    due_soon: int
    in_triage: int
    tasks: list[TaskRow]
    all_tasks: int
    untold: list[UntoldRow]
    under_way: int
    told: int
    news: list[NewsRow]

    @property
    def nothing_yet(self) -> bool:
        """Whether this is a portal that nobody has used yet."""
        waiting = self.late or self.soon
        return not (waiting or self.untold or self.news or self.told or self.in_triage)


def today(session: Session, viewer: Viewer, now: datetime, *, whole: bool) -> Today:
    """Everything that waits for this viewer; `whole` adds what only recruiters see."""
    undecided = _undecided(viewer)
    late = undecided.where(Application.promised_by < now)
    soon = undecided.where(Application.promised_by.between(now, now + DUE_SOON))
    overdue, due_soon = _numbers(session, undecided, now)
    return Today(
        first_name=(session.scalar(select(User.name).where(User.id == viewer.user_id)) or "").split(
            " "
        )[0],
        late=_waiting(session, late),
        soon=_waiting(session, soon),
        overdue=overdue,
        due_soon=due_soon,
        in_triage=_in_triage(session, viewer) if whole else 0,
        tasks=tasks.mine(session, viewer, most=MOST_TASKS) if whole else [],
        all_tasks=tasks.number(session, viewer) if whole else 0,
        untold=_untold(session, viewer) if whole else [],
        under_way=_under_way(session, viewer) if whole else 0,
        told=_told(session, viewer, now),
        news=_news(session, viewer, now) if whole else [],
    )


def _undecided(viewer: Viewer) -> Rows:
    """Live applications without a decision of ours or of others; drafts do not count as one."""
    return (
        select(
            Application.id,
            Candidate.name,
            Vacancy.title,
            Stage.name,
            Application.waits_since,
            Application.promised_by,
            Decision.id.is_not(None),
        )
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .join(Stage, Stage.id == Application.stage_id)
        .outerjoin(
            Decision,
            and_(
                Decision.application_id == Application.id,
                Decision.state != DecisionState.REVERSED,
            ),
        )
        .where(
            Application.origin == Origin.LIVE,
            Application.promised_by.is_not(None),
            or_(Decision.id.is_(None), Decision.state == DecisionState.DRAFT),
            visible.applications(viewer),
        )
    )


def _waiting(session: Session, query: Rows) -> list[WaitingRow]:
    ordered = query.order_by(Application.promised_by, Application.id).limit(MOST)
    return [WaitingRow(*row) for row in session.execute(ordered)]


def _numbers(session: Session, undecided: Rows, now: datetime) -> tuple[int, int]:
    """How many are overdue and how many are due soon, in one pass over both."""
    is_late = case((Application.promised_by < now, 1), else_=0)
    query = undecided.where(Application.promised_by <= now + DUE_SOON)
    numbers = query.with_only_columns(func.count(), func.sum(is_late))
    every, late = session.execute(numbers).one()
    return late or 0, every - (late or 0)


def _count(session: Session, query: Rows) -> int:
    """How many decisions a query finds, each once."""
    return session.scalar(query.with_only_columns(func.count(Decision.id.distinct()))) or 0


def _decisions(viewer: Viewer) -> Rows:
    return (
        select(Decision.id)
        .join(Application, Application.id == Decision.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(visible.applications(viewer))
    )


def _in_triage(session: Session, viewer: Viewer) -> int:
    waiting = _decisions(viewer).where(
        Decision.state == DecisionState.IMPORTED, Decision.told_elsewhere_at.is_(None)
    )
    return _count(session, waiting)


def _under_way(session: Session, viewer: Viewer) -> int:
    query = _decisions(viewer).join(Notice, Notice.decision_id == Decision.id)
    states = (NoticeState.SCHEDULED, NoticeState.SENDING, NoticeState.RETRY)
    return _count(session, query.where(Notice.state.in_(states)))


def _told(session: Session, viewer: Viewer, now: datetime) -> int:
    query = _decisions(viewer).join(Notice, Notice.decision_id == Decision.id)
    told = Notice.state.in_(TOLD), Notice.accepted_at > now - TOLD_OVER
    return _count(session, query.where(*told))


def _untold(session: Session, viewer: Viewer) -> list[UntoldRow]:
    query = (
        select(
            Application.id,
            Notice.id,
            Candidate.name,
            Vacancy.title,
            Notice.state,
            Decision.released_at,
        )
        .join(Decision, Decision.id == Notice.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Decision.state == DecisionState.RELEASED,
            Decision.told_elsewhere_at.is_(None),
            Notice.state.in_((*UNTOLD, NoticeState.CANCELLED)),
            # Another notice of the same decision may have made up for this one.
            ~select(Notice.id)
            .where(
                Notice.decision_id == Decision.id,
                Notice.state.not_in((*UNTOLD, NoticeState.CANCELLED)),
            )
            .correlate(Decision)
            .exists(),
            visible.applications(viewer),
        )
        .order_by(Decision.released_at)
        .limit(MOST)
    )
    return [UntoldRow(*row) for row in session.execute(query)]


def _news(session: Session, viewer: Viewer, now: datetime) -> list[NewsRow]:
    query = (
        select(
            Candidate.id,
            Candidate.name,
            AuditEvent.act,
            AuditEvent.at,
            Achievement.title,
        )
        .join(Candidate, Candidate.id == AuditEvent.candidate_id)
        .outerjoin(
            Achievement,
            and_(
                Achievement.candidate_id == Candidate.id,
                AuditEvent.act.in_((Act.ACHIEVEMENT_ADDED, Act.ACHIEVEMENT_CHANGED)),
                Achievement.id == AuditEvent.facts["achievement"].as_integer(),
            ),
        )
        .where(
            AuditEvent.act.in_(tuple(FROM_CANDIDATE)),
            AuditEvent.at > now - NEWS_FOR,
            visible.candidates(viewer),
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(8)
    )
    return [NewsRow(*row) for row in session.execute(query)]
