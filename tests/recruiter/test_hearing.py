"""A question heard on the telephone is written down in ten seconds: a name, one text, done."""

from sqlalchemy import select

from portal.models import Inquiry
from portal.vocabulary import Channel
from tests.browser import Browser
from tests.makers import Make


def only(make: Make) -> Inquiry:
    with make.work() as context:
        return context.session.scalars(select(Inquiry)).one()


def test_from_the_list_by_typing_a_name(make: Make, rosa: Browser) -> None:
    application = make.application(make.candidate("Maya Oliveira"))
    make.candidate("Ada Correia")
    search = rosa.get("recruiter.inquiries.page").link("Heard on the telephone")
    found = rosa.follow(rosa.get(f"{search}?q=oliveira"))
    assert found.h1 == "What Maya Oliveira asked"
    assert found.value("application_id") == str(application.id)
    after = rosa.submit(found, "Keep it", text="When does she hear?")
    assert after.said == "Noted. Somebody answers by the day that stands here."
    assert "heard on the telephone by Rosa Recruiter" in after.text
    kept = only(make)
    assert (kept.channel, kept.application_id) == (Channel.CALL, application.id)
    assert kept.noted_by_id == make.user().id


def test_of_several_with_the_name_one_is_chosen(make: Make, rosa: Browser) -> None:
    make.candidate("Maya Oliveira")
    make.candidate("Maya Correia", emails=("other@example.com",))
    found = rosa.get("recruiter.hearing.page", q="maya", htmx=True)
    assert found.one("[role=status]").text_content() == "2 found"
    page = rosa.get(found.link("Write it down for Maya Correia"))
    assert page.h1 == "What Maya Correia asked"


def test_from_the_record(make: Make, rosa: Browser) -> None:
    maya = make.candidate("Maya Oliveira")
    record = rosa.get("recruiter.candidates.record", candidate_id=maya.id)
    page = rosa.get(record.link("They asked something on the telephone"))
    rosa.submit(page, "Keep it", text="Wants to know about Porto.")
    after = rosa.get("recruiter.candidates.record", candidate_id=maya.id).text
    assert "Wants to know about Porto." in after
    assert "Rosa Recruiter noted a question" in after


def test_nobody_and_nothing_are_refused(make: Make, rosa: Browser) -> None:
    maya = make.candidate("Maya Oliveira")
    page = rosa.get("recruiter.hearing.page", q="nobody like this")
    assert "Nobody is found." in page.text
    page = rosa.post("recruiter.hearing.keep", {"text": " "}, candidate_id=maya.id)
    assert (page.status, page.wrong["text"]) == (422, "Enter a few words.")
    assert rosa.get("recruiter.hearing.write", candidate_id=maya.id + 1).status == 404


def test_somebody_elses_application_is_refused(make: Make, rosa: Browser) -> None:
    maya, ada = make.candidate("Maya Oliveira"), make.candidate("Ada Correia")
    hers = make.application(ada)
    data = {"text": "When?", "application_id": str(hers.id)}
    assert rosa.post("recruiter.hearing.keep", data, candidate_id=maya.id).status == 422
