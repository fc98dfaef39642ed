"""The audit: who did what to whom, when, as a plain table and as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from flask import Blueprint, request, stream_with_context
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from portal.policy.imports.cells import defused
from portal.policy.permissions import Action
from portal.queries import audit as queries
from portal.queries import imports, record, vacancies
from portal.queries.audit import ActRow, Asked
from portal.recruiter.forms.audit import AuditForm, audit_form, said
from portal.recruiter.viewer import viewer
from portal.services import audit_exports
from portal.vocabulary import Act, ActorKind
from portal.web.database import now, reading
from portal.web.filters import brand, zone
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("audit", __name__, url_prefix="/audit")
HEADS = (
    "Number",
    "When",
    "Kind of actor",
    "Actor's number",
    "Actor",
    "Act",
    "Candidate's number",
    "Application",
    "Vacancy's number",
    "Vacancy",
    "Message",
    "Facts",
)
WITHOUT_NAME = {
    ActorKind.CANDIDATE: "the candidate",
    ActorKind.SYSTEM: "the portal",
}
UTF8_MARK = "\ufeff"
"""By which spreadsheets recognise the encoding."""


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """The newest acts, as far as they were asked for."""
    return _show(_form())


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def download() -> Response:
    """The same as a file; that it was taken out is written down before its first byte."""
    form = _form()
    if not form.validate():
        return _show(form)
    asked = _asked(form)
    with unit_of_work() as context:
        audit_exports.take_out(context, asked)
    response = FlaskResponse(stream_with_context(_written(asked)))
    response.content_type = "text/csv; charset=utf-8"
    filename = f"audit-{now().astimezone(zone()).date().isoformat()}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "no-store"
    return response


def _form() -> AuditForm:
    session = reading()
    return audit_form(
        request.args, vacancies.colleagues(session), imports.vacancies(session, viewer())
    )


def _show(form: AuditForm) -> Response:
    fine = form.validate()
    before = request.args.get("before", type=row_id)
    rows = queries.page(reading(), _asked(form), before=before) if fine else []
    wanted = {name: value for name, value in request.args.items() if name != "before" and value}
    person_id = form.candidate_id
    return render(
        "recruiter/settings/audit.html",
        status=200 if fine else 422,
        form=form,
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        wanted=wanted,
        person=record.profile(reading(), viewer(), person_id) if person_id else None,
        act=said,
        who=_who,
        facts=_facts,
    )


def _asked(form: AuditForm) -> Asked:
    brand()
    last: date | None = form.until.data
    return Asked(
        candidate_id=form.candidate_id,
        vacancy_id=form.vacancy.data,
        act=Act(form.what.data) if form.what.data else None,
        user_id=form.who.data,
        since=_begins(form.since.data),
        until=_begins(last + timedelta(days=1) if last else None),
    )


def _begins(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=zone()) if day else None


def _who(row: ActRow) -> str:
    return row.actor or WITHOUT_NAME.get(row.actor_kind, row.actor_kind.value)


def _facts(row: ActRow) -> list[str]:
    """Each fact as a code and its value."""
    return [
        f"{name} {_value(value)}" for name, value in sorted(row.facts.items()) if value is not None
    ]


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)


def _written(asked: Asked) -> Iterator[str]:
    """Line by line, while it is sent; people stay numbers, whose names the portal knows."""
    yield UTF8_MARK + _line(HEADS)
    for row in queries.every(reading(), asked):
        yield _line(
            (
                str(row.id),
                row.at.astimezone(zone()).isoformat(timespec="seconds"),
                row.actor_kind.value,
                _number(row.actor_id),
                _who(row),
                row.act.value,
                _number(row.candidate_id),
                _number(row.application_id),
                _number(row.vacancy_id),
                row.vacancy or "",
                _number(row.notice_id),
                "; ".join(_facts(row)),
            )
        )


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(map(defused, cells))
    return text.getvalue()
