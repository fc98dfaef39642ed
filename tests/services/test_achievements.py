"""An achievement is changed and deleted by the candidate who told it, and by nobody else."""

from datetime import date

import pytest

from portal.models import Candidate
from portal.policy.refusal import Conflict
from portal.queries import mine
from portal.queries.mine import MyAchievement
from portal.services import achievements
from portal.services.achievements import AchievementDraft
from portal.vocabulary import AchievementKind
from tests.makers import Make

OTHER = AchievementDraft(
    kind=AchievementKind.AWARD, title="Something else", reached_on=date(2026, 3, 1)
)


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate("Maya Oliveira")


@pytest.fixture
def hers(make: Make) -> MyAchievement:
    """Ada's achievement."""
    ada = make.candidate("Ada Correia")
    make.achievement(ada)
    with make.work() as context:
        [found] = mine.achievements(context.session, ada.id)
        return found


def titles(make: Make, name: str = "Ada Correia") -> list[str]:
    with make.work() as context:
        ada = context.session.query(Candidate).filter_by(name=name).one()
        return [one.title for one in mine.achievements(context.session, ada.id)]


def test_nobody_else_can_change_it(make: Make, maya: Candidate, hers: MyAchievement) -> None:
    with make.work() as context, pytest.raises(Conflict):
        achievements.change(context, maya.id, hers.id, OTHER)
    assert titles(make) == ["AWS Security"]


def test_nobody_else_can_delete_it(make: Make, maya: Candidate, hers: MyAchievement) -> None:
    with make.work() as context:
        achievements.remove(context, maya.id, hers.id)
    assert titles(make) == ["AWS Security"]
