"""Candidates: the list with its search, the record of one, and writing them down."""

from contextlib import closing
from functools import partial
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.policy import waiting
from portal.policy.permissions import Action
from portal.queries import candidates as queries
from portal.queries import inquiries, pool, record, tasks, timeline
from portal.queries.record import Profile
from portal.recruiter import asking, telling
from portal.recruiter.check_ins import why_not
from portal.recruiter.forms.candidates import (
    CandidateForm,
    DocumentForm,
    NoteForm,
    candidate_form,
)
from portal.recruiter.viewer import viewer
from portal.services import candidates
from portal.services.candidates import LARGEST_DOCUMENT
from portal.services.preferences import LANGUAGES
from portal.web.database import now, reading
from portal.web.filters import brand, zone
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.pages import partial as wants_fragment
from portal.web.work import unit_of_work

pages = Blueprint("candidates", __name__, url_prefix="/candidates")
NO_CONTENT_OF_OURS = "default-src 'none'; sandbox"


@pages.get("/")
@may(Action.READ_CANDIDATES)
def page() -> Response:
    """Everybody by name, or those whom the search finds."""
    typed = request.args.get("q", "")
    after = request.args.get("after", type=row_id)
    rows = queries.listed(reading(), viewer(), now(), typed=typed, after=after)
    return render(
        "recruiter/candidates/page.html",
        fragment="recruiter/candidates/_people.html",
        rows=rows[: queries.PAGE],
        more=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        q=typed,
        first=after is None,
    )


@pages.get("/new")
@may(Action.EDIT_CANDIDATE)
def new() -> Response:
    """The form for a new person."""
    return _show_form(candidate_form())


@pages.post("/new")
@may(Action.EDIT_CANDIDATE)
def add() -> Response:
    """Add a person."""
    form, made = candidate_form(), 0
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            made = candidates.add(context, form.draft()).id
        if form.status == 200:
            return go("recruiter.candidates.record", candidate_id=made, said="added")
    return _show_form(form)


@pages.get("/<int:candidate_id>", endpoint="record")
@may(Action.READ_CANDIDATES)
def show(candidate_id: int) -> Response:
    """The whole record of a person."""
    return _show_record(_person(candidate_id))


@pages.get("/<int:candidate_id>/edit")
@may(Action.EDIT_CANDIDATE)
def edit(candidate_id: int) -> Response:
    """The form with the person as they are."""
    return _show_form(candidate_form(_person(candidate_id)), candidate_id)


@pages.post("/<int:candidate_id>/edit")
@may(Action.EDIT_CANDIDATE)
def change(candidate_id: int) -> Response:
    """Change what we hold about a person."""
    form = candidate_form(_person(candidate_id))
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            candidates.change(context, candidate_id, form.draft())
        if form.status == 200:
            return go("recruiter.candidates.record", candidate_id=candidate_id, said="saved")
    return _show_form(form, candidate_id)


@pages.post("/<int:candidate_id>/notes")
@may(Action.EDIT_CANDIDATE)
def add_note(candidate_id: int) -> Response:
    """Keep an internal note."""
    person, form = _person(candidate_id), NoteForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            candidates.add_note(context, person.id, form.text.data or "")
        if form.status == 200:
            return go("recruiter.candidates.record", candidate_id=person.id, said="added")
    return _show_record(person, note_form=form, status=form.status)


@pages.post("/<int:candidate_id>/files")
@may(Action.EDIT_CANDIDATE)
def add_file(candidate_id: int) -> Response:
    """Keep a CV."""
    person, form = _person(candidate_id), DocumentForm()
    sent = form.document.data
    name, content = _read(sent) if isinstance(sent, FileStorage) else ("", b"")
    with form.catching_refusals(), unit_of_work() as context:
        candidates.add_document(context, person.id, name, content)
    if form.status == 200:
        return go("recruiter.candidates.record", candidate_id=person.id, said="added")
    status = 413 if len(content) > LARGEST_DOCUMENT else form.status
    return _show_record(person, document_form=form, status=status)


@pages.get("/<int:candidate_id>/files/<int:document_id>")
@may(Action.READ_CANDIDATES)
def download(candidate_id: int, document_id: int) -> Response:
    """A file, always to be saved and never to be shown among our pages."""
    found = queries.file(reading(), _person(candidate_id).id, document_id)
    if found is None:
        abort(404)
    answer = send_file(
        BytesIO(found.content),
        mimetype=found.content_type,
        as_attachment=True,
        download_name=found.filename,
    )
    answer.headers["Content-Security-Policy"] = NO_CONTENT_OF_OURS
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.get("/<int:candidate_id>/timeline")
@may(Action.READ_CANDIDATES)
def older(candidate_id: int) -> Response:
    """What happened before."""
    person = _person(candidate_id)
    return render(
        "recruiter/candidates/timeline.html",
        fragment="recruiter/candidates/_timeline.html",
        person=person,
        **_timeline(person, request.args.get("before", type=row_id)),
    )


def _person(candidate_id: int) -> Profile:
    person = record.profile(reading(), viewer(), candidate_id)
    if person is None:
        abort(404)
    return person


def _read(sent: FileStorage) -> tuple[str, bytes]:
    """The name and the bytes, of which one too many is enough to see that it is too large."""
    with closing(sent):
        return sent.filename or "", sent.stream.read(LARGEST_DOCUMENT + 1)


def _show_form(form: CandidateForm, candidate_id: int | None = None) -> Response:
    return render(
        "recruiter/candidates/form.html", status=form.status, form=form, candidate_id=candidate_id
    )


def _show_record(
    person: Profile,
    *,
    note_form: NoteForm | None = None,
    document_form: DocumentForm | None = None,
    status: int = 200,
) -> Response:
    session, moment = reading(), now()
    chosen, by_themselves = record.chosen(session, person.id)
    return render(
        "recruiter/candidates/record.html",
        status=status,
        person=person,
        there=moment.astimezone(ZoneInfo(person.time_zone)) if person.time_zone else None,
        language=LANGUAGES.get(person.language, person.language),
        applications=record.applications(session, viewer(), person.id),
        wait_of=partial(waiting.state, now=moment),
        standing=pool.standing(session, person.id, moment),
        why_not=why_not(person.id),
        tasks=tasks.of_person(session, viewer(), person.id),
        asked=asking.sentence,
        sides=asking.sides,
        chosen=chosen,
        by_themselves=by_themselves,
        achievements=record.achievements(session, person.id),
        inquiries=inquiries.of_person(session, viewer(), person.id),
        notes=record.notes(session, person.id),
        files=record.files(session, person.id),
        note_form=note_form or NoteForm(formdata=None),
        document_form=document_form or DocumentForm(formdata=None),
        **_timeline(person, None),
    )


def _timeline(person: Profile, before: int | None) -> dict[str, Any]:
    found = timeline.of(reading(), viewer(), person.id, before=before)
    shown = found[: timeline.PAGE]
    # The brand is what knows the zone in which the team lives.
    brand()
    return {
        "before": before,
        "swapped": wants_fragment(),
        "days": timeline.by_day(shown, zone()),
        "older": shown[-1].id if len(found) > timeline.PAGE else None,
        "sentence": telling.sentence,
        "who": telling.who,
    }
