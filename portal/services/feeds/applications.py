"""An application of another system: found or added here, and at the stage that it is at there."""

from datetime import datetime

from sqlalchemy import select

from portal.models import Application, AuditEvent, SourceRecord, Vacancy
from portal.policy.feeds.said import Field
from portal.services import applications, received
from portal.services import decisions as standing
from portal.services.feeds import asking, decisions, records, stages, vacancies
from portal.services.feeds.asking import Asked
from portal.services.feeds.records import Feed
from portal.services.tasks import Subject
from portal.vocabulary import Act, ActorKind, DecisionState, RecordKind, TaskKind

VACANCY_HERE, STAGE_HERE = "vacancy_id", "stage_id"
"""In what a record has taken: where we last put the application."""


def settle(feed: Feed, record: SourceRecord) -> Application | None:
    """Bring an application up to what is said of it; None while it is none, or nobody's."""
    application = _known(feed, record) or _arrived(feed, record)
    if application is None:
        return None
    record.application_id = application.id
    before = application.vacancy_id
    _place(feed, record, application)
    applied_at = records.followed(record, Field.APPLIED_AT, application.applied_at.isoformat())
    application.applied_at = datetime.fromisoformat(applied_at)
    decisions.settle(feed, record, application)
    if application.created_at == feed.context.now:
        received.owe(feed.context, [application.id])
    _ask_if_deleted(feed, record, application)
    for vacancy_id in {before, application.vacancy_id}:
        said = vacancies.of_vacancy(feed, vacancy_id)
        if said is not None:
            vacancy = feed.context.session.get_one(Vacancy, vacancy_id)
            vacancies.settle_status(feed, said, vacancy)
    return application


def _known(feed: Feed, record: SourceRecord) -> Application | None:
    if record.application_id is not None:
        return feed.context.session.get(Application, record.application_id)
    return feed.context.session.scalar(
        select(Application).where(
            Application.source == feed.source, Application.source_id == record.source_id
        )
    )


def _arrived(feed: Feed, record: SourceRecord) -> Application | None:
    """One of this person for this vacancy that no system has given an id, else a new one."""
    if not records.says(record, Field.APPLIES):
        return None
    person = records.find(feed, RecordKind.CANDIDATE, records.value(record, Field.CANDIDATE))
    opening = records.find(feed, RecordKind.VACANCY, records.value(record, Field.VACANCY))
    if person is None or person.candidate_id is None:
        return None
    if opening is None or opening.vacancy_id is None:
        return None
    found = feed.context.session.scalars(
        select(Application)
        .where(
            Application.candidate_id == person.candidate_id,
            Application.vacancy_id == opening.vacancy_id,
            Application.source_id.is_(None),
        )
        .order_by(Application.id.desc())
    ).first()
    application = found or applications.add(feed.context, person.candidate_id, opening.vacancy_id)
    application.source, application.source_id = feed.source, record.source_id
    if found is None:
        _remember_place(record, application)
        records.take(record, **{Field.APPLIED_AT: application.applied_at.isoformat()})
    return application


def _place(feed: Feed, record: SourceRecord, application: Application) -> None:
    opening = records.find(feed, RecordKind.VACANCY, records.value(record, Field.VACANCY))
    if opening is not None and opening.vacancy_id not in (None, application.vacancy_id):
        _change_vacancy(feed, record, application, opening.vacancy_id)
    vacancy = feed.context.session.get_one(Vacancy, application.vacancy_id)
    stage = stages.find(vacancy, records.value(record, Field.STAGE))
    if stage is None:
        return
    if stage.id != application.stage_id:
        if not _is_where_we_put_it(feed, record, application):
            return
        if application.created_at == feed.context.now:
            # It was never anywhere else: nothing moved.
            application.stage_id = stage.id
        else:
            applications.move(feed.context, application.id, stage.id)
    _remember_place(record, application)


def _is_where_we_put_it(feed: Feed, record: SourceRecord, application: Application) -> bool:
    """Whether nobody here has moved it since."""
    if STAGE_HERE in record.taken:
        return bool(record.taken[STAGE_HERE] == application.stage_id)
    moved = select(AuditEvent.id).where(
        AuditEvent.application_id == application.id,
        AuditEvent.act == Act.STAGE_MOVED,
        AuditEvent.actor_kind == ActorKind.USER,
    )
    return feed.context.session.scalar(moved.limit(1)) is None


def _change_vacancy(
    feed: Feed, record: SourceRecord, application: Application, vacancy_id: int | None
) -> None:
    """They consider this person for another vacancy; what was decided here stays where it is."""
    decision = standing.standing(feed.context, application.id)
    released = decision is not None and decision.state is DecisionState.RELEASED
    by_hand = record.taken.get(VACANCY_HERE) != application.vacancy_id
    if vacancy_id is None or released or by_hand:
        return
    vacancy = feed.context.session.get_one(Vacancy, vacancy_id)
    application.vacancy_id, application.stage_id = vacancy.id, vacancy.stages[0].id
    application.stage_since = feed.context.now
    applications.record(feed.context, Act.STAGE_MOVED, application, stage=application.stage_id)
    _remember_place(record, application)


def _remember_place(record: SourceRecord, application: Application) -> None:
    place = {VACANCY_HERE: application.vacancy_id, STAGE_HERE: application.stage_id}
    records.take(record, **place)


def _ask_if_deleted(feed: Feed, record: SourceRecord, application: Application) -> None:
    """Somebody still waits here for what is not there any more."""
    subject = Subject(application_id=application.id, source_record_id=record.id)
    wanted = {}
    if records.says(record, Field.DELETED) and not decisions.is_told(feed, application):
        owner_id = feed.context.session.get_one(Vacancy, application.vacancy_id).owner_id
        wanted = {f"{application.id}": Asked(subject, owner_id=owner_id)}
    about = Subject(application_id=application.id)
    asking.exactly(feed.context, TaskKind.APPLICATION_DELETED, about, wanted)
