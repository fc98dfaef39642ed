"""Imports: a file comes in, its columns are checked, its rows are taken in the background."""

from flask import Blueprint, abort, make_response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from portal.policy.imports import presets, refused_file
from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.queries import imports as queries
from portal.queries.imports import ImportRow
from portal.recruiter.file_preview import preview_of
from portal.recruiter.forms.imports import (
    ColumnsForm,
    PresetForm,
    UploadForm,
    columns_form,
    preset_form,
)
from portal.recruiter.viewer import viewer
from portal.services import imports
from portal.vocabulary import ImportState
from portal.web.database import reading
from portal.web.forms import PortalForm
from portal.web.guard import may
from portal.web.pages import go, partial
from portal.web.pages import page as render
from portal.web.uploads import as_csv
from portal.web.work import unit_of_work

pages = Blueprint("imports", __name__, url_prefix="/imports")
HERE = "recruiter.imports.one"


@pages.get("/")
@may(Action.IMPORT)
def page() -> Response:
    """The imports so far, and the form for a new one."""
    return _show_list(UploadForm(formdata=None))


@pages.post("/")
@may(Action.IMPORT)
def upload() -> Response:
    """Take a file in; nothing is imported before its columns are checked."""
    form, made = UploadForm(), 0
    file = form.file.data
    if form.accepted():
        with form.catching_refusals():
            if not isinstance(file, FileStorage) or not file.filename:
                raise Refusal("Choose a file.", "file")
            content, sheet = as_csv(file.read())
            with unit_of_work() as context:
                made = imports.upload(context, file.filename, content, sheet).id
        if form.status == 200:
            return go(HERE, import_id=made)
    return _show_list(form)


@pages.get("/<int:import_id>")
@may(Action.IMPORT)
def one(import_id: int) -> Response:
    """An import: its columns while they are to be checked, then what becomes of its rows."""
    row = _one(import_id)
    if row.state is ImportState.MAPPING:
        return _show_columns(row, _form_for(row))
    return _show_progress(row)


@pages.get("/<int:import_id>/progress")
@may(Action.IMPORT)
def progress(import_id: int) -> Response:
    """How far it is: polled while it runs."""
    row = _one(import_id)
    if row.state is ImportState.MAPPING:
        return go(HERE, import_id=row.id)
    return _show_progress(row)


@pages.post("/<int:import_id>/columns")
@may(Action.IMPORT)
def columns(import_id: int) -> Response:
    """Keep the choices; show the preview, try it out, or import."""
    row = _one(import_id)
    if partial() and row.state is not ImportState.MAPPING:
        # "Import" was pressed while the preview was still on its way here.
        return Response(status=204)
    form, wish = _form_for(row), request.form.get("do", "preview")
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            if wish == "preview":
                imports.choose(context, row.id, form.choices())
            else:
                imports.start(context, row.id, form.choices(), dry_run=wish != "import")
        if form.status == 409 and partial():
            # It was pressed just now, while we were reading what was chosen.
            return Response(status=204)
        if form.status == 200 and not partial():
            anchor = "preview" if wish == "preview" else None
            return redirect(url_for(HERE, import_id=row.id, _anchor=anchor), 303)
    return _show_columns(row, form)


@pages.post("/<int:import_id>/preset")
@may(Action.IMPORT)
def read_as(import_id: int) -> Response:
    """Take the columns as another export that we know, as the last time, or as a guess."""
    row = _one(import_id)
    form = preset_form(row)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            imports.read_as(context, row.id, form.preset.data)
        if form.status == 200:
            return go(HERE, import_id=row.id)
    return _show_columns(row, _form_for(row), form)


@pages.post("/<int:import_id>/start")
@may(Action.IMPORT)
def start(import_id: int) -> Response:
    """After a dry run: import."""
    row = _one(import_id)
    with unit_of_work() as context:
        imports.start_for_real(context, row.id)
    return go(HERE, import_id=row.id)


@pages.post("/<int:import_id>/back")
@may(Action.IMPORT)
def back(import_id: int) -> Response:
    """After a dry run: to the columns again."""
    row = _one(import_id)
    with unit_of_work() as context:
        imports.back_to_columns(context, row.id)
    return go(HERE, import_id=row.id)


@pages.post("/<int:import_id>/stop")
@may(Action.IMPORT)
def stop(import_id: int) -> Response:
    """Stop an import."""
    row = _one(import_id)
    with unit_of_work() as context:
        imports.stop(context, row.id)
    return go(HERE, import_id=row.id)


@pages.post("/<int:import_id>/go-on")
@may(Action.IMPORT)
def go_on(import_id: int) -> Response:
    """Go on with one that was stopped."""
    row = _one(import_id)
    with unit_of_work() as context:
        imports.go_on(context, row.id)
    return go(HERE, import_id=row.id)


@pages.post("/<int:import_id>/discard")
@may(Action.IMPORT)
def discard(import_id: int) -> Response:
    """Forget the file and its refused rows."""
    row = _one(import_id)
    with unit_of_work() as context:
        imports.discard(context, row.id)
    return go("recruiter.imports.page", said="removed")


@pages.get("/<int:import_id>/refused.csv")
@may(Action.IMPORT)
def refused(import_id: int) -> Response:
    """The refused rows as a file, to be put right and imported again."""
    row = _one(import_id)
    found = ((r.line, r.reason, r.cells) for r in queries.all_refused(reading(), row.id))
    response = make_response(refused_file.write(row.headers, found, row.delimiter))
    response.content_type = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"refused-{row.id}.csv")
    return response


def _one(import_id: int) -> ImportRow:
    row = queries.one(reading(), viewer(), import_id)
    if row is None:
        abort(404)
    return row


def _form_for(row: ImportRow) -> ColumnsForm:
    return columns_form(row, queries.vacancies(reading(), viewer()))


def _show_list(form: PortalForm) -> Response:
    return render(
        "recruiter/imports/page.html",
        status=form.status,
        form=form,
        rows=queries.latest(reading(), viewer()),
    )


def _show_columns(
    row: ImportRow, form: ColumnsForm, read_as_form: PresetForm | None = None
) -> Response:
    presets_form = read_as_form or preset_form(row, formdata=None)
    found = queries.first_rows(reading(), row)
    preview = preview_of(row, form.choices(), found)
    return render(
        "recruiter/imports/columns.html",
        fragment="recruiter/imports/_preview.html",
        status=max(form.status, presets_form.status),
        row=row,
        form=form,
        preset_form=presets_form,
        recognised=presets.named(row.preset).label,
        preview=preview.rows,
        unclear=preview.unclear,
        samples=_samples(row, [each.cells for each in found]),
    )


def _samples(row: ImportRow, rows: list[list[str]]) -> list[list[str]]:
    """For each column the first values that say something."""
    filled: list[list[str]] = [[] for _ in row.headers]
    for cells in rows[:200]:
        for position, cell in enumerate(cells[: len(filled)]):
            text = " ".join(cell[:200].split())
            if text and len(filled[position]) < 3 and text[:60] not in filled[position]:
                filled[position].append(text[:60])
    return filled


def _show_progress(row: ImportRow) -> Response:
    return render(
        "recruiter/imports/one.html",
        fragment="recruiter/imports/_progress.html",
        row=row,
        refused=queries.refused(reading(), row.id) if row.refused else [],
    )
