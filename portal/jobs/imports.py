"""Background work of imports."""

from portal.gateways import Gateways


def run_due(gateways: Gateways) -> bool:
    """Do the next step of an import that is due; whether there was one."""
    return False
