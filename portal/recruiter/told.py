"""Telling the other system back: who was told, when, how and by whom."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from flask import Blueprint, abort, request, stream_with_context
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from portal.policy.imports.cells import defused
from portal.policy.permissions import Action
from portal.queries import applications, record
from portal.queries import told as queries
from portal.queries.told import Asked, Told, ToldRow
from portal.queries.visible import Viewer
from portal.recruiter.forms.told import ToldForm, told_form
from portal.recruiter.viewer import viewer
from portal.vocabulary import Channel, NoticeState
from portal.web.database import now, reading
from portal.web.filters import brand, standing, word, zone
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import page as render

pages = Blueprint("told", __name__, url_prefix="/told")
HEADS = (
    "System",
    "Person there",
    "Application there",
    "Name",
    "E-mail",
    "Vacancy",
    "Outcome",
    "Decided on",
    "Told",
    "Told at",
    "How",
    "By",
    "Message",
)
UTF8_MARK = "\ufeff"
"""By which spreadsheets recognise the encoding."""


@pages.get("/")
@may(Action.READ_NOTICES)
def page() -> Response:
    """Every decision with whether the person knows it, the newest first."""
    form = _form()
    fine = form.validate()
    before = request.args.get("before", type=row_id)
    rows = queries.page(reading(), viewer(), _asked(form), before=before) if fine else []
    wanted = {name: value for name, value in request.args.items() if name != "before" and value}
    return render(
        "recruiter/told/page.html",
        status=200 if fine else 422,
        form=form,
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].decision_id if len(rows) > queries.PAGE else None,
        wanted=wanted,
        how=how,
    )


@pages.get("/told.csv")
@may(Action.EXPORT)
def export() -> Response:
    """The same as a file that the other system, or a person, can take in."""
    form = _form()
    if not form.validate():
        abort(404)
    # The brand is what knows the zone in which the team lives.
    brand()
    response = FlaskResponse(stream_with_context(_written(viewer(), _asked(form))))
    response.content_type = "text/csv; charset=utf-8"
    filename = f"told-{now().astimezone(zone()).date().isoformat()}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.get("/<int:candidate_id>")
@may(Action.READ_NOTICES)
def person(candidate_id: int) -> Response:
    """What one person was told, as a text to paste into the other system."""
    found = record.profile(reading(), viewer(), candidate_id)
    if found is None:
        abort(404)
    brand()
    rows = queries.every(reading(), viewer(), Asked(candidate_id=candidate_id))
    texts = [(row, _text(row)) for row in rows]
    return render("recruiter/told/person.html", person=found, texts=texts, how=how)


def how(row: ToldRow) -> str:
    """How they were told, or why they were not."""
    if row.elsewhere:
        return f"told elsewhere, noted by {row.by}" if row.by else "told elsewhere"
    if row.told is Told.YES:
        return f"{_channel(row)}, {_message(row)}"
    if row.told is Told.UNKNOWN:
        return "decided elsewhere, and nobody has said whether they were told"
    return f"not yet: {_message(row)}" if row.notice else "not yet: no message is owed"


def _form() -> ToldForm:
    session = reading()
    return told_form(request.args, queries.vacancies(session, viewer()), queries.systems(session))


def _asked(form: ToldForm) -> Asked:
    brand()
    last: date | None = form.until.data
    return Asked(
        vacancy_id=form.vacancy.data,
        source=form.system.data or None,
        told=Told(form.told.data) if form.told.data else None,
        since=_begins(form.since.data),
        until=_begins(last + timedelta(days=1) if last else None),
    )


def _begins(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), tzinfo=zone()) if day else None


def _written(looking: Viewer, asked: Asked) -> Iterator[str]:
    """Line by line, while it is sent: the session of the view is closed by then."""
    yield UTF8_MARK + _line(HEADS)
    for row in queries.every(reading(), looking, asked):
        yield _line(
            (
                row.there.system,
                row.there.person,
                row.there.application,
                row.name,
                row.email or "",
                row.vacancy,
                word(row.outcome),
                row.decided_at.astimezone(zone()).date().isoformat(),
                row.told.value,
                _iso(row.told_at) if row.told is Told.YES else "",
                _channel(row),
                (row.by or "") if row.told is Told.YES else "",
                _message(row),
            )
        )


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(map(defused, cells))
    return text.getvalue()


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(zone()).isoformat(timespec="seconds") if moment else ""


def _channel(row: ToldRow) -> str:
    if row.told is not Told.YES:
        return ""
    return "told elsewhere" if row.elsewhere else word(row.channel or Channel.EMAIL)


def _message(row: ToldRow) -> str:
    """Where our message stands."""
    if row.notice is None:
        return ""
    if row.notice is NoticeState.SCHEDULED and row.not_before is not None:
        return f"scheduled for {_said(row.not_before)}"
    stands = standing(row.notice, row.channel or Channel.EMAIL)
    return stands + (f", {word(row.why_not)}" if row.why_not else "")


def _said(moment: datetime) -> str:
    here = moment.astimezone(zone())
    return f"{here.day} {here:%B %Y, %H:%M}"


def _text(row: ToldRow) -> str:
    """All about one application as plain text."""
    decided = row.decided_at.astimezone(zone())
    lines = [
        f"{row.vacancy}: {word(row.outcome)}, decided on {decided.day} {decided:%B %Y}",
        f"Told: {row.told.value}"
        + (f", {_said(row.told_at)} ({zone().key})" if row.told_at else ""),
        f"How: {how(row)}",
    ]
    if row.told is Told.YES and row.by and not row.elsewhere:
        lines.append(f"By: {row.by}")
    if row.told is Told.YES and not row.elsewhere:
        lines += _feedback(row.application_id)
    return "\n".join(lines)


def _feedback(application_id: int) -> list[str]:
    """What they were told, word for word."""
    found = applications.one(reading(), viewer(), application_id)
    latest = found.decision.latest if found and found.decision else None
    if latest is None or latest.draft.empty:
        return []
    draft = latest.draft
    lines = ["", "What they were told:"]
    lines += [draft.message] if draft.message else []
    for point in draft.points:
        lines.append(f"- {point.criterion} ({word(point.kind)}): {point.seen}")
        lines += [f"  What would help next time: {point.next_time}"] if point.next_time else []
    return [*lines, draft.advice] if draft.advice else lines
