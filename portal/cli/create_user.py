"""`portal create-user`: let somebody of the team sign in."""

import sys
from typing import TextIO

import click
from sqlalchemy.exc import DBAPIError

from portal.context import SYSTEM
from portal.policy.refusal import Refusal
from portal.runtime import make_gateways
from portal.services import organisation, users
from portal.settings import Settings
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Role

UNNAMED = "Our organisation"


@click.command(name="create-user")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    required=True,
    help="What they may do.",
)
@click.option("--name", default="", help="As candidates read it; else the part before the @.")
@click.option(
    "--password-file",
    type=click.File(encoding="utf-8"),
    help="Holds the password in its first line; - is standard input. Without it you are asked.",
)
@click.option(
    "--organisation",
    "organisation_name",
    default=UNNAMED,
    show_default=True,
    help="Its name, if there is none yet.",
)
def command(
    email: str, role: str, name: str, password_file: TextIO | None, organisation_name: str
) -> None:
    """Let somebody of the team sign in.

    Example: portal create-user anna@example.com --role admin --name "Anna Berg"
    """
    settings = Settings.from_environment()
    password = _password(password_file)
    gateways = make_gateways(settings)
    try:
        with unit_of_work(gateways, SYSTEM) as context:
            organisation.set_up(context, organisation_name.strip() or UNNAMED)
            user = users.create(context, email=email, name=name, role=Role(role), password=password)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except DBAPIError as error:
        raise click.ClickException(
            f"The database cannot be used ({type(error).__name__}). "
            "`portal migrate` prepares it, `portal doctor` says more."
        ) from error
    finally:
        gateways.database.engine.dispose()
    click.echo(f"{user.email} can sign in at {settings.base_url}/recruiter/sign-in")


def _password(file: TextIO | None) -> str:
    """The password from its file, or as it is typed twice on a terminal, where nobody sees it."""
    if file is not None:
        return file.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.ClickException("Nobody can be asked for a password here: use --password-file.")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed
