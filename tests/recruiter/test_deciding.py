"""A recruiter decides about an application and tells the candidate."""

from typing import Any

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Decision, Notice
from portal.vocabulary import NoticeState, Queue
from tests.browser import Browser, Page
from tests.fakes import CountingBell, SetClock
from tests.makers import Make

HERE = "recruiter.applications.page"
TELL = "Decide and tell Maya"
WORDS: dict[str, Any] = {
    "points-0-kind": "strength",
    "points-0-seen": "You showed three versions.",
    "points-1-kind": "gap",
    "points-1-seen": "You named no success measure.",
    "points-1-next_time": "Name the measure first.",
    "message": "We have chosen another person, and I wanted you to know why.",
}


def open_one(rosa: Browser, make: Make, **values: Any) -> Page:
    return rosa.get(HERE, application_id=make.application(**values).id)


def notices(gateways: Gateways) -> list[Notice]:
    with gateways.database.session() as session:
        return list(session.scalars(select(Notice).order_by(Notice.id)))


def test_a_decision_owes_a_notice_after_the_undo_window(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, send_when="at_once", **WORDS)

    assert page.said.startswith("Decided.")
    assert "Maya has not been told yet" in page.text
    [notice] = notices(gateways)
    assert notice.state is NoticeState.SCHEDULED
    assert notice.not_before - clock.now() == gateways.settings.undo


def test_the_worker_is_woken_only_when_something_is_due(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **WORDS)
    bell = gateways.bell
    assert isinstance(bell, CountingBell)
    assert bell.rung == []

    page = rosa.submit(page, "Send now")

    assert page.said == "On its way."
    assert bell.rung == [Queue.NOTICES]


def test_a_recalled_notice_is_cancelled_and_the_page_says_so(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **WORDS)

    page = rosa.submit(page, "Recall")

    assert page.said == "Recalled. Nothing was sent."
    assert "Maya has not been reached" in page.text
    assert notices(gateways)[0].state is NoticeState.CANCELLED


