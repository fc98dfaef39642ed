"""The stages of a vacancy as its system names them."""

from portal.models import SourceRecord, Stage, Vacancy
from portal.policy import stages as policy
from portal.policy.feeds.said import STAGE_NAME
from portal.policy.folding import fold
from portal.services.feeds import records
from portal.services.feeds.records import Feed


def settle(feed: Feed, record: SourceRecord, vacancy: Vacancy, needed: str = "") -> None:
    """Have every stage that was spoken of; one that somebody here removed only if it is needed."""
    for field in sorted(name for name in record.said if name.startswith(STAGE_NAME)):
        source_id, name = field.removeprefix(STAGE_NAME), str(records.value(record, field))
        stage = find(vacancy, source_id) or _adopt(vacancy, source_id, name)
        if stage is None:
            if field in record.taken and source_id != needed:
                continue
            stage = Stage(name=name, kind=policy.kind_of(name), source_id=source_id)
            _insert(vacancy, stage)
            records.take(record, **{field: name})
        _follow(record, field, vacancy, stage)
    feed.context.session.flush()


def find(vacancy: Vacancy, source_id: str | None) -> Stage | None:
    """The stage that has this id there."""
    if not source_id:
        return None
    return next((stage for stage in vacancy.stages if stage.source_id == source_id), None)


def _adopt(vacancy: Vacancy, source_id: str, name: str) -> Stage | None:
    """A stage of ours that is called the same is the same."""
    for stage in vacancy.stages:
        if stage.source_id is None and fold(stage.name) == fold(name):
            stage.source_id = source_id
            return stage
    return None


def _follow(record: SourceRecord, field: str, vacancy: Vacancy, stage: Stage) -> None:
    before, name = stage.name, records.followed(record, field, stage.name)
    if name == before:
        return
    stage.name = name
    if stage.kind is policy.kind_of(before) and stage.kind is not policy.kind_of(name):
        stage.kind = policy.kind_of(name)
        vacancy.stages.remove(stage)
        _insert(vacancy, stage)


def _insert(vacancy: Vacancy, stage: Stage) -> None:
    """Put a stage where it belongs, without changing the order of the others."""
    order = policy.order(stage.kind, stage.source_id)
    later = (
        index
        for index, other in enumerate(vacancy.stages)
        if policy.order(other.kind, other.source_id) > order
    )
    vacancy.stages.insert(next(later, len(vacancy.stages)), stage)
    for position, one in enumerate(vacancy.stages):
        one.position = position
