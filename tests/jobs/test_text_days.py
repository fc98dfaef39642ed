"""Each person in the world gets one text message, by day where they are, and none early."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.gateways import Gateways
from portal.gateways.sms import SmsProvider
from portal.jobs.notices import run_due
from portal.jobs.stop import Stop
from portal.mailbox.text_catcher import Caught
from portal.vocabulary import Channel, NoticeState
from tests.fakes import SetClock
from tests.jobs import ledger
from tests.jobs.test_text_messages import decide, wants
from tests.makers import Make
from tests.policy.test_quiet_hours import ZONES, is_open
from tests.provision.sms_provider import sms_sink

CHANGES = {
    "the hour that Europe leaves out": datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    "the hour that Europe has twice": datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    "the hour that America leaves out": datetime(2026, 3, 8, 6, 30, tzinfo=UTC),
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_message_each_and_none_early(
    gateways: Gateways, clock: SetClock, stop: Stop, change: str
) -> None:
    with sms_sink() as provider:
        clock.moment = CHANGES[change] - timedelta(hours=30)
        settings = replace(gateways.settings, sms_url=provider.url)
        ours = replace(gateways, settings=settings, sms=SmsProvider(provider.url))
        zones = everybody_is_decided(Make(ours))
        came: list[tuple[str, datetime]] = []

        def take(caught: Caught) -> None:
            came.append((caught.to, clock.now()))

        provider.on_message = take
        for _ in range(2 * 90):
            run_due(ours, stop)
            clock.forward(minutes=30)

    assert Counter(number for number, _ in came) == Counter(list(zones))
    for number, moment in came:
        assert is_open(moment, zones[number]), (
            f"{zones[number]}: {moment.astimezone(zones[number])}"
        )
    assert {notice.state for notice in ledger.notices(ours)} == {NoticeState.ACCEPTED}


def everybody_is_decided(make: Make) -> dict[str, ZoneInfo]:
    """Somebody in each zone waits for a text message; their numbers."""
    found = {}
    for number, zone in enumerate(ZONES, start=10):
        found[f"+49151123456{number}"] = ZoneInfo(zone)
        person = make.candidate(
            f"P{number} Somebody", phones=(f"+49151123456{number}",), time_zone=zone
        )
        decide(make, wants(make, person, Channel.SMS))
    return found
