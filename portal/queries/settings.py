"""What the settings pages show besides the organisation itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.models import ConsentText, Decision, Reason, User
from portal.vocabulary import ConsentKind, EndedBy


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One internal reason and how many decisions carry it."""

    id: int
    name: str
    ended_by: EndedBy
    active: bool
    decisions: int


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One version of a wording, with who wrote it."""

    id: int
    version: int
    body: str
    months: int
    written_by: str | None
    written_at: datetime


_CARRIED = (
    select(func.count()).where(Decision.reason_id == Reason.id).correlate(Reason).scalar_subquery()
)
_REASONS = select(Reason.id, Reason.name, Reason.ended_by, Reason.active, _CARRIED)


def reasons(session: Session) -> list[ReasonRow]:
    """All reasons in the order of their lists."""
    rows = session.execute(_REASONS.order_by(Reason.position, Reason.id))
    return [ReasonRow(*row) for row in rows]


def reason(session: Session, reason_id: int) -> ReasonRow | None:
    """One reason, or None if there is no such one."""
    row = session.execute(_REASONS.where(Reason.id == reason_id)).one_or_none()
    return None if row is None else ReasonRow(*row)


def text_languages(session: Session) -> list[str]:
    """The languages that the pool's wording is written in, English first."""
    query = select(ConsentText.language).where(ConsentText.kind == ConsentKind.POOL).distinct()
    return sorted(session.scalars(query), key=lambda language: (language != "en", language))


def text_versions(session: Session, language: str) -> list[TextVersion]:
    """All versions of the pool's wording in a language, the newest first."""
    rows = session.execute(
        select(
            ConsentText.id,
            ConsentText.version,
            ConsentText.body,
            ConsentText.months,
            User.name,
            ConsentText.written_at,
        )
        .outerjoin(User, User.id == ConsentText.written_by_id)
        .where(ConsentText.kind == ConsentKind.POOL, ConsentText.language == language)
        .order_by(ConsentText.version.desc())
    )
    return [TextVersion(*row) for row in rows]
