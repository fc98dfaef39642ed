"""Words are read over while somebody writes, and again before they go."""

from typing import Any

from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Approval, AuditEvent, Decision, Notice, Task
from portal.vocabulary import Act, ApprovalState, DecisionState, Role, TaskKind
from tests.browser import Browser, Page
from tests.makers import Make

HERE = "recruiter.applications.page"
TELL, ASK = "Decide and tell Maya", "Ask for a second pair of eyes"
FINE: dict[str, Any] = {
    "points-0-kind": "strength",
    "points-0-seen": "You showed three versions and said which one you would drop.",
    "message": "We have chosen another person, and I wanted you to hear the reason from me.",
}
BLOCKED = {**FINE, "message": FINE["message"] + " You are too old for this team."}
WARNED = {**FINE, "message": FINE["message"] + " We will keep your CV on file."}


def of(gateways: Gateways, model: Any) -> list[Any]:
    with gateways.database.session() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def acts(gateways: Gateways, act: Act) -> list[dict[str, Any]]:
    return [event.facts for event in of(gateways, AuditEvent) if event.act is act]


def open_one(browser: Browser, make: Make) -> Page:
    return browser.get(HERE, application_id=make.application().id)


def typing(browser: Browser, application_id: int, words: dict[str, Any]) -> Page:
    """What comes back while somebody types."""
    path = f"/recruiter/applications/{application_id}/check"
    data = {"csrf_token": browser._token(), **words}
    return Page(browser.client.post(path, data=data), fragment=True)


def said_below(page: Page, field: str) -> str:
    return " ".join(page.one(f"[id='{field}-findings']").text_content().split())


def test_what_holds_a_letter_back_stands_below_its_words_and_nothing_is_lost(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **BLOCKED)

    assert page.status == 422
    assert "Some words hold this back" in page.wrong[""]
    below = said_below(page, "message")
    assert "Holds the letter back" in below
    assert "too old" in below
    assert said_below(page, "points-0-seen") == ""
    assert page.value("message") == BLOCKED["message"]
    assert of(gateways, Notice) == []


def test_words_that_are_changed_go_out(rosa: Browser, make: Make, gateways: Gateways) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **BLOCKED)

    page = rosa.submit(page, TELL, message=FINE["message"])

    assert page.said.startswith("Decided.")
    assert acts(gateways, Act.WORDING_OVERRIDDEN) == []


def test_a_warning_takes_a_tick_and_the_tick_is_recorded(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **WARNED)
    assert page.status == 422
    assert "Please look again" in said_below(page, "message")

    page = rosa.submit(page, TELL, kept=page.one("[name=kept]").get("value"))

    assert page.said.startswith("Decided.")
    [facts] = acts(gateways, Act.WORDING_OVERRIDDEN)
    assert len(facts["rules"]) == 1
    assert "CV" not in str(facts)


def test_a_tick_keeps_one_place_and_not_the_next(rosa: Browser, make: Make) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **WARNED)
    key = page.one("[name=kept]").get("value")

    more = WARNED["message"] + " You were our second choice."
    page = rosa.submit(page, TELL, message=more, kept=key)

    assert page.status == 422
    ticked = {box.get("value"): box.get("checked") is not None for box in page.all("[name=kept]")}
    assert ticked.pop(key)
    assert ticked
    assert not any(ticked.values())


