"""The letter: plain, complete, light, and the candidate's alone."""

import gzip
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, update

from portal.models import Candidate, Decision, Feedback
from portal.policy.feedback import FeedbackDraft
from portal.services import decisions, pool
from portal.vocabulary import Outcome
from portal.web.database import db
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import FEEDBACK, Make

NOTHING = FeedbackDraft()


def letter(phone: Browser, decision: Decision) -> Page:
    return phone.get("candidate.feedback.page", decision_id=decision.id)


def opening(page: Page) -> str:
    """The first paragraph."""
    return " ".join(page.all("#letter .words p")[0].text_content().split())


def test_the_letter_says_everything_that_was_written(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    page = letter(phone, make.told(maya, by=make.user("Lena Hoffmann")))
    assert page.h1 == "Maya, thank you for the time you gave us"
    assert opening(page) == (
        "We have decided not to go on with your application for Product Designer, Mobility."
    )
    for words in (
        "I wanted you to know why, and what stood out.",
        "Two things we looked at, and what we saw.",
        "Interaction craft strong You showed three versions.",
        "Working with data was missing You did not name a success measure.",
        "What would help next time: One project in which you name the measure first.",
        "Name the success measure before you design.",
        "Lena Hoffmann",
        "Head of Design · wrote this on 2 March",
    ):
        assert words in page.text


def test_the_reason_is_promised_when_there_is_no_message(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    page = letter(phone, make.told(maya, feedback=replace(FEEDBACK, message="", advice="")))
    assert "We want you to know why, and what stood out." in opening(page)
    assert "If you take one thing along" not in page.text


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.WITHDRAWN, "You have withdrawn your application"),
        (Outcome.OFFER_DECLINED, "You have decided against our offer"),
    ],
)
def test_thanks_without_feedback_are_a_whole_letter(
    phone: Browser, make: Make, maya: Candidate, outcome: Outcome, words: str
) -> None:
    page = letter(phone, make.told(maya, outcome=outcome, feedback=NOTHING))
    assert words in opening(page)
    assert "we looked at" not in page.text
    assert "Rosa Recruiter" in page.text


def test_what_was_written_is_shown_as_text(phone: Browser, make: Make, maya: Candidate) -> None:
    nasty = "<script>alert(1)</script> {{ 7 * 7 }}\n\nA second paragraph."
    decision = make.told(maya)
    # The wording check lets nobody write this: it came in by another way.
    with make.work() as context:
        context.session.execute(update(Feedback).values(message=nasty))
    page = letter(phone, decision)
    assert not page.all("#letter script")
    assert "<script>alert(1)</script> {{ 7 * 7 }}" in page.text


def test_a_correction_is_shown_at_once_and_said(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    decision = make.told(maya)
    assert "corrected" not in letter(phone, decision).text
    clock.forward(minutes=20)
    corrected = replace(FEEDBACK, message="I had mixed up two conversations.")
    with make.work(make.actor()) as context:
        decisions.revise(context, decision.id, corrected, version=decision.version, tell=False)
    page = letter(phone, decision)
    assert "We corrected this on 2 March." in page.text
    assert "I had mixed up two conversations." in page.text
    assert "I wanted you to know why" not in page.text
    assert page.text.count("Two things we looked at") == 1


def test_a_rewrite_before_it_went_out_is_no_correction(
    phone: Browser, make: Make, maya: Candidate, clock: SetClock
) -> None:
    decision = make.decision(make.application(maya))
    with make.work(make.actor()) as context:
        better = replace(FEEDBACK, message="Written once more.")
        decisions.revise(context, decision.id, better, version=decision.version, tell=True)
    clock.forward(minutes=10)
    make.accept_notices()
    page = letter(phone, decision)
    assert "Written once more." in page.text
    assert "corrected" not in page.text


def test_whoever_is_invited_is_shown_how_to_stay_in_touch(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    page = letter(phone, make.told(maya))
    assert "Shall we stay in touch?" in page.text
    assert page.link("How the talent pool works") == "/me/pool"


def test_whoever_is_not_invited_is_not_asked(phone: Browser, make: Make, maya: Candidate) -> None:
    page = letter(phone, make.told(maya, invites_to_pool=False))
    assert "Shall we stay in touch?" not in page.text


def test_a_member_and_somebody_who_left_are_not_asked_again(
    phone: Browser, make: Make, maya: Candidate
) -> None:
    decision = make.told(maya)
    phone.submit(phone.get("/me/pool"), "Join for 12 months")
    page = letter(phone, decision)
    assert "Shall we stay in touch?" not in page.text
    assert "you are in until 2 March 2027" in page.text
    with make.work() as context:
        pool.leave(context, maya.id)
    assert "Shall we stay in touch?" not in letter(phone, decision).text


def test_every_next_step_leads_somewhere(phone: Browser, make: Make, maya: Candidate) -> None:
    page = letter(phone, make.told(maya))
    for link in page.all("a[href^='/']"):
        assert phone.get(link.get("href")).status == 200, link.get("href")


def test_the_first_load_is_light(phone: Browser, make: Make, maya: Candidate) -> None:
    decision = make.told(maya)
    page = letter(phone, decision)
    assert not page.all("script")
    resources = [e.get("href") for e in page.all("link[rel=stylesheet]")]
    resources += [e.get("src") for e in page.all("img")]
    assert len(resources) + 1 <= 4
    total = 0
    for path in (f"/me/feedback/{decision.id}", *resources):
        answer = phone.client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        body = answer.get_data()
        answer.close()
        if answer.headers.get("Content-Encoding") == "gzip":
            assert gzip.decompress(body)
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers)
        total += len(body) + head
    assert total <= 30 * 1024


def test_it_reads_little(app: Flask, phone: Browser, make: Make, maya: Candidate) -> None:
    decision = make.told(maya)
    letter(phone, decision)
    reads: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            reads.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        letter(phone, decision)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    # The session and the brand, which every page reads, and three of its own.
    assert len(reads) <= 5, reads
