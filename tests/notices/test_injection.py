"""Whatever was typed or imported: a message has the headers that are meant, and no others.

Each value goes in by a door of its own and comes out as the finished message, which is then read
as mail programs read it: by the parser of the standard library, under its old and its new policy.
"""

import csv
import dataclasses
import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes
from email.generator import BytesGenerator
from email.message import EmailMessage
from email.policy import SMTP, compat32, default
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from portal.context import Context
from portal.gateways.mail import MailRelay
from portal.jobs.by_mail import ByMail
from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    Notice,
    Organisation,
    User,
    Vacancy,
)
from portal.policy import addresses
from portal.policy.headers import BrokenHead, plain
from portal.policy.letter import Words
from portal.policy.posting import Posting
from portal.policy.refusal import Refusal
from portal.queries import dispatch
from portal.queries.dispatch import Dispatch
from portal.services import (
    candidates,
    decisions,
    letters,
    organisation,
    owing,
    users,
    vacancies,
)
from portal.services.candidates import CandidateDraft
from portal.services.letters import BrokenLetter, Letter
from portal.services.organisation import Identity
from portal.services.vacancies import STAGES, VacancyDraft
from portal.vocabulary import Purpose, Role
from tests.browser import Browser
from tests.faults.many import DRAFT
from tests.importer import Importer
from tests.makers import CRITERIA, Make
from tests.notices.examples import EXAMPLES, POSTING
from tests.policy.test_headers import PAYLOADS

OURS = [
    *("Date", "From", "To", "Reply-To", "Message-ID", "Subject"),
    *("Auto-Submitted", "MIME-Version", "Content-Type"),
]
MEANT = {
    Purpose.DECISION: [*OURS, "X-PM-Metadata-notice"],
    Purpose.INVITATION: [*OURS, "X-PM-Metadata-notice"],
    Purpose.CHECK_IN: [
        *(*OURS, "List-Unsubscribe", "List-Unsubscribe-Post", "X-PM-Metadata-notice"),
    ],
}
NOT_KEPT = (Refusal, UnicodeEncodeError, DataError)
"""What refuses a value at the door: a service, or the database for what is no text at all."""
NOT_WRITTEN = (Refusal, BrokenHead, BrokenLetter)
ADDRESSES = [
    *(f"{payload}@example.com" for payload in PAYLOADS),
    *(f"maya@example.com{payload}" for payload in PAYLOADS),
    *(f"maya@{payload}" for payload in PAYLOADS),
    *(f'"{payload}"@example.com' for payload in PAYLOADS),
    *(f"<maya@example.com>{payload}" for payload in PAYLOADS),
]


