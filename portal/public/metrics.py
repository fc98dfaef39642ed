"""How things stand, for Prometheus: read from the database when it is asked for."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.queries import metrics as queries
from portal.queries import reconciliation
from portal.queries.metrics import Standing, Tried
from portal.vocabulary import AttemptResult, Channel, RelayState
from portal.web.database import gateways, now, reading
from portal.web.guard import public

pages = Blueprint("metrics", __name__)
TEXT = "text/plain; version=0.0.4; charset=utf-8"
SETTLED = timedelta(minutes=1)
"""After this no attempt appears any more with an id below one that was seen."""
RECONCILED = timedelta(minutes=5)
"""How old the answer to the dearer questions may be."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Sample(NamedTuple):
    """One number with its labels."""

    name: str
    labels: Mapping[str, str]
    value: float


HELP = {
    "rekindle_notices_due": ("gauge", "Notices that should be on their way now."),
    "rekindle_notices_oldest_due_seconds": ("gauge", "How long the oldest of them has been due."),
    "rekindle_attempts_total": ("counter", "Attempts to send, by how they ended."),
    "rekindle_notices_unhappy": ("gauge", "Notices that reached nobody, or have no date."),
    "rekindle_relay_state": ("gauge", "1 for the state of each way out."),
    "rekindle_work_waiting": ("gauge", "Other work that waits for a worker."),
    "rekindle_tasks_open": ("gauge", "What waits for a person of the team."),
    "rekindle_mismatches": ("gauge", "What does not fit in the ledger; 0 is as it should be."),
    "rekindle_locked": ("gauge", "1 after a restore, until somebody has looked."),
}


@dataclass(slots=True)
class Tally:
    """What this process has counted already: attempts are never changed, so once is enough."""

    counted_up_to: int = 0
    counted: Tried = field(default_factory=dict)
    mismatches: dict[str, int] = field(default_factory=dict)
    mismatches_at: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def attempts(self, session: Session, moment: datetime) -> Tried:
        """How all attempts ended."""
        with self.lock:
            newest = queries.newest_attempt(session, moment - SETTLED)
            if newest > self.counted_up_to:
                new = queries.tried(session, after=self.counted_up_to, up_to=newest)
                self.counted, self.counted_up_to = _sum(self.counted, new), newest
            return _sum(self.counted, queries.tried(session, after=self.counted_up_to))

    def reconciled(self, session: Session, moment: datetime) -> dict[str, int]:
        """What does not fit, as it was some minutes ago at most."""
        with self.lock:
            if self.mismatches_at is None or moment - self.mismatches_at >= RECONCILED:
                self.mismatches = reconciliation.counts(session, moment)
                self.mismatches_at = moment
            return self.mismatches


@pages.get("/metrics")
@public
def show() -> Response:
    """All numbers; there is no such page for whoever may not read them."""
    if not _may_read():
        abort(404)
    tally: Tally = current_app.extensions.setdefault("portal_tally", Tally())
    moment = now()
    samples = [
        *_of_standing(queries.standing(reading(), moment), moment),
        *_of_attempts(tally.attempts(reading(), moment)),
        *(
            Sample("rekindle_mismatches", {"kind": kind}, number)
            for kind, number in tally.reconciled(reading(), moment).items()
        ),
    ]
    return Response(written(samples), content_type=TEXT)


def written(samples: Iterable[Sample]) -> str:
    """The samples in the text format of Prometheus, each name with what it means."""
    lines: list[str] = []
    last = ""
    for name, labels, value in sorted(samples, key=lambda sample: sample.name):
        if name != last:
            kind, meaning = HELP[name]
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
            last = name
        # Labels are words of ours: nothing in them needs to be escaped.
        given = ",".join(f'{label}="{word}"' for label, word in labels.items())
        lines.append(f"{name}{{{given}}} {round(value)}" if given else f"{name} {round(value)}")
    return "\n".join(lines) + "\n"


def _may_read() -> bool:
    """A token, where one is set; without one only this machine, and only of a portal for trials:
    behind a proxy on the same machine everybody looks as if they were here.
    """
    settings = gateways().settings
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.metrics_token.encode())
    is_for_trials = urlsplit(settings.base_url).hostname in LOOPBACK
    return is_for_trials and request.remote_addr in LOOPBACK


def _of_standing(found: Standing, moment: datetime) -> Iterable[Sample]:
    for channel, due in found.due.items():
        labels = {"channel": channel.value}
        age = (moment - due.oldest).total_seconds() if due.oldest else 0
        yield Sample("rekindle_notices_due", labels, due.number)
        yield Sample("rekindle_notices_oldest_due_seconds", labels, age)
    for (channel, state), number in found.unhappy.items():
        labels = {"channel": channel.value, "state": state.value}
        yield Sample("rekindle_notices_unhappy", labels, number)
    for channel, stands in found.relays.items():
        for relay_state in RelayState:
            labels = {"channel": channel.value, "state": relay_state.value}
            yield Sample("rekindle_relay_state", labels, stands is relay_state)
    for what, number in found.waiting.items():
        yield Sample("rekindle_work_waiting", {"what": what}, number)
    for kind, number in found.tasks.items():
        yield Sample("rekindle_tasks_open", {"kind": kind.value}, number)
    yield Sample("rekindle_locked", {}, found.locked)


def _of_attempts(found: Tried) -> Iterable[Sample]:
    for channel in (Channel.EMAIL, Channel.SMS):
        for result in AttemptResult:
            labels = {"channel": channel.value, "result": result.value}
            yield Sample("rekindle_attempts_total", labels, found.get((channel, result), 0))


def _sum(one: Tried, other: Tried) -> Tried:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {*one, *other}}