def test_a_draft_tells_nobody_and_comes_back(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = rosa.submit(open_one(rosa, make), "Save draft", **WORDS, internal_note="too junior")

    assert page.said == "Draft saved. Nobody has been told."
    assert page.value("message") == WORDS["message"]
    assert page.value("points-1-seen") == WORDS["points-1-seen"]
    assert page.value("internal_note") == "too junior"
    assert notices(gateways) == []


def test_after_an_interview_a_point_is_needed_and_what_was_typed_stays(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(
        open_one(rosa, make, stage=2), TELL, message="We have chosen another person."
    )

    assert page.status == 422
    assert "at least one point" in page.wrong[""]
    assert page.value("message") == "We have chosen another person."
    assert notices(gateways) == []


def test_a_verdict_without_words_is_refused_beside_its_field(rosa: Browser, make: Make) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **{**WORDS, "points-0-seen": " "})

    assert page.status == 422
    assert page.wrong["points-0-seen"] == "Say what you saw, or choose “say nothing”."


def test_a_rejection_without_any_word_is_refused(rosa: Browser, make: Make) -> None:
    page = rosa.submit(open_one(rosa, make), TELL)

    assert page.status == 422
    assert page.wrong["message"] == "Write a personal message or at least one point."


def test_a_hire_owes_no_notice(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, outcome="hired")

    assert "No message is owed" in page.text
    assert notices(gateways) == []


def test_an_outcome_that_was_not_offered_is_refused(rosa: Browser, make: Make) -> None:
    application = make.application()
    data = {**WORDS, "outcome": "eaten", "do": "release"}

    page = rosa.post("recruiter.applications.decide", data, application_id=application.id)

    assert page.status == 422


def test_two_recruiters_at_once_one_wins_and_the_other_loses_no_text(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    application = make.application()
    for_rosa = rosa.get(HERE, application_id=application.id)
    for_adam = adam.get(HERE, application_id=application.id)
    rosa.submit(for_rosa, TELL, **WORDS)

    late = adam.submit(for_adam, TELL, **{**WORDS, "message": "My own words."})

    assert late.status == 409
    assert "Somebody else has changed this" in late.text
    assert late.value("message") == "My own words."
    assert len(notices(gateways)) == 1


def test_a_correction_makes_a_revision_and_tells_only_if_wished(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    decision = make.told()
    page = rosa.get(HERE, application_id=decision.application_id)

    page = rosa.submit(page, "Save the correction", message="Corrected words.")

    assert "corrected, revision 2" in page.text
    assert len(notices(gateways)) == 1
    page = rosa.submit(page, "Save the correction", message="Once more.", tell="y")
    assert len(notices(gateways)) == 2


def test_a_change_in_the_undo_window_is_no_correction(rosa: Browser, make: Make) -> None:
    decision = make.decision()
    page = rosa.get(HERE, application_id=decision.application_id)

    page = rosa.submit(page, "Save the correction", message="Better words.")

    assert "Better words." in page.text
    assert "revision" not in page.text


def test_reopening_stops_what_is_unsent_and_starts_the_clock_again(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    decision = make.decision()
    clock.forward(minutes=5)

    page = rosa.submit(
        rosa.get(HERE, application_id=decision.application_id), "Reopen the application"
    )

    assert page.said.startswith("Reopened.")
    assert page.form(TELL) is not None
    assert notices(gateways)[0].state is NoticeState.CANCELLED
    page = rosa.submit(page, TELL, **WORDS)
    assert page.said.startswith("Decided.")
    assert [n.state for n in notices(gateways)][1] is NoticeState.SCHEDULED


def test_a_hiring_manager_drafts_but_never_releases(
    hanna: Browser, rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy(manager=make.user("Hanna Manager"))
    application = make.application(vacancy=vacancy)
    page = hanna.get(HERE, application_id=application.id)

    assert not [b for b in page.all("button") if TELL in b.text_content()]
    page = hanna.submit(page, "Save draft", message="She showed three versions.")
    assert page.said.startswith("Draft saved.")
    data = {**WORDS, "outcome": "rejected", "do": "release", "version": "1"}
    forced = hanna.post("recruiter.applications.decide", data, application_id=application.id)
    assert forced.status == 403
    assert notices(gateways) == []
    assert rosa.get(HERE, application_id=application.id).value("message").startswith("She showed")


def test_what_is_not_yours_does_not_exist(hanna: Browser, rosa: Browser, make: Make) -> None:
    application = make.application()
    hidden = make.application(
        make.candidate("Greta Falk"),
        make.vacancy("Finance Director", owner=make.user("Anna Berg"), confidential=True),
    )

    assert hanna.get(HERE, application_id=application.id).status == 404
    assert rosa.get(HERE, application_id=hidden.id).status == 404
    assert rosa.get(HERE, application_id=4711).status == 404
    assert rosa.post("recruiter.applications.reopen", application_id=hidden.id).status == 404


def test_moving_to_a_stage_of_another_vacancy_is_refused(rosa: Browser, make: Make) -> None:
    application, other = make.application(), make.vacancy("Backend Engineer")
    data = {"stage_id": str(other.stages[0].id)}

    page = rosa.post("recruiter.applications.move", data, application_id=application.id)

    assert page.status == 422


def test_the_preview_shows_message_and_page_and_changes_nothing(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(open_one(rosa, make), "Preview", **WORDS)

    assert page.status == 200
    preview = page.one("#preview").text_content()
    assert "You named no success measure." in preview
    assert "Northlight Studio" in preview
    assert page.value("message") == WORDS["message"]
    with gateways.database.session() as session:
        assert session.scalar(select(Decision.id)) is None


def test_the_state_of_the_notice_is_polled_only_while_something_happens(
    rosa: Browser, make: Make
) -> None:
    decision = make.decision()
    fragment = rosa.get(
        "recruiter.applications.notice", htmx=True, application_id=decision.application_id
    )
    assert fragment.one("#notices").get("hx-trigger") == "every 2s"

    make.gateways.clock.forward(minutes=11)  # type: ignore[attr-defined]
    make.accept_notices()

    fragment = rosa.get(
        "recruiter.applications.notice", htmx=True, application_id=decision.application_id
    )
    assert fragment.one("#notices").get("hx-trigger") is None
    assert "Maya has been told" in fragment.text
