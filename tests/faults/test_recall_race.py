"""A recall races the worker, a hundred times: what was confirmed is never sent."""

import random
import threading
from dataclasses import replace

import pytest

from portal.gateways import Gateways
from portal.gateways.mail import MailRelay
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.models import Notice
from portal.policy.refusal import Conflict
from portal.services import notices
from portal.services.notices import Recall
from portal.vocabulary import NoticeState
from tests.faults import many
from tests.jobs import ledger
from tests.makers import Make
from tests.provision import SmtpSink, eventually

pytestmark = pytest.mark.faults
RACES = 100


def test_what_was_recalled_in_time_is_never_sent(
    make: Make, gateways: Gateways, sink: SmtpSink, figure: many.Figure
) -> None:
    many.decide(make, RACES)
    owed = ledger.notices(gateways)
    answers = _race(make, replace(gateways, mail=MailRelay(sink.url)), owed, sink)

    arrived = [str(received.message["Message-ID"]) for received in sink.received]
    states = {notice.id: notice.state for notice in ledger.notices(gateways)}
    for notice in owed:
        copies = arrived.count(f"<{notice.public_id}@{gateways.settings.mail_domain}>")
        answer, state = answers[notice.id], states[notice.id]
        if answer is Recall.CANCELLED:
            assert (state, copies) == (NoticeState.CANCELLED, 0)
        elif answer is Recall.ASKED:
            assert (state, copies) in ((NoticeState.CANCELLED, 0), (NoticeState.ACCEPTED, 1))
        else:
            assert (answer, state, copies) == (None, NoticeState.ACCEPTED, 1)
    counts = {str(found): list(answers.values()).count(found) for found in set(answers.values())}
    figure(f"{RACES} recalls: {counts}")


def _race(
    make: Make, sending: Gateways, owed: list[Notice], sink: SmtpSink
) -> dict[int, Recall | None]:
    """Recall all, in any order, while a worker sends them; what each recall was told."""
    answers: dict[int, Recall | None] = {}
    stop = Stop()
    worker = threading.Thread(target=run_due, args=(sending, stop))
    worker.start()
    order = random.Random(100).sample(owed, len(owed))
    for notice in order:
        # Neither must leave the other behind, else there is no race.
        eventually(lambda: 3 * len(sink.received) >= len(answers) or not worker.is_alive())
        try:
            with make.work(make.actor()) as context:
                answers[notice.id] = notices.recall(context, notice.id)
        except Conflict:
            answers[notice.id] = None
    worker.join()
    stop.close()
    return answers
