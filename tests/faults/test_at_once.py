"""Many people decide at the same moment: one message, and whoever was slower is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import Decision, Notice
from portal.policy.feedback import FeedbackDraft
from portal.policy.refusal import Conflict
from portal.services import decisions
from portal.services.decisions import DecisionDraft
from portal.vocabulary import EndedBy, Outcome, SendWhen
from tests.browser import Browser, Page
from tests.faults.many import Figure
from tests.makers import Make
from tests.recruiter.test_deciding import HERE

pytestmark = pytest.mark.faults
AT_ONCE = 50


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    """How many pairs."""
    return 100 if request.config.getoption("--faults") else 25


def draft(message: str) -> DecisionDraft:
    return DecisionDraft(
        outcome=Outcome.REJECTED,
        ended_by=EndedBy.US,
        reason_id=None,
        internal_note="",
        feedback=FeedbackDraft(message=message),
        promising=False,
        invites_to_pool=False,
        send_when=SendWhen.AT_ONCE,
    )


def release(make: Make, application_id: int, message: str) -> str:
    """What one person is told: "released", or that somebody was faster."""
    try:
        with make.work(make.actor()) as context:
            decisions.release(context, application_id, draft(message), now=True)
    except Conflict:
        return "conflict"
    return "released"


def count(gateways: Gateways, model: type[Decision | Notice]) -> int:
    with gateways.database.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_fifty_identical_releases_owe_one_message(
    make: Make, gateways: Gateways, figure: Figure
) -> None:
    application = make.application()
    make.actor()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        text = (
            "We will not go on with your application. I wanted you to know why, and what stood out "
            "in the plan that you sent."
        )
        told = list(pool.map(lambda _: release(make, application.id, text), range(AT_ONCE)))
    assert sorted(told) == ["conflict"] * (AT_ONCE - 1) + ["released"]
    assert (count(gateways, Decision), count(gateways, Notice)) == (1, 1)
    figure(f"{AT_ONCE} releases at once: 1 message")


def test_pairs_of_recruiters_get_one_decision_and_one_conflict_with_both_texts(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways, number: int, figure: Figure
) -> None:
    vacancy, conflicts = make.vacancy(), 0
    for i in range(number):
        application = make.application(
            make.candidate(f"Maya Nr{i}", emails=(f"m{i}@x.eu",)), vacancy
        )
        pages = [who.get(HERE, application_id=application.id) for who in (rosa, adam)]
        texts = [
            f"I am {who}, and I thank you for your map number {i}." for who in ("Rosa", "Adam")
        ]
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(decide_on_page, (rosa, adam), pages, texts))
        assert sorted(page.status for page in told) == [200, 409]
        late = [page.status for page in told].index(409)
        assert told[late].value("message") == texts[late]
        assert texts[1 - late] in told[late].one("#theirs").text_content()
        conflicts += 1
    assert count(gateways, Decision) == count(gateways, Notice) == number
    figure(
        f"{number} pairs at once: {number} decisions, {conflicts} conflicts with both texts kept"
    )


def decide_on_page(browser: Browser, page: Page, text: str) -> Page:
    return browser.submit(page, "Decide and tell Maya", message=text)
