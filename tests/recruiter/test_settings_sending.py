"""The rules for the moment at which decisions are told."""

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Notice, Reason
from portal.vocabulary import EndedBy, SendWhen
from tests.browser import Browser, Page
from tests.makers import Make

HERE = "recruiter.settings.sending.page"


def rules(page: Page) -> list[str]:
    return [" ".join(e.text_content().split()) for e in page.all(".item span:first-child")]


def save(adam: Browser, **typed: object) -> Page:
    return adam.submit(adam.get(HERE), "Save rule", **typed)


def due(gateways: Gateways) -> str:
    with gateways.database.session() as session:
        return f"{session.scalars(select(Notice)).one().not_before:%a %H:%M}"


def test_without_rules_it_is_the_next_working_day_at_ten(adam: Browser) -> None:
    page = adam.get(HERE)
    assert "Every decision On the next working day at 10:00, where the person lives." in page.text


def test_the_usual_hour_is_changed(adam: Browser, make: Make, gateways: Gateways) -> None:
    page = adam.submit(adam.get(HERE), "Save the hour", hour="8")
    assert page.said == "Saved."
    make.decision(when=SendWhen.BY_RULE)
    assert due(gateways) == "Tue 07:00"


def test_a_rule_holds_for_its_stage(adam: Browser, make: Make, gateways: Gateways) -> None:
    page = save(adam, stage_kind="interview", working_days="3", rule_hour="16")
    assert page.said == "Saved."
    assert "Stage “interview”, every reason 3 working days later at 16:00" in page.text
    make.decision(make.application(stage=2), when=SendWhen.BY_RULE)
    assert due(gateways) == "Thu 15:00"


def test_a_rule_for_the_same_is_replaced(adam: Browser, make: Make) -> None:
    with make.work() as context:
        reason = context.session.scalars(
            select(Reason).where(Reason.ended_by == EndedBy.US).order_by(Reason.position)
        ).first()
        assert reason is not None
        reason_id, name = reason.id, reason.name
    save(adam, reason_id=reason_id, working_days="2")
    page = save(adam, reason_id=reason_id, working_days="0", weekends="y")
    assert page.text.count(f"Every stage, reason “{name}”") == 1
    assert "on the next day once that hour is over, at 10:00" in page.text


def test_what_is_typed_is_said_in_words(adam: Browser) -> None:
    page = save(adam, working_days="99")
    assert page.status == 422
    assert page.wrong["working_days"] == "Enter 0 to 20 days."


def test_a_rule_is_removed(adam: Browser) -> None:
    page = save(adam, stage_kind="offer")
    page = adam.submit(page, "Remove")
    assert page.said == "Removed."
    assert "Stage “offer”" not in page.text


def test_a_sentence_says_what_a_rule_means_now(adam: Browser) -> None:
    page = adam.get(HERE)
    assert "Decided now, it would go out on Tuesday, 3 March at 10:00 in Berlin." in page.text
