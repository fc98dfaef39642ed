"""What the candidate would get and see: the same templates, before anything is saved."""

from dataclasses import dataclass

from flask_login import current_user

from portal.policy import template_choice
from portal.policy.letter import Words, kind_of
from portal.policy.template_choice import Setting
from portal.policy.template_text import MEANS, below, parse
from portal.queries import organisation, templates, users
from portal.queries.applications import ApplicationRow
from portal.queries.dispatch import of_house
from portal.queries.mine import Letter, Point
from portal.queries.record import Profile
from portal.recruiter.forms.decision import ENDED_BY, DecisionForm
from portal.services import check_ins, letters
from portal.services.decisions import DecisionDraft
from portal.services.links import LASTS
from portal.vocabulary import LinkScope, Outcome, Purpose
from portal.web.database import now, reading

THEIR_LINK = "https://…/n/their-own-link"


@dataclass(frozen=True, slots=True)
class Shown:
    """The message (None if none is owed) and the page."""

    message: letters.Preview | None
    page: Letter
    gaps: tuple[str, ...] = ()
    """What is still missing in the words around it."""


def preview_of(row: ApplicationRow, draft: DecisionDraft) -> Shown:
    """Message and page of a decision as it is typed right now."""
    me = users.member(reading(), current_user.id)
    title = me.job_title if me is not None else ""
    around = _around(row, draft)
    page = _page(row, draft, around, title)
    if not draft.outcome.owes_notice:
        return Shown(None, page)
    return Shown(letters.preview(_words(row, draft, around, title), THEIR_LINK), page, around.gaps)


def typed_in(form: DecisionForm) -> DecisionDraft:
    """What is seen of a decision that is still being typed, whatever is wrong with the rest."""
    outcome = form.chosen
    return DecisionDraft(
        outcome=outcome,
        ended_by=ENDED_BY[outcome],
        reason_id=None,
        internal_note="",
        feedback=form.feedback(),
        promising=False,
        invites_to_pool=bool(form.invites_to_pool.data) and outcome is not Outcome.HIRED,
        **form.template_draft(),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around what is written, as far as they can be filled in."""

    body: str = ""
    language: str = "en"
    gaps: tuple[str, ...] = ()


def _around(row: ApplicationRow, draft: DecisionDraft) -> _Around:
    chosen = templates.choice(reading(), draft.template_id) if draft.template_id else None
    if chosen is None or not draft.outcome.owes_notice:
        return _Around()
    setting = Setting(
        called=row.called,
        role=row.vacancy,
        organisation=organisation.settings(reading()).name,
        stage=row.stage,
        writer=current_user.name,
    )
    template, values = parse(chosen.text), template_choice.values(setting, draft.feedback)
    gaps = template.unfilled(values)
    shown = {**values, **{slot: f"[ {MEANS[slot]} ]" for slot in gaps}}
    return _Around(template.fill(shown), chosen.language, tuple(MEANS[slot] for slot in gaps))


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


def _words(row: ApplicationRow, draft: DecisionDraft, around: _Around, title: str) -> Words:
    house = organisation.settings(reading())
    link_ends = now() + LASTS[LinkScope.CANDIDATE]
    return Words(
        kind=kind_of(Purpose.DECISION, draft.outcome),
        language=around.language,
        called=row.called,
        writer=current_user.name,
        job_title=title,
        role=row.vacancy,
        invites=draft.invites_to_pool,
        has_feedback=not draft.feedback.empty,
        body=around.body,
        link_ends=link_ends.date().isoformat(),
        **of_house(house),
    )


def _page(row: ApplicationRow, draft: DecisionDraft, around: _Around, title: str) -> Letter:
    points = draft.feedback.points
    return Letter(
        vacancy=row.vacancy,
        outcome=draft.outcome,
        invited=draft.invites_to_pool,
        message=below(around.body, draft.feedback.message),
        advice=draft.feedback.advice,
        points=tuple(Point(p.criterion, p.kind, p.seen, p.next_time) for p in points),
        writer=current_user.name,
        writer_title=title,
        written_at=now(),
        corrected=False,
        body=around.body,
        body_language=around.language,
    )
