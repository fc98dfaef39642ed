"""What the page "today" puts first."""

from tests.browser import Browser
from tests.fakes import SetClock
from tests.makers import Make

TODAY = "recruiter.today.page"


def test_somebody_who_waits_too_long_comes_first(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    make.application()
    clock.forward(days=10)
    make.application(make.candidate("Jun Kimura"), make.vacancy("Backend Engineer"))
    clock.forward(days=6)

    rosa.begin_as_user(make.user())
    page = rosa.get(TODAY)

    assert page.h1 == "Good morning, Rosa. One person waits longer than we promised."
    assert page.all(".item b")[0].text_content() == "Maya Oliveira"


def test_whoever_is_decided_waits_no_longer(rosa: Browser, make: Make, clock: SetClock) -> None:
    application = make.application()
    clock.forward(days=20)
    make.decision(application)

    rosa.begin_as_user(make.user())

    assert "Nobody waits longer than we promised." in rosa.get(TODAY).h1


def test_a_recalled_decision_is_decided_but_not_told(rosa: Browser, make: Make) -> None:
    decision = make.decision()
    page = rosa.get("recruiter.applications.page", application_id=decision.application_id)
    rosa.submit(page, "Recall")

    page = rosa.get(TODAY)

    assert "Somebody has not been reached yet." in page.h1
    assert "the message was recalled" in page.text


def test_what_candidates_did_comes_in(rosa: Browser, make: Make) -> None:
    ada = make.member("Ada Correia")
    make.achievement(ada, "AWS Security")

    page = rosa.get(TODAY)

    assert "Ada Correia joined the talent pool" in page.text
    assert "Ada Correia told us about AWS Security" in page.text


def test_an_empty_portal_says_what_to_do_next(rosa: Browser, make: Make) -> None:
    assert "Nobody is here yet." in rosa.get(TODAY).text


def test_a_hiring_manager_sees_only_their_own(hanna: Browser, make: Make, clock: SetClock) -> None:
    make.application()
    make.member("Ada Correia")
    clock.forward(days=20)

    hanna.begin_as_user(make.user("Hanna Manager"))
    page = hanna.get(TODAY)

    assert "Maya" not in page.text
    assert "Ada" not in page.text
