"""What holds for every command."""

import pytest
from click.testing import CliRunner

from portal.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])

    assert done.exit_code == 0, done.output
    assert f"Example: portal {name}" in done.output


def test_the_list_of_commands_names_them_all() -> None:
    done = CliRunner().invoke(main, ["--help"])

    assert done.exit_code == 0
    for name, entry in COMMANDS.items():
        assert name in done.output
        assert entry.summary in " ".join(done.output.split())


def test_an_unknown_command_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["dance"]).exit_code == 2
