"""A vacancy of another system: found or opened here, and kept as that system says."""

from sqlalchemy import select

from portal.models import SourceRecord, Stage, Vacancy
from portal.policy.feeds.said import Field
from portal.policy.folding import fold
from portal.queries import organisation
from portal.services import audit, vacancies
from portal.services.feeds import asking, records, stages
from portal.services.feeds.asking import Asked
from portal.services.feeds.records import Feed
from portal.services.tasks import Subject
from portal.vocabulary import Act, RecordKind, StageKind, TaskKind, VacancyStatus

_TEXTS = (Field.TITLE, Field.DEPARTMENT, Field.LOCATION)
_ACTS = {
    VacancyStatus.OPEN: Act.VACANCY_REOPENED,
    VacancyStatus.PAUSED: Act.VACANCY_CHANGED,
    VacancyStatus.CLOSED: Act.VACANCY_CLOSED,
}


def settle(feed: Feed, record: SourceRecord, needed_stage: str = "") -> Vacancy | None:
    """Bring a vacancy up to what is said of it; None if it is only said to be gone."""
    vacancy = _known(feed, record)
    if vacancy is None:
        if record.said.keys() <= {Field.DELETED}:
            return None
        vacancy = _match(feed, record) or _open(feed, record)
    record.vacancy_id = vacancy.id
    _follow(feed, record, vacancy)
    stages.settle(feed, record, vacancy, needed_stage)
    settle_status(feed, record, vacancy)
    return vacancy


def settle_status(feed: Feed, record: SourceRecord, vacancy: Vacancy) -> None:
    """Close what is closed there once nobody waits; until then, have somebody see to it."""
    there = VacancyStatus.CLOSED if records.says(record, Field.DELETED) else None
    if there is None:
        status = records.value(record, Field.STATUS)
        there = VacancyStatus(status) if status else None
    feed.context.session.flush()
    waits = there is VacancyStatus.CLOSED and bool(vacancies.waiting(feed.context, vacancy.id))
    wanted = {}
    if waits:
        subject = Subject(vacancy_id=vacancy.id, source_record_id=record.id)
        wanted = {f"{vacancy.id}": Asked(subject, owner_id=vacancy.owner_id)}
    about = Subject(vacancy_id=vacancy.id)
    asking.exactly(feed.context, TaskKind.CLOSED_ELSEWHERE, about, wanted)
    if there is not None:
        _set_status(feed, record, vacancy, VacancyStatus.OPEN if waits else there)


def of_vacancy(feed: Feed, vacancy_id: int) -> SourceRecord | None:
    """What this system says of a vacancy that is here."""
    return feed.context.session.scalar(
        select(SourceRecord).where(
            SourceRecord.source == feed.source,
            SourceRecord.kind == RecordKind.VACANCY,
            SourceRecord.vacancy_id == vacancy_id,
        )
    )


def _known(feed: Feed, record: SourceRecord) -> Vacancy | None:
    if record.vacancy_id is not None:
        return feed.context.session.get(Vacancy, record.vacancy_id)
    return feed.context.session.scalar(
        select(Vacancy).where(Vacancy.source == feed.source, Vacancy.source_id == record.source_id)
    )


def _match(feed: Feed, record: SourceRecord) -> Vacancy | None:
    """One of ours with this title that no system has given an id: rather open, rather new."""
    title = records.value(record, Field.TITLE)
    if not title:
        return None
    ours = feed.context.session.scalars(
        select(Vacancy)
        .where(Vacancy.source_id.is_(None))
        .order_by((Vacancy.status == VacancyStatus.CLOSED), Vacancy.id.desc())
    )
    vacancy = next((one for one in ours if fold(one.title) == fold(title)), None)
    if vacancy is not None:
        vacancy.source, vacancy.source_id = feed.source, record.source_id
        records.take(record, **{Field.TITLE: vacancy.title})
    return vacancy


def _open(feed: Feed, record: SourceRecord) -> Vacancy:
    """A vacancy with a first stage; the others come with those who are at them."""
    title = records.value(record, Field.TITLE) or f"Job {record.source_id}"[:200]
    records.take(record, **{Field.TITLE: title, Field.STATUS: VacancyStatus.OPEN.value})
    vacancy = Vacancy(
        title=title,
        owner_id=feed.owner_id,
        promise_days=organisation.settings(feed.context.session).promise_days,
        status=VacancyStatus.OPEN,
        source=feed.source,
        source_id=record.source_id,
        created_at=feed.context.now,
        department="",
        location="",
        description="",
        confidential=False,
        stages=[Stage(position=0, name="Received", kind=StageKind.APPLIED)],
    )
    feed.context.session.add(vacancy)
    feed.context.session.flush()
    audit.record(feed.context, Act.VACANCY_ADDED, vacancy_id=vacancy.id)
    return vacancy


def _follow(feed: Feed, record: SourceRecord, vacancy: Vacancy) -> None:
    before = [getattr(vacancy, field) for field in _TEXTS]
    for field in _TEXTS:
        setattr(vacancy, field, records.followed(record, field, getattr(vacancy, field)))
    unset = Field.CONFIDENTIAL not in record.taken and not vacancy.confidential
    ours = None if unset else vacancy.confidential
    confidential = bool(records.followed(record, Field.CONFIDENTIAL, ours))
    changed = before != [getattr(vacancy, field) for field in _TEXTS]
    changed = changed or confidential is not vacancy.confidential
    vacancy.confidential = confidential
    if changed and vacancy.created_at != feed.context.now:
        audit.record(feed.context, Act.VACANCY_CHANGED, vacancy_id=vacancy.id)


def _set_status(feed: Feed, record: SourceRecord, vacancy: Vacancy, wanted: VacancyStatus) -> None:
    """Follow, unless somebody here has closed, paused or opened it by hand."""
    taken = record.taken.get(Field.STATUS, VacancyStatus.OPEN.value)
    if vacancy.status is not wanted:
        if vacancy.status.value != taken:
            return
        vacancy.status = wanted
        audit.record(feed.context, _ACTS[wanted], vacancy_id=vacancy.id)
    records.take(record, **{Field.STATUS: wanted.value})
