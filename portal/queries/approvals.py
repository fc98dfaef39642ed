"""Words that wait for a second pair of eyes, and what was said of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.models import Application, Approval, Candidate, User, Vacancy
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.permissions import Action, allowed
from portal.policy.proofreading import Manuscript
from portal.queries import users, visible
from portal.queries.users import Colleague
from portal.queries.visible import Viewer
from portal.vocabulary import ApprovalState, Outcome, PointKind

KEPT_FOR = timedelta(days=30)
"""How long whoever asked finds the answer on the page of approvals."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One question whether exactly these words may go out."""

    id: int
    application_id: int
    candidate: str
    called: str
    vacancy: str
    state: ApprovalState
    text_hash: str
    words: dict[str, Any]
    asked_by_id: int
    asked_by: str
    asked_at: datetime
    ruled_by: str | None
    ruled_at: datetime | None
    reason: str

    @property
    def manuscript(self) -> Manuscript:
        """The words that it is about."""
        return manuscript_of(self.words)


def manuscript_of(words: Mapping[str, Any]) -> Manuscript:
    """The words of an approval as they were kept."""
    kept = words["feedback"]
    points = tuple(
        PointDraft(p["criterion"], PointKind(p["kind"]), p["seen"], p["next_time"])
        for p in kept["points"]
    )
    return Manuscript(
        outcome=Outcome(words["outcome"]),
        feedback=FeedbackDraft(points=points, advice=kept["advice"], message=kept["message"]),
        template_revision_id=words["template_revision_id"],
    )


def waiting(session: Session, viewer: Viewer) -> list[ApprovalRow]:
    """What others ask the viewer to look at, the longest waiting first."""
    query = _ROWS.where(_waits_for(viewer)).order_by(Approval.asked_at, Approval.id)
    return [ApprovalRow(*row) for row in session.execute(query)]


def number(session: Session, viewer: Viewer) -> int:
    """How many questions wait for the viewer."""
    query = _ROWS.where(_waits_for(viewer))
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def asked(session: Session, viewer: Viewer, now: datetime) -> list[ApprovalRow]:
    """What the viewer has asked, with what was said of it, the newest first."""
    query = _ROWS.where(
        Approval.asked_by_id == viewer.user_id,
        Approval.asked_at > now - KEPT_FOR,
        visible.applications(viewer),
    )
    newest = query.order_by(Approval.asked_at.desc(), Approval.id.desc())
    return [ApprovalRow(*row) for row in session.execute(newest)]


def one(session: Session, viewer: Viewer, approval_id: int) -> ApprovalRow | None:
    """A question; None if it does not exist for this viewer."""
    query = _ROWS.where(Approval.id == approval_id, visible.applications(viewer))
    row = session.execute(query).one_or_none()
    return None if row is None else ApprovalRow(*row)


def latest(session: Session, application_id: int) -> ApprovalRow | None:
    """What was asked last about an application's words, if anything was."""
    query = _ROWS.where(Approval.application_id == application_id).order_by(Approval.id.desc())
    row = session.execute(query.limit(1)).one_or_none()
    return None if row is None else ApprovalRow(*row)


def approvers(session: Session, application_id: int) -> list[Colleague]:
    """Whoever may approve words about an application, the vacancy's owner first."""
    owner_id = session.scalar(
        select(Vacancy.owner_id)
        .join(Application, Application.vacancy_id == Vacancy.id)
        .where(Application.id == application_id)
    )
    able = [p for p in users.recruiting(session) if allowed(p.role, Action.APPROVE_WORDING)]
    there = [person for person in able if _sees(session, person, application_id)]
    return sorted(there, key=lambda person: person.id != owner_id)


def _sees(session: Session, person: Colleague, application_id: int) -> bool:
    seen = visible.applications(Viewer(person.id, person.role))
    query = (
        select(Application.id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Application.id == application_id, seen)
    )
    return session.scalar(query) is not None


def _waits_for(viewer: Viewer) -> ColumnElement[bool]:
    return (
        (Approval.state == ApprovalState.ASKED)
        & (Approval.asked_by_id != viewer.user_id)
        & visible.applications(viewer)
    )


_asker, _ruler = aliased(User), aliased(User)
_ROWS: Select[*tuple[Any, ...]] = (
    select(
        Approval.id,
        Approval.application_id,
        Candidate.name,
        Candidate.called,
        Vacancy.title,
        Approval.state,
        Approval.text_hash,
        Approval.words,
        Approval.asked_by_id,
        _asker.name.label("asked_by"),
        Approval.asked_at,
        _ruler.name.label("ruled_by"),
        Approval.ruled_at,
        Approval.reason,
    )
    .join(Application, Application.id == Approval.application_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .join(_asker, _asker.id == Approval.asked_by_id)
    .outerjoin(_ruler, _ruler.id == Approval.ruled_by_id)
)
