"""What the wording check has to know of a letter's reader, and how a second pair of eyes stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Application, Approval, Candidate, Organisation
from portal.policy.folding import fold
from portal.policy.proofreading import Manuscript, Passage, Proof, read
from portal.policy.wording import Facts
from portal.vocabulary import ApprovalState

PERSONAL = "personal"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a letter is."""

    name: str
    language: str
    vacancy_id: int


def reader(session: Session, application_id: int) -> Reader:
    """Whom a letter about an application is for."""
    row = session.execute(
        select(Candidate.name, Candidate.language, Application.vacancy_id)
        .join(Application, Application.candidate_id == Candidate.id)
        .where(Application.id == application_id)
    ).one()
    return Reader(row.name, row.language or "en", row.vacancy_id)


def named(session: Session, vacancy_id: int, text: str) -> tuple[str, ...]:
    """Whoever has applied for a vacancy and of whose name every word stands in a text."""
    there = set(_WORD.findall(fold(text)))
    query = (
        select(Candidate.name)
        .join(Application, Application.candidate_id == Candidate.id)
        .where(Application.vacancy_id == vacancy_id)
    )
    names = session.connection().execute(query).scalars()
    return tuple({name for name in names if there.issuperset(_WORD.findall(fold(name)))})


def facts(session: Session, to: Reader, texts: Iterable[Passage], least: int | None) -> Facts:
    """What the check has to know to read these texts, which are for one person."""
    whole = "\n".join(passage.text for passage in texts)
    return Facts(
        other_names=named(session, to.vacancy_id, whole),
        own_name=to.name,
        own_company=session.scalar(select(Organisation.name)) or "",
        min_words=least,
    )


def proof(
    session: Session,
    application_id: int,
    manuscript: Manuscript,
    kept: Iterable[str] = (),
) -> Proof:
    """A letter about an application, read over."""
    to, texts = reader(session, application_id), manuscript.passages
    known = facts(session, to, texts, manuscript.least_words)
    return read(texts, language=to.language, facts=known, kept=frozenset(kept))


def proof_of_word(
    session: Session, candidate_id: int, text: str, kept: Iterable[str] = ()
) -> Proof:
    """A personal word to somebody, read over."""
    query = select(Candidate.name, Candidate.language).where(Candidate.id == candidate_id)
    row = session.execute(query).one()
    known = Facts(own_name=row.name, own_company=session.scalar(select(Organisation.name)) or "")
    texts = [Passage(PERSONAL, text)]
    return read(texts, language=row.language or "en", facts=known, kept=frozenset(kept))


def is_approved(session: Session, application_id: int, fingerprint: str) -> bool:
    """Whether a second person has said that exactly this letter may go out."""
    query = select(Approval.id).where(
        Approval.application_id == application_id,
        Approval.text_hash == fingerprint,
        Approval.state == ApprovalState.APPROVED,
    )
    return session.scalar(query.limit(1)) is not None
