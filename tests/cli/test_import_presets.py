"""`portal import`: what a file is read as, said and chosen."""

import json
from pathlib import Path

import pytest

from portal.gateways import Gateways
from portal.policy.imports.presets import PRESETS
from tests.cli.conftest import Command
from tests.exports import EXAMPLES
from tests.importer import csv
from tests.makers import Make


@pytest.fixture
def file(tmp_path: Path, make: Make) -> Path:
    make.user()
    path = tmp_path / "people.csv"
    path.write_text(EXAMPLES[0].text, encoding="utf-8")
    return path


def test_what_it_is_recognised_as_is_printed(portal: Command, file: Path) -> None:
    done = portal("import", str(file), "--live")

    assert done.exit_code == 0, done.output
    assert done.stdout == (
        "Recognised as Greenhouse, candidates.\n"
        "Done: 3 added, 0 changed, 0 unchanged, 0 refused of 3 rows.\n"
    )
    assert (
        "The columns are as the last time for “greenhouse”."
        in portal("import", str(file), "--live").stdout
    )


def test_a_preset_can_be_named(portal: Command, tmp_path: Path, make: Make) -> None:
    make.user()
    file = tmp_path / "people.csv"
    file.write_text(csv("Maya,maya@example.com,Timing,x", header="Name,Email,Archive reason,Job"))

    done = portal("import", str(file), "--live", "--preset", "lever", "--dry-run", "--json")

    found = json.loads(done.stdout)
    assert (found["preset"], found["source"], found["sheet"]) == ("lever", "lever", None)


def test_names_of_presets_stand_in_the_help_and_others_are_refused(
    portal: Command, file: Path
) -> None:
    help_text = " ".join(portal("import", "--help").stdout.split())
    assert [name for name in PRESETS if name not in help_text.replace("- ", "-")] == []

    done = portal("import", str(file), "--live", "--preset", "bullhorn")

    assert done.exit_code == 2
    assert "'bullhorn' is not one of" in done.stderr


def test_its_order_of_dates_is_the_systems(
    portal: Command, tmp_path: Path, make: Make, gateways: Gateways
) -> None:
    make.user()
    file = tmp_path / "people.csv"
    file.write_text(EXAMPLES[-1].text, encoding="utf-8")

    done = portal("import", str(file), "--live", "--json")

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["preset"] == "opencats"
