"""One line in the log for each request: by the rule of its address, never by the address, which
may hold a personal link.
"""

import logging
import re
import secrets
from time import perf_counter

from flask import Flask, g, request
from werkzeug.wrappers import Response

from portal.gateways.logs import request_id

log = logging.getLogger("portal.access")
HEADER = "X-Request-ID"
USABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy may call a request; anything else is not repeated anywhere."""
QUIET = frozenset({"static", "public.health.alive", "public.health.ready"})
"""What is asked for too often to be told each time."""


def register(app: Flask) -> None:
    """Attach the log of requests to an application, around everything else."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if USABLE.fullmatch(given) else secrets.token_hex(8)
    g.request_began = perf_counter()
    request_id.set(g.request_id)


def _forget(_error: BaseException | None) -> None:
    # The thread answers somebody else next.
    request_id.set(None)


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers[HEADER] = g.request_id
    level = logging.DEBUG if request.endpoint in QUIET else logging.INFO
    if log.isEnabledFor(level):
        facts = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((perf_counter() - g.request_began) * 1000, 1),
        }
        log.log(level, "answered", extra=facts)
    return response
