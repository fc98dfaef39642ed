"""Today: what waits, what is due, what came in from candidates."""

from typing import Any

from flask import Blueprint
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.policy.permissions import Action, allowed
from portal.queries import approvals, calls, concerns, inquiries
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

MOST_CALLS = MOST_APPROVALS = 5
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
        news=NEWS,
        asked=asking.sentence,
        **(_for_recruiters() if whole else {}),
    )


def _for_recruiters() -> dict[str, Any]:
    """What a hiring manager has no part in: questions, calls, and words to look at."""
    session, looking = reading(), viewer()
    questions = inquiries.unanswered(session, looking)
    calls_due = calls.due(session, looking, now())
    to_approve = approvals.number(session, looking)
    return {
        "questions": questions,
        # Fewer than the page has room for are all there are.
        "all_questions": inquiries.number(session, looking)
        if len(questions) >= inquiries.MOST
        else len(questions),
        "concerns": concerns.waiting(session, looking.user_id),
        "calls_due": calls_due,
        "calls": calls.to_make(session, looking, now(), most=MOST_CALLS) if calls_due else [],
        "to_approve": to_approve,
        "approvals": approvals.waiting(session, looking)[:MOST_APPROVALS] if to_approve else [],
    }


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
