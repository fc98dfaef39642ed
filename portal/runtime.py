"""Gateways for processes: what the environment says, made into things that can be used."""

from dataclasses import replace

from portal.gateways import Gateways, address_key
from portal.gateways.clock import OFFSET_FILE, Clock
from portal.gateways.database import Database, make_folder
from portal.gateways.mail import MailRelay
from portal.gateways.queue import Bell
from portal.gateways.sms import SmsProvider
from portal.settings import Settings


def make_gateways(settings: Settings) -> Gateways:
    """The gateways of one process; connects to nothing yet."""
    make_folder(settings.database_url)
    settings = replace(settings, address_key=settings.address_key or address_key.kept(settings))
    return Gateways(
        settings=settings,
        clock=Clock(settings.data_dir / OFFSET_FILE if settings.embedded else None),
        database=Database(settings.database_url),
        bell=Bell(settings.redis_url),
        mail=MailRelay(settings.smtp_url),
        sms=SmsProvider(settings.sms_url) if settings.sms_url else None,
    )
