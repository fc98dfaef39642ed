"""What the candidate would get and see: the same templates, before anything is saved."""

from dataclasses import dataclass

from flask_login import current_user

from portal.policy.letter import Words, kind_of
from portal.queries import organisation, users
from portal.queries.applications import ApplicationRow
from portal.queries.dispatch import of_house
from portal.queries.mine import Letter, Point
from portal.queries.record import Profile
from portal.services import check_ins, letters
from portal.services.decisions import DecisionDraft
from portal.services.links import LASTS
from portal.vocabulary import LinkScope, Purpose
from portal.web.database import now, reading

THEIR_LINK = "https://…/n/their-own-link"


@dataclass(frozen=True, slots=True)
class Shown:
    """The message (None if none is owed) and the page."""

    message: letters.Preview | None
    page: Letter


def preview_of(row: ApplicationRow, draft: DecisionDraft) -> Shown:
    """Message and page of a decision as it is typed right now."""
    me = users.member(reading(), current_user.id)
    title = me.job_title if me is not None else ""
    if not draft.outcome.owes_notice:
        return Shown(None, _page(row, draft, title))
    message = letters.preview(_words(row, draft, title), THEIR_LINK)
    return Shown(message, _page(row, draft, title))


def preview_of_word(person: Profile, typed: str) -> letters.Preview:
    """The message with a personal word as it is typed right now."""
    me = users.member(reading(), current_user.id)
    words = Words(
        kind=kind_of(Purpose.CHECK_IN, None),
        language=person.language or "en",
        called=person.called,
        writer=current_user.name,
        job_title=me.job_title if me is not None else "",
        personal=check_ins.as_sent(typed),
        link_ends=(now() + LASTS[LinkScope.CANDIDATE]).date().isoformat(),
        **of_house(organisation.settings(reading())),
    )
    return letters.preview(words, THEIR_LINK)


def _words(row: ApplicationRow, draft: DecisionDraft, title: str) -> Words:
    house = organisation.settings(reading())
    link_ends = now() + LASTS[LinkScope.CANDIDATE]
    return Words(
        kind=kind_of(Purpose.DECISION, draft.outcome),
        language="en",
        called=row.called,
        writer=current_user.name,
        job_title=title,
        role=row.vacancy,
        invites=draft.invites_to_pool,
        has_feedback=not draft.feedback.empty,
        link_ends=link_ends.date().isoformat(),
        **of_house(house),
    )


def _page(row: ApplicationRow, draft: DecisionDraft, title: str) -> Letter:
    points = draft.feedback.points
    return Letter(
        vacancy=row.vacancy,
        outcome=draft.outcome,
        invited=draft.invites_to_pool,
        message=draft.feedback.message,
        advice=draft.feedback.advice,
        points=tuple(Point(p.criterion, p.kind, p.seen, p.next_time) for p in points),
        writer=current_user.name,
        writer_title=title,
        written_at=now(),
        corrected=False,
    )
