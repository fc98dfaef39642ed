"""One way out to each thing outside; `Gateways` is what `runtime` hands to the edges."""

from dataclasses import dataclass

from portal.gateways.clock import Clock
from portal.gateways.database import Database
from portal.gateways.mail import MailRelay
from portal.gateways.queue import Bell
from portal.gateways.sms import SmsProvider
from portal.settings import Settings


@dataclass(frozen=True, slots=True)
class Gateways:
    """Everything outside that this process may touch."""

    settings: Settings
    clock: Clock
    database: Database
    bell: Bell
    mail: MailRelay
    sms: SmsProvider | None
    """None where nobody sends text messages for us."""
