"""One decision for many applicants of a vacancy: chosen, written, looked through, handed over."""

from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.queries import applicants, applications, organisation
from portal.queries import batches_prepared as queries
from portal.queries import vacancies as vacancy_queries
from portal.queries.batches_prepared import Prepared
from portal.recruiter.forms.applicants import chosen_by, in_address
from portal.recruiter.forms.many import ManyForm, many_form
from portal.recruiter.viewer import viewer
from portal.services import batches_prepared as services
from portal.services.batches_prepared import MOST_PEOPLE
from portal.vocabulary import BatchState
from portal.web.database import now, reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("many", __name__)
WORDS, CHECK = "recruiter.many.words", "recruiter.preflight.check"


@pages.post("/vacancies/<int:vacancy_id>/decide")
@may(Action.RECORD_DECISION)
def choose(vacancy_id: int) -> Response:
    """Begin a decision about the ticked, or about all who match; nobody is decided yet."""
    vacancy = vacancy_queries.head(reading(), viewer(), vacancy_id)
    if vacancy is None:
        abort(404)
    filters = in_address(request.form)
    ids = request.form.getlist("application", type=row_id)
    if request.form.get("who") == "all":
        chosen, most = chosen_by(filters, vacancy), MOST_PEOPLE + 1
        ids = applicants.all_of(reading(), viewer(), vacancy_id, chosen, now=now(), most=most)
    elif ids and not applicants.belong(reading(), viewer(), vacancy_id, ids):
        abort(404)
    try:
        with unit_of_work() as context:
            batch_id = services.begin(context, vacancy_id, ids).id
    except Refusal:
        said = "too_many" if ids else "nobody_ticked"
        return go("recruiter.vacancies.one", said=said, vacancy_id=vacancy_id, **filters)
    return go(WORDS, batch_id=batch_id)


@pages.get("/batches/<int:batch_id>/words")
@may(Action.RECORD_DECISION)
def words(batch_id: int) -> Response:
    """The decision with the words of each stage."""
    prepared = draft_prepared(batch_id)
    return _show_words(prepared, _form(prepared))


@pages.post("/batches/<int:batch_id>/words")
@may(Action.RECORD_DECISION)
def write(batch_id: int) -> Response:
    """Keep what was typed, and on to who is held back."""
    prepared = draft_prepared(batch_id)
    form = _form(prepared)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            services.write(context, batch_id, form.draft(_zone(), now()))
        if form.status == 200:
            return go(CHECK, batch_id=batch_id)
    return _show_words(prepared, form)


@pages.post("/batches/<int:batch_id>/discard")
@may(Action.RECORD_DECISION)
def discard(batch_id: int) -> Response:
    """Throw it away: nothing has happened to anybody."""
    prepared = draft_prepared(batch_id)
    with unit_of_work() as context:
        services.discard(context, batch_id)
    return go("recruiter.vacancies.one", vacancy_id=prepared.vacancy_id, said="removed")


def one_prepared(batch_id: int) -> Prepared:
    """A decision for many, if it is this user's."""
    prepared = queries.one(reading(), viewer(), batch_id)
    if prepared is None:
        abort(404)
    return prepared


def draft_prepared(batch_id: int) -> Prepared:
    """What is being prepared; what was handed over is not prepared any more."""
    prepared = one_prepared(batch_id)
    if prepared.state is not BatchState.DRAFT:
        abort(redirect(url_for("recruiter.batches.one", batch_id=batch_id), 303))
    return prepared


def _zone() -> ZoneInfo:
    return ZoneInfo(organisation.settings(reading()).time_zone)


def _form(prepared: Prepared) -> ManyForm:
    return many_form(
        prepared,
        queries.stages(reading(), prepared.id),
        applications.criteria(reading(), prepared.vacancy_id),
        reasons=applications.reasons(reading()),
        zone=_zone(),
    )


def _show_words(prepared: Prepared, form: ManyForm) -> Response:
    stages = {str(stage.id): stage for stage in queries.stages(reading(), prepared.id)}
    return render(
        "recruiter/many/words.html",
        status=form.status,
        form=form,
        prepared=prepared,
        stages=stages,
        zone=_zone().key,
    )
