"""What lasting processes of the portal share: settings, gateways, logging."""

import logging

import click

from portal.gateways import Gateways
from portal.runtime import make_gateways
from portal.settings import Settings, SettingsError


def process_gateways() -> Gateways:
    """The gateways of this process, from its environment; its log goes to stderr."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("portal").setLevel(settings.log_level)
    return make_gateways(settings)
