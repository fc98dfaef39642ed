"""The notice ledger: who is told, when, how, and the proof."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import notices as queries
from portal.queries.notices import NOT_REACHED, UNDER_WAY, NoticeRow
from portal.recruiter.viewer import viewer
from portal.services import notices
from portal.services.notices import Recall
from portal.vocabulary import NoticeState
from portal.web.database import reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("notices", __name__, url_prefix="/notices")
TABS: dict[str, tuple[str, tuple[NoticeState, ...]]] = {
    "all": ("All", ()),
    "under-way": ("Under way", UNDER_WAY),
    "not-reached": ("Not reached", NOT_REACHED),
    "accepted": ("Accepted", (NoticeState.ACCEPTED,)),
    "recalled": ("Recalled", (NoticeState.CANCELLED,)),
}


@pages.get("/")
@may(Action.READ_NOTICES)
def page() -> Response:
    """The ledger, the newest first."""
    tab = request.args.get("show", "all")
    if tab not in TABS:
        abort(404)
    states = TABS[tab][1]
    before = request.args.get("before", type=int)
    rows = queries.page(reading(), viewer(), states=states, before=before)
    counts = queries.counts(reading(), viewer())
    return render(
        "recruiter/notices/page.html",
        fragment="recruiter/notices/_list.html",
        tab=tab,
        tabs=[
            (key, label, sum(counts.get(s, 0) for s in (wanted or tuple(NoticeState))))
            for key, (label, wanted) in TABS.items()
        ],
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None,
        polls=before is None and any(row.under_way for row in rows),
    )


@pages.get("/<int:notice_id>")
@may(Action.READ_NOTICES)
def one(notice_id: int) -> Response:
    """One notice with every attempt."""
    row = _one(notice_id)
    attempts = queries.attempts(reading(), notice_id)
    return render("recruiter/notices/one.html", row=row, attempts=attempts)


@pages.post("/<int:notice_id>/recall")
@may(Action.STEER_NOTICES)
def recall(notice_id: int) -> Response:
    """Take a notice back before it goes out."""
    row = _one(notice_id)
    with unit_of_work() as context:
        outcome = notices.recall(context, row.id)
    return _back(row, "recalled" if outcome is Recall.CANCELLED else "recall_asked")


@pages.post("/<int:notice_id>/now")
@may(Action.STEER_NOTICES)
def send_now(notice_id: int) -> Response:
    """Skip what is left of the undo window."""
    row = _one(notice_id)
    with unit_of_work() as context:
        notices.send_now(context, row.id)
    return _back(row, "sent_now")


@pages.post("/<int:notice_id>/again")
@may(Action.STEER_NOTICES)
def again(notice_id: int) -> Response:
    """Let a notice that ended without reaching anybody try once more."""
    row = _one(notice_id)
    with unit_of_work() as context:
        notices.try_again(context, row.id)
    return _back(row, "retried")


def _one(notice_id: int) -> NoticeRow:
    row = queries.one(reading(), viewer(), notice_id)
    if row is None:
        abort(404)
    return row


def _back(row: NoticeRow, said: str) -> Response:
    """To the application that the button was pressed on, else to the notice."""
    if row.application_id is not None and request.form.get("from") == "application":
        return go("recruiter.applications.page", application_id=row.application_id, said=said)
    return go("recruiter.notices.one", notice_id=row.id, said=said)
