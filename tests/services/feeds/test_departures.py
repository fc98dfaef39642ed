"""Merged, deleted, anonymized elsewhere: contact stops at once, and somebody sees to it."""

import pytest

from portal.models import Candidate, Notice
from portal.services import contact_stops, questions
from portal.vocabulary import NoContact, NoticeState, TaskKind
from tests.feeding import Feeder, application, gone, person, rejected
from tests.makers import Make

WAYS = [
    ("delete_candidate", TaskKind.DELETED_ELSEWHERE, NoContact.DELETED_ELSEWHERE),
    ("merge_candidate", TaskKind.MERGED_ELSEWHERE, NoContact.MERGED_ELSEWHERE),
    ("candidate_anonymized", TaskKind.ANONYMIZED_ELSEWHERE, NoContact.ANONYMIZED_ELSEWHERE),
]


@pytest.mark.parametrize(("action", "kind", "why"), WAYS)
def test_contact_stops_and_becomes_a_task(
    feed: Feeder, action: str, kind: TaskKind, why: NoContact
) -> None:
    feed.tell(application(), gone(action, new_candidate_id=9))

    maya = feed.candidate()
    assert maya.stopped is why
    assert [(task.kind, task.candidate_id) for task in feed.open_tasks()] == [(kind, maya.id)]


def test_a_message_that_was_about_to_go_out_is_stopped(feed: Feeder, make: Make) -> None:
    maya = make.candidate(source="greenhouse", source_id="7")
    make.decision(make.application(maya))
    feed.tell(gone())

    notice = feed.one(Notice)
    assert (notice.state, notice.reason) == (NoticeState.STOPPED, NoContact.DELETED_ELSEWHERE)


def test_whoever_comes_after_they_were_deleted_is_stopped_at_birth(feed: Feeder) -> None:
    feed.tell(gone(), application())

    assert feed.candidate().stopped is NoContact.DELETED_ELSEWHERE
    assert len(feed.open_tasks()) == 1


def test_what_somebody_resumed_stays_resumed(feed: Feeder, make: Make) -> None:
    feed.tell(application(), gone("candidate_anonymized"))
    with make.work(make.actor()) as context:
        contact_stops.resume(context, feed.candidate().id)
    feed.tell(rejected(), gone("candidate_anonymized"))
    assert feed.candidate().stopped is None

    feed.tell(gone())
    assert feed.candidate().stopped is NoContact.DELETED_ELSEWHERE


def test_two_ids_of_one_person_that_are_merged_there_stop_nothing(feed: Feeder) -> None:
    feed.tell(application())
    feed.tell(gone("merge_candidate", new_candidate_id=8))
    again = person(8, email_addresses=[{"value": "maya7@example.com"}])
    feed.tell(application(id_=72, candidate=again))
    [question] = [t for t in feed.open_tasks() if t.kind is TaskKind.SHARED_ADDRESS]
    with feed.make.work(feed.make.actor()) as context:
        questions.same_person(context, question.id)
    feed.work()

    assert len(feed.all(Candidate)) == 1
    assert (feed.candidate().stopped, feed.open_tasks()) == (None, [])
