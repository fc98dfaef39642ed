"""Who comes with an event: found, added, kept as their system says, never merged by a machine."""

import pytest

from portal.context import Actor
from portal.models import Application, AuditEvent, Candidate, SourceRecord, Task
from portal.policy.refusal import Conflict
from portal.services import candidates, questions
from portal.services.candidates import CandidateDraft
from portal.vocabulary import ActorKind, TaskKind, WebhookState
from tests.feeding import Feeder, application, gone, person, updated
from tests.makers import Make


def mail(*addresses: str) -> list[dict[str, str]]:
    return [{"value": address} for address in addresses]


def test_an_applicant_comes_with_what_is_said_of_them(feed: Feeder) -> None:
    event = feed.tell(application())

    maya = feed.candidate()
    assert (maya.name, maya.called, maya.headline) == (
        "Maya Oliveira",
        "Maya",
        "Designer, Tidewater",
    )
    assert (maya.source, maya.source_id) == ("greenhouse", "7")
    assert [email.address for email in maya.emails] == ["maya7@example.com"]
    assert [phone.e164 for phone in maya.phones] == ["+351912345678"]
    assert (maya.location, maya.links) == ("Porto", ["https://maya.example.com"])
    assert (event.state, event.candidate_id) == (WebhookState.DONE, maya.id)


def test_tags_say_nothing_about_skills(feed: Feeder) -> None:
    feed.tell(application())
    assert feed.candidate().skills == []


def test_whoever_is_unknown_is_not_brought_by_a_change_alone(feed: Feeder) -> None:
    event = feed.tell(updated(first_name="May"))

    assert feed.all(Candidate) == []
    assert event.state is WebhookState.IGNORED
    feed.tell(application())
    assert feed.candidate().name == "May Oliveira"


def test_a_change_there_is_a_change_here(feed: Feeder) -> None:
    changed = updated(last_name="Silva", email_addresses=mail("silva@example.com"), title=None)
    feed.tell(application(), changed)

    maya = feed.candidate()
    assert (maya.name, maya.headline) == ("Maya Silva", "Tidewater")
    assert feed.emails(maya.id) == ["silva@example.com"]


def test_what_somebody_here_changed_stays(feed: Feeder, make: Make) -> None:
    feed.tell(application())
    maya = feed.candidate()
    draft = CandidateDraft(
        name="Maya de Oliveira",
        called="May",
        emails=("own@example.com", "maya7@example.com"),
        location="Porto",
        headline="Designer, Tidewater",
        source="greenhouse",
        source_id="7",
    )
    with make.work(make.actor()) as context:
        candidates.change(context, maya.id, draft)
    feed.tell(updated(last_name="Silva", addresses=mail("Lisboa"), email_addresses=mail("n@x.org")))

    maya = feed.candidate()
    assert (maya.name, maya.called, maya.location) == ("Maya de Oliveira", "May", "Lisboa")
    assert feed.emails(maya.id) == ["own@example.com", "n@x.org"]


def test_missing_says_nothing_and_null_says_empty(feed: Feeder) -> None:
    body = updated(phone_numbers=None)
    del body["payload"]["candidate"]["email_addresses"]
    feed.tell(application(), body)

    assert feed.emails(feed.candidate().id) == ["maya7@example.com"]
    assert feed.candidate().phones == []


@pytest.mark.parametrize(
    "odd",
    [
        {"first_name": None, "last_name": None},
        {"first_name": "\u0000\ud800", "last_name": "\u202e"},
        {"first_name": 12, "last_name": []},
        {"email_addresses": mail("not an address", "a@b", "\u0000")},
        {"email_addresses": {"value": "x"}, "phone_numbers": "1", "addresses": [None, 3]},
        {"employments": None, "educations": [None, {"degree": {}}], "website_addresses": [1]},
        {"first_name": "M" * 5000, "title": "T" * 5000, "company": "C" * 5000},
        {"id": "7"},
    ],
)
def test_odd_people_come_all_the_same(feed: Feeder, odd: dict[str, object]) -> None:
    assert feed.tell(application(candidate=person(**odd))).state is WebhookState.DONE  # type: ignore[arg-type]
    assert feed.candidate().name


def test_somebody_here_without_an_id_is_found_by_their_address(feed: Feeder, make: Make) -> None:
    maya = make.candidate(emails=("Maya7@Example.com",))
    feed.tell(application())

    assert feed.candidate().id == maya.id
    assert feed.candidate().source_id == "7"


def test_a_prospect_is_a_person_and_nothing_else(feed: Feeder) -> None:
    event = feed.tell(application("new_prospect_application", prospect=True, jobs=[]))

    assert event.state is WebhookState.DONE
    assert feed.candidate().name == "Maya Oliveira"
    assert feed.all(Application) == []


def test_a_prospect_may_become_an_applicant(feed: Feeder) -> None:
    feed.tell(application("new_prospect_application", prospect=True))
    feed.tell(application("application_updated", last_activity_at="2026-02-21T10:00:00Z"))

    assert feed.one(Application).waits_since is not None


