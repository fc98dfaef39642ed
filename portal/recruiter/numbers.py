"""One table of all vacancies: who was told by the promise, how soon, with what, and who asked."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, abort, request, stream_with_context
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from portal.policy.decency import Share
from portal.policy.imports.cells import defused
from portal.policy.permissions import Action
from portal.queries import numbers as queries
from portal.queries.numbers import VacancyNumbers
from portal.queries.visible import Viewer
from portal.recruiter.viewer import viewer
from portal.vocabulary import MissingNotice
from portal.web.database import now, reading
from portal.web.filters import brand, word, zone
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import page as render

pages = Blueprint("numbers", __name__, url_prefix="/vacancies/numbers")
HEADS = (
    "Vacancy",
    "Status",
    "Applications",
    "Told by the promise, percent",
    "Told by the promise",
    "Of",
    "Median days from decision to told",
    "Interviewed with feedback, percent",
    "With feedback",
    "Of",
    "Inquiries",
)
UTF8_MARK = "\ufeff"
"""By which spreadsheets recognise the encoding."""


@pages.get("/")
@may(Action.READ_APPLICATIONS)
def page() -> Response:
    """The newest vacancies with their numbers, or one of them."""
    one_id = request.args.get("vacancy", type=row_id)
    if "vacancy" in request.args:
        found = queries.one(reading(), viewer(), now(), one_id) if one_id else None
        if found is None:
            abort(404)
        return _show([found], one=found)
    before = request.args.get("before", type=row_id)
    return _show(queries.page(reading(), viewer(), now(), before=before))


@pages.get("/numbers.csv")
@may(Action.READ_APPLICATIONS)
def download() -> Response:
    """All vacancies as a file; it names nobody."""
    brand()
    response = FlaskResponse(stream_with_context(_written(viewer(), now())))
    response.content_type = "text/csv; charset=utf-8"
    filename = f"vacancies-{now().astimezone(zone()).date().isoformat()}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "no-store"
    return response


def _show(rows: list[VacancyNumbers], one: VacancyNumbers | None = None) -> Response:
    return render(
        "recruiter/vacancies/numbers.html",
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        one=one,
    )


def _written(looking: Viewer, at: datetime) -> Iterator[str]:
    """Line by line, while it is sent."""
    yield UTF8_MARK + _line((*HEADS, *(f"Missing: {word(kind)}" for kind in MissingNotice)))
    for row in queries.every(reading(), looking, at):
        yield _line(
            (
                row.title,
                word(row.status),
                str(row.applications),
                *_share(row.by_promise),
                "" if row.days_to_told is None else str(row.days_to_told),
                *_share(row.with_feedback),
                str(row.inquiries),
                *(str(row.missing.get(kind, 0)) for kind in MissingNotice),
            )
        )


def _share(share: Share) -> tuple[str, str, str]:
    percent = "" if share.percent is None else str(share.percent)
    return percent, str(share.are), str(share.of)


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(map(defused, cells))
    return text.getvalue()
