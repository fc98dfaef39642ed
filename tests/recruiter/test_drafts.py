"""A draft keeps itself while somebody writes, and two who write at once lose nothing."""

from typing import Any

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import AuditEvent, Decision, Notice
from portal.vocabulary import Act
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

HERE = "recruiter.applications.page"
TELL = "Decide and tell Maya"
WORDS: dict[str, Any] = {
    "points-0-kind": "strength",
    "points-0-seen": "You showed three versions and said which one you would drop.",
    "points-0-next_time": "Say sooner which one you prefer.",
    "advice": "Name the measure first.",
    "message": "We have chosen another person, and I wanted you to hear the reason from me.",
}
MINE = {**WORDS, "message": "We have decided for somebody else, and these are my own words to you."}


def of(gateways: Gateways, model: Any) -> list[Any]:
    with gateways.database.session() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def typed(browser: Browser, page: Page, **filled: Any) -> Page:
    """What comes back when a page keeps what was typed by itself."""
    form = page.one("#write")
    # lxml takes an empty value of a radio button for a missing one.
    data = {n: "" if v == "on" and n.endswith("-kind") else v for n, v in form.form_values()}
    path = form.get("action").replace("/decision", "/autosave")
    return Page(browser.client.post(path, data={**data, **filled}), fragment=True)


def test_what_is_typed_is_kept_and_decided_without_a_conflict(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.get(HERE, application_id=make.application().id)

    first = typed(rosa, page, **WORDS)
    typed(rosa, page, **{**WORDS, "advice": "Name it sooner."})

    assert "Draft saved at" in first.one("#saved").text_content()
    assert of(gateways, Notice) == []
    drafted = [event for event in of(gateways, AuditEvent) if event.act is Act.DECISION_DRAFTED]
    assert len(drafted) == 1, "one line for one sitting, however often it was kept"
    done = rosa.submit(page, TELL, **WORDS)
    assert done.said.startswith("Decided.")


def test_what_cannot_be_kept_yet_is_said(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = rosa.get(HERE, application_id=make.application().id)

    answer = typed(rosa, page, **{**WORDS, "points-0-kind": ""})

    assert answer.status == 422
    assert "Not saved yet: choose “strong” or “missing”" in answer.one("#saved").text_content()
    assert of(gateways, Decision) == []


def test_a_second_page_does_not_write_over_the_first_by_itself(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    application = make.application()
    one, other = (rosa.get(HERE, application_id=application.id) for _ in range(2))
    typed(rosa, one, **WORDS)

    answer = typed(rosa, other, **MINE)

    assert answer.status == 409
    assert "somebody else has changed this" in answer.one("#saved").text_content()
    assert rosa.get(HERE, application_id=application.id).value("message") == WORDS["message"]


def test_both_drafts_are_seen_and_whoever_saves_again_has_seen_both(
    rosa: Browser, adam: Browser, make: Make
) -> None:
    application = make.application()
    for_rosa = rosa.get(HERE, application_id=application.id)
    for_adam = adam.get(HERE, application_id=application.id)
    rosa.submit(for_rosa, "Save draft", **WORDS, internal_note="Ask about the measure.")

    late = adam.submit(for_adam, "Save draft", **MINE)

    assert late.status == 409
    theirs = late.one("#theirs").text_content()
    for text in (WORDS["message"], WORDS["points-0-seen"], WORDS["points-0-next_time"]):
        assert text in theirs
    assert WORDS["advice"] in theirs
    assert "Ask about the measure." in theirs
    assert "Rosa Recruiter" in theirs
    assert late.value("message") == MINE["message"]
    assert late.value("points-0-next_time") == WORDS["points-0-next_time"]
    saved = adam.submit(late, "Save draft")
    assert saved.said.startswith("Draft saved.")
    assert saved.value("message") == MINE["message"]


def test_whoever_is_late_for_the_decision_can_correct_it_with_their_own_words(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    application = make.application()
    for_adam = adam.get(HERE, application_id=application.id)
    rosa.submit(rosa.get(HERE, application_id=application.id), TELL, **WORDS)

    late = adam.submit(for_adam, TELL, **MINE)

    assert late.status == 409
    assert "What was decided meanwhile" in late.one("#theirs").text_content()
    assert WORDS["message"] in late.one("#theirs").text_content()
    assert late.value("message") == MINE["message"]
    assert not [b for b in late.all("button") if TELL in b.text_content()]
    page = adam.submit(late, "Correct theirs with mine")
    assert page.said.startswith("Corrected.")
    assert MINE["message"] in page.text
    assert len(of(gateways, Notice)) == 1


def test_whoever_was_overtaken_by_a_reopening_decides_anew(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    application = make.application()
    rosa.submit(rosa.get(HERE, application_id=application.id), "Save draft", **WORDS)
    for_adam = adam.get(HERE, application_id=application.id)
    page = rosa.submit(rosa.get(HERE, application_id=application.id), TELL)
    rosa.submit(page, "Reopen the application")

    late = adam.submit(for_adam, TELL, **MINE)

    assert late.status == 409
    assert "was taken back" in late.one("#theirs").text_content()
    assert adam.submit(late, TELL).said.startswith("Decided.")


def test_two_corrections_at_once_show_both(
    rosa: Browser, adam: Browser, make: Make, clock: SetClock
) -> None:
    decision = make.told()
    for_rosa = rosa.get(HERE, application_id=decision.application_id)
    for_adam = adam.get(HERE, application_id=decision.application_id)
    clock.forward(minutes=5)
    rosa.submit(for_rosa, "Save the correction", message=WORDS["message"])

    late = adam.submit(for_adam, "Save the correction", message=MINE["message"])

    assert late.status == 409
    assert WORDS["message"] in late.one("#theirs").text_content()
    assert late.value("message") == MINE["message"]
    assert MINE["message"] in adam.submit(late, "Save the correction").text


def test_a_hiring_manager_changes_nothing_but_the_feedback(
    rosa: Browser, hanna: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy(manager=make.user("Hanna Manager"))
    application = make.application(vacancy=vacancy)
    page = rosa.get(HERE, application_id=application.id)
    kept = {"internal_note": "Ask about the measure.", "promising": "y", "outcome": "withdrawn"}
    rosa.submit(page, "Save draft", **WORDS, **kept)

    hanna.submit(hanna.get(HERE, application_id=application.id), "Save draft", advice="Hers.")

    page = rosa.get(HERE, application_id=application.id)
    assert page.value("advice") == "Hers."
    assert page.value("internal_note") == "Ask about the measure."
    assert page.one("[name=promising]").get("checked") is not None
    assert of(gateways, Decision)[0].outcome.value == "withdrawn"
