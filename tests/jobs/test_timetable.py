"""Periodic work, as the timetable lists it."""

import pytest
from sqlalchemy import delete

from portal.jobs.timetable import TIMETABLE
from portal.models import Notice
from portal.vocabulary import Outcome
from tests.makers import Make


def do_all(make: Make) -> None:
    with make.work() as context:
        for entry in TIMETABLE:
            entry.work(context)


def test_a_ledger_that_is_whole_raises_no_alarm(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    application = make.application()
    make.decision(application)
    hired = make.application(make.candidate("Ada Correia"))
    make.decision(hired, outcome=Outcome.HIRED, invites_to_pool=False)
    do_all(make)
    assert not caplog.records


def test_a_decision_that_nobody_is_told_raises_one(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    decision = make.decision()
    with make.work() as context:
        context.session.execute(delete(Notice))
    do_all(make)
    assert f"decided_without_notice (1): [{decision.id}]" in caplog.text