def test_while_typing_only_the_findings_come_and_nothing_is_kept(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    application = make.application()

    page = typing(rosa, application.id, BLOCKED)

    assert page.status == 200
    assert "too old" in said_below(page, "message")
    assert "the letter back" in page.one("#proof").text_content()
    assert page.one("[id='message-findings']").get("hx-swap-oob")
    assert of(gateways, Decision) == []


def test_what_is_short_is_held_back_only_once_it_is_whole(rosa: Browser, make: Make) -> None:
    application = make.application()
    # A template would say enough around it.
    short = {"message": "Sorry, no.", "template_id": ""}

    early = typing(rosa, application.id, short)
    page = rosa.submit(rosa.get(HERE, application_id=application.id), TELL, **short)

    assert said_below(early, "message") == ""
    assert page.status == 422
    assert "Holds the letter back" in said_below(page, "message")


def test_the_full_name_of_somebody_else_who_applied_holds_it_back(
    rosa: Browser, make: Make
) -> None:
    vacancy = make.vacancy()
    make.application(make.candidate("Ada Byron"), vacancy)
    make.application(make.candidate("Grace Murray Hopper"), make.vacancy("Backend Engineer"))
    maya = make.application(vacancy=vacancy)
    words = {**FINE, "message": FINE["message"] + " Grace Murray Hopper and Ada Byron agree."}

    page = rosa.submit(rosa.get(HERE, application_id=maya.id), TELL, **words)

    assert page.status == 422
    assert "Ada Byron" in said_below(page, "message")
    assert "Grace" not in said_below(page, "message")


def test_a_second_pair_of_eyes_lets_exactly_these_words_pass(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **BLOCKED)
    page = rosa.submit(page, ASK)
    assert page.said.startswith("Asked.")
    assert "You have asked" in page.one("#approval").text_content()
    [task] = of(gateways, Task)
    assert (task.kind, task.owner_id) == (TaskKind.APPROVAL, adam.id)

    queue = adam.get("recruiter.approvals.page")
    seen = adam.get(queue.link("Look at it: Maya Oliveira"))
    assert "too old" in said_below(seen, "message")
    done = adam.submit(seen, "Approve these words", reason="It quotes their own letter.")
    assert done.said.startswith("Approved.")

    page = rosa.get(HERE, application_id=task.application_id)
    assert "It quotes their own letter." in page.one("#approval").text_content()
    page = rosa.submit(page, TELL)
    assert page.said.startswith("Decided.")
    assert len(acts(gateways, Act.WORDING_OVERRIDDEN)) == 1
    assert all(task.done_at for task in of(gateways, Task))


def test_approved_words_that_are_changed_are_not_approved(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    approve(rosa, adam, make, gateways)
    application_id = of(gateways, Approval)[0].application_id
    page = rosa.get(HERE, application_id=application_id)

    page = rosa.submit(page, TELL, message=BLOCKED["message"] + " Really.")

    assert page.status == 422
    assert of(gateways, Notice) == []


def approve(rosa: Browser, adam: Browser, make: Make, gateways: Gateways) -> None:
    rosa.submit(rosa.submit(open_one(rosa, make), TELL, **BLOCKED), ASK)
    [approval] = of(gateways, Approval)
    page = adam.get("recruiter.approvals.one", approval_id=approval.id)
    adam.submit(page, "Approve these words", reason="Their own words.")


def test_whoever_approves_too_late_is_told_that_the_words_were_changed(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    page = rosa.submit(rosa.submit(open_one(rosa, make), TELL, **BLOCKED), ASK)
    [approval] = of(gateways, Approval)
    for_adam = adam.get("recruiter.approvals.one", approval_id=approval.id)
    rosa.submit(page, "Save draft", message=FINE["message"])

    late = adam.submit(for_adam, "Approve these words", reason="Fine with me.")

    assert late.status == 409
    assert "changed meanwhile" in late.text
    assert of(gateways, Approval)[0].state is ApprovalState.LEFT_BEHIND
    assert acts(gateways, Act.APPROVAL_GIVEN) == []


def test_words_that_are_sent_back_come_with_a_reason(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    rosa.submit(rosa.submit(open_one(rosa, make), TELL, **BLOCKED), ASK)
    [approval] = of(gateways, Approval)
    page = adam.get("recruiter.approvals.one", approval_id=approval.id)

    nothing = adam.submit(page, "Send back", reason=" ")
    assert nothing.wrong["reason"] == "Enter why."
    adam.submit(page, "Send back", reason="Age is no ground.")

    page = rosa.get(HERE, application_id=approval.application_id)
    assert "Age is no ground." in page.one("#approval").text_content()
    assert rosa.submit(page, TELL).status == 422
    [open_task] = [task for task in of(gateways, Task) if task.done_at is None]
    assert open_task.owner_id == rosa.id
    tasks = rosa.get("recruiter.tasks.page")
    assert "were sent back" in tasks.text


def test_nobody_approves_their_own_words(rosa: Browser, adam: Browser, make: Make) -> None:
    rosa.submit(rosa.submit(open_one(rosa, make), TELL, **BLOCKED), ASK)
    [approval] = of(make.gateways, Approval)

    page = rosa.get("recruiter.approvals.one", approval_id=approval.id)
    forced = rosa.post("recruiter.approvals.approve", {"reason": "Fine."}, approval_id=approval.id)

    assert "Somebody other than you" in page.text
    assert forced.status == 422
    assert of(make.gateways, Approval)[0].state is ApprovalState.ASKED


def test_with_a_single_user_it_can_only_be_said_differently(rosa: Browser, make: Make) -> None:
    page = rosa.submit(open_one(rosa, make), TELL, **BLOCKED)

    assert "it has to be said differently" in page.text
    assert not [b for b in page.all("button") if b.text_content() == ASK]
    data = {**BLOCKED, "do": "ask"}
    application_id = page.one("#write").get("action").split("/")[-2]
    forced = rosa.post("recruiter.applications.decide", data, application_id=application_id)
    assert forced.status == 422
    assert "nobody else" in forced.wrong[""]


def test_whoever_cannot_see_the_application_is_not_asked(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    make.user("Sam Stranger", role=Role.RECRUITER)
    vacancy = make.vacancy("Finance Director", confidential=True)
    application = make.application(vacancy=vacancy)

    page = rosa.get(HERE, application_id=application.id)
    page = rosa.submit(page, TELL, **BLOCKED)

    assert "it has to be said differently" in page.text


def test_a_correction_is_held_back_like_a_decision(
    rosa: Browser, adam: Browser, make: Make, gateways: Gateways
) -> None:
    decision = make.told()
    page = rosa.get(HERE, application_id=decision.application_id)
    save = "Save the correction"

    page = rosa.submit(page, save, message=BLOCKED["message"])
    assert page.status == 422
    rosa.submit(page, ASK)
    [approval] = of(gateways, Approval)
    seen = adam.get("recruiter.approvals.one", approval_id=approval.id)
    adam.submit(seen, "Approve these words", reason="Their own words.")

    page = rosa.get(HERE, application_id=decision.application_id)
    assert page.value("message") == BLOCKED["message"]
    page = rosa.submit(page, save)
    assert page.said.startswith("Corrected.")
    assert of(gateways, Decision)[0].state is DecisionState.RELEASED
