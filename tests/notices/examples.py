"""The letters that reviewers read under `golden`: one of each kind, and the barest of some."""

from datetime import UTC, datetime

from portal.policy.letter import LetterKind, Words
from portal.policy.posting import Posting

POSTING = Posting(
    public_id="0b7f9c0e-8f4c-4c1f-9d27-6f1f0a3b1c2d",
    date=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    mail_from="hiring@northlight.example",
    address="maya@example.com",
    link="https://jobs.northlight.example/n/oUxRc0Q3VnI5pZs2o7hYk1mTq8dWfB4aLzXgEwJrN6M",
)


def words(kind: LetterKind, **changes: object) -> Words:
    values: dict[str, object] = {
        "kind": kind,
        "language": "en",
        "called": "Maya",
        "organisation": "Northlight Studio",
        "accent": "#0b6a5b",
        "sender_name": "Northlight Studio",
        "reply_to": "people@northlight.example",
        "writer": "Lena Hoffmann",
        "job_title": "Head of Design",
        "role": "Product Designer, Mobility",
        "invites": True,
        "has_feedback": True,
        "link_ends": "2026-04-01",
        **changes,
    }
    return Words(**values)  # type: ignore[arg-type]


NOBODY = {"writer": "", "job_title": "", "role": ""}
BARE = {"job_title": "", "reply_to": "", "invites": False, "has_feedback": False}

PERSONAL = (
    "I saw your talk on maps for people who cannot see them, and thought of our conversation.\n\n"
    "We begin something like it in the summer. <Nothing> to do: I only wanted you to know."
)

EXAMPLES = {
    "rejected": words(LetterKind.REJECTED),
    "rejected-bare": words(LetterKind.REJECTED, **BARE),
    "withdrawn": words(LetterKind.WITHDRAWN, invites=False),
    "withdrawn-bare": words(LetterKind.WITHDRAWN, **BARE),
    "offer-declined": words(LetterKind.OFFER_DECLINED),
    "correction": words(LetterKind.CORRECTION, invites=False),
    "new-link": words(LetterKind.NEW_LINK, **NOBODY),
    "check-in": words(LetterKind.CHECK_IN, personal=PERSONAL, role=""),
    "invitation": words(LetterKind.INVITATION, **NOBODY, called="Adam Admin", reply_to=""),
}
