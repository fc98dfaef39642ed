"""One letter for several people of triage, with a line of their own for each."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.gateways import Gateways
from portal.jobs import batches as jobs
from portal.models import Application, Candidate, Decision, Feedback, Notice
from portal.services import decisions
from portal.vocabulary import DecisionState, NoContact, Outcome, Role
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.faults.many import DRAFT
from tests.makers import Make

TICKED = "recruiter.batches.ticked"
NEW = "recruiter.batches.new"
WORDS = "We have chosen another person, and you should hear it from us."


def in_triage(
    make: Make, *names: str, stage: int = 0, outcome: Outcome = Outcome.REJECTED
) -> list[int]:
    vacancy, ids = make.vacancy(), []
    for name in names:
        made = make.application(make.candidate(name), vacancy, stage=stage)
        with make.work(make.actor()) as context:
            application = context.session.get_one(Application, made.id)
            decision = decisions.record_imported(
                context, application, outcome=outcome, decided_at=None, told=False
            )
            assert decision is not None
            context.session.flush()
            ids.append(decision.id)
    return ids


def work(gateways: Gateways) -> None:
    """What a worker does until nothing is left."""
    while jobs.run_due(gateways):
        pass


def write_to(rosa: Browser, ids: list[int]) -> Page:
    return rosa.get(NEW, decision=ids)


def messages(gateways: Gateways) -> dict[str, str]:
    """What each person reads, by name."""
    query = (
        select(Candidate.name, Feedback.message)
        .join(Application, Application.candidate_id == Candidate.id)
        .join(Decision, Decision.application_id == Application.id)
        .join(Feedback, Feedback.decision_id == Decision.id)
        .where(Decision.state == DecisionState.RELEASED)
    )
    with gateways.database.session() as session:
        return dict(session.execute(query).all())


def left_out(page: Page) -> list[str]:
    return [" ".join(entry.text_content().split()) for entry in page.all("#left .entry")]


def test_the_ticked_are_told_after_the_undo_window(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    ids = in_triage(make, "Oscar Lund", "Helena Marques")
    page = rosa.follow(rosa.post(TICKED, {"decision": ids}))
    assert page.h1 == "Write to 2 people"

    begun = rosa.submit(page, "Tell all 2", message=WORDS)
    assert begun.h1 == "Letter to 2 people"
    assert "0 of 2 people" in begun.text
    assert begun.one("#progress").get("hx-get")
    work(gateways)

    done = rosa.get(begun.response.request.path)
    assert "2decided" in done.text
    assert "2 messages have not gone out yet" in done.text
    assert done.one("#progress").get("hx-get") is None
    assert "Nobody waits here." in rosa.get("recruiter.triage.page").text
    with gateways.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 2


def test_each_reads_their_own_line_above_the_words_for_all(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    first, second = in_triage(make, "Oscar Lund", "Helena Marques")
    line = {f"line-{first}": "Your  sketches of the timetable stayed with us."}

    rosa.submit(write_to(rosa, [first, second]), "Tell all 2", message=WORDS, **line)
    work(gateways)

    assert messages(gateways) == {
        "Oscar Lund": f"Your sketches of the timetable stayed with us.\n\n{WORDS}",
        "Helena Marques": WORDS,
    }


def test_a_group_is_written_to_and_whoever_came_later_is_not(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    in_triage(make, "Oscar Lund", "Helena Marques")
    triage = rosa.get("recruiter.triage.page")
    page = rosa.get(triage.link("Write to these 2"))
    with make.work() as context:
        vacancy_id = context.session.scalars(select(Application.vacancy_id)).first()
    in_triage(make, "Late Comer")
    with make.work() as context:
        context.session.execute(update(Application).values(vacancy_id=vacancy_id))

    rosa.submit(page, "Tell all 2", message=WORDS)
    work(gateways)

    assert set(messages(gateways)) == {"Oscar Lund", "Helena Marques"}


def test_after_an_interview_a_point_and_a_line_are_asked_for(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    first, second = in_triage(make, "Victor Petit", "Ada Correia", stage=2)
    page = write_to(rosa, [first, second])
    assert "you have talked" in page.text

    bare = rosa.submit(page, "Tell all 2", message=WORDS, **{f"line-{first}": "Well argued."})
    assert bare.status == 422
    assert "give at least one point" in bare.text
    assert bare.wrong[f"line-{second}"].startswith("You have talked with this person")
    assert bare.value("message") == WORDS
    assert bare.value(f"line-{first}") == "Well argued."

    rosa.submit(
        bare,
        "Tell all 2",
        **{
            f"line-{second}": "I liked your questions.",
            "points-0-kind": "gap",
            "points-0-seen": "One version was shown.",
        },
    )
    work(gateways)

    assert set(messages(gateways)) == {"Victor Petit", "Ada Correia"}
    with gateways.database.session() as session:
        for written in session.scalars(select(Feedback)):
            assert [point.seen for point in written.points] == ["One version was shown."]


def test_the_interviewed_of_several_vacancies_are_left_out_with_the_reason(
    rosa: Browser, make: Make
) -> None:
    applied = in_triage(make, "Oscar Lund")
    interviewed = in_triage(make, "Victor Petit", stage=2)

    page = write_to(rosa, applied + interviewed)

    assert page.h1 == "Write to one person"
    assert left_out(page)[0].startswith("Victor Petit")
    assert "choose people of one vacancy only" in left_out(page)[0]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"may_email": False}, "They do not want to be e-mailed: call them."),
        ({"stopped": NoContact.DELETED_ELSEWHERE}, "All contact with this person is stopped."),
    ],
)
def test_who_cannot_be_written_to_is_left_out_with_the_reason(
    rosa: Browser, make: Make, values: dict[str, object], reason: str
) -> None:
    ids = in_triage(make, "Oscar Lund", "Helena Marques")
    with make.work() as context:
        oscar = update(Candidate).where(Candidate.name == "Oscar Lund")
        context.session.execute(oscar.values(**values))

    page = write_to(rosa, ids)

    assert page.h1 == "Write to one person"
    assert reason in left_out(page)[0]
    refused = rosa.submit(page, "Tell this person", message=" ")
    assert reason in left_out(refused)[0], "still said after a refusal"


def test_somebody_of_whom_it_is_unclear_is_left_out(rosa: Browser, make: Make) -> None:
    ids = in_triage(make, "Oscar Lund")
    with make.work() as context:
        context.session.execute(update(Decision).values(ended_by=None))

    page = write_to(rosa, ids)

    assert "None of them can be written to like this." in page.text
    assert "It is unclear who ended it" in left_out(page)[0]


def test_a_letter_of_thanks_goes_to_those_who_withdrew(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    ids = in_triage(make, "Oscar Lund", "Helena Marques", outcome=Outcome.WITHDRAWN)
    other = in_triage(make, "Victor Petit")

    page = write_to(rosa, ids)
    assert "This is for people who withdrew." in page.text
    rosa.submit(page, "Tell all 2")
    work(gateways)

    with gateways.database.session() as session:
        released = select(Decision.outcome).where(Decision.state == DecisionState.RELEASED)
        assert set(session.scalars(released)) == {Outcome.WITHDRAWN}
    mixed = write_to(rosa, ids + other)
    assert mixed.h1 == "Write to one person"


def test_nothing_typed_is_refused_beside_the_field(rosa: Browser, make: Make) -> None:
    ids = in_triage(make, "Oscar Lund")

    page = rosa.submit(write_to(rosa, ids), "Tell this person", message=" ")

    assert page.status == 422
    assert page.wrong["message"] == "Write a personal message or at least one point."


def test_three_hundred_lines_survive_a_refusal(rosa: Browser, make: Make) -> None:
    ids = in_triage(make, *(f"Nr{n} Applicant" for n in range(300)))
    lines = {f"line-{i}": f"Dear {i}, your own line." for i in ids}

    page = rosa.submit(write_to(rosa, ids), "Tell all 300", **lines)

    assert page.status == 422
    assert [page.value(name) for name in lines] == list(lines.values())


def test_a_line_that_is_too_long_is_refused_beside_it(rosa: Browser, make: Make) -> None:
    [one] = in_triage(make, "Oscar Lund")

    long = {f"line-{one}": "x" * 501}
    page = rosa.submit(write_to(rosa, [one]), "Tell this person", message=WORDS, **long)

    assert page.status == 422
    assert page.wrong[f"line-{one}"] == "Keep this to 500 characters."


def test_the_letter_of_one_of_them_is_shown_before(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    first, second = in_triage(make, "Oscar Lund", "Helena Marques")
    lines = {f"line-{first}": "For Oscar.", f"line-{second}": "For Helena."}

    page = rosa.submit(
        write_to(rosa, [first, second]),
        "Preview the letter to Helena Marques",
        message=WORDS,
        **lines,
    )

    preview = " ".join(page.one("#preview").text_content().split())
    assert "Helena, thank you" in preview
    assert "For Helena." in preview
    assert WORDS in preview
    assert "For Oscar." not in preview
    assert page.value(f"line-{first}") == "For Oscar."
    assert messages(gateways) == {}


def test_nobody_ticked_leads_back_to_triage(rosa: Browser, make: Make) -> None:
    assert rosa.follow(rosa.post(TICKED)).h1 == "Triage"
    assert rosa.follow(rosa.get(NEW)).h1 == "Triage"


def test_decisions_that_are_not_in_triage_are_left_out(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    made = make.decision()

    page = write_to(rosa, [made.id])

    assert "This application is decided already." in left_out(page)[0]
    assert rosa.post("recruiter.batches.prepare", {"outcome": "rejected"}).status == 404
    forged = {"outcome": "rejected", "message": WORDS, f"line-{made.id}": ""}
    assert rosa.post("recruiter.batches.prepare", forged).status == 422


def test_whoever_is_decided_while_the_letter_is_written_does_not_fall_out_of_it_silently(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    first, second = in_triage(make, "Oscar Lund", "Helena Marques")
    lines = {f"line-{first}": "For Oscar.", f"line-{second}": "For Helena."}
    page = write_to(rosa, [first, second])
    adam.submit(write_to(adam, [first]), "Tell this person", message="From Adam.")
    work(gateways)

    again = rosa.submit(page, "Tell all 2", message=WORDS, **lines)

    assert again.status == 409
    assert "Meanwhile one of these people cannot get this letter any more" in again.text
    [oscar] = left_out(again)
    assert "By Adam Admin, 2 March, 10:00: not chosen.Your line for them: “For Oscar.”" in oscar
    assert again.value(f"line-{second}") == "For Helena."
    assert set(messages(gateways)) == {"Oscar Lund"}

    rosa.submit(again, "Tell this person")
    work(gateways)
    assert messages(gateways)["Helena Marques"] == f"For Helena.\n\n{WORDS}"
    assert messages(gateways)["Oscar Lund"] == "From Adam."


@pytest.mark.parametrize("drafts", [False, True])
def test_whoever_is_decided_before_their_turn_is_named_with_whose_decision_it_is(
    rosa: Browser, make: Make, gateways: Gateways, drafts: bool
) -> None:
    first, second = in_triage(make, "Oscar Lund", "Helena Marques")
    lines = {f"line-{first}": "For Oscar."}
    begun = rosa.submit(write_to(rosa, [first, second]), "Tell all 2", message=WORDS, **lines)
    with make.work(make.actor(make.user("Adam Admin", role=Role.ADMIN))) as context:
        decision = context.session.get_one(Decision, first)
        draft = replace(DRAFT, version=decision.version)
        act = decisions.save_draft if drafts else decisions.release
        act(context, decision.application_id, draft)
    work(gateways)

    page = rosa.get(begun.response.request.path)

    [oscar] = [" ".join(entry.text_content().split()) for entry in page.all("#progress .entry")]
    said = "It is Adam Admin." if drafts else "By Adam Admin, 2 March, 10:00: not chosen."
    assert f"{said}Your line for them: “For Oscar.”" in oscar
    assert page.text.count("1left alone") == 1
    assert messages(gateways)["Helena Marques"] == WORDS


def test_whoever_is_hidden_gets_no_letter(
    rosa: Browser, app: Flask, make: Make, gateways: Gateways
) -> None:
    [one] = in_triage(make, "Oscar Lund")
    with make.work() as context:
        context.session.execute(update(Candidate).values(private=True))
    olga = Browser(app)
    olga.begin_as_user(make.user("Olga Other"))

    assert olga.follow(olga.get(NEW, decision=[one])).h1 == "Triage"
    forged = {"outcome": "rejected", "message": WORDS, f"line-{one}": ""}
    assert olga.post("recruiter.batches.prepare", forged).status == 404
    assert rosa.get(NEW, decision=[one]).h1 == "Write to one person"


def test_a_batch_is_its_writers_and_the_administrators(
    rosa: Browser, adam: Browser, hanna: Browser, app: Flask, make: Make, clock: SetClock
) -> None:
    ids = in_triage(make, "Oscar Lund")
    page = rosa.submit(write_to(rosa, ids), "Tell this person", message=WORDS)
    path = page.response.request.path
    olga = Browser(app)
    olga.begin_as_user(make.user("Olga Other"))

    assert adam.get(path).h1 == rosa.get(path).h1 == "Letter to one person"
    assert olga.get(path).status == hanna.get(path).status == 404
    assert olga.post(path + "/take-back").status == 404
    assert "Nothing here yet." in olga.get("recruiter.batches.page").text
    assert "1 person" in rosa.get("recruiter.batches.page").text


def test_what_has_not_gone_out_is_taken_back_and_waits_in_triage_again(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    ids = in_triage(make, "Oscar Lund", "Helena Marques")
    begun = rosa.submit(write_to(rosa, ids), "Tell all 2", message=WORDS)
    path = begun.response.request.path
    work(gateways)

    back = rosa.submit(rosa.get(path), "Take back what has not gone out")

    assert back.said == "Taken back. What had not gone out will not go out."
    assert "2taken back" in back.text
    assert "2 people were decided elsewhere" in rosa.get("recruiter.triage.page").text
    assert rosa.post(path + "/take-back").status == 409
    assert rosa.post(path + "/go-on").status == 409


def test_once_it_has_gone_out_there_is_nothing_to_take_back(
    rosa: Browser, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    begun = rosa.submit(
        write_to(rosa, in_triage(make, "Oscar Lund")), "Tell this person", message=WORDS
    )
    work(gateways)
    clock.forward(minutes=15)
    make.accept_notices()

    page = rosa.get(begun.response.request.path)

    assert "1 accepted for delivery" in page.text
    assert "Nothing of this can be taken back any more" in page.text
    assert "Take back what" not in page.text
