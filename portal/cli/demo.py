"""`portal demo`: a believable organisation to try things with."""

import sys

import click

from portal.context import SYSTEM
from portal.demo.people import PASSWORD, cast
from portal.demo.story import DOMAIN, Story, is_needed
from portal.gateways import Gateways, emptying
from portal.policy.folding import fold
from portal.runtime import make_gateways
from portal.settings import Settings
from portal.unit_of_work import unit_of_work

SIGN_INS = "demo-sign-ins.txt"


@click.command()
@click.option("--reset", is_flag=True, help="Delete everything first. Asks before it does.")
def command(reset: bool) -> None:
    """Load a believable organisation, unless somebody works here already.

    Example: portal demo --reset
    """
    gateways = make_gateways(Settings.from_environment())
    if reset:
        click.confirm("Delete everything in this database?", abort=True, err=True)
        _empty(gateways)
    with unit_of_work(gateways, SYSTEM) as context:
        if not is_needed(context):
            click.echo("There are people in this database already; nothing was loaded.")
            sys.exit(0)
        Story(context).tell()
    lines = [
        f"{fold(name.split()[0])}@{DOMAIN}  {PASSWORD}  ({role.value})"
        for name, _, role in cast().team
    ]
    sign_ins = gateways.settings.data_dir / SIGN_INS
    sign_ins.parent.mkdir(parents=True, exist_ok=True)
    sign_ins.write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo("\n".join(lines))


def _empty(gateways: Gateways) -> None:
    with gateways.database.engine.begin() as connection:
        emptying.empty(connection)
