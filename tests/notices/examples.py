"""The letters that reviewers read under `golden`: one of each kind, and the barest of some."""

from datetime import UTC, datetime

from portal.policy import together
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

UNDECIDED = {"until": "2026-03-16", "invites": False, "has_feedback": False}
NO_WRITER = {"writer": "", "job_title": ""}
HOLDING = "The two who decide are travelling; I did not want to leave you without a word."
ANSWER = (
    "We decide next week, once both of us have read your work.\n\n"
    "And yes: you can send <more> of it until Friday."
)
DIGEST = (
    "Overdue:\nMaya Oliveira, Product Designer: promised by 26 February\n\n"
    "Due today:\nBen <Okafor>, Data Analyst\n\n"
    "Also: 2 questions to answer, 1 call to make."
)

POINTS = {"called": "Lena Hoffmann", "about": "Maya Oliveira", "writer": "Rosa Recruiter"}

OWN_WORDS = """\
Hello Maya,

Thank you for talking with us about Product Designer, Mobility, and for all that you did to prepare.

We will not go on with your application for this role.

You showed three versions of the map, and said <why> you dropped two.

If something in this is not clear to you, ask on your page: a person answers."""
GERMAN = """\
Guten Tag Maya,

vielen Dank für die Zeit, die Sie sich genommen haben.

Ihre Bewerbung ist geschlossen, wie Sie es wollten."""

EXAMPLES = {
    "rejected": words(LetterKind.REJECTED),
    "rejected-bare": words(LetterKind.REJECTED, **BARE),
    "rejected-own-words": words(LetterKind.REJECTED, body=OWN_WORDS),
    "rejected-own-words-after-calls": words(
        LetterKind.REJECTED, **BARE, body=OWN_WORDS, tried_to_call=True, also="Another one."
    ),
    "withdrawn-own-words-german": words(LetterKind.WITHDRAWN, body=GERMAN, language="de"),
    "rejected-together": together.joined(
        words(LetterKind.REJECTED),
        [words(LetterKind.WITHDRAWN, role="Researcher")],
        ["Writer", "Editor"],
    ),
    "rejected-after-calls": words(LetterKind.REJECTED, tried_to_call=True),
    "withdrawn": words(LetterKind.WITHDRAWN, invites=False),
    "withdrawn-bare": words(LetterKind.WITHDRAWN, **BARE),
    "offer-declined": words(LetterKind.OFFER_DECLINED),
    "call-confirmation": words(LetterKind.CALL_CONFIRMATION),
    "call-confirmation-bare": words(LetterKind.CALL_CONFIRMATION, **BARE),
    "correction": words(LetterKind.CORRECTION, invites=False),
    "received": words(LetterKind.RECEIVED, **UNDECIDED, **NO_WRITER),
    "received-bare": words(LetterKind.RECEIVED, **{**BARE, **NO_WRITER}),
    "holding": words(LetterKind.HOLDING, personal=HOLDING, **UNDECIDED),
    "holding-bare": words(LetterKind.HOLDING, until="2026-03-16", **BARE),
    "digest": words(
        LetterKind.DIGEST, **NOBODY, personal=DIGEST, called="Rosa Recruiter", link_ends=""
    ),
    "answer": words(LetterKind.ANSWER, personal=ANSWER),
    "answer-bare": words(LetterKind.ANSWER, **BARE, personal=ANSWER),
    "answer-on-the-page": words(LetterKind.ANSWER, role="", invites=False, has_feedback=False),
    "withdrawn-by-themselves": words(LetterKind.WITHDRAWN, **{**BARE, **NO_WRITER}),
    "points": words(LetterKind.POINTS, **POINTS, personal="You led the second interview."),
    "points-bare": words(LetterKind.POINTS, **BARE, **POINTS),
    "new-link": words(LetterKind.NEW_LINK, **NOBODY),
    "check-in": words(LetterKind.CHECK_IN, personal=PERSONAL, role=""),
    "invitation": words(LetterKind.INVITATION, **NOBODY, called="Adam Admin", reply_to=""),
}
