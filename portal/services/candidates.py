"""Adding and changing people, their notes and their files."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select

from portal.context import Context
from portal.models import Candidate, CandidateEmail, CandidatePhone, Document, Note
from portal.policy import addresses
from portal.policy.folding import fold, fold_all
from portal.policy.refusal import Conflict, Refusal
from portal.services import audit, suppression
from portal.vocabulary import Act, ActorKind, Channel

LARGEST_DOCUMENT = 5 * 1024 * 1024
ZIP = b"PK\x03\x04"
DOCUMENT_TYPES = {
    b"%PDF-": ("application/pdf", ".pdf"),
    ZIP: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
}
"""First bytes of what is taken as a CV, with its type and ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDraft:
    """A person as typed or imported; addresses and numbers are checked when saved."""

    name: str
    called: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    location: str = ""
    time_zone: str | None = None
    language: str = "en"
    headline: str = ""
    skills: tuple[str, ...] = ()
    experience: tuple[str, ...] = ()
    education: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    source: str | None = None
    source_id: str | None = None
    source_url: str | None = None


def add(context: Context, draft: CandidateDraft) -> Candidate:
    """Add a person; raises Conflict if somebody has one of the addresses already."""
    candidate = Candidate(created_at=context.now)
    _refuse_shared_source(context, candidate, draft)
    fill(context, candidate, draft)
    refuse_shared_addresses(context, candidate)
    _write_to_again(context, {email.address for email in candidate.emails})
    context.session.add(candidate)
    context.session.flush()
    audit.record(context, Act.CANDIDATE_ADDED, candidate_id=candidate.id)
    return candidate


def change(context: Context, candidate_id: int, draft: CandidateDraft) -> None:
    """Change what we hold about a person."""
    candidate = context.session.get_one(Candidate, candidate_id)
    _refuse_shared_source(context, candidate, draft)
    before = {email.address for email in candidate.emails}
    fill(context, candidate, draft)
    with context.session.no_autoflush:
        refuse_shared_addresses(context, candidate)
    _write_to_again(context, {email.address for email in candidate.emails} - before)
    audit.record(context, Act.CANDIDATE_CHANGED, candidate_id=candidate.id)


def fill(context: Context, candidate: Candidate, draft: CandidateDraft) -> None:
    """Copy a draft into a person's row; raises Refusal naming the field that does not fit."""
    if not draft.name.strip():
        raise Refusal("Enter the person's name.", "name")
    if draft.time_zone and draft.time_zone not in available_timezones():
        raise Refusal(f"{draft.time_zone!r} is not a time zone such as Europe/Lisbon.", "time_zone")
    for name, value in columns(draft).items():
        setattr(candidate, name, value)
    _set_emails(context, candidate, draft.emails)
    _set_phones(context, candidate, draft.phones)
    candidate.search_text = search_text(draft, [email.address for email in candidate.emails])
    candidate.changed_at = context.now


def columns(draft: CandidateDraft) -> dict[str, Any]:
    """What a draft puts into the columns of a person's own row; raises Refusal for a bad link."""
    return {
        "name": draft.name,
        "called": draft.called or draft.name.split()[0],
        "sort_name": fold(draft.name)[:200],
        "location": draft.location,
        "headline": draft.headline,
        "time_zone": draft.time_zone,
        "language": draft.language,
        "skills": list(draft.skills),
        "experience": list(draft.experience),
        "education": list(draft.education),
        "links": [addresses.web_address(link, field="links") for link in draft.links if link],
        "source": draft.source,
        "source_id": draft.source_id,
        "source_url": addresses.web_address(draft.source_url, field="source_url")
        if draft.source_url
        else None,
    }


def search_text(draft: CandidateDraft, emails: Iterable[str]) -> str:
    """What the search looks through."""
    texts = (*emails, *draft.skills, *draft.experience, *draft.education)
    return fold_all((draft.name, draft.headline, draft.location, *texts))


