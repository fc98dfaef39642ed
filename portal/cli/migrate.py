"""`portal migrate`: bring the database to the newest version."""

import click
import flask_migrate

from portal.app import create_app
from portal.settings import Settings


@click.command()
def command() -> None:
    """Bring the database to the newest version.

    Example: portal migrate
    """
    app = create_app(Settings.from_environment())
    with app.app_context():
        flask_migrate.upgrade()
