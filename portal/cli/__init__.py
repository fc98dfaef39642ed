"""The commands of Rekindle: one file each, imported only when it is asked for."""

from importlib import import_module
from typing import NamedTuple, cast

import click

from portal.settings import SettingsError


class Entry(NamedTuple):
    """Where a command lives and what the list of commands says about it."""

    module: str
    summary: str


COMMANDS = {
    "up": Entry("portal.cli.up", "Start everything in this terminal."),
    "migrate": Entry("portal.cli.migrate", "Bring the database to the newest version."),
    "demo": Entry("portal.cli.demo", "Load a believable organisation to try things with."),
    "create-user": Entry("portal.cli.create_user", "Let somebody of the team sign in."),
    "import": Entry("portal.cli.import_file", "Read applicants from a CSV file."),
    "worker": Entry("portal.cli.worker", "Do the work of one queue."),
    "dispatcher": Entry("portal.cli.dispatcher", "Wake workers for what is due."),
    "inbound": Entry("portal.cli.inbound", "Take reports of mail servers and replies."),
    "notices": Entry("portal.cli.notices", "List what is owed and where it stands."),
    "backup": Entry("portal.cli.backup", "Write everything into one file, while people work."),
    "restore": Entry("portal.cli.restore", "Put a backup back, locked until somebody has looked."),
    "doctor": Entry("portal.cli.doctor", "Check that everything is set up and reachable."),
    "bench": Entry("portal.cli.bench", "Measure how fast it is on this machine."),
}


class LazyGroup(click.Group):
    """Knows its commands by name, so that starting one does not pay for importing the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which they are first needed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(COMMANDS[cmd_name].module).command)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; settings that cannot be used are said plainly, whichever it is."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException(str(error)) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """Rekindle: the portal for what happens after a hiring decision.

    Example: portal up

    Each command explains itself: portal up --help
    """
