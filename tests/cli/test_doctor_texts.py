"""What `portal doctor` says of text messages, and the secret that only their provider may know."""

from portal.policy.signature import signed_by
from portal.services.text_answers import hook_key
from portal.settings import Settings
from tests.cli.conftest import Command
from tests.provision.sms_provider import sms_sink


def line_of(portal: Command) -> str:
    (found,) = [line for line in portal("doctor").stdout.splitlines() if " texts " in line]
    return str(found)


def test_that_nobody_sends_any_is_well(portal: Command) -> None:
    assert line_of(portal).startswith("ok ")


def test_a_provider_is_reached_and_told_nothing(
    portal: Command, environment: dict[str, str]
) -> None:
    with sms_sink() as sink:
        environment["PORTAL_SMS_URL"] = sink.url
        line = line_of(portal)
        assert sink.requests == []
    assert line.startswith("ok ")
    assert "http://localhost:1/webhooks/sms/PROVIDER" in line
    assert line_of(portal).startswith("wrong ")


def test_credentials_are_not_printed(portal: Command, environment: dict[str, str]) -> None:
    environment["PORTAL_SMS_URL"] = "http://us:geheim@127.0.0.1:1/?to=to&text=text&key=geheim"
    done = portal("doctor")
    assert "127.0.0.1:1 cannot be reached (ConnectionRefusedError)" in done.stdout
    assert "geheim" not in done.output


def test_the_secret_is_printed_alone(portal: Command, environment: dict[str, str]) -> None:
    done = portal("doctor", "--hook-key", "acme")
    settings = Settings.from_environment(environment)
    assert done.exit_code == 0
    assert done.stdout == hook_key(settings, "acme") + "\n"
    assert done.stdout != portal("doctor", "--hook-key", "other").stdout
    assert not signed_by(done.stdout.strip(), "sha256 " + "0" * 64, b"")
