"""The recruiter area: one file a page family."""

from typing import NamedTuple

from flask import Blueprint, request
from flask_login import current_user

from portal.policy.permissions import Action, allowed
from portal.recruiter import (
    applicants,
    applications,
    approvals,
    batches,
    calls,
    candidates,
    check_ins,
    closing,
    concerns,
    export,
    hearing,
    imports,
    inquiries,
    invitation,
    many,
    notices,
    numbers,
    points,
    pool,
    preflight,
    sending,
    settings,
    sign_in,
    tasks,
    today,
    told,
    triage,
    vacancies,
    waiting,
    writing,
)

area = Blueprint("recruiter", __name__, url_prefix="/recruiter")
for family in (
    applicants,
    applications,
    approvals,
    batches,
    calls,
    candidates,
    check_ins,
    concerns,
    export,
    hearing,
    imports,
    inquiries,
    invitation,
    many,
    notices,
    points,
    pool,
    preflight,
    sending,
    settings,
    sign_in,
    tasks,
    today,
    told,
    triage,
    vacancies,
    writing,
    waiting,
    closing,
    numbers,
):
    area.register_blueprint(family.pages)


class Place(NamedTuple):
    """One entry of the main navigation."""

    label: str
    endpoint: str
    action: Action


class Entry(NamedTuple):
    """A place as this user sees it."""

    label: str
    endpoint: str
    current: bool


PLACES = (
    Place("Today", "recruiter.today.page", Action.WORK),
    Place("Tasks", "recruiter.tasks.page", Action.DO_TASKS),
    Place("Calls", "recruiter.calls.page", Action.READ_NOTICES),
    Place("Approvals", "recruiter.approvals.page", Action.APPROVE_WORDING),
    Place("Inquiries", "recruiter.inquiries.page", Action.DO_TASKS),
    Place("Vacancies", "recruiter.vacancies.page", Action.WORK),
    Place("Candidates", "recruiter.candidates.page", Action.READ_CANDIDATES),
    Place("Talent pool", "recruiter.pool.page", Action.READ_POOL),
    Place("Triage", "recruiter.triage.page", Action.TRIAGE),
    Place("Notices", "recruiter.notices.page", Action.READ_NOTICES),
    Place("Import", "recruiter.imports.page", Action.IMPORT),
    Place("Settings", "recruiter.settings.page", Action.CHANGE_SETTINGS),
)


def navigation() -> list[Entry]:
    """The places that the signed-in user may go to."""
    here = request.endpoint or ""
    return [
        Entry(place.label, place.endpoint, here.startswith(place.endpoint.removesuffix("page")))
        for place in PLACES
        if allowed(current_user.role, place.action)
    ]


def may_unlock() -> bool:
    """Whether the signed-in user may say what went out before a backup was restored."""
    return allowed(current_user.role, Action.CHANGE_SETTINGS)


area.context_processor(
    lambda: {
        "navigation": navigation,
        "current_user": current_user,
        "may_unlock": may_unlock,
    }
)
