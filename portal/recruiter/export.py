"""Export: the people here with their applications, as a file that can be imported again."""

from collections.abc import Iterator

from flask import Blueprint, stream_with_context
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from portal.policy.imports import own_file
from portal.policy.permissions import Action
from portal.queries import export as queries
from portal.queries import imports
from portal.queries.export import Asked
from portal.recruiter.forms.export import ExportForm, export_form
from portal.recruiter.viewer import viewer
from portal.services import exports
from portal.web.database import now, reading
from portal.web.filters import zone
from portal.web.guard import may
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("export", __name__, url_prefix="/export")


@pages.get("/")
@may(Action.EXPORT)
def page() -> Response:
    """What can be taken out."""
    return _show(_form())


@pages.post("/")
@may(Action.EXPORT)
def download() -> Response:
    """The file; that it was taken out is written down before its first byte."""
    form = _form()
    if form.accepted():
        asked = form.asked(zone())
        with form.catching_refusals(), unit_of_work() as context:
            exports.take_out(context, viewer(), asked)
        if form.status == 200:
            return _file(asked)
    return _show(form)


def _form() -> ExportForm:
    return export_form(imports.vacancies(reading(), viewer()))


def _show(form: ExportForm) -> Response:
    return render("recruiter/export/page.html", status=form.status, form=form)


def _file(asked: Asked) -> Response:
    day = now().astimezone(zone()).date().isoformat()
    response = FlaskResponse(stream_with_context(_lines(asked)))
    response.content_type = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"rekindle-{day}.csv")
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(asked: Asked) -> Iterator[str]:
    yield own_file.header()
    for values in queries.rows(reading(), viewer(), asked):
        yield own_file.line(values)
