"""What a notice has kept can no longer be read: it holds up nobody else, and a person is asked."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from portal.gateways import Gateways
from portal.models import Attempt, Notice, Task
from portal.services import notices
from portal.vocabulary import AttemptResult, NoticeState, TaskKind
from tests.fakes import SetClock
from tests.faults import many
from tests.faults.processes import crew
from tests.jobs import ledger
from tests.makers import Make
from tests.notices.examples import EXAMPLES
from tests.provision import SmtpSink, eventually, valkey

WHOLE = EXAMPLES["rejected"].to_keep()
DAMAGED: tuple[Any, ...] = (
    {},
    {"kind": "rejected"},
    {**WHOLE, "kind": "gone"},
    {**WHOLE, "called": 7},
    {**WHOLE, "hat": "none"},
    ["rejected"],
    "rejected",
)


def damage(make: Make, notice_id: int, words: Any, **values: Any) -> None:
    """As if it had been on the wire before, with an answer that was lost."""
    now = make.gateways.clock.now()
    pins = {"pinned_at": now, "pinned_date": now, "pinned_address": "maya@example.com"}
    with make.work() as context:
        context.session.execute(
            update(Notice)
            .where(Notice.id == notice_id)
            .values(state=NoticeState.RETRY, unknown_count=1, pinned_words=words, **pins, **values)
        )


def test_the_others_go_out_and_it_ends_as_our_own_fault(
    make: Make, gateways: Gateways, sink: SmtpSink, clock: SetClock, tmp_path: Path
) -> None:
    # Processes of their own know only the real time.
    clock.moment = datetime.now(UTC)
    many.decide(make, len(DAMAGED) + 5)
    ids = [notice.id for notice in ledger.notices(gateways)]
    for notice_id, words in zip(ids, DAMAGED, strict=False):
        damage(make, notice_id, words)
    with valkey() as redis:
        settings = {"PORTAL_SMTP_URL": sink.url, "PORTAL_REDIS_URL": redis.url}
        with crew(gateways, tmp_path, **settings, PORTAL_RETRY_SECONDS="1") as workers:
            workers.worker()
            workers.dispatcher()
            eventually(lambda: many.accepted(gateways) == 5)
            eventually(lambda: state_of(gateways, ids[: len(DAMAGED)]) == {NoticeState.DEAD})
    assert len(sink.received) == 5
    with gateways.database.session() as session:
        damaged = Attempt.notice_id.in_(ids[: len(DAMAGED)])
        results = session.scalars(select(Attempt.result).where(damaged)).all()
        tasks = session.scalars(select(Task.kind)).all()
    assert results == [AttemptResult.FAULT] * 3 * len(DAMAGED)
    assert tasks == [TaskKind.NOT_REACHED] * len(DAMAGED)


def state_of(gateways: Gateways, ids: list[int]) -> set[NoticeState]:
    with gateways.database.session() as session:
        return set(session.scalars(select(Notice.state).where(Notice.id.in_(ids))))


@pytest.mark.parametrize("words", [{}, {"kind": "gone"}])
def test_sent_off_once_more_it_is_written_anew_as_another_message(
    make: Make, sending: Gateways, sink: SmtpSink, drain: Callable[[], bool], words: Any
) -> None:
    make.decision(now=True)
    before = ledger.only(sending)
    damage(make, before.id, words)
    with make.work() as context:
        context.session.execute(update(Notice).values(state=NoticeState.DEAD))
    with make.work(make.actor()) as context:
        notices.try_again(context, before.id)
    drain()
    after = ledger.only(sending)
    assert after.state is NoticeState.ACCEPTED
    assert after.public_id != before.public_id
    assert "Maya" in sink.received[0].message.as_string()
