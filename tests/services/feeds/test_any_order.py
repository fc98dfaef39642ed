"""Whatever the order in which events come, and however often: what stands here is the same."""

from datetime import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.gateways import Gateways
from portal.models import (
    Application,
    Candidate,
    Decision,
    Stage,
    Task,
    Vacancy,
    WebhookEvent,
)
from portal.vocabulary import DecisionState, WebhookState
from tests.conftest import empty
from tests.fakes import MONDAY, SetClock
from tests.feeding import Feeder
from tests.makers import Make
from tests.services.feeds.histories import THINGS, History, Told

EXAMPLES = {"sqlite": 40, "postgresql": 6}
STEPS = st.lists(
    st.tuples(st.sampled_from(THINGS), st.integers(0, 3), st.integers(0, 9)),
    min_size=4,
    max_size=16,
)


def state(gateways: Gateways) -> dict[str, Any]:
    """All that matters of what stands here, by the ids of the other system."""
    with gateways.database.session() as session:
        failed = select(WebhookEvent.failure).where(WebhookEvent.state == WebhookState.FAILED)
        assert session.scalars(failed).all() == []
        return {
            "people": _people(session),
            "vacancies": _vacancies(session),
            "applications": _by_id(session, APPLICATIONS),
            "decisions": _by_id(session, DECISIONS),
            "tasks": sorted(tuple(map(str, row)) for row in session.execute(TASKS)),
        }


APPLICATIONS = (
    select(
        Application.source_id,
        Candidate.source_id,
        Vacancy.source_id,
        Stage.name,
        Application.applied_at,
    )
    .join(Candidate, Candidate.id == Application.candidate_id)
    .join(Vacancy, Vacancy.id == Application.vacancy_id)
    .join(Stage, Stage.id == Application.stage_id)
)
DECISIONS = (
    select(
        Application.source_id,
        Decision.state,
        Decision.outcome,
        Decision.ended_by,
        Decision.decided_at,
        Decision.imported_reason,
        Decision.internal_note,
        Decision.told_elsewhere_at.is_(None),
    )
    .join(Application, Application.id == Decision.application_id)
    .where(Decision.state != DecisionState.REVERSED)
)
TASKS = (
    select(Task.kind, Candidate.source_id, Application.source_id, Vacancy.source_id)
    .outerjoin(Candidate, Candidate.id == Task.candidate_id)
    .outerjoin(Application, Application.id == Task.application_id)
    .outerjoin(Vacancy, Vacancy.id == Task.vacancy_id)
    .where(Task.done_at.is_(None))
)


def _by_id(session: Session, query: Any) -> dict[str, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in session.execute(query)}


def _people(session: Session) -> dict[str | None, tuple[Any, ...]]:
    return {
        one.source_id: (
            *(one.name, one.called, one.headline, one.location, one.links),
            [email.address for email in one.emails],
            [phone.typed for phone in one.phones],
            *(one.private, one.may_email, one.stopped),
        )
        for one in session.scalars(select(Candidate))
    }


def _vacancies(session: Session) -> dict[str | None, tuple[Any, ...]]:
    return {
        one.source_id: (
            *(one.title, one.department, one.location, one.status, one.confidential),
            [(stage.name, stage.kind, stage.source_id) for stage in one.stages],
        )
        for one in session.scalars(select(Vacancy))
    }


def after(gateways: Gateways, told: list[Told], *, one_by_one: bool = True) -> dict[str, Any]:
    """What stands in an empty portal once it was told this, in this order."""
    empty(gateways)
    assert isinstance(gateways.clock, SetClock)
    gateways.clock.moment = MONDAY
    feeder = Feeder(Make(gateways))
    heard: set[str] = set()
    for one in told:
        _tell(feeder, one, heard, MONDAY)
        if one_by_one:
            feeder.work()
    feeder.work()
    return state(gateways)


def _tell(feeder: Feeder, one: Told, heard: set[str], now: datetime) -> None:
    feeder.hand_in(one.body, event_id=one.event_id, at=one.at)
    if one.event_id in heard:
        feeder.work()
        feeder.again(one.event_id)
    heard.add(one.event_id)


def history(steps: list[tuple[str, int, int]]) -> list[Told]:
    made = History()
    for step in steps:
        made.do(*step)
    return made.told


def test_the_order_of_events_does_not_matter(gateways: Gateways) -> None:
    @settings(max_examples=EXAMPLES[gateways.database.engine.dialect.name], derandomize=True)
    @given(steps=STEPS, data=st.data())
    def check(steps: list[tuple[str, int, int]], data: st.DataObject) -> None:
        told = history(steps)
        in_order = after(gateways, told)
        repeated = data.draw(st.lists(st.sampled_from(told), max_size=4)) if told else []
        shuffled = data.draw(st.permutations([*told, *repeated]))
        assert after(gateways, shuffled, one_by_one=data.draw(st.booleans())) == in_order

    check()


def test_every_action_is_among_what_can_happen() -> None:
    """Enough of them come together in a history, for the tests above to say something."""
    steps = [
        *(("job", 0, 0), ("apply", 0, 0), ("apply", 1, 9), ("apply", 1, 0), ("stage", 0, 2)),
        *(("application_updated", 0, 1), ("reject", 0, 0), ("unreject", 0, 0), ("update", 0, 3)),
        *(("hire", 0, 0), ("unhire", 0, 0), ("apply", 3, 0), ("delete_application", 3, 0)),
        *(("apply", 2, 0), ("depart", 0, 2), ("depart", 0, 0), ("depart", 1, 1)),
        *(("job", 0, 1), ("job", 0, 9)),
    ]
    actions = {one.body["action"] for one in history(steps)}
    assert len(actions) == 16
