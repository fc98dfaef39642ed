"""The home page: what happened, what was promised, what can be done now."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.candidate.myself import called, me
from portal.queries import mine, mine_applications, mine_calls, mine_inquiries
from portal.web.guard import for_candidate
from portal.web.pages import page as render
from portal.web.work import gateways, now, reading

pages = Blueprint("home", __name__, url_prefix="/me")


@pages.get("/")
@for_candidate
def page() -> Response:
    """Everything between this candidate and the organisation, at a glance."""
    session, undo = reading(), gateways().settings.undo
    return render(
        "candidate/home/page.html",
        called=called(),
        applications=mine_applications.applications(session, me(), now=now(), undo=undo),
        calls={
            call.application_id: call
            for call in mine_calls.expected(session, me(), now=now(), undo=undo)
        },
        questions=mine_inquiries.number(session, me(), now=now(), undo=undo),
        achievements=mine.achievements(session, me()),
        standing=mine.standing(session, me(), now()),
    )
