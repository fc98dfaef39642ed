"""`portal migrate`: bring the database to the newest version."""

import os

import click
import flask_migrate

from portal.app import create_app
from portal.cli.running.embedded import data_folder
from portal.settings import Settings


@click.command()
def command() -> None:
    """Bring the database to the newest version.

    Example: portal migrate
    """
    # The first command on a new machine: it also makes the data folder and its secret key.
    data_folder(os.environ)
    app = create_app(Settings.from_environment())
    with app.app_context():
        flask_migrate.upgrade()
