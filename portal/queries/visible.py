"""Which vacancies somebody of the team may see: the rest does not exist for them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, true

from portal.models import Vacancy
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
