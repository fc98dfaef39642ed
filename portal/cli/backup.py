"""`portal backup`: everything that cannot be made again, in one file, while people work."""

import os
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.running import embedded
from portal.gateways import Gateways, backup_file, migrations, snapshots
from portal.gateways.backup_file import DATABASE, FORMAT, Manifest, print_of
from portal.gateways.snapshots import CannotCopy
from portal.runtime import make_gateways


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write everything into FILE while the portal goes on; an existing file is never replaced.

    The file holds personal data, and the key of suppressed addresses: keep it as you keep the
    database. It does not hold the secret key, without which old links do not open: keep that apart.

    Example: portal backup /backups/2026-03-02.rekindle
    """
    environment = embedded.with_defaults(os.environ, embedded.running(os.environ))
    gateways = make_gateways(embedded.checked_settings(environment))
    target = file.absolute()
    if target.exists():
        raise click.ClickException(f"{target} is there already: nothing was overwritten.")
    try:
        with backup_file.room_beside(target) as folder:
            manifest = _manifest(gateways)
            snapshots.take(gateways.settings.database_url, folder / DATABASE)
            backup_file.pack(target, folder, manifest, _kept_key(gateways))
    except CannotCopy as error:
        raise click.ClickException(str(error)) from error
    finally:
        gateways.database.close()
    size = target.stat().st_size / 1024**2
    click.echo(f"{target}: {size:.1f} MB, readable by you alone.")


def _manifest(gateways: Gateways) -> Manifest:
    settings = gateways.settings
    try:
        with gateways.database.reading() as session:
            migration = migrations.applied(session)
    except SQLAlchemyError as error:
        raise CannotCopy("The database is not there, or was never migrated.") from error
    return Manifest(
        format=FORMAT,
        made_at=gateways.clock.now().isoformat(timespec="seconds"),
        database=snapshots.kind_of(settings.database_url),
        migration=migration or "",
        secret_key=print_of(settings.secret_key),
        address_key=print_of(settings.address_key),
    )


def _kept_key(gateways: Gateways) -> str | None:
    """The key of suppressed addresses, unless somebody keeps it in the environment."""
    if embedded.is_given(os.environ, "PORTAL_ADDRESS_KEY"):
        return None
    return gateways.settings.address_key
