"""`portal restore`: a backup becomes the portal again, locked until somebody has looked."""

import os
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import flask_migrate
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from portal.app import create_app
from portal.cli.running import embedded
from portal.gateways import address_key, backup_file, migrations, snapshots
from portal.gateways.backup_file import Manifest, Unpacked, print_of
from portal.gateways.clock import OFFSET_FILE, Clock
from portal.gateways.database import Database
from portal.gateways.snapshots import CannotCopy
from portal.queries import organisation
from portal.settings import Settings
from portal.web.database import db


@click.command(name="restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Do so although people are in this portal already.")
def command(file: Path, replace: bool) -> None:
    """Put a backup back. Stop the whole portal first; it starts locked: nothing goes out before
    an administrator has said which messages had gone out already.

    Example: portal restore /backups/2026-03-02.rekindle
    """
    folder = embedded.data_folder(os.environ)
    settings = embedded.checked_settings(os.environ)
    stamp = Clock(settings.data_dir / OFFSET_FILE if settings.embedded else None).now()
    try:
        with ExitStack() as held:
            held.enter_context(embedded.only_start(folder))
            room = Path(held.enter_context(TemporaryDirectory(dir=folder, prefix=".restore-")))
            backup = backup_file.unpack(file, room)
            _refuse(settings, backup.manifest, replace=replace)
            snapshots.put_back(
                settings.database_url,
                backup.database,
                _locked(settings, stamp),
                kept_as=f"before-{stamp:%Y%m%d-%H%M%S}",
            )
            _keep_address_key(settings, backup, stamp)
            _migrate(settings)
    except CannotCopy as error:
        raise click.ClickException(f"{error} Nothing was changed.") from error
    _tell(settings, backup.manifest)


def _refuse(settings: Settings, manifest: Manifest, *, replace: bool) -> None:
    here = snapshots.kind_of(settings.database_url)
    if manifest.database != here:
        raise CannotCopy(f"The backup is one of {manifest.database}, this portal uses {here}.")
    if manifest.migration not in migrations.known():
        raise CannotCopy("The backup was made by a newer version of Rekindle: install that first.")
    if not replace and _is_used(settings.database_url):
        raise CannotCopy("People are in this portal already: --replace puts the backup over them.")


def _is_used(url: str) -> bool:
    """Whether anybody could sign in here."""
    database = Database(url)
    try:
        if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
            return False
        with database.engine.connect() as connection:
            if not inspect(connection).has_table("users"):
                return False
        with database.session() as session:
            return organisation.is_set_up(session)
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise CannotCopy(f"The database does not answer: {said}.") from error
    finally:
        database.engine.dispose()


def _locked(settings: Settings, now: datetime) -> list[str]:
    """Nothing goes out, and nobody is signed in who may have signed out since."""
    zone = "" if snapshots.kind_of(settings.database_url) == "sqlite" else "+00"
    moment = f"{now:%Y-%m-%d %H:%M:%S.%f}{zone}"
    lock = f"UPDATE organisations SET locked_at = '{moment}'"  # noqa: S608 - a time of ours
    return [lock, "DELETE FROM sessions"]


def _keep_address_key(settings: Settings, backup: Unpacked, now: datetime) -> None:
    """Suppressed addresses are known by this key alone: it comes back with them."""
    if backup.address_key is None or embedded.is_given(os.environ, "PORTAL_ADDRESS_KEY"):
        return
    path = settings.data_dir / address_key.FILE
    if path.exists():
        if path.read_text(encoding="ascii").strip() == backup.address_key:
            return
        path.rename(path.with_name(f"{path.name}.before-{now:%Y%m%d-%H%M%S}"))
    path.touch(mode=0o600)
    path.write_text(backup.address_key, encoding="ascii")


def _migrate(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    app.extensions["portal"].database.close()


def _tell(settings: Settings, manifest: Manifest) -> None:
    click.echo(f"Restored as it was at {manifest.made_at}. Everybody is signed out.")
    if print_of(settings.secret_key) != manifest.secret_key:
        click.echo(
            "The secret key is another one than then: links in messages of before do not open. "
            "Put the old key back (secret.key, or PORTAL_SECRET_KEY) before you start.",
            err=True,
        )
    given = embedded.is_given(os.environ, "PORTAL_ADDRESS_KEY")
    if given and print_of(settings.address_key) != manifest.address_key:
        click.echo(
            "PORTAL_ADDRESS_KEY is another one than then: addresses that do not work would be "
            "written to again. Set the old one before you start.",
            err=True,
        )
    click.echo(
        "It is LOCKED: no message goes out. Start it, sign in as an administrator and look at "
        f"{settings.base_url}/recruiter/settings/restored"
    )
