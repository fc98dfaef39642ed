"""An administrator connects another system, and sees what comes in from it."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from portal.gateways import Gateways
from portal.models import AuditEvent, Connection, WebhookEvent
from portal.services import connections, webhooks
from portal.vocabulary import ConnectionKind, Queue, Role, WebhookState
from tests.browser import Browser, Page
from tests.fakes import CountingBell, SetClock
from tests.makers import Make

LIST = "recruiter.settings.connections.page"
ONE = "recruiter.settings.connections.one"
SHOW = "Show the secret once"


def connect(adam: Browser, **typed: object) -> Page:
    rosa = users_named(adam.get(LIST))["Rosa Recruiter"]
    filled = {"name": "Our Greenhouse", "owner_id": rosa, **typed}
    return adam.submit(adam.get(LIST), "Connect", **filled)


def users_named(page: Page) -> dict[str, str]:
    return {one.text: one.get("value") for one in page.all("[name=owner_id] option")}


def only(gateways: Gateways) -> Connection:
    with gateways.database.session() as session:
        return session.scalars(select(Connection)).one()


def heard(
    make: Make, connection: Connection, action: str, state: WebhookState, **values: object
) -> int:
    """An event that came in and was worked on."""
    with make.work() as context:
        number = len(context.session.scalars(select(WebhookEvent.id)).all())
        webhooks.receive(context, connection.id, f"e-{number}", action, b"{}")
        event = context.session.scalars(
            select(WebhookEvent).where(WebhookEvent.event_id == f"e-{number}")
        ).one()
        context.session.execute(
            update(WebhookEvent).where(WebhookEvent.id == event.id).values(state=state, **values)
        )
        return event.id


def listed(page: Page) -> list[str]:
    """What the events say that happened, and their state."""
    rows = []
    for one in page.all("#events .item"):
        what = " ".join(one.cssselect(".what")[0].text_content().split())
        why = "".join(f" {line.text}" for line in one.cssselect(".why"))
        rows.append(f"{what}: {one.cssselect('.tag')[0].text}{why}")
    return rows


@pytest.fixture
def greenhouse(make: Make) -> Connection:
    return make.connection()


def test_a_connection_has_an_address_of_its_own(
    adam: Browser, rosa: Browser, gateways: Gateways
) -> None:
    page = connect(adam)

    assert (page.said, page.h1) == ("Added.", "Our Greenhouse")
    made = only(gateways)
    address = page.one("#address").get("value")
    assert address == f"http://localhost/webhooks/greenhouse/{made.public_id}"
    assert (made.kind, made.source, made.owner_id) == (
        ConnectionKind.GREENHOUSE,
        "greenhouse",
        rosa.id,
    )
    assert "Nothing has come in yet." in page.text


def test_the_address_is_never_taken_from_the_request(adam: Browser, greenhouse: Connection) -> None:
    path = f"/recruiter/settings/connections/{greenhouse.id}"

    answer = adam.client.get(path, headers={"X-Forwarded-Host": "evil.example"})

    assert "evil.example" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"owner_id": ""}, "owner_id"),
        ({"owner_id": "4711"}, "owner_id"),
        ({"source": "x" * 201}, "source"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    adam: Browser, rosa: Browser, gateways: Gateways, typed: dict[str, str], field: str
) -> None:
    page = connect(adam, **typed)

    assert page.status == 422
    assert page.wrong[field]
    with gateways.database.session() as session:
        assert session.scalars(select(Connection)).all() == []


def test_hiring_managers_are_not_offered_as_owners(
    adam: Browser, rosa: Browser, hanna: Browser
) -> None:
    offered = users_named(adam.get(LIST))

    assert set(offered) == {"Choose somebody", "Adam Admin", "Rosa Recruiter"}


def test_the_word_for_a_system_is_spelled_as_before(
    adam: Browser, rosa: Browser, make: Make, gateways: Gateways
) -> None:
    with make.work(make.actor()) as context:
        context.session.get_one(type(make.candidate()), 1).source = "OurATS"

    connect(adam, kind="generic", source="ourats")

    assert only(gateways).source == "OurATS"


def test_the_secret_is_shown_once(
    adam: Browser, gateways: Gateways, greenhouse: Connection
) -> None:
    secret = connections.secret_of(gateways.settings, greenhouse)
    page = adam.get(ONE, connection_id=greenhouse.id)
    assert secret not in page.response.get_data(as_text=True)

    shown = adam.submit(page, SHOW)
    assert shown.one("#secret").get("value") == secret
    assert (shown.status, shown.headers["Cache-Control"]) == (200, "no-store")

    again = adam.post("recruiter.settings.connections.show_secret", connection_id=greenhouse.id)
    assert again.status == 409
    assert again.wrong[""] == "It has been shown already. Make a new one."
    assert secret not in again.response.get_data(as_text=True)
    later = adam.get(ONE, connection_id=greenhouse.id)
    assert secret not in later.response.get_data(as_text=True)
    with pytest.raises(AssertionError):
        later.form(SHOW)


def test_a_secret_is_long_and_kept_nowhere(
    adam: Browser, gateways: Gateways, greenhouse: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    secret = connections.secret_of(gateways.settings, greenhouse)
    adam.submit(adam.get(ONE, connection_id=greenhouse.id), SHOW)

    assert re.fullmatch(r"[A-Za-z0-9_-]{40,}", secret)
    with gateways.database.session() as session:
        row = session.get_one(Connection, greenhouse.id)
        kept = [str(getattr(row, column.key)) for column in Connection.__table__.columns]
        facts = [str(event.facts) for event in session.scalars(select(AuditEvent))]
    assert [text for text in (*kept, *facts, caplog.text) if secret in text] == []


def test_a_new_secret_replaces_the_old_one(
    adam: Browser, gateways: Gateways, greenhouse: Connection
) -> None:
    old = connections.secret_of(gateways.settings, greenhouse)
    adam.submit(adam.get(ONE, connection_id=greenhouse.id), SHOW)

    page = adam.submit(adam.get(ONE, connection_id=greenhouse.id), "Make a new secret")
    assert page.said.startswith("A new secret is ready.")
    new = adam.submit(page, SHOW).one("#secret").get("value")

    assert new != old
    assert connections.secret_of(gateways.settings, only(gateways)) == new


def test_another_key_of_the_installation_makes_another_secret(
    gateways: Gateways, greenhouse: Connection
) -> None:
    other = replace(gateways.settings, secret_key="another key, another key, another key")

    assert connections.secret_of(other, greenhouse) != connections.secret_of(
        gateways.settings, greenhouse
    )


def test_name_and_owner_can_be_changed(
    adam: Browser, gateways: Gateways, make: Make, greenhouse: Connection
) -> None:
    olga = make.user("Olga Owner")

    page = adam.submit(
        adam.get(ONE, connection_id=greenhouse.id), "Save", name="GH", owner_id=str(olga.id)
    )

    assert (page.said, page.h1) == ("Saved.", "GH")
    assert only(gateways).owner_id == olga.id


def test_ending_takes_a_tick(
    adam: Browser, gateways: Gateways, make: Make, greenhouse: Connection
) -> None:
    heard(make, greenhouse, "job_created", WebhookState.DONE)
    page = adam.submit(adam.get(ONE, connection_id=greenhouse.id), "End the connection")
    assert (page.status, only(gateways).ended_at) == (422, None)
    assert "Tick this if you are sure." in page.text

    page = adam.submit(page, "End the connection", sure="y")
    assert page.said == "Ended. What it sends from now on is turned away."
    assert "ended" in page.one(f"#connection-{greenhouse.id} .tag").text_content()
    page = adam.get(ONE, connection_id=greenhouse.id)
    assert listed(page) == ["Vacancy opened: done"]
    for view in ("show_secret", "renew"):
        answer = adam.post(f"recruiter.settings.connections.{view}", connection_id=greenhouse.id)
        assert answer.status == 409


def test_events_are_told_with_what_they_were_about(
    adam: Browser, make: Make, greenhouse: Connection, clock: SetClock
) -> None:
    application = make.application()
    heard(make, greenhouse, "ping", WebhookState.DONE)
    heard(
        make,
        greenhouse,
        "reject_candidate",
        WebhookState.DONE,
        application_id=application.id,
    )
    heard(make, greenhouse, "made_up", WebhookState.IGNORED, failure="We do not know this.")
    clock.forward(minutes=3)

    page = adam.get(ONE, connection_id=greenhouse.id)

    assert listed(page) == [
        "“made_up”: ignored We do not know this.",
        "Rejected, or withdrew · Maya Oliveira · Product Designer, Mobility: done",
        "Asked whether we are here: done",
    ]
    assert page.link("Maya Oliveira").endswith(f"/candidates/{application.candidate_id}")
    assert "The last event came in 3 min ago." in page.text


def test_events_are_found_by_their_state(adam: Browser, make: Make, greenhouse: Connection) -> None:
    for state in WebhookState:
        heard(make, greenhouse, "job_updated", state)

    page = adam.get(ONE, connection_id=greenhouse.id, show="failed")

    assert listed(page) == ["Vacancy changed: failed"]
    assert adam.get(ONE, connection_id=greenhouse.id, show="nonsense").status == 404


def test_the_list_goes_on_after_fifty(adam: Browser, make: Make, greenhouse: Connection) -> None:
    for _ in range(53):
        heard(make, greenhouse, "job_updated", WebhookState.DONE)

    page = adam.get(ONE, connection_id=greenhouse.id)
    older = adam.get(page.link("Older"))

    assert (len(listed(page)), len(listed(older))) == (50, 3)
    assert not [a for a in older.all("#events a") if a.text == "Older"]


def test_the_list_looks_again_only_while_something_waits(
    adam: Browser, make: Make, greenhouse: Connection
) -> None:
    heard(make, greenhouse, "job_updated", WebhookState.DONE)
    assert adam.get(ONE, connection_id=greenhouse.id).one("#events").get("hx-trigger") is None

    heard(make, greenhouse, "job_updated", WebhookState.RECEIVED)
    part = adam.get(ONE, connection_id=greenhouse.id, htmx=True)
    assert part.tree.get("id") == "events"
    assert part.tree.get("hx-trigger") == "every 5s"


def test_a_failed_event_is_taken_up_again(
    adam: Browser, make: Make, gateways: Gateways, greenhouse: Connection, clock: SetClock
) -> None:
    event_id = heard(make, greenhouse, "job_updated", WebhookState.FAILED, tries=3, failure="Bad.")
    clock.forward(hours=1)
    adam.begin_as_user(make.user("Adam Admin"))
    assert isinstance(gateways.bell, CountingBell)
    gateways.bell.rung.clear()

    page = adam.submit(adam.get(ONE, connection_id=greenhouse.id), "Process again")

    assert page.said == "Taken up again."
    assert listed(page) == ["Vacancy changed: waiting"]
    with gateways.database.session() as session:
        event = session.get_one(WebhookEvent, event_id)
    assert (event.tries, event.failure, event.not_before) == (0, None, clock.now())
    assert gateways.bell.rung == [Queue.WORK]


def test_what_waits_already_or_is_kept_no_longer_is_not_taken_up(
    adam: Browser, make: Make, greenhouse: Connection
) -> None:
    waiting = heard(make, greenhouse, "job_updated", WebhookState.RECEIVED)
    forgotten = heard(make, greenhouse, "job_updated", WebhookState.DONE, body=None)
    said = []
    for event_id in (waiting, forgotten):
        answer = adam.post(
            "recruiter.settings.connections.again", connection_id=greenhouse.id, event_id=event_id
        )
        said.append((answer.status, answer.wrong[""]))

    assert said == [
        (409, "It waits for its turn already."),
        (409, "What it said is no longer kept."),
    ]


def test_all_that_failed_is_taken_up_at_once(
    adam: Browser, make: Make, gateways: Gateways, greenhouse: Connection
) -> None:
    other = make.connection("Another")
    for connection in (greenhouse, greenhouse, other):
        heard(make, connection, "job_updated", WebhookState.FAILED)
    heard(make, greenhouse, "job_updated", WebhookState.DONE)

    page = adam.submit(adam.get(ONE, connection_id=greenhouse.id), "Process all 2 failed again")

    assert sorted(listed(page)) == ["Vacancy changed: done"] + ["Vacancy changed: waiting"] * 2
    assert "1 failed" in adam.get(LIST).one(f"#connection-{other.id}").text_content()


def test_an_event_of_another_connection_is_not_found(
    adam: Browser, make: Make, greenhouse: Connection
) -> None:
    event_id = heard(make, make.connection("Another"), "job_updated", WebhookState.FAILED)

    answer = adam.post(
        "recruiter.settings.connections.again", connection_id=greenhouse.id, event_id=event_id
    )

    assert answer.status == 404


def test_somebody_who_leaves_hands_connections_over(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    olga, rosa = make.user("Olga Owner"), make.user("Rosa Recruiter")
    hanna = make.user("Hanna Manager", role=Role.HIRING_MANAGER)
    make.connection(owner=olga)
    page = adam.get("recruiter.settings.team.member", user_id=olga.id)
    assert "owns 1 connection" in page.text
    assert adam.post("recruiter.settings.team.deactivate", user_id=olga.id).status == 409
    assert str(hanna.id) not in [one.get("value") for one in page.all("[name=heir] option")]

    adam.submit(page, "Hand over and deactivate", heir=str(rosa.id))

    assert only(gateways).owner_id == rosa.id
    with gateways.database.session() as session:
        assert not session.get_one(type(olga), olga.id).active
