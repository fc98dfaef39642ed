"""The wording that somebody agrees to when they join the talent pool."""

from dataclasses import dataclass

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import Session

from portal.models import Candidate, Consent, ConsentText, Organisation
from portal.policy.consent_text import filled
from portal.vocabulary import ConsentEvent, ConsentKind


@dataclass(frozen=True, slots=True)
class PoolText:
    """One version of the wording, with the organisation and the time filled in."""

    id: int
    paragraphs: tuple[str, ...]
    months: int


_LANGUAGE = (
    select(Candidate.language).where(Candidate.id == bindparam("candidate_id")).scalar_subquery()
)
_TEXT = select(
    ConsentText.id,
    ConsentText.body,
    ConsentText.months,
    select(Organisation.name).scalar_subquery().label("organisation"),
)
_NEWEST = (
    _TEXT.where(
        ConsentText.kind == ConsentKind.POOL,
        or_(ConsentText.language == _LANGUAGE, ConsentText.language == "en"),
    )
    .order_by((ConsentText.language == _LANGUAGE).desc(), ConsentText.version.desc())
    .limit(1)
)
_AGREED = (
    _TEXT.join(Consent, Consent.text_id == ConsentText.id)
    .where(
        Consent.candidate_id == bindparam("candidate_id"),
        Consent.kind == ConsentKind.POOL,
        Consent.event == ConsentEvent.GRANTED,
    )
    .order_by(Consent.id.desc())
    .limit(1)
)


def current(session: Session, candidate_id: int) -> PoolText:
    """The newest wording in the candidate's language, else in English."""
    return _filled_in(session.execute(_NEWEST, {"candidate_id": candidate_id}).one())


def agreed(session: Session, candidate_id: int) -> PoolText | None:
    """The wording that the candidate agreed to last, whatever has been written since."""
    row = session.execute(_AGREED, {"candidate_id": candidate_id}).one_or_none()
    return None if row is None else _filled_in(row)


def _filled_in(row: Row[int, str, int, str]) -> PoolText:
    paragraphs = filled(row.body, organisation=row.organisation, months=row.months)
    return PoolText(row.id, paragraphs, row.months)
