"""What lasting processes of the portal share: settings, gateways, logging."""

import click

from portal.gateways import Gateways, logs
from portal.runtime import make_gateways
from portal.settings import Settings, SettingsError


def process_gateways() -> Gateways:
    """The gateways of this process, from its environment; its log goes to stderr."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logs.set_up(settings)
    return make_gateways(settings)
