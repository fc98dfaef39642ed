"""Whether what connected systems tell us is taken up."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.gateways.clock import Clock
from portal.policy.finding import Finding, Verdict
from portal.queries import connections

TOO_LONG = timedelta(minutes=15)
"""An event that waits longer waits for a worker that does not run."""


def events(session: Session) -> Iterator[Finding]:
    """How the events of connected systems stand; nothing where no system is connected."""
    what = "connections"
    if not connections.listed(session):
        return
    failed, late = connections.troubles(session, since=Clock().now() - TOO_LONG)
    if late:
        words = f"{late} of their events wait for a worker"
        yield Finding(what, Verdict.LOOK, words, "Is it running? portal worker --queue work")
    if failed:
        remedy = "Look at Settings, Connections, and press “Process again”."
        yield Finding(what, Verdict.LOOK, f"{failed} of their events failed", remedy)
    if not (late or failed):
        yield Finding(what, Verdict.OK, "everything that came in was taken up")
