"""Keeping a message: what every way in does with it, before it says that it has it."""

from typing import Protocol

from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.policy.addresses import normal
from portal.services import inbound, return_paths
from portal.unit_of_work import unit_of_work


class Stopping(Protocol):
    """Whether somebody has asked this process to end."""

    asked: bool

    def wait(self, seconds: float) -> bool:
        """Wait for so long, or until asked; whether it was asked."""
        ...


def is_for_us(gateways: Gateways, address: str) -> bool:
    """Whether we take messages to this address: it is of our forms, or what we write from."""
    settings = gateways.settings
    return return_paths.signer(settings).is_ours(address) or normal(address) == normal(
        settings.mail_from
    )


def keep(gateways: Gateways, envelope_to: str, raw: bytes) -> bool:
    """Keep a message; it is in the database when this returns. False if it was there before."""
    with unit_of_work(gateways, SYSTEM) as context:
        return inbound.receive(context, envelope_to, raw)
