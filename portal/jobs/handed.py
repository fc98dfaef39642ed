"""What the process that runs jobs has handed to them: gateways, made once, before the fork."""

from portal.gateways import Gateways

_handed: list[Gateways] = []


def hand(gateways: Gateways) -> None:
    """Give the jobs of this process, and of its children, what they may touch."""
    _handed[:] = [gateways]


def handed() -> Gateways:
    """The gateways of this process; only `portal worker` hands any."""
    if not _handed:
        raise RuntimeError("jobs are run by `portal worker`, which hands them their gateways")
    return _handed[0]
