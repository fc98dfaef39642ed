"""A decision that was made elsewhere, beside the one that stands here."""

from datetime import datetime

from sqlalchemy import select

from portal.models import Application, Decision, SourceRecord, Vacancy
from portal.policy.feeds import decided, said, verdicts
from portal.policy.feeds.decided import Decided
from portal.policy.feeds.said import Field
from portal.policy.feeds.verdicts import Here, There, Verdict
from portal.services import applications, decisions, feedback
from portal.services.feeds import asking, records
from portal.services.feeds.asking import Asked
from portal.services.feeds.records import Feed
from portal.services.tasks import Subject
from portal.vocabulary import Act, DecisionState, Origin, Outcome, TaskKind

KEPT, VERSION, REVERSED = "decision_id", "decision_version", "reversed_id"
"""In what a record has taken: the decision that we keep of it, its version when we last wrote it,
and the one that we took back because they did.
"""


def settle(feed: Feed, record: SourceRecord, application: Application) -> None:
    """Keep, change or take back what they decided; say where the two systems do not agree."""
    if not records.says(record, Field.DECISION):
        return
    there, here = _there(record), decisions.standing(feed.context, application.id)
    verdict = verdicts.of(
        there,
        _here(feed, record, here),
        _taken_back_at(feed, record, application),
    )
    _act(feed, record, application, here, verdict)
    _say(feed, application, here, verdict, _reversed(record, there, here, verdict))


def is_told(feed: Feed, application: Application) -> bool:
    """Whether the person knows how it ended, as far as anybody here can say."""
    decision = decisions.standing(feed.context, application.id)
    if decision is None or decision.state is DecisionState.DRAFT:
        return False
    if decision.state is DecisionState.IMPORTED:
        return decision.told_elsewhere_at is not None
    return feedback.was_on_wire(feed.context, decision.id) or not decision.outcome.owes_notice


def _there(record: SourceRecord) -> There:
    version, kept = record.said[Field.DECISION]
    reopened_at = records.value(record, Field.REOPENED)
    return There(
        decided=decided.from_json(kept),
        moment=said.moment_of(version),
        reopened_at=datetime.fromisoformat(reopened_at) if reopened_at else None,
    )


def _here(feed: Feed, record: SourceRecord, decision: Decision | None) -> Here | None:
    if decision is None:
        return None
    kept = record.taken.get(KEPT) == decision.id
    version = record.taken.get(VERSION) if kept else 1
    return Here(
        state=decision.state,
        outcome=decision.outcome,
        decided_at=decision.decided_at,
        released_at=decision.released_at,
        from_source=kept,
        touched=decision.version != version,
        told=feedback.was_on_wire(feed.context, decision.id),
    )


def _taken_back_at(feed: Feed, record: SourceRecord, application: Application) -> datetime | None:
    """When somebody here last took a decision back; what we took back for them does not count."""
    query = select(Decision.reversed_at).where(
        Decision.application_id == application.id,
        Decision.state == DecisionState.REVERSED,
        Decision.id != record.taken.get(REVERSED, 0),
    )
    return feed.context.session.scalar(query.order_by(Decision.id.desc()).limit(1))


def _act(
    feed: Feed,
    record: SourceRecord,
    application: Application,
    here: Decision | None,
    verdict: Verdict,
) -> None:
    theirs = decided.from_json(records.value(record, Field.DECISION))
    if theirs is not None and verdict in (Verdict.BRING, Verdict.UPDATE):
        _keep(feed, record, application, here, theirs)
    elif here is not None and verdict in (Verdict.REVERSE, Verdict.CANCEL):
        decisions.reopen(feed.context, here.id)
        records.take(record, **{REVERSED: here.id})
    feed.context.session.flush()


def _keep(
    feed: Feed,
    record: SourceRecord,
    application: Application,
    here: Decision | None,
    theirs: Decided,
) -> None:
    """Nothing is owed for it: it waits in triage, unless there is nothing to tell."""
    told = application.origin is Origin.HISTORY or theirs.outcome is Outcome.HIRED
    decision = here or decisions.record_imported(
        feed.context, application, outcome=theirs.outcome, decided_at=theirs.at, told=told
    )
    if decision is None:
        return
    if decision.outcome is not theirs.outcome:
        decision.told_elsewhere_at = feed.context.now if told else None
        outcome = theirs.outcome.value
        applications.record(feed.context, Act.DECISION_IMPORTED, application, outcome=outcome)
    wanted = {
        "outcome": theirs.outcome,
        "ended_by": theirs.ended_by,
        "decided_at": theirs.at,
        "imported_reason": theirs.reason,
        "internal_note": theirs.note,
    }
    if record.taken.get(KEPT) != decision.id:
        # It came with a file, and perhaps with a note.
        wanted["internal_note"] = theirs.note or decision.internal_note or ""
    changed = {name: to for name, to in wanted.items() if getattr(decision, name) != to}
    for name, to in changed.items():
        setattr(decision, name, to)
    if here is not None and changed:
        # Whoever is just writing to them has to notice.
        decision.version += 1
    feed.context.session.flush()
    records.take(record, **{KEPT: decision.id, VERSION: decision.version})


def _reversed(
    record: SourceRecord, there: There, here: Decision | None, verdict: Verdict
) -> int | None:
    """The decision of ours that did not go out because they reopened it, until it is decided."""
    if verdict is Verdict.CANCEL and here is not None:
        records.take(record, cancelled_id=here.id)
    elif there.decided is not None or here is not None:
        records.take(record, cancelled_id=None)
    kept: int | None = record.taken.get("cancelled_id")
    return kept


def _say(
    feed: Feed,
    application: Application,
    here: Decision | None,
    verdict: Verdict,
    cancelled_id: int | None,
) -> None:
    """Have somebody see to what a machine must not settle, as long as it is so."""
    subject = Subject(application_id=application.id)
    owner_id = feed.context.session.get_one(Vacancy, application.vacancy_id).owner_id
    asked = Asked(subject, owner_id=owner_id)
    reopened = {}
    if cancelled_id is not None:
        reopened = {f"{application.id}:{cancelled_id}": asked}
    if here is not None and verdict is Verdict.SAY_REOPENED:
        reopened = {f"{application.id}:{here.id}": asked}
    asking.exactly(feed.context, TaskKind.REOPENED_ELSEWHERE, subject, reopened)
    different = {}
    if here is not None and verdict is Verdict.SAY_DIFFERENT:
        different = {f"{application.id}:{here.id}": asked}
    asking.exactly(feed.context, TaskKind.DECIDED_DIFFERENTLY, subject, different)