def refuse_shared_addresses(context: Context, candidate: Candidate) -> None:
    """Raises Conflict if another person has one of the addresses: that is for a person to judge."""
    normals = [email.normal for email in candidate.emails]
    other = context.session.execute(
        select(Candidate.name, Candidate.private, CandidateEmail.address)
        .join(CandidateEmail, CandidateEmail.candidate_id == Candidate.id)
        .where(CandidateEmail.normal.in_(normals), Candidate.id != (candidate.id or 0))
    ).first()
    if other is not None:
        who = "Somebody" if other.private else other.name
        raise Conflict(f"{who} already has the address {other.address}.", "emails")


def _write_to_again(context: Context, typed: set[str]) -> None:
    """Whoever types an address says that it works, whatever a mail server once said of it."""
    if context.actor.kind is ActorKind.USER:
        for address in sorted(typed):
            suppression.lift(context, Channel.EMAIL, address)


def _refuse_shared_source(context: Context, candidate: Candidate, draft: CandidateDraft) -> None:
    if not (draft.source and draft.source_id):
        return
    other = context.session.execute(
        select(Candidate.name, Candidate.private).where(
            Candidate.source == draft.source,
            Candidate.source_id == draft.source_id,
            Candidate.id != (candidate.id or 0),
        )
    ).one_or_none()
    if other is not None:
        who = "Somebody" if other.private else other.name
        raise Conflict(f"{who} already has this number in {draft.source}.", "source_id")


def add_note(context: Context, candidate_id: int, text: str) -> None:
    """Keep an internal note about a person."""
    if not text:
        raise Refusal("Write something first.", "text")
    context.session.add(
        Note(
            candidate_id=candidate_id,
            author_id=context.actor.id,
            text=text,
            written_at=context.now,
        )
    )
    audit.record(context, Act.NOTE_ADDED, candidate_id=candidate_id)


def add_document(context: Context, candidate_id: int, filename: str, content: bytes) -> None:
    """Keep a CV; raises Refusal unless the content is a PDF or a Word file of up to 5 MB."""
    if not content:
        raise Refusal("Choose a file.", "document")
    if len(content) > LARGEST_DOCUMENT:
        raise Refusal("This file is larger than 5 MB.", "document")
    kind = next((kind for start, kind in DOCUMENT_TYPES.items() if content.startswith(start)), None)
    if kind is None or (content.startswith(ZIP) and not _holds_word_document(content)):
        raise Refusal("This is neither a PDF nor a Word file (.docx).", "document")
    content_type, ending = kind
    name = filename.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "cv"
    context.session.add(
        Document(
            candidate_id=candidate_id,
            filename=name[:150] + ending,
            content_type=content_type,
            size=len(content),
            content=content,
            added_by_id=context.actor.id,
            added_at=context.now,
        )
    )
    audit.record(context, Act.DOCUMENT_ADDED, candidate_id=candidate_id)


def _holds_word_document(content: bytes) -> bool:
    """Whether a ZIP file is a Word document: spreadsheets and archives begin alike."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _set_emails(context: Context, candidate: Candidate, typed: tuple[str, ...]) -> None:
    checked = {
        addresses.normal(a): a for a in (addresses.address(t, field="emails") for t in typed)
    }
    if [email.normal for email in candidate.emails] == list(checked):
        return
    _clear(context, candidate, candidate.emails)
    candidate.emails = [
        CandidateEmail(position=i, address=address, normal=normal)
        for i, (normal, address) in enumerate(checked.items())
    ]


def _set_phones(context: Context, candidate: Candidate, typed: tuple[str, ...]) -> None:
    unique = list(dict.fromkeys(number[:60] for number in typed))
    if [phone.typed for phone in candidate.phones] == unique:
        return
    _clear(context, candidate, candidate.phones)
    candidate.phones = [
        CandidatePhone(position=i, typed=number, e164=addresses.e164(number, None))
        for i, number in enumerate(unique)
    ]


def _clear(
    context: Context,
    candidate: Candidate,
    rows: list[object] | list[CandidateEmail] | list[CandidatePhone],
) -> None:
    """Positions are unique: the old rows have to be gone before the new ones come."""
    rows.clear()
    if candidate.id is not None:
        context.session.flush()
