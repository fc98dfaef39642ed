"""`portal import`: a file comes in from a terminal."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import Application, AuditEvent, Candidate, Decision, Import, Notice
from portal.vocabulary import ActorKind, Origin
from tests.cli.conftest import Command
from tests.importer import TWO, csv
from tests.makers import Make


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(TWO + ",nobody@example.com,,,,,,,\n", encoding="utf-8")
    return path


def count(gateways: Gateways, model: type) -> int:
    with gateways.database.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_comes_in_as_live_applications(
    portal: Command, file: Path, make: Make, gateways: Gateways
) -> None:
    make.user()

    done = portal("import", str(file), "--live")

    assert done.exit_code == 0, done.output
    assert done.stdout == "Done: 2 added, 0 changed, 0 unchanged, 1 refused of 3 rows.\n"
    assert done.stderr == "line 4: There is no name.\n"
    assert count(gateways, Candidate) == count(gateways, Application) == 2
    assert count(gateways, Notice) == 0
    with gateways.database.session() as session:
        kinds = set(
            session.scalars(select(AuditEvent.actor_kind).where(AuditEvent.candidate_id > 0))
        )
    assert kinds == {ActorKind.SYSTEM}
    assert "2 unchanged" in portal("import", str(file), "--live").stdout


def test_history_for_one_vacancy(
    portal: Command, tmp_path: Path, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    file = tmp_path / "old.csv"
    file.write_text(csv("Maya,maya@example.com,Rejected", header="Name,Email,Status"))

    assert portal("import", str(file), "--history", "--vacancy", str(vacancy.id)).exit_code == 0

    with gateways.database.session() as session:
        application = session.scalars(select(Application)).one()
        assert (application.vacancy_id, application.origin) == (vacancy.id, Origin.HISTORY)
        assert session.scalars(select(Decision)).one().told_elsewhere_at is not None


def test_a_dry_run_leaves_nothing_behind(
    portal: Command, file: Path, make: Make, gateways: Gateways
) -> None:
    make.user()

    done = portal("import", str(file), "--dry-run", "--json")

    found = json.loads(done.stdout)
    assert (found["dry_run"], found["added"], found["refused"]) == (True, 2, 1)
    assert found["refused_rows"] == [{"line": 4, "reason": "There is no name."}]
    assert found["findings"][0]["kind"] == "vacancy_opened"
    assert done.stderr == ""
    assert count(gateways, Candidate) == count(gateways, Import) == 0


def test_it_has_to_be_said_how_they_are_taken(portal: Command, file: Path) -> None:
    done = portal("import", str(file))

    assert done.exit_code == 2
    assert "--history" in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a picture, not a CSV file"),
        (b"Colour,Size\nred,9\n", "Say which column holds the name."),
        (b"Name,Email,Applied on\nMaya,m@example.com,03/04/2025\n", "read in two ways"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(
    portal: Command, tmp_path: Path, make: Make, gateways: Gateways, content: bytes, words: str
) -> None:
    make.user()
    file = tmp_path / "people.csv"
    file.write_bytes(content)

    done = portal("import", str(file), "--live")

    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr
    assert count(gateways, Import) == 0


def test_the_order_of_dates_can_be_said(
    portal: Command, tmp_path: Path, make: Make, gateways: Gateways
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        csv("Maya,m@example.com,Designer,03/04/2025", header="Name,Email,Job,Applied on")
    )
    make.user()

    assert portal("import", str(file), "--live", "--dates", "day_first").exit_code == 0

    with gateways.database.session() as session:
        assert session.scalars(select(Application.applied_at)).one().month == 4


def test_a_portal_where_nobody_works_is_said(portal: Command, file: Path) -> None:
    done = portal("import", str(file), "--live")

    assert done.exit_code == 1
    assert "portal create-user" in done.stderr


def test_a_vacancy_that_is_not_there_is_said(portal: Command, file: Path, make: Make) -> None:
    make.user()

    done = portal("import", str(file), "--live", "--vacancy", "999")

    assert (done.exit_code, done.stderr) == (1, "Error: There is no such vacancy.\n")
