"""The timeline: every touchpoint with a person in words, and what stays out of it."""

import pytest

from portal.context import Actor
from portal.models import Candidate
from portal.recruiter.telling import ACTS
from portal.services import audit, candidates, preferences
from portal.vocabulary import Act, ActorKind
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

RECORD = "recruiter.candidates.record"
OLDER = "recruiter.candidates.older"
NOT_ABOUT_A_PERSON = {
    act
    for act in Act
    if act.startswith(
        (
            "vacancy_",
            "import_",
            "batch_",
            "data_",
            "connection_",
            "template_",
            "user_",
            "settings_",
            "relay_",
            "restore_",
            "work_",
            "signed_",
        )
    )
}


def told(page: Page) -> list[str]:
    return [
        " ".join(item.cssselect("span")[0].text_content().split())
        for item in page.all(".timeline li")
    ]


def days(page: Page) -> list[str]:
    return [heading.text_content() for heading in page.all("h3.day")]


def notes(make: Make, candidate: Candidate, count: int) -> None:
    with make.work(make.actor()) as context:
        for number in range(count):
            candidates.add_note(context, candidate.id, f"Note {number}")


def test_each_act_in_words_with_who_and_when_the_newest_first(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    maya, vacancy = make.candidate(), make.vacancy()
    application = make.application(maya, vacancy, stage=2)
    clock.forward(days=1)
    make.decision(application, now=True)
    make.achievement(maya, "AWS Security")
    clock.forward(hours=2)
    with make.work(Actor(ActorKind.CANDIDATE, maya.id)) as context:
        preferences.pause(context, maya.id, 1)
    rosa.begin_as_user(make.user())

    page = rosa.get(RECORD, candidate_id=maya.id)

    assert days(page) == ["3 March", "2 March"]
    assert told(page) == [
        "Maya Oliveira changed how they want to hear from us",
        "Maya Oliveira told us about AWS Security",
        "Rosa Recruiter invited them to the talent pool",
        "Rosa Recruiter decided: not chosen · Product Designer, Mobility",
        "Rosa Recruiter moved the application to Interview · Product Designer, Mobility",
        "Rosa Recruiter added an application · Product Designer, Mobility",
        "Rosa Recruiter added this person",
    ]
    assert [t.text for t in page.all(".timeline li > span.small")][:2] == ["12:00", "10:00"]


def test_a_message_is_told_with_its_way(rosa: Browser, make: Make) -> None:
    application = make.application()
    make.decision(application)
    page = rosa.get("recruiter.applications.page", application_id=application.id)
    rosa.submit(page, "Recall")

    lines = told(rosa.get(RECORD, candidate_id=application.candidate_id))

    assert lines[0] == (
        "Rosa Recruiter recalled the message (decision) · Product Designer, Mobility"
    )


def test_what_somebody_opened_is_not_for_the_team(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    with make.work(Actor(ActorKind.CANDIDATE, maya.id)) as context:
        audit.record(context, Act.LINK_OPENED, candidate_id=maya.id)
        audit.record(context, Act.LINK_ASKED_FOR, candidate_id=maya.id)

    assert told(rosa.get(RECORD, candidate_id=maya.id)) == [
        "Maya Oliveira asked for a new link",
        "Rosa Recruiter added this person",
    ]


def test_messages_about_hidden_vacancies_are_hidden_too(rosa: Browser, make: Make) -> None:
    maya, olga = make.candidate(), make.user("Olga Other")
    secret = make.vacancy("Secret", owner=olga, confidential=True)
    decision = make.decision(make.application(maya, secret), by=olga, invites_to_pool=False)
    # A message names nothing but itself, and still belongs to the vacancy.
    with make.work() as context:
        accepted = {"candidate_id": maya.id, "notice_id": decision.id}
        audit.record(context, Act.NOTICE_ACCEPTED, **accepted, purpose="decision")

    assert told(rosa.get(RECORD, candidate_id=maya.id)) == ["Rosa Recruiter added this person"]


def test_fifty_come_first_and_the_older_ones_on_request(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    notes(make, maya, 60)

    page = rosa.get(RECORD, candidate_id=maya.id)
    older = rosa.get(page.link("Older"))
    fragment = rosa.get(page.link("Older"), htmx=True)

    assert len(told(page)) == 50
    assert older.h1 == "Timeline of Maya Oliveira"
    assert len(told(older)) == 11
    assert told(older)[-1] == "Rosa Recruiter added this person"
    assert not [a for a in older.all("a") if a.text == "Older"]
    assert told(fragment) == told(older)
    assert fragment.tree is not None
    assert fragment.tree.get("id", "").startswith("timeline-")


def test_exactly_fifty_need_no_second_page(rosa: Browser, make: Make) -> None:
    maya = make.candidate()
    notes(make, maya, 49)

    page = rosa.get(RECORD, candidate_id=maya.id)

    assert len(told(page)) == 50
    assert not [a for a in page.all("a") if a.text == "Older"]


def test_unknown_people_and_strangers_get_404(rosa: Browser, hanna: Browser, make: Make) -> None:
    assert rosa.get(OLDER, candidate_id=4711).status == 404
    assert hanna.get(OLDER, candidate_id=make.candidate().id).status == 404


@pytest.mark.parametrize("act", sorted(set(Act) - NOT_ABOUT_A_PERSON - {Act.LINK_OPENED}))
def test_every_act_about_a_person_has_its_words(act: Act) -> None:
    assert ACTS[act]
