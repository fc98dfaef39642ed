"""Today: what waits, what is due, what came in from candidates."""

from flask import Blueprint
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy import waiting
from portal.policy.permissions import Action, allowed
from portal.queries import inquiries
from portal.queries import today as queries
from portal.queries.today import Today
from portal.recruiter import asking
from portal.recruiter.viewer import viewer
from portal.vocabulary import Act
from portal.web.database import now, reading
from portal.web.filters import brand, zone
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("today", __name__)
NEWS = {
    Act.POOL_JOINED: "joined the talent pool",
    Act.POOL_LEFT: "left the talent pool",
    Act.ACHIEVEMENT_ADDED: "told us about",
    Act.ACHIEVEMENT_CHANGED: "changed what they told us about",
    Act.PREFERENCES_CHANGED: "changed how they want to hear from us",
    Act.APPLICATION_WITHDRAWN: "withdrew their application",
    Act.WITHDRAWAL_UNDONE: "took their withdrawal back",
    Act.THANKED: "said thank you",
}

SPELLED = ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven")


@pages.get("/")
@may(Action.WORK)
def page() -> Response:
    """What hurts most, first."""
    whole = allowed(current_user.role, Action.READ_CANDIDATES)
    found = queries.today(reading(), viewer(), now(), whole=whole)
    return render(
        "recruiter/today/page.html",
        today=found,
        greeting=f"{_greeting()}, {found.first_name}. {_headline(found)}",
        state=lambda row: waiting.state(row.promised_by, now()),
        news=NEWS,
        questions=inquiries.unanswered(reading(), viewer()) if whole else [],
        all_questions=inquiries.number(reading(), viewer()) if whole else 0,
        asked=asking.sentence,
    )


def _greeting() -> str:
    brand()
    hour = now().astimezone(zone()).hour
    if 4 <= hour < 12:
        return "Good morning"
    return "Good afternoon" if 12 <= hour < 18 else "Good evening"


def _headline(found: Today) -> str:
    if found.overdue == 1:
        return "One person waits longer than we promised."
    if found.overdue:
        count = dict(enumerate(SPELLED, start=2)).get(found.overdue, str(found.overdue))
        return f"{count} people wait longer than we promised."
    if found.untold:
        return "Somebody has not been reached yet."
    if found.due_soon:
        return "Nobody waits too long; some answers are due soon."
    return "Nobody waits longer than we promised."
