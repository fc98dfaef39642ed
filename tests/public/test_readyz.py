"""Whether the portal says that it can do its work."""

import pytest
from sqlalchemy import text, update

from portal.gateways import Gateways
from portal.models import Attempt, Organisation, Relay
from portal.vocabulary import AttemptResult, Channel, RelayState
from tests.browser import Browser
from tests.fakes import SetClock
from tests.makers import Make


def ready(browser: Browser) -> tuple[int, dict[str, object]]:
    answer = browser.client.get("/readyz")
    return answer.status_code, answer.get_json()


def add_attempt(make: Make, clock: SetClock) -> None:
    moment = clock.now()
    with make.work() as context:
        context.session.add(
            Attempt(
                notice_id=1,
                epoch=1,
                claimed_at=moment,
                ended_at=moment,
                result=AttemptResult.TEMPORARY,
            )
        )


def test_it_is_ready_while_nothing_is_late(visitor: Browser, make: Make, clock: SetClock) -> None:
    assert ready(visitor) == (200, {"ready": True, "locked": False})
    make.decision(now=True)
    clock.forward(minutes=10)
    assert ready(visitor)[0] == 200


def test_what_is_due_and_never_tried_makes_it_not_ready(
    visitor: Browser, make: Make, clock: SetClock
) -> None:
    make.decision(now=True)
    clock.forward(minutes=11)
    assert ready(visitor) == (
        503,
        {"ready": False, "notices": "no worker sends what is due", "oldest_due_seconds": 660},
    )
    add_attempt(make, clock)
    assert ready(visitor)[0] == 200, "somebody is at work"
    clock.forward(minutes=11)
    assert ready(visitor)[0] == 503


@pytest.mark.parametrize("state", [RelayState.WAITING, RelayState.PAUSED])
def test_a_relay_that_rests_takes_nothing_away_from_people(
    visitor: Browser, make: Make, clock: SetClock, state: RelayState
) -> None:
    make.decision(now=True)
    clock.forward(minutes=11)
    with make.work() as context:
        context.session.add(Relay(channel=Channel.EMAIL, state=state, failures=1))
    assert ready(visitor)[0] == 200


def test_a_locked_portal_is_ready_and_says_so(
    visitor: Browser, make: Make, clock: SetClock
) -> None:
    make.decision(now=True)
    with make.work() as context:
        context.session.execute(update(Organisation).values(locked_at=clock.now()))
    clock.forward(days=1)
    assert ready(visitor) == (200, {"ready": True, "locked": True})


def test_a_database_of_another_version_is_not_ready(
    visitor: Browser, make: Make, gateways: Gateways
) -> None:
    with gateways.database.engine.begin() as connection:
        before = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        assert ready(visitor) == (503, {"ready": False, "migrations": "run: portal migrate"})
    finally:
        with gateways.database.engine.begin() as connection:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :there"), {"there": before}
            )
