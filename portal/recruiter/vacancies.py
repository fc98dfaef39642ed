"""Vacancies: the list, one with its applications, writing one down, closing it."""

from functools import partial

from flask import Blueprint, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy import waiting
from portal.policy.permissions import Action, allowed
from portal.policy.refusal import Refusal
from portal.queries import applicants, organisation
from portal.queries import vacancies as queries
from portal.queries.vacancies import VacancyDetail, VacancyHead
from portal.recruiter import closing
from portal.recruiter.forms.applicants import WAITS, chosen_by, in_address
from portal.recruiter.forms.vacancies import VacancyForm, vacancy_form
from portal.recruiter.viewer import viewer
from portal.services import applications, vacancies
from portal.web.database import now, reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go, status_of
from portal.web.pages import page as render
from portal.web.pages import partial as wants_fragment
from portal.web.work import unit_of_work

pages = Blueprint("vacancies", __name__, url_prefix="/vacancies")
HERE = "recruiter.vacancies.one"
NOBODY = "Tick at least one person."


@pages.get("/")
@may(Action.WORK)
def page() -> Response:
    """Open or closed vacancies, the newest first."""
    closed = request.args.get("show") == "closed"
    before = request.args.get("before", type=row_id)
    rows = queries.listed(reading(), viewer(), now(), closed=closed, before=before)
    return render(
        "recruiter/vacancies/page.html",
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        closed=closed,
        may_edit=_may_edit(),
    )


@pages.get("/new")
@may(Action.EDIT_VACANCY)
def new() -> Response:
    """The form for a new vacancy."""
    return _show_form(_new_form())


@pages.post("/new")
@may(Action.EDIT_VACANCY)
def add() -> Response:
    """Open a vacancy."""
    form, made = _new_form(), 0
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            made = vacancies.add(context, form.draft()).id
        if form.status == 200:
            return _to(made, said="added")
    return _show_form(form)


@pages.get("/<int:vacancy_id>")
@may(Action.READ_APPLICATIONS)
def one(vacancy_id: int) -> Response:
    """A vacancy with its applications."""
    return _show(_head(vacancy_id))


@pages.get("/<int:vacancy_id>/about")
@may(Action.READ_APPLICATIONS)
def about(vacancy_id: int) -> Response:
    """What the vacancy asks for and promises."""
    return render(
        "recruiter/vacancies/about.html",
        vacancy=_head(vacancy_id),
        detail=_detail(vacancy_id),
        may_edit=_may_edit(),
    )


@pages.get("/<int:vacancy_id>/edit")
@may(Action.EDIT_VACANCY)
def edit(vacancy_id: int) -> Response:
    """The form with the vacancy as it is."""
    return _show_form(_form_of(vacancy_id), vacancy_id)


@pages.post("/<int:vacancy_id>/edit")
@may(Action.EDIT_VACANCY)
def change(vacancy_id: int) -> Response:
    """Change the vacancy."""
    form = _form_of(vacancy_id)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            vacancies.change(context, vacancy_id, form.draft())
        if form.status == 200:
            return _to(vacancy_id, said="saved")
    return _show_form(form, vacancy_id)


@pages.post("/<int:vacancy_id>/close")
@may(Action.EDIT_VACANCY)
def close(vacancy_id: int) -> Response:
    """Close the vacancy, unless somebody still waits."""
    vacancy = _head(vacancy_id)
    try:
        with unit_of_work() as context:
            vacancies.close(context, vacancy.id)
    except Refusal as refusal:
        return closing.show(vacancy, refused=refusal)
    return _to(vacancy.id, said="saved")


@pages.post("/<int:vacancy_id>/reopen")
@may(Action.EDIT_VACANCY)
def reopen(vacancy_id: int) -> Response:
    """Open the vacancy again."""
    vacancy = _head(vacancy_id)
    with unit_of_work() as context:
        vacancies.reopen(context, vacancy.id)
    return _to(vacancy.id, said="saved")


@pages.post("/<int:vacancy_id>/stage")
@may(Action.EDIT_CANDIDATE)
def move(vacancy_id: int) -> Response:
    """Move the ticked applications to a stage."""
    vacancy = _head(vacancy_id)
    ticked = request.form.getlist("application", type=row_id)
    if not ticked:
        return _show(vacancy, status=422, refused=NOBODY)
    if not applicants.belong(reading(), viewer(), vacancy.id, ticked):
        abort(404)
    stage_id = request.form.get("stage_id", 0, type=row_id)
    try:
        with unit_of_work() as context:
            for application_id in ticked:
                applications.move(context, application_id, stage_id)
    except Refusal as refusal:
        return _show(vacancy, status=status_of(refusal), refused=str(refusal), ticked=ticked)
    # A redirect for htmx too: what it fetches next is read after the change.
    return redirect(
        url_for(HERE, vacancy_id=vacancy.id, said="moved", **in_address(request.values)), 303
    )


def _head(vacancy_id: int) -> VacancyHead:
    vacancy = queries.head(reading(), viewer(), vacancy_id)
    if vacancy is None:
        abort(404)
    return vacancy


def _detail(vacancy_id: int) -> VacancyDetail:
    detail = queries.detail(reading(), viewer(), vacancy_id)
    if detail is None:
        abort(404)
    return detail


def _show(vacancy: VacancyHead, *, status: int = 200, **values: object) -> Response:
    filters = in_address(request.values)
    chosen = chosen_by(filters, vacancy)
    after = request.values.get("after", type=row_id)
    rows = applicants.page(reading(), viewer(), vacancy.id, chosen, now=now(), after=after)
    return render(
        "recruiter/vacancies/one.html",
        fragment="recruiter/vacancies/_applications.html",
        status=status,
        **values,
        vacancy=vacancy,
        stage_names={stage.id: stage.name for stage in vacancy.stages},
        chosen=chosen,
        filters={name: value for name, value in filters.items() if name != "after"},
        waits=WAITS,
        after=after,
        rows=rows[: applicants.PAGE],
        more=rows[applicants.PAGE - 1].id if len(rows) > applicants.PAGE else None,
        wait_of=partial(waiting.state, now=now()),
        may_edit=_may_edit(),
        swapped=wants_fragment(),
    )


def _may_edit() -> bool:
    return allowed(current_user.role, Action.EDIT_VACANCY)


def _new_form() -> VacancyForm:
    return vacancy_form(
        queries.colleagues(reading()),
        owner_id=current_user.id,
        promise_days=organisation.settings(reading()).promise_days,
    )


def _form_of(vacancy_id: int) -> VacancyForm:
    return vacancy_form(
        queries.colleagues(reading()),
        vacancy=_detail(vacancy_id),
        stages=_head(vacancy_id).stages,
    )


def _show_form(form: VacancyForm, vacancy_id: int | None = None) -> Response:
    form.add_spare_rows()
    return render(
        "recruiter/vacancies/form.html", status=form.status, form=form, vacancy_id=vacancy_id
    )


def _to(vacancy_id: int, *, said: str) -> Response:
    """To the vacancy, unless whoever changed it has just hidden it from themselves."""
    reading().rollback()
    if queries.is_visible(reading(), viewer(), vacancy_id):
        return go(HERE, vacancy_id=vacancy_id, said=said)
    return go("recruiter.vacancies.page", said=said)
