"""When a decision is told: shown before it is made, and changed while it waits."""

from collections.abc import Sequence

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import applications, company, notices
from portal.queries import sending as queries
from portal.queries.applications import ApplicationRow
from portal.queries.notices import NoticeRow
from portal.recruiter.forms.sending import WhenForm, when_values
from portal.recruiter.moments import city, here, there
from portal.recruiter.viewer import viewer
from portal.services import sending
from portal.vocabulary import SendWhen
from portal.web.database import gateways, now, reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("sending", __name__)


@pages.get("/applications/<int:application_id>/when")
@may(Action.RECORD_DECISION)
def when(application_id: int) -> Response:
    """When a decision would go out by the rule, for the reason that was just chosen."""
    row = _application(application_id)
    reason_id = request.args.get("reason_id", type=int)
    return render(
        "recruiter/applications/page.html",
        fragment="recruiter/applications/_when.html",
        row=row,
        sending=by_rule(row, reason_id),
    )


@pages.get("/notices/<int:notice_id>/when")
@may(Action.STEER_NOTICES)
def page(notice_id: int) -> Response:
    """When a message about a decision goes out, to change it."""
    row, application = _notice(notice_id)
    decision = application.decision
    values = when_values(decision.send_when, decision.send_at) if decision else {}
    return _page(row, application, WhenForm(formdata=None, data=values))


@pages.post("/notices/<int:notice_id>/when")
@may(Action.STEER_NOTICES)
def change(notice_id: int) -> Response:
    """Let it go out at another moment."""
    row, application = _notice(notice_id)
    form = WhenForm()
    if form.accepted():
        typed = form.sending_draft()
        with form.catching_refusals(), unit_of_work() as context:
            sending.change(
                context,
                row.id,
                when=typed["send_when"],
                at=typed["send_at"],
                late=typed["send_late"],
            )
        if form.status == 200:
            return go("recruiter.notices.one", notice_id=row.id, said="saved")
    return _page(row, application, form)


def by_rule(row: ApplicationRow, reason_id: int | None) -> dict[str, object]:
    """What the page says of the moment that the rule gives now, and of what else is open."""
    undo = gateways().settings.undo
    fact = queries.facts(reading(), [row.id], now())[row.id]
    times = queries.times(reading(), undo)
    due = times.due(fact, now(), when=SendWhen.BY_RULE, at=None, reason=reason_id)
    return {
        "by_rule": there(due, fact.zone),
        "here": city(here()),
        "undo_minutes": undo.seconds // 60,
        "elsewhere": company.elsewhere(reading(), viewer(), row.candidate_id, row.id),
    }


def moments(row: ApplicationRow, rows: Sequence[NoticeRow]) -> dict[int, str]:
    """When each of these notices goes out that waits for its moment, where the person lives."""
    if not any(notice.can_be_moved for notice in rows):
        return {}
    home = queries.facts(reading(), [row.id], now())[row.id].zone
    return {notice.id: there(notice.not_before, home) for notice in rows if notice.can_be_moved}


def _page(row: NoticeRow, application: ApplicationRow, form: WhenForm) -> Response:
    reason_id = application.decision.reason_id if application.decision else None
    fact = queries.facts(reading(), [application.id], now())[application.id]
    return render(
        "recruiter/notices/when.html",
        status=form.status,
        form=form,
        notice=row,
        row=application,
        goes=there(row.not_before, fact.zone),
        sending=by_rule(application, reason_id),
    )


def _application(application_id: int) -> ApplicationRow:
    row = applications.one(reading(), viewer(), application_id)
    if row is None:
        abort(404)
    return row


def _notice(notice_id: int) -> tuple[NoticeRow, ApplicationRow]:
    row = notices.one(reading(), viewer(), notice_id)
    if row is None or row.application_id is None or not row.can_be_moved:
        abort(404)
    return row, _application(row.application_id)