def test_private_and_not_to_be_mailed_are_obeyed(feed: Feeder) -> None:
    feed.tell(application(candidate=person(is_private=True, can_email=False)))
    assert (feed.candidate().private, feed.candidate().may_email) == (True, False)

    later = "2026-02-21T10:00:00Z"
    feed.tell(application("application_updated", last_activity_at=later))
    assert (feed.candidate().private, feed.candidate().may_email) == (False, True)


def shared(feed: Feeder) -> Task:
    """Two people of the other system have one address; a question is open."""
    feed.tell(application())
    other = person(
        8, first_name="Jun", last_name="Kimura", email_addresses=mail("maya7@EXAMPLE.com")
    )
    event = feed.tell(application(id_=72, candidate=other))
    assert event.state is WebhookState.QUESTION
    [task] = feed.open_tasks()
    return task


def answer(feed: Feeder, how: str, task: Task) -> None:
    actor: Actor = feed.make.actor()
    with feed.make.work(actor) as context:
        getattr(questions, how)(context, task.id)
    feed.work()


def test_two_people_with_one_address_are_a_question(feed: Feeder) -> None:
    task = shared(feed)

    maya = feed.candidate()
    assert (task.kind, task.candidate_id, task.owner_id) == (
        TaskKind.SHARED_ADDRESS,
        maya.id,
        None,
    )
    assert task.facts["address"] == "maya7@example.com"
    assert len(feed.all(Application)) == 1


def test_the_same_person_is_known_under_two_ids(feed: Feeder) -> None:
    task = shared(feed)
    answer(feed, "same_person", task)

    maya = feed.candidate()
    assert {one.candidate_id for one in feed.all(Application)} == {maya.id}
    assert (maya.name, feed.states()) == ("Maya Oliveira", [WebhookState.DONE] * 2)
    feed.tell(updated(8, first_name="Jun", email_addresses=mail("maya7@example.com", "j@x.org")))
    assert feed.emails(maya.id) == ["maya7@example.com", "j@x.org"]
    assert feed.open_tasks() == []


def test_two_people_come_as_two_and_are_not_asked_about_again(feed: Feeder) -> None:
    task = shared(feed)
    answer(feed, "different_people", task)

    maya, jun = feed.all(Candidate)
    assert (jun.name, feed.emails(jun.id), feed.emails(maya.id)) == (
        "Jun Kimura",
        [],
        ["maya7@example.com"],
    )
    feed.tell(updated(8, first_name="June", email_addresses=mail("maya7@example.com")))
    assert feed.open_tasks() == []
    assert feed.all(Candidate)[1].called == "June"


def test_a_question_is_answered_once(feed: Feeder) -> None:
    task = shared(feed)
    answer(feed, "different_people", task)
    with pytest.raises(Conflict):
        answer(feed, "same_person", task)


def test_an_address_that_became_free_answers_the_question(feed: Feeder) -> None:
    shared(feed)
    feed.tell(updated(email_addresses=mail("new@example.com")))

    assert feed.open_tasks() == []
    assert [feed.emails(one.id) for one in feed.all(Candidate)] == [
        ["new@example.com"],
        ["maya7@example.com"],
    ]


def test_a_known_person_does_not_get_the_address_of_another(feed: Feeder) -> None:
    jun = person(8, first_name="Jun", last_name="Kimura")
    feed.tell(application(), application(id_=72, candidate=jun))
    changed = mail("maya7@example.com", "jun@example.com")
    event = feed.tell(updated(8, email_addresses=changed))

    assert event.state is WebhookState.DONE
    assert feed.emails(feed.all(Candidate)[1].id) == ["jun@example.com"]
    [task] = feed.open_tasks()
    assert task.kind is TaskKind.SHARED_ADDRESS
    with pytest.raises(Conflict, match="Both are here already"):
        answer(feed, "same_person", task)
    answer(feed, "different_people", task)
    assert feed.open_tasks() == []


def test_the_same_name_and_address_under_two_ids_is_a_question(feed: Feeder) -> None:
    feed.tell(application())
    twin = person(8, email_addresses=mail("maya7@example.com"))
    assert feed.tell(application(id_=72, candidate=twin)).state is WebhookState.QUESTION


def test_the_same_address_under_another_name_is_a_question_too(feed: Feeder, make: Make) -> None:
    make.candidate("Ada Correia", emails=("maya7@example.com",))
    assert feed.tell(application()).state is WebhookState.QUESTION


def test_a_deleted_person_who_never_was_here_leaves_a_word_only(feed: Feeder) -> None:
    event = feed.tell(gone())

    assert (event.state, feed.open_tasks()) == (WebhookState.IGNORED, [])
    assert feed.one(SourceRecord).candidate_id is None


def test_acts_of_a_connection_are_its_own(feed: Feeder) -> None:
    feed.tell(application())
    acts = feed.all(AuditEvent, AuditEvent.candidate_id.is_not(None))
    assert {(act.actor_kind, act.actor_id) for act in acts} == {
        (ActorKind.CONNECTION, feed.connection.id)
    }
