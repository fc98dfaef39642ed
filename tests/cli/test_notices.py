"""`portal notices`: what is owed, for a script."""

import json

from sqlalchemy import update

from portal.models import Notice
from portal.vocabulary import NoticeState
from tests.cli.conftest import Command
from tests.makers import Make


def test_one_document_names_nobody(make: Make, portal: Command) -> None:
    make.decision()
    make.decision(make.application(make.candidate("Jonas Weber"), make.vacancy()))
    with make.work() as context:
        context.session.execute(
            update(Notice).where(Notice.id == 2).values(state=NoticeState.BOUNCED)
        )
    done = portal("notices", "--json", "--state", "bounced", "--state", "dead")

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["counts"] == {"bounced": 1, "dead": 0}
    assert [notice["id"] for notice in found["notices"]] == [2]
    assert "Weber" not in done.output
    assert "example.com" not in done.output


def test_lines_for_people(make: Make, portal: Command) -> None:
    assert portal("notices").output == "No notices.\n"
    make.decision()
    lines = portal("notices").output.splitlines()
    assert lines[0].split()[:4] == ["1", "scheduled", "decision", "email"]
    assert lines[-1] == "1 scheduled"


def test_a_state_that_is_none_is_wrong_usage(portal: Command) -> None:
    assert portal("notices", "--state", "lost").exit_code == 2
