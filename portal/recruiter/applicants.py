"""Adding an application by hand: somebody we know already, or a new person."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import applicants, candidates, vacancies
from portal.queries.vacancies import VacancyHead
from portal.recruiter.forms.candidates import PersonForm
from portal.recruiter.viewer import viewer
from portal.services import applications
from portal.services import candidates as services
from portal.web.database import reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("applicants", __name__, url_prefix="/vacancies/<int:vacancy_id>/applications")


@pages.get("/new")
@may(Action.EDIT_CANDIDATE)
def new(vacancy_id: int) -> Response:
    """Search for somebody, or enter a new person."""
    return _show(_head(vacancy_id), PersonForm(formdata=None))


@pages.post("/new")
@may(Action.EDIT_CANDIDATE)
def add_new(vacancy_id: int) -> Response:
    """Add a new person together with their application."""
    vacancy, form = _head(vacancy_id), PersonForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            candidate = services.add(context, form.draft())
            applications.add_by_hand(context, candidate.id, vacancy.id)
        if form.status == 200:
            return go("recruiter.vacancies.one", vacancy_id=vacancy.id, said="added")
    return _show(vacancy, form)


@pages.post("/")
@may(Action.EDIT_CANDIDATE)
def add_known(vacancy_id: int) -> Response:
    """Add an application of somebody we know."""
    vacancy, form = _head(vacancy_id), PersonForm(formdata=None)
    candidate_id = request.form.get("candidate_id", 0, type=row_id)
    if not candidates.exists(reading(), viewer(), candidate_id):
        abort(404)
    with form.catching_refusals(), unit_of_work() as context:
        applications.add_by_hand(context, candidate_id, vacancy.id)
    if form.status == 200:
        return go("recruiter.vacancies.one", vacancy_id=vacancy.id, said="added")
    return _show(vacancy, form)


def _head(vacancy_id: int) -> VacancyHead:
    vacancy = vacancies.head(reading(), viewer(), vacancy_id)
    if vacancy is None:
        abort(404)
    return vacancy


def _show(vacancy: VacancyHead, form: PersonForm) -> Response:
    typed = request.values.get("q", "")
    found = candidates.found(reading(), viewer(), typed)
    return render(
        "recruiter/vacancies/new_application.html",
        fragment="recruiter/vacancies/_found.html",
        status=form.status,
        vacancy=vacancy,
        form=form,
        q=typed,
        found=found,
        there=applicants.applied_already(reading(), vacancy.id, [row.id for row in found]),
    )
