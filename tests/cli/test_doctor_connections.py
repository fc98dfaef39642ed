"""`portal doctor` says whether what connected systems tell us is taken up."""

from datetime import UTC, datetime

from sqlalchemy import update

from portal.gateways import Gateways
from portal.models import WebhookEvent
from portal.services import webhooks
from portal.vocabulary import WebhookState
from tests.cli.conftest import Command
from tests.fakes import SetClock
from tests.makers import Make


def said(portal: Command) -> str:
    """What it says of connections."""
    found = [line for line in portal("doctor").stdout.splitlines() if " connections " in line]
    return "\n".join(found)


def test_without_connections_nothing_is_said(portal: Command, make: Make) -> None:
    assert said(portal) == ""


def test_what_waits_too_long_and_what_failed(
    portal: Command, make: Make, gateways: Gateways, clock: SetClock
) -> None:
    connection = make.connection()
    assert "everything that came in was taken up" in said(portal)

    clock.moment = datetime.now(UTC)
    with make.work() as context:
        webhooks.receive(context, connection.id, "1", "job_created", b"{}")
    assert "everything that came in was taken up" in said(portal)

    clock.forward(minutes=-20)
    with make.work() as context:
        webhooks.receive(context, connection.id, "2", "job_created", b"{}")
    assert said(portal).startswith("look   connections  1 of their events wait for a worker.")

    with make.work() as context:
        context.session.execute(update(WebhookEvent).values(state=WebhookState.FAILED))
    assert "2 of their events failed." in said(portal)
