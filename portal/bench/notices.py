"""`notices`: from release to the mail server, against a plain loop without any promise."""

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete, func, select, update

from portal.bench.figure import Figure, interleaved, per_second
from portal.bench.installation import Installation, installation
from portal.bench.plain import plain_loop
from portal.bench.sink import sink
from portal.context import SYSTEM
from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Attempt, AuditEvent, Notice
from portal.policy.feedback import FeedbackDraft
from portal.queries import dispatch
from portal.services import applications, candidates, decisions, letters
from portal.services.candidates import CandidateDraft
from portal.services.decisions import DecisionDraft
from portal.unit_of_work import unit_of_work
from portal.vocabulary import EndedBy, NoticeState, Outcome, SendWhen

COUNT = 1_000
LONG_ENOUGH = 600.0
DRAFT = DecisionDraft(
    outcome=Outcome.REJECTED,
    ended_by=EndedBy.US,
    reason_id=None,
    internal_note="",
    feedback=FeedbackDraft(
        message="We have decided not to go on with your application. I wanted you to know why, "
        "and what stood out to all of us."
    ),
    promising=False,
    invites_to_pool=True,
    send_when=SendWhen.AT_ONCE,
)


def measure() -> Figure:
    """Messages a second by one worker, with ledger and wire mark, on SQLite."""
    with installation() as house, sink() as url:
        sending = replace(house.gateways, mail=MailRelay(url))
        release(house)
        written = people(sending)
        stop = Stop()

        def ours() -> float:
            begin_again(sending)
            speed = per_second(COUNT, lambda: run_due(sending, stop, seconds=LONG_ENOUGH))
            check(sending)
            return speed

        def plain() -> float:
            return per_second(COUNT, lambda: plain_loop(url, written))

        ours()
        value, ceiling = interleaved(ours, plain)
        waits = _fsync_p50(house.folder)
        stop.close()
    return Figure(
        name="notices",
        value=value,
        unit="msg/s",
        ceiling=ceiling,
        how=f"{COUNT} messages of {len(written[0][1]) + len(written[0][2])} characters, one commit "
        f"each (fsync p50 {waits:.2f} ms), against an EmailMessage per person on one connection",
    )


def release(house: Installation) -> None:
    """Owe as many messages as are measured."""
    with unit_of_work(house.gateways, house.actor) as context:
        for number in range(COUNT):
            email = f"applicant{number}@example.com"
            person = candidates.add(context, CandidateDraft(name="Maya Nr", emails=(email,)))
            application = applications.add(context, person.id, house.vacancy.id)
            decisions.release(context, application.id, DRAFT, now=True)


def begin_again(gateways: Gateways) -> None:
    """Owe the same messages once more."""
    pins = ("at", "date", "address", "template", "revision", "words")
    with unit_of_work(gateways, SYSTEM) as context:
        context.session.execute(delete(Attempt))
        context.session.execute(delete(AuditEvent).where(AuditEvent.notice_id.is_not(None)))
        context.session.execute(
            update(Notice).values(
                state=NoticeState.SCHEDULED,
                epoch=0,
                tries=0,
                accepted_at=None,
                **{f"pinned_{pin}": None for pin in pins},
            )
        )


def check(gateways: Gateways) -> None:
    """All have been accepted, each by one attempt."""
    accepted = select(func.count()).where(Notice.state == NoticeState.ACCEPTED)
    with gateways.database.session() as session:
        assert session.scalar(accepted) == COUNT
        assert session.scalar(select(func.count()).select_from(Attempt)) == COUNT


def people(gateways: Gateways) -> list[tuple[str, str, str]]:
    """Address, text and HTML of the very same messages, the longest due first."""
    key, now = gateways.settings.address_key, gateways.clock.now()
    with gateways.database.session() as session:
        ids = session.scalars(select(Notice.id)).all()
        owed = [one for part in _parts(ids) for one in dispatch.read(session, part, key, now)]
    found = []
    for one in owed:
        assert one.words is not None
        shown = letters.preview(one.words, "https://jobs.example.com/n/" + "x" * 43)
        found.append((one.reach.address or "", shown.text, shown.html))
    return found


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]


def _fsync_p50(folder: Path) -> float:
    """Milliseconds that a commit waits for the disk at least."""
    times = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)
