"""Who may do what in the recruiter area."""

from enum import StrEnum

from portal.vocabulary import Role


class Action(StrEnum):
    """One kind of thing that a user may or may not do."""

    WORK = "work"
    """Sign in, see what is assigned, sign out."""
    READ_APPLICATIONS = "read_applications"
    DRAFT_FEEDBACK = "draft_feedback"
    RECORD_DECISION = "record_decision"
    APPROVE_WORDING = "approve_wording"
    EDIT_VACANCY = "edit_vacancy"
    EDIT_CANDIDATE = "edit_candidate"
    READ_CANDIDATES = "read_candidates"
    READ_POOL = "read_pool"
    READ_NOTICES = "read_notices"
    STEER_NOTICES = "steer_notices"
    IMPORT = "import"
    TRIAGE = "triage"
    DO_TASKS = "do_tasks"
    EXPORT = "export"
    CHANGE_SETTINGS = "change_settings"


_HIRING_MANAGER = frozenset({Action.WORK, Action.READ_APPLICATIONS, Action.DRAFT_FEEDBACK})
_ALLOWED = {
    Role.ADMIN: frozenset(Action),
    Role.RECRUITER: frozenset(Action) - {Action.CHANGE_SETTINGS},
    Role.HIRING_MANAGER: _HIRING_MANAGER,
}


def allowed(role: Role, action: Action) -> bool:
    """Whether a role may do this at all; which vacancies it sees is `queries.visible`."""
    return action in _ALLOWED[role]
