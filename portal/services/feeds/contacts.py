"""Addresses and numbers of a person: the source's, and those that somebody here added."""

from collections.abc import Iterable

from sqlalchemy import select

from portal.context import Context
from portal.models import Candidate, CandidateEmail, SourceRecord
from portal.policy import addresses
from portal.policy.feeds.following import follow_each
from portal.policy.feeds.said import Field
from portal.services.feeds import records


def owners(context: Context, emails: Iterable[str], but: int = 0) -> dict[str, Candidate]:
    """Who else has these addresses, by their normal form."""
    normals = {addresses.normal(address) for address in emails}
    rows = context.session.execute(
        select(CandidateEmail.normal, Candidate)
        .join(Candidate, Candidate.id == CandidateEmail.candidate_id)
        .where(CandidateEmail.normal.in_(normals), Candidate.id != but)
        .order_by(CandidateEmail.id)
    )
    found: dict[str, Candidate] = {}
    for normal, candidate in rows:
        found.setdefault(normal, candidate)
    return found


def emails(record: SourceRecord, candidate: Candidate, theirs: dict[str, Candidate]) -> list[str]:
    """The addresses that a person shall have; those of other people are left out."""
    ours = {email.normal: email.address for email in candidate.emails}
    if not records.says(record, Field.EMAILS):
        return list(ours.values())
    said = {addresses.normal(one): one for one in records.value(record, Field.EMAILS)}
    free = {normal: one for normal, one in said.items() if normal not in theirs}
    wanted = follow_each(list(ours), list(free), record.taken.get(Field.EMAILS, []))
    records.take(record, **{Field.EMAILS: list(free)})
    return [free.get(normal) or ours[normal] for normal in wanted]


def each(record: SourceRecord, field: Field, ours: list[str]) -> list[str]:
    """The same for what nobody can own alone: numbers and links."""
    if not records.says(record, field):
        return ours
    said = records.value(record, field)
    wanted = follow_each(ours, said, record.taken.get(field, []))
    records.take(record, **{field: said})
    return wanted