class Post:
    """An installation that owes one message of each kind, and what it would send now."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.seen: set[bytes] = set()
        self.known: set[tuple[int, Words | None, str | None]] = set()
        """Of what messages were made: the same always gives the same."""
        self.writer = make.user()
        self.candidate = make.candidate()
        self.vacancy = make.vacancy(owner=self.writer)
        make.decision(make.application(self.candidate, self.vacancy), now=True)
        with make.work(make.actor()) as context:
            owing.owe_check_in(context, self.candidate.id, "I thought of you.")
            self.invited = users.invite(
                context, email="ines@northlight.example", name="Ines", role=Role.RECRUITER
            )
            organisation.change(context, reply_to="people@northlight.example")
        settings = replace(make.gateways.settings, inbound_url="smtp://127.0.0.1:2525")
        relay = MailRelay("smtp://smtp.postmarkapp.com")
        self.gateways = replace(make.gateways, settings=settings, mail=relay)

    def check(self, session: Session | None = None) -> None:
        """Write all that is owed and look at every message that was not seen before."""
        for owed in self._owed(session):
            made_of = (owed.id, owed.words, owed.reach.address)
            if made_of in self.known:
                continue
            self.known.add(made_of)
            for purpose, letter in self._written([owed]):
                if letter.raw not in self.seen:
                    assert_as_meant(letter, MEANT[purpose], self.gateways.settings.mail_from)
                    self.seen.add(letter.raw)

    def letters(self) -> list[tuple[Purpose, Letter]]:
        """All that is owed, written; what cannot be written goes nowhere."""
        return list(self._written(self._owed()))

    def _owed(self, session: Session | None = None) -> list[Dispatch]:
        """All that is owed, as a transaction that is not over yet would send it, or as it is."""
        if session is None:
            with self.gateways.database.session() as session:
                return self._owed(session)
        ids = list(session.scalars(select(Notice.id)))
        settings = self.gateways.settings
        return dispatch.read(session, ids, settings.address_key, self.gateways.clock.now())

    def _written(self, taken: list[Dispatch]) -> Iterator[tuple[Purpose, Letter]]:
        writer = ByMail(self.gateways)
        for owed in taken:
            with suppress(*NOT_WRITTEN):
                yield owed.purpose, writer.write(owed)[0]


@pytest.fixture
def post(make: Make) -> Post:
    return Post(make)


def assert_as_meant(letter: Letter, names: list[str], mail_from: str) -> None:
    _head, _, body = letter.raw.partition(b"\r\n\r\n")
    assert body.startswith(b"--=_")
    assert max(map(len, letter.raw.split(b"\r\n"))) <= 998
    modern = message_from_bytes(letter.raw, policy=default)
    for message in (message_from_bytes(letter.raw, policy=compat32), modern):
        assert message.keys() == names
        assert [part.get_content_type() for part in message.walk()] == [
            *("multipart/alternative", "text/plain", "text/html")
        ]
        assert not any(part.defects for part in message.walk())
        assert not message.preamble
        assert not message.epilogue
    assert _only_address(modern, "From") == mail_from
    assert "@" in _only_address(modern, "Reply-To")
    assert not letter.recipient.isascii() or _only_address(modern, "To") == letter.recipient
    assert not re.search(r"[\x00-\x20\x7f<>]", letter.recipient + letter.sender)
    again = io.BytesIO()
    BytesGenerator(again, policy=SMTP).flatten(modern)
    assert message_from_bytes(again.getvalue()).keys() == names


def _only_address(message: EmailMessage, name: str) -> str:
    (only,) = message[name].addresses
    return str(only.addr_spec)


# Through the services, as another program calls them


def a_person(context: Context, post: Post, value: str) -> None:
    draft = CandidateDraft(name=value, called=value, emails=("maya@example.com",))
    candidates.change(context, post.candidate.id, draft)


def a_person_by_the_name_alone(context: Context, post: Post, value: str) -> None:
    draft = CandidateDraft(name=value, emails=("maya@example.com",))
    candidates.change(context, post.candidate.id, draft)


def a_vacancy(context: Context, post: Post, value: str) -> None:
    draft = VacancyDraft(
        title=value,
        department=value,
        location=value,
        description=value,
        owner_id=post.writer.id,
        hiring_manager_id=None,
        confidential=False,
        promise_days=10,
        criteria=CRITERIA,
        stages=STAGES,
    )
    vacancies.change(context, post.vacancy.id, draft)


def a_writer(context: Context, post: Post, value: str) -> None:
    for user in (post.writer, post.invited):
        users.change(context, user.id, name=value, job_title=value, role=Role.RECRUITER)


def the_organisation(context: Context, post: Post, value: str) -> None:
    organisation.show_as(context, identity(name=value, sender_name=value, privacy_contact=value))


def the_organisation_without_a_sender(context: Context, post: Post, value: str) -> None:
    organisation.show_as(context, identity(name=value))


def identity(**changes: str) -> Identity:
    values = {
        "name": "Northlight Studio",
        "accent": "#0b6a5b",
        "sender_name": "",
        "reply_to": "people@northlight.example",
        "privacy_contact": "",
    }
    return Identity(**{**values, **changes})


def a_personal_word(context: Context, post: Post, value: str) -> None:
    words = {Notice.personal_text: value}
    context.session.execute(update(Notice).where(Notice.personal_text.is_not(None)).values(words))


Door = Callable[[Context, Post, str], None]
DOORS: tuple[Door, ...] = (
    *(a_person, a_person_by_the_name_alone, a_vacancy, a_writer, a_personal_word),
    *(the_organisation, the_organisation_without_a_sender),
)


@pytest.mark.parametrize("door", DOORS)
def test_by_a_service(post: Post, door: Door) -> None:
    kept = 0
    # One transaction with a savepoint for each value: what is sent is read from the database all
    # the same, and nobody waits for a disk.
    with post.make.work(post.make.actor()) as context:
        for value in PAYLOADS:
            with suppress(*NOT_KEPT), context.session.begin_nested():
                door(context, post, value)
                context.session.flush()
                kept += 1
            post.check(context.session)
    assert kept >= 45
    assert len(post.letters()) == 3


# Through the pages, as a person types them

FORMS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("recruiter.candidates.edit", "candidate_id", "candidate", ("name", "called")),
    ("recruiter.vacancies.edit", "vacancy_id", "vacancy", ("title",)),
    ("recruiter.settings.team.member", "user_id", "writer", ("name", "job_title")),
    ("recruiter.settings.page", "", "", ("name", "sender_name", "privacy_contact")),
)


@pytest.mark.parametrize(("page", "key", "whose", "fields"), FORMS)
def test_by_a_form(
    adam: Browser, post: Post, page: str, key: str, whose: str, fields: tuple[str, ...]
) -> None:
    form = adam.get(page, **({key: getattr(post, whose).id} if key else {})).form("Save")
    kept = 0
    for value in PAYLOADS:
        # What cannot be sent in UTF-8, a browser replaces.
        typed = value.encode(errors="replace").decode()
        data: dict[str, Any] = dict(form.form_values()) | dict.fromkeys(fields, typed)
        answer = adam.client.post(form.get("action"), data=data)
        assert answer.status_code in (303, 422)
        kept += answer.status_code == 303
        post.check()
    assert kept >= 45
    assert len(post.letters()) == 3


def test_by_a_file(post: Post) -> None:
    importer = Importer(post.make)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["Name", "Email", "Vacancy", "Stage", "Status", "Candidate ID"])
    for number, value in enumerate(PAYLOADS):
        typed = value.encode(errors="replace").decode()
        rows.writerow([typed, f"p{number}@example.com", typed, "Received", "Active", number])
    row = importer.bring(text.getvalue())
    assert row.added >= 50

    with post.make.work(post.make.actor()) as context:
        for application_id in context.session.scalars(
            select(Application.id).where(Application.candidate_id != post.candidate.id)
        ):
            decisions.release(context, application_id, DRAFT, now=True)
    post.check()
    assert len(post.letters()) >= 50


# Addresses


def to_a_person(context: Context, post: Post, value: str) -> None:
    draft = CandidateDraft(name="Maya Oliveira", emails=(value,))
    candidates.change(context, post.candidate.id, draft)


def to_a_user(context: Context, post: Post, value: str) -> None:
    users.invite(context, email=value, name="Ines", role=Role.RECRUITER)


def to_the_organisation(context: Context, post: Post, value: str) -> None:
    organisation.show_as(context, identity(reply_to=value))


@pytest.mark.parametrize("door", [to_a_person, to_a_user, to_the_organisation])
def test_an_address_by_a_service(post: Post, door: Door) -> None:
    kept: list[str] = []
    with post.make.work(post.make.actor()) as context:
        for value in ADDRESSES:
            with suppress(*NOT_KEPT), context.session.begin_nested():
                door(context, post, value)
                context.session.flush()
                kept.append(value)
            if kept[-1:] == [value]:
                post.check(context.session)
    assert kept
    assert len(post.letters()) >= 3


# However it came there


@pytest.mark.parametrize(
    "columns",
    [
        (Candidate.name, Candidate.called, Candidate.language),
        (Vacancy.title,),
        (User.name, User.job_title),
        (Organisation.name, Organisation.sender_name, Organisation.accent),
        (Organisation.reply_to,),
        (CandidateEmail.address,),
    ],
    ids=lambda columns: str(columns[0]),
)
def test_as_it_lies_in_the_database(post: Post, columns: tuple[Any, ...]) -> None:
    addressed = columns[0] in (Organisation.reply_to, CandidateEmail.address)
    kept: list[str] = []
    with post.make.work() as context:
        for value in filter(plain, ADDRESSES if addressed else PAYLOADS):
            changed = update(columns[0].class_).values(dict.fromkeys(columns, value))
            with suppress(*NOT_KEPT), context.session.begin_nested():
                context.session.execute(changed)
                kept.append(value)
            if kept[-1:] == [value]:
                post.check(context.session)
    assert kept
    assert len(post.seen) > 3


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Words)])
def test_as_a_notice_has_kept_it(name: str) -> None:
    """What was pinned years ago is read back from the row and written again."""
    no_text = isinstance(getattr(EXAMPLES["rejected"], name), bool)
    if no_text or name in ("kind", "link_ends", "until"):
        return
    for value in filter(plain, ADDRESSES if name == "reply_to" else PAYLOADS):
        kept = {**EXAMPLES["rejected"].to_keep(), name: value}
        with suppress(*NOT_WRITTEN):
            letter = letters.compose(Words.kept(kept), POSTING)
            assert_as_meant(letter, OURS, POSTING.mail_from)


def addressed(posting: Posting, where: str, value: str) -> Posting:
    if where == "sender":
        return replace(posting, sender=value)
    return replace(posting, address=value)


@pytest.mark.parametrize("where", ["address", "sender"])
def test_an_address_that_is_written_to(where: str) -> None:
    for value in ADDRESSES:
        with suppress(*NOT_WRITTEN):
            letter = letters.compose(EXAMPLES["rejected"], addressed(POSTING, where, value))
            assert_as_meant(letter, OURS, POSTING.mail_from)


def test_what_passes_for_an_address_is_one() -> None:
    passed = []
    for value in ADDRESSES:
        with suppress(Refusal):
            passed.append(addresses.address(value))
    assert passed
    assert len(passed) < len(ADDRESSES) / 4
    for address in passed:
        letter = letters.compose(EXAMPLES["rejected"], replace(POSTING, address=address))
        assert_as_meant(letter, OURS, POSTING.mail_from)
