"""Many people decide at the same moment: one message, and whoever was slower is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from portal.gateways import Gateways
from portal.models import Decision, Notice
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Conflict
from portal.services import decisions
from portal.services.decisions import DecisionDraft
from portal.vocabulary import DecisionState, EndedBy, Outcome
from tests.makers import Make

pytestmark = pytest.mark.faults
AT_ONCE, PAIRS = 50, 100


def draft(message: str) -> DecisionDraft:
    return DecisionDraft(
        outcome=Outcome.REJECTED,
        ended_by=EndedBy.US,
        reason_id=None,
        internal_note="",
        feedback=FeedbackDraft(message=message),
        promising=False,
        invites_to_pool=False,
    )


def release(make: Make, application_id: int, message: str) -> str:
    """What one person is told: "released", or that somebody was faster."""
    try:
        with make.work(make.actor()) as context:
            decisions.release(context, application_id, draft(message), now=True)
    except (Conflict, IntegrityError, OperationalError) as error:
        return type(error).__name__
    return "released"


def count(gateways: Gateways, model: type[Decision | Notice]) -> int:
    with gateways.database.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_fifty_identical_releases_owe_one_message(
    make: Make, gateways: Gateways, capsys: pytest.CaptureFixture[str]
) -> None:
    application = make.application()
    make.actor()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        text = "I wanted you to know why, and what stood out."
        told = list(pool.map(lambda _: release(make, application.id, text), range(AT_ONCE)))
    assert told.count("released") == 1
    assert set(told) <= {"released", "Conflict", "IntegrityError"}
    assert (count(gateways, Decision), count(gateways, Notice)) == (1, 1)
    with capsys.disabled():
        print(f"\n{gateways.database.engine.dialect.name}: {AT_ONCE} releases at once: 1 message")


def test_pairs_of_recruiters_get_one_decision_and_one_conflict_with_both_texts(
    make: Make,
    gateways: Gateways,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pairs = PAIRS if request.config.getoption("--faults") else 10
    vacancy = make.vacancy()
    people = [make.candidate(f"Maya{i} Oliveira") for i in range(pairs)]
    applications = [make.application(person, vacancy) for person in people]
    make.actor()

    def both(application_id: int) -> list[str]:
        texts = ("Rosa: thank you for your three versions of the map.", "Adam: you asked well.")
        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(lambda text: release(make, application_id, text), texts))

    told: list[list[str]] = [both(application.id) for application in applications]
    assert all("released" in pair for pair in told)
    assert sum(pair.count("released") for pair in told) == pairs
    with gateways.database.session() as session:
        standing = select(func.count()).where(Decision.state == DecisionState.RELEASED)
        assert session.scalar(standing) == pairs
    assert count(gateways, Notice) == pairs
    with capsys.disabled():
        print(f"\n{gateways.database.engine.dialect.name}: {pairs} pairs: {pairs} decisions")
