"""Many notices at once, and what must hold of them whatever happened."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import Attempt, Notice
from portal.services import applications, candidates, decisions
from portal.services.candidates import CandidateDraft
from portal.services.decisions import DecisionDraft
from portal.vocabulary import AttemptResult, EndedBy, NoticeState, Outcome, SendWhen
from tests.makers import FEEDBACK, Make
from tests.provision import SmtpSink

DRAFT = DecisionDraft(
    outcome=Outcome.REJECTED,
    ended_by=EndedBy.US,
    reason_id=None,
    internal_note="",
    feedback=FEEDBACK,
    promising=False,
    invites_to_pool=False,
    send_when=SendWhen.AT_ONCE,
)

Figure = Callable[[str], None]
"""Keeps what was measured, for the end of the run."""


def decide(make: Make, number: int) -> None:
    """Release so many decisions, all due at once."""
    vacancy = make.vacancy()
    with make.work(make.actor()) as context:
        for i in range(number):
            person = CandidateDraft(name=f"Maya {i}", emails=(f"maya{i}@example.com",))
            candidate = candidates.add(context, person)
            application = applications.add(context, candidate.id, vacancy.id)
            decisions.release(context, application.id, DRAFT, now=True)


def accepted(gateways: Gateways) -> int:
    """How many notices have reached their normal end."""
    with gateways.database.session() as session:
        query = select(func.count()).where(Notice.state == NoticeState.ACCEPTED)
        return session.scalar(query) or 0


@dataclass(frozen=True)
class Figures:
    """What a fault has done."""

    notices: int
    lost: int
    extra: int
    flagged: int
    differing: int
    unproven: int


def figures(gateways: Gateways, sink: SmtpSink) -> Figures:
    """Compare what the mail server got with what the ledger says."""
    copies: dict[str, list[bytes]] = defaultdict(list)
    for received in list(sink.received):
        copies[str(received.message["Message-ID"])].append(received.raw)
    proven = select(Attempt.notice_id).where(Attempt.result == AttemptResult.ACCEPTED)
    with gateways.database.session() as session:
        notices = session.execute(select(Notice.public_id, Notice.unknown_count)).all()
        unproven = session.scalar(
            select(func.count()).where(
                Notice.state == NoticeState.ACCEPTED, Notice.id.not_in(proven)
            )
        )
    domain = gateways.settings.mail_domain
    known = {f"<{public_id}@{domain}>" for public_id, _ in notices}
    assert set(copies) <= known
    return Figures(
        notices=len(notices),
        lost=len(known - set(copies)),
        extra=len(sink.received) - len(copies),
        flagged=sum(count for _, count in notices),
        differing=sum(len(set(raws)) > 1 for raws in copies.values()),
        unproven=unproven or 0,
    )
