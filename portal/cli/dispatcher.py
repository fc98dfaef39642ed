"""`portal dispatcher`: wakes workers for what is due."""

import click

from portal.cli.process import process_gateways
from portal.jobs.dispatcher import EVERY, Dispatcher
from portal.jobs.stop import Stop


@click.command(name="dispatcher")
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=EVERY,
    show_default=True,
    help="Seconds between two looks at the database.",
)
def command(every: float) -> None:
    """Wake workers for what is due; without Redis, do the work.

    Example: portal dispatcher
    """
    stop = Stop()
    stop.listen()
    Dispatcher(process_gateways(), stop, every=every).run()
