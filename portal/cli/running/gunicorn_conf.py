"""How gunicorn serves the portal."""

import logging
from typing import Any

from portal.gateways import logs
from portal.settings import Settings

worker_class = "gthread"
workers = 2
threads = 4
# Imports once for all workers, which then share that memory.
preload_app = True
graceful_timeout = 5
# Its access log would name the people behind personal links; the portal writes one of its own.
accesslog = None
loglevel = "warning"
# By default it would lie in the home folder, shared by every installation on the machine.
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """From here on the server writes into the same log; it may name the address of a request."""
    server_log = logging.getLogger("gunicorn.error")
    server_log.handlers[:] = [logs.set_up(Settings.from_environment())]
    server_log.propagate = False
