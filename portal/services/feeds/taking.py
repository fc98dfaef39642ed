"""Taking one event: its words are kept, then everything that they are about is settled."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import undefer

from portal.context import Context
from portal.models import Connection, SourceRecord, WebhookEvent
from portal.policy.feeds.hearing import hear
from portal.policy.feeds.said import Arrival, Field, Heard, Ignored
from portal.policy.refusal import Refusal
from portal.services import leases, one_at_a_time
from portal.services.feeds import applications, people, records, vacancies
from portal.services.feeds.records import Feed
from portal.services.feeds.shared_addresses import Unanswered
from portal.vocabulary import RecordKind, WebhookState

NOT_HERE = "What it is about is not here yet. It is kept, in case that comes."
WHO_IS_IT = (
    "Somebody here has this address already: one person, or two? It goes on once the task "
    "about it is answered."
)
FORGOTTEN = "What it said is no longer kept."

_EVENTS = cast(Table, WebhookEvent.__table__)


class LostEvent(Exception):
    """Somebody else has taken this event over."""


@dataclass(slots=True)
class Effect:
    """How an event ended, and what it was about."""

    state: WebhookState
    failure: str | None = None
    candidate_id: int | None = None
    application_id: int | None = None
    vacancy_id: int | None = None


def take(context: Context, event_id: int, epoch: int) -> None:
    """Take an event that we hold; raises Refusal if it says nothing that we understand, LostEvent
    if it is not ours any more.
    """
    event = context.session.scalar(
        select(WebhookEvent)
        .where(
            leases.held(WebhookEvent, event_id, epoch),
            WebhookEvent.state == WebhookState.RECEIVED,
        )
        .options(undefer(WebhookEvent.body))
        .with_for_update()
    )
    if event is None:
        raise LostEvent
    if event.body is None:
        raise Refusal(FORGOTTEN)
    connection = context.session.get_one(Connection, event.connection_id)
    arrival = Arrival(event_id=event.event_id, received_at=event.received_at)
    heard = hear(connection.kind, event.body, arrival)
    if isinstance(heard, Ignored):
        effect = Effect(WebhookState.IGNORED, heard.why)
    else:
        one_at_a_time.wait(context)
        effect = _settle(Feed(context, connection.source, connection.owner_id), heard)
    _end(context, event_id, epoch, effect)


def refuse(context: Context, event_id: int, epoch: int, why: str) -> None:
    """Give an event up, saying why; it can be processed again by hand."""
    _end(context, event_id, epoch, Effect(WebhookState.FAILED, why))


def _settle(feed: Feed, heard: Heard) -> Effect:
    kept: dict[RecordKind, list[SourceRecord]] = {kind: [] for kind in RecordKind}
    for word in heard.words:
        kept[word.kind].append(records.keep(feed, word))
    needed = [records.value(r, Field.STAGE) or "" for r in kept[RecordKind.APPLICATION]]
    effect = Effect(WebhookState.DONE)
    for record in kept[RecordKind.VACANCY]:
        vacancy = vacancies.settle(feed, record, next(iter(needed), ""))
        effect.vacancy_id = vacancy.id if vacancy else None
    applied = [record.source_id for record in kept[RecordKind.APPLICATION]]
    try:
        for record in kept[RecordKind.CANDIDATE]:
            person = people.settle(feed, record, next(iter(applied), ""))
            effect.candidate_id = person.id if person else None
    except Unanswered:
        effect.state, effect.failure = WebhookState.QUESTION, WHO_IS_IT
        return effect
    for record in kept[RecordKind.APPLICATION]:
        application = applications.settle(feed, record)
        if application is not None:
            effect.application_id = application.id
            effect.candidate_id = application.candidate_id
            effect.vacancy_id = application.vacancy_id
    if not (effect.candidate_id or effect.application_id or effect.vacancy_id):
        effect.state, effect.failure = WebhookState.IGNORED, NOT_HERE
    return effect


def _end(context: Context, event_id: int, epoch: int, effect: Effect) -> None:
    """Write down how it ended, if it is still ours."""
    waits = effect.state is WebhookState.QUESTION
    context.session.flush()
    ended = context.session.execute(
        update(_EVENTS)
        .where(leases.held(WebhookEvent, event_id, epoch))
        .values(
            state=effect.state,
            failure=effect.failure[:500] if effect.failure else None,
            candidate_id=effect.candidate_id,
            application_id=effect.application_id,
            vacancy_id=effect.vacancy_id,
            done_at=None if waits else context.now,
            lease_owner=None,
            lease_until=None,
        )
        .returning(_EVENTS.c.id)
    )
    if ended.first() is None:
        raise LostEvent
