"""Periodic work as data; the dispatcher does it. Each entry is short, and harmless if done twice.

Not `rq cron`: it has no lock, and two processes would do everything twice as often.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from portal.context import Context
from portal.queries import reconciliation
from portal.services import calls, digests, holding, inbound, points, sessions, unreached
from portal.services.feeds import running as feeds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something to do every so often, in one transaction."""

    name: str
    every: timedelta
    work: Callable[[Context], None]


def _reconcile(context: Context) -> None:
    asked = unreached.ask_for_all(context)
    if asked:
        log.warning("somebody is asked to call about notices that reached nobody: %s", asked)
    for name, ids in reconciliation.mismatches(context.session, context.now).items():
        if ids:
            log.error("the ledger is not whole: %s (%d): %s", name, len(ids), ids)


TIMETABLE = (
    Periodic("forget old sessions", timedelta(hours=1), sessions.forget_old),
    Periodic("forget old messages to us", timedelta(hours=1), inbound.forget_old),
    Periodic("forget old events", timedelta(hours=6), feeds.forget_old),
    Periodic("end calls that came too late", timedelta(minutes=10), calls.end_written),
    Periodic("ask for points again", timedelta(minutes=10), points.remind_due),
    Periodic("write the reminders of the day", timedelta(minutes=5), digests.write_due),
    Periodic("forget old reminders", timedelta(hours=6), digests.forget_old),
    Periodic("take back promises that told nobody", timedelta(minutes=5), holding.take_back_unsaid),
    Periodic("reconcile the ledger", timedelta(minutes=10), _reconcile),
)
