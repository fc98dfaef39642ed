"""Who may do what (the table of all views is in tests/house/test_permissions.py)."""

import pytest

from portal.policy.permissions import Action, allowed
from portal.vocabulary import Role

FOR_HIRING_MANAGERS = {Action.WORK, Action.READ_APPLICATIONS, Action.DRAFT_FEEDBACK}


def may(role: Role) -> set[Action]:
    return {action for action in Action if allowed(role, action)}


def test_an_administrator_may_do_everything() -> None:
    assert may(Role.ADMIN) == set(Action)


def test_a_recruiter_may_do_everything_but_users_and_settings() -> None:
    assert may(Role.RECRUITER) == set(Action) - {Action.CHANGE_SETTINGS}


def test_a_hiring_manager_reads_and_drafts() -> None:
    assert may(Role.HIRING_MANAGER) == FOR_HIRING_MANAGERS


@pytest.mark.parametrize(
    "action", [Action.RECORD_DECISION, Action.READ_POOL, Action.READ_CANDIDATES]
)
def test_a_hiring_manager_never_releases_and_sees_no_pool(action: Action) -> None:
    assert not allowed(Role.HIRING_MANAGER, action)


@pytest.mark.parametrize("role", Role)
def test_whoever_works_here_can_sign_in(role: Role) -> None:
    assert allowed(role, Action.WORK)
