"""Which vacancies and people somebody of the team may see: the rest does not exist for them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from portal.models import Application, Candidate, Vacancy
from portal.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks."""

    user_id: int
    role: Role


def vacancies(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which a vacancy (and its applications) is visible."""
    mine = or_(Vacancy.owner_id == viewer.user_id, Vacancy.hiring_manager_id == viewer.user_id)
    match viewer.role:
        case Role.ADMIN:
            return true()
        case Role.RECRUITER:
            return or_(Vacancy.confidential.is_(False), mine)
        case Role.HIRING_MANAGER:
            return Vacancy.hiring_manager_id == viewer.user_id
    return false()


def applications(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which an application is visible, for queries that hold its candidate
    and its vacancy: a private person is for administrators and for the vacancy's owner.
    """
    if viewer.role is Role.ADMIN:
        return true()
    public = or_(Candidate.private.is_(False), Vacancy.owner_id == viewer.user_id)
    return and_(vacancies(viewer), public)


def candidates(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which a person is visible whatever they applied for."""
    if viewer.role is Role.ADMIN:
        return true()
    own = (
        select(Application.id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(Application.candidate_id == Candidate.id, Vacancy.owner_id == viewer.user_id)
        .correlate(Candidate)
        .exists()
    )
    return or_(Candidate.private.is_(False), own)
