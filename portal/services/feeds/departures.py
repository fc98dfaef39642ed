"""People who were merged, deleted or anonymized elsewhere: contact stops, and somebody is asked."""

from portal.models import Candidate, SourceRecord
from portal.policy.feeds.said import Field
from portal.services import contact_stops
from portal.services.feeds import asking, records
from portal.services.feeds.asking import Asked
from portal.services.feeds.records import Feed
from portal.services.tasks import Subject
from portal.vocabulary import NoContact, RecordKind, TaskKind

_WAYS = (
    (Field.DELETED, TaskKind.DELETED_ELSEWHERE, NoContact.DELETED_ELSEWHERE),
    (Field.ANONYMIZED, TaskKind.ANONYMIZED_ELSEWHERE, NoContact.ANONYMIZED_ELSEWHERE),
    (Field.MERGED, TaskKind.MERGED_ELSEWHERE, NoContact.MERGED_ELSEWHERE),
)
"""The gravest first: that is the reason that is named."""


def settle(feed: Feed, candidate: Candidate, every: list[SourceRecord]) -> None:
    """Stop contact once for each thing that was heard, and have a task for each."""
    reasons, is_new = [], False
    for field, kind, why in _WAYS:
        gone = [record for record in every if _is_gone(feed, candidate, record, field)]
        if gone:
            reasons.append(why)
        wanted = {f"{record.id}": _asked(candidate, record, field) for record in gone}
        asking.exactly(feed.context, kind, Subject(candidate_id=candidate.id), wanted)
        for record in gone:
            is_new = is_new or not record.taken.get(field)
            records.take(record, **{field: True})
    if reasons and is_new:
        contact_stops.stop(feed.context, candidate, reasons[0])
    merged = NoContact.MERGED_ELSEWHERE
    if candidate.stopped is merged and merged not in reasons:
        # Somebody said here too that the two are one: it is clear again whom we write to.
        contact_stops.resume(feed.context, candidate.id)


def _is_gone(feed: Feed, candidate: Candidate, record: SourceRecord, field: Field) -> bool:
    if not records.says(record, field):
        return False
    if field is not Field.MERGED:
        return True
    stays = records.find(feed, RecordKind.CANDIDATE, records.value(record, field))
    return stays is None or stays.candidate_id != candidate.id


def _asked(candidate: Candidate, record: SourceRecord, field: Field) -> Asked:
    facts = {"source": record.source, "source_id": record.source_id}
    if field is Field.MERGED:
        facts["new_source_id"] = records.value(record, field)
    return Asked(Subject(candidate_id=candidate.id, source_record_id=record.id), facts=facts)
