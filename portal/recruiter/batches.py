"""One letter for many of triage: each gets a message and a page of their own."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.policy.feedback import FeedbackDraft
from portal.policy.permissions import Action
from portal.policy.refusal import Conflict
from portal.policy.triage import FOR_WHOM, LONGEST_LINE, not_this_letter
from portal.queries import applications
from portal.queries import batches as queries
from portal.queries import triage as triage_queries
from portal.queries.batches import BatchRow, Whose
from portal.queries.triage import TriageRow
from portal.recruiter.forms.batch import LINE, BatchForm, batch_form
from portal.recruiter.forms.triage import chosen_by, in_address
from portal.recruiter.preview import preview_of
from portal.recruiter.triage import ticked_ids
from portal.recruiter.viewer import viewer
from portal.services import batches_by_hand
from portal.services.batches import with_line
from portal.services.batches_by_hand import MOST_PEOPLE
from portal.services.decisions import DecisionDraft
from portal.vocabulary import BatchState, EndedBy, Outcome
from portal.web.database import gateways, reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("batches", __name__, url_prefix="/batches")
HERE = "recruiter.batches.one"


@pages.get("/")
@may(Action.RECORD_DECISION)
def page() -> Response:
    """The letters to many so far."""
    rows = queries.latest(reading(), viewer())
    return render("recruiter/batches/page.html", rows=rows)


@pages.post("/ticked")
@may(Action.RECORD_DECISION)
def ticked() -> Response:
    """On to the letter for the people who were ticked; nothing changes yet."""
    ids = ticked_ids()
    if not ids:
        return go("recruiter.triage.page", **in_address(chosen_by(request.form)))
    return redirect(url_for("recruiter.batches.new", decision=ids), 303)


@pages.get("/new")
@may(Action.RECORD_DECISION)
def new() -> Response:
    """The form for a letter to a group, or to those who were ticked."""
    chosen, ids = chosen_by(request.args), request.args.getlist("decision", type=row_id)
    if ids:
        rows = triage_queries.these(reading(), viewer(), ids[:MOST_PEOPLE])
    elif chosen.is_all:
        return go("recruiter.triage.page")
    else:
        rows = triage_queries.first_of(reading(), viewer(), chosen, MOST_PEOPLE + 1)
    if not rows:
        return go("recruiter.triage.page")
    some = rows[:MOST_PEOPLE]
    values = {"outcome": _outcome_of(some).value, "invites_to_pool": False}
    return _show(some, batch_form(_criteria(some), values), more=len(rows) > len(some))


@pages.post("/")
@may(Action.RECORD_DECISION)
def prepare() -> Response:
    """Show the letter of one of them, or hand it over for all who were on the page."""
    ids = [name.removeprefix(LINE) for name in request.form if name.startswith(LINE)]
    kept = [*ids, *request.form.getlist("left")]
    if not all(one.isdecimal() and len(one) < 19 for one in kept):
        abort(404)
    rows = triage_queries.these(reading(), viewer(), {int(one) for one in kept})
    form = batch_form(_criteria(rows), {})
    if not rows or form.outcome.data not in FOR_WHOM:
        abort(404)
    form.rows = _gets(rows, form)
    if form.accepted():
        if "preview" in request.form:
            return _show(rows, form, of=request.form.get("preview", 0, type=row_id))
        with form.catching_refusals():
            _refuse_overtaken(form, [row for row in rows if str(row.decision_id) in ids])
        if form.status == 200 and form.is_enough():
            with form.catching_refusals(), unit_of_work() as context:
                batch_id = batches_by_hand.prepare(context, form.draft()).id
            if form.status == 200:
                return go(HERE, batch_id=batch_id)
    return _show(rows, form)


@pages.get("/<int:batch_id>")
@may(Action.RECORD_DECISION)
def one(batch_id: int) -> Response:
    """A letter to many: how far it is, and what became of whom."""
    row = _one(batch_id)
    if row.state is BatchState.DRAFT:
        return redirect(url_for("recruiter.preflight.check", batch_id=row.id), 303)
    return _show_one(row)


@pages.get("/<int:batch_id>/progress")
@may(Action.RECORD_DECISION)
def progress(batch_id: int) -> Response:
    """How far it is: polled while it runs."""
    return _show_one(_one(batch_id))


@pages.post("/<int:batch_id>/go-on")
@may(Action.RECORD_DECISION)
def go_on(batch_id: int) -> Response:
    """Go on with one that stopped."""
    row = _one(batch_id)
    with unit_of_work() as context:
        batches_by_hand.go_on(context, row.id)
    return go(HERE, batch_id=row.id)


@pages.post("/<int:batch_id>/take-back")
@may(Action.RECORD_DECISION)
def take_back(batch_id: int) -> Response:
    """Take back what has not gone out: those people wait in triage again."""
    row = _one(batch_id)
    with unit_of_work() as context:
        batches_by_hand.take_back(context, row.id)
    return go(HERE, batch_id=row.id, said="taken_back")


def _one(batch_id: int) -> BatchRow:
    row = queries.one(reading(), viewer(), batch_id)
    if row is None:
        abort(404)
    return row


def _outcome_of(rows: Sequence[TriageRow]) -> Outcome:
    """What the letter is about: not being chosen, unless nobody of them can be told that."""
    outcomes = {row.case.outcome for row in rows if row.unwritable is None}
    return next((outcome for outcome in FOR_WHOM if outcome in outcomes), Outcome.REJECTED)


def _criteria(rows: Sequence[TriageRow]) -> tuple[str, ...]:
    """What their vacancy asks for, if it is the same for all of them."""
    vacancies = {row.vacancy_id for row in rows}
    return applications.criteria(reading(), vacancies.pop()) if len(vacancies) == 1 else ()


def _left(rows: Sequence[TriageRow], form: BatchForm) -> dict[int, str]:
    about, with_points = form.about(), bool(form.points.entries)
    why = {
        row.decision_id: not_this_letter(row.case, about, with_points=with_points) for row in rows
    }
    return {decision_id: reason for decision_id, reason in why.items() if reason}


def _gets(rows: Sequence[TriageRow], form: BatchForm) -> list[TriageRow]:
    left = _left(rows, form)
    return [row for row in rows if row.decision_id not in left]


def _refuse_overtaken(form: BatchForm, meant: Sequence[TriageRow]) -> None:
    """Nobody who was to get the letter falls out of it without a word."""
    left = len(meant) - len(form.rows)
    if left and form.rows:
        people = "one of these people" if left == 1 else f"{left} of these people"
        raise Conflict(
            f"Meanwhile {people} cannot get this letter any more: see below whose decision it is. "
            "Nobody has been written to yet; the others still can be."
        )


def _show(
    rows: Sequence[TriageRow], form: BatchForm, *, of: int | None = None, more: bool = False
) -> Response:
    left = _left(rows, form)
    form.rows = [row for row in rows if row.decision_id not in left]
    shown = next((row for row in form.rows if row.decision_id == of), None)
    previewed = applications.one(reading(), viewer(), shown.application_id) if shown else None
    return render(
        "recruiter/batches/new.html",
        status=form.status,
        form=form,
        row=previewed,
        preview=preview_of(previewed, _alone(form, shown)) if shown and previewed else None,
        left=[(row, left[row.decision_id]) for row in rows if row.decision_id in left],
        whose=_whose([row.application_id for row in rows if row.decision_id in left]),
        vacancies={row.vacancy_id: row.vacancy for row in rows},
        for_whom=FOR_WHOM[form.about()],
        most=MOST_PEOPLE,
        more=more,
        longest=LONGEST_LINE,
        undo_minutes=gateways().settings.undo.seconds // 60,
    )


def _alone(form: BatchForm, row: TriageRow) -> DecisionDraft:
    """What one of them would get, as a decision about this one alone."""
    about, words = form.about(), form.feedback()
    return DecisionDraft(
        outcome=about,
        ended_by=EndedBy.US if about is Outcome.REJECTED else EndedBy.THEM,
        reason_id=None,
        internal_note="",
        feedback=_with_line(words, form.line(row)),
        promising=False,
        invites_to_pool=bool(form.invites_to_pool.data),
    )


def _with_line(words: FeedbackDraft, line: str) -> FeedbackDraft:
    return replace(words, message=with_line(line, words.message))


def _whose(application_ids: list[int]) -> dict[int, Whose]:
    return queries.whose(reading(), viewer(), application_ids) if application_ids else {}


def _show_one(row: BatchRow) -> Response:
    left = queries.left(reading(), viewer(), row.id)
    return render(
        "recruiter/batches/one.html",
        fragment="recruiter/batches/_progress.html",
        row=row,
        left=left,
        whose=_whose([each.application_id for each in left]),
        for_whom=FOR_WHOM.get(row.outcome, ""),
    )
