"""Closing a vacancy: everybody who is left is answered on one page, or asked to wait."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.policy.waiting import promised_by
from portal.queries import applications, organisation
from portal.queries import closing as queries
from portal.queries import vacancies as vacancy_queries
from portal.queries.closing import Left
from portal.queries.vacancies import VacancyHead
from portal.recruiter.forms.closing import ClosingForm, PauseForm, closing_form, pause_form
from portal.recruiter.viewer import viewer
from portal.services import closing
from portal.services.closing import NotReached
from portal.web.database import now, reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("closing", __name__, url_prefix="/vacancies/<int:vacancy_id>/closing")
VACANCY = "recruiter.vacancies.one"
CHECK = "recruiter.preflight.check"
SHOWN = 20
"""So many people of each stage are named."""
MOST_NAMED = 5


@pages.get("/")
@may(Action.RECORD_DECISION)
def page(vacancy_id: int) -> Response:
    """Who is left, and what they are answered."""
    return show(_open(vacancy_id))


@pages.post("/")
@may(Action.RECORD_DECISION)
def answer(vacancy_id: int) -> Response:
    """Prepare the answer to everybody who is left; nobody is decided yet."""
    vacancy = _open(vacancy_id)
    left = queries.left(reading(), viewer(), vacancy.id)
    form = _form(vacancy, left, posted=True)
    if form.accepted():
        batch_id = 0
        with form.catching_refusals(), unit_of_work() as context:
            ids = [row.application_id for row in left.rows]
            draft, lines = form.draft(_zone(), now()), form.lines(left.rows)
            batch_id = closing.answer(context, vacancy.id, ids, draft, lines).id
        if form.status == 200:
            return go(CHECK, batch_id=batch_id)
    return show(vacancy, form=form)


@pages.post("/pause")
@may(Action.RECORD_DECISION)
def pause(vacancy_id: int) -> Response:
    """Pause it: everybody who is left hears by when they know more."""
    vacancy = _open(vacancy_id)
    form = _pause_form(vacancy, posted=True)
    if form.accepted():
        try:
            with unit_of_work() as context:
                closing.pause(context, vacancy.id, form.draft(_zone()))
        except Refusal as refusal:
            form.refuse(_named(refusal))
        if form.status == 200:
            return go(VACANCY, vacancy_id=vacancy.id, said="vacancy_paused")
    return show(vacancy, pausing=form)


def show(
    vacancy: VacancyHead,
    *,
    form: ClosingForm | None = None,
    pausing: PauseForm | None = None,
    refused: Refusal | None = None,
) -> Response:
    """The page; `refused`: why it could not be closed."""
    reading().rollback()
    left = queries.left(reading(), viewer(), vacancy.id)
    form = form or _form(vacancy, left, posted=False)
    pausing = pausing or _pause_form(vacancy, posted=False)
    if refused is not None:
        form.refuse(refused)
    return render(
        "recruiter/vacancies/closing.html",
        status=max(form.status, pausing.status),
        vacancy=vacancy,
        left=left,
        form=form,
        pausing=pausing,
        stages={str(stage.id): stage for stage in left.stages},
        people={str(row.application_id): row for row in left.rows},
        shown=SHOWN,
        zone=_zone().key,
    )


def _open(vacancy_id: int) -> VacancyHead:
    """A vacancy that is not closed yet."""
    vacancy = vacancy_queries.head(reading(), viewer(), vacancy_id)
    if vacancy is None or vacancy.closed:
        abort(404)
    return vacancy


def _form(vacancy: VacancyHead, left: Left, *, posted: bool) -> ClosingForm:
    criteria = applications.criteria(reading(), vacancy.id)
    return closing_form(left, criteria, applications.reasons(reading()), posted=posted)


def _pause_form(vacancy: VacancyHead, *, posted: bool) -> PauseForm:
    calendar = organisation.calendar(reading())
    day = promised_by(now() + timedelta(days=1), vacancy.promise_days, calendar)
    return pause_form(day.astimezone(calendar.zone).date(), posted=posted)


def _named(refusal: Refusal) -> Refusal:
    """Who cannot be written to, as far as the viewer may know them."""
    if not isinstance(refusal, NotReached):
        return refusal
    reading().rollback()
    some = list(refusal.application_ids[:MOST_NAMED])
    known = queries.names(reading(), viewer(), some)
    named = ", ".join(known.values()) or "They are not yours to see"
    more = len(refusal.application_ids) - len(known)
    rest = f" and {more} more" if more and known else ""
    return Refusal(f"{refusal.message} {named}{rest}.", refusal.field)


def _zone() -> ZoneInfo:
    return organisation.calendar(reading()).zone
