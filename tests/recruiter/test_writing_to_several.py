"""One letter for several people of triage."""

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Application, Decision, Notice
from portal.services import decisions
from portal.vocabulary import Outcome
from tests.browser import Browser
from tests.makers import Make

HERE = "recruiter.batches.page"
WORDS = "We have chosen another person, and you should hear it from us."


def in_triage(make: Make, *names: str, stage: int = 0) -> list[int]:
    vacancy, ids = make.vacancy(), []
    for name in names:
        made = make.application(make.candidate(name), vacancy, stage=stage)
        with make.work(make.actor()) as context:
            application = context.session.get_one(Application, made.id)
            decision = decisions.record_imported(
                context, application, outcome=Outcome.REJECTED, decided_at=None, told=False
            )
            assert decision is not None
            context.session.flush()
            ids.append(decision.id)
    return ids


def test_the_ticked_are_told_after_the_undo_window(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    ids = in_triage(make, "Oscar Lund", "Helena Marques")

    page = rosa.submit(rosa.post(HERE, {"decision": ids}), "Tell all 2", message=WORDS)

    assert page.said.startswith("Decided.")
    assert "Nobody waits here." in page.text
    with gateways.database.session() as session:
        assert len(session.scalars(select(Notice)).all()) == 2


def test_whoever_was_interviewed_needs_a_letter_of_their_own(rosa: Browser, make: Make) -> None:
    applied = in_triage(make, "Oscar Lund")
    interviewed = in_triage(make, "Victor Petit", stage=2)

    page = rosa.submit(
        rosa.post(HERE, {"decision": applied + interviewed}), "Tell all 2", message=WORDS
    )

    assert page.status == 422
    assert "1 of 2 were decided." in page.text
    assert "Victor Petit" in page.text
    assert "Oscar Lund" not in page.text
    assert page.value("message") == WORDS


def test_nothing_typed_is_refused_beside_the_field(rosa: Browser, make: Make) -> None:
    ids = in_triage(make, "Oscar Lund")

    page = rosa.submit(rosa.post(HERE, {"decision": ids}), "Tell this person", message=" ")

    assert page.status == 422
    assert page.wrong["message"] == "Enter a message."


def test_nobody_ticked_leads_back_to_triage(rosa: Browser, make: Make) -> None:
    assert rosa.follow(rosa.post(HERE)).h1 == "Triage"


def test_decisions_that_are_not_in_triage_are_left_out(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    make.decision()
    with gateways.database.session() as session:
        [decided] = session.scalars(select(Decision.id)).all()

    assert rosa.post("recruiter.batches.release", {"decision": decided}).status == 404
