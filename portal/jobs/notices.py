"""Background work of the queue "notices": bringing what is due on its way."""

from dataclasses import replace

from portal.gateways import Gateways
from portal.jobs.by_mail import ByMail
from portal.jobs.by_text import ByText
from portal.jobs.handed import handed
from portal.jobs.heartbeat import Heartbeat
from portal.jobs.rounds import Round
from portal.jobs.stop import Stop
from portal.models import Notice

SECONDS = 20.0
"""How long one wake-up works before it makes room for the next."""
SECONDS_FOR_TEXTS = 5.0


def drain() -> None:
    """Send what is due; what a wake-up from the queue runs."""
    stop = Stop()
    stop.listen()
    run_due(handed(), stop)


def run_due(gateways: Gateways, stop: Stop, *, seconds: float = SECONDS) -> bool:
    """Send what is due, for a while; whether there was anything to do."""
    with gateways.database.held() as database, Heartbeat(gateways, Notice) as heartbeat:
        ours = replace(gateways, database=database)
        mailed = Round(ours, ByMail(ours), stop, heartbeat).run(seconds)
        # Text messages are few and slow: they get a slice of their own, and mail waits no longer.
        texted = Round(ours, ByText(ours), stop, heartbeat).run(min(seconds, SECONDS_FOR_TEXTS))
        return mailed or texted
