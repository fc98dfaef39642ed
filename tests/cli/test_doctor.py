"""`portal doctor` says in plain words what is set up and what is not."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from werkzeug.serving import make_server

from portal.vocabulary import Role
from tests.cli.conftest import Command
from tests.cli.name_server import NameServer
from tests.makers import PASSWORD, Make
from tests.provision import smtp_sink, valkey
from tests.provision.smtp_sink import SmtpSink

SPF, DKIM, DMARC = "v=spf1 mx -all", "v=DKIM1; k=rsa; p=MIGfMA0", "v=DMARC1; p=reject"
DOMAIN = "northlight.studio"


@pytest.fixture
def relay(environment: dict[str, str]) -> Iterator[SmtpSink]:
    """A mail relay that the environment names."""
    with smtp_sink() as sink:
        environment["PORTAL_SMTP_URL"] = sink.url
        yield sink


@pytest.fixture
def web(environment: dict[str, str], app: Flask) -> Iterator[None]:
    """The portal itself, at the address that the environment names."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    environment["PORTAL_BASE_URL"] = f"http://127.0.0.1:{server.port}"
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def lines(done: Result) -> dict[str, str]:
    """What was said about each subject, the verdict first."""
    found: dict[str, str] = {}
    for line in done.stdout.splitlines():
        verdict, what, words = line[:6].strip(), line[7:19].strip(), line[20:]
        found[what] = (
            f"{found[what]} / {verdict}: {words}" if what in found else f"{verdict}: {words}"
        )
    return found


def test_all_is_well(
    portal: Command, relay: SmtpSink, web: None, make: Make, environment: Any
) -> None:
    make.user("Adam Admin", role=Role.ADMIN, password=PASSWORD)
    with valkey() as redis:
        environment["PORTAL_REDIS_URL"] = redis.url
        done = portal("doctor")

    assert done.exit_code == 0, done.output
    assert {line[:6].strip() for line in done.stdout.splitlines()} == {"ok"}
    assert list(lines(done)) == [
        "settings",
        "data folder",
        "secret key",
        "database",
        "migrations",
        "people",
        "Redis",
        "mail relay",
        "texts",
        "address",
        "sender",
    ]


def test_what_does_not_answer_is_named_with_what_to_do(portal: Command) -> None:
    done = portal("doctor")

    assert done.exit_code == 1
    said = lines(done)
    assert said["mail relay"].startswith("wrong: 127.0.0.1:1 cannot be used: Connection refused")
    assert said["mail relay"].endswith("Check PORTAL_SMTP_URL.")
    assert said["address"].startswith("wrong: nobody answers at http://localhost:1")
    assert said["Redis"].startswith("look: none is set: the dispatcher does the work itself")
    assert said["people"].endswith("portal create-user EMAIL --role admin")


def test_every_mistake_in_the_settings_is_a_line(
    portal: Command, environment: dict[str, str]
) -> None:
    environment |= {"PORTAL_LOG_LEVEL": "loud", "PORTAL_SECRET_KEY": "short"}
    done = portal("doctor")

    assert done.exit_code == 1
    assert [line[:6].strip() for line in done.stdout.splitlines()] == ["wrong", "wrong"]
    assert "PORTAL_LOG_LEVEL must be" in done.stdout
    assert "PORTAL_SECRET_KEY must be" in done.stdout


def test_programs_get_one_document(portal: Command, environment: dict[str, str]) -> None:
    done = portal("doctor", "--json")
    document = json.loads(done.stdout)

    assert done.exit_code == 1
    assert document["ok"] is False
    assert {"what", "verdict", "words", "remedy"} == set(document["findings"][0])
    verdicts = {finding["what"]: finding["verdict"] for finding in document["findings"]}
    assert verdicts["database"] == "ok"
    assert verdicts["mail relay"] == "wrong"


def test_a_database_without_tables_is_told_from_none(
    portal: Command, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["PORTAL_DATABASE_URL"] = f"sqlite:///{tmp_path / 'new.db'}"
    assert (
        lines(portal("doctor"))["database"] == "wrong: there is none yet. Make it: portal migrate"
    )
    assert not (tmp_path / "new.db").exists()

    (tmp_path / "new.db").touch()
    assert (
        lines(portal("doctor"))["migrations"] == "wrong: the database is empty. Run: portal migrate"
    )


def test_a_database_server_that_is_not_there(portal: Command, environment: dict[str, str]) -> None:
    environment["PORTAL_DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/portal"

    assert lines(portal("doctor"))["database"].startswith("wrong: it does not answer: connection")


def test_a_redis_that_is_not_there(portal: Command, environment: dict[str, str]) -> None:
    environment["PORTAL_REDIS_URL"] = "redis://127.0.0.1:1/0"
    assert lines(portal("doctor"))["Redis"].startswith("wrong: it does not answer")

    environment["PORTAL_REDIS_URL"] = "rodis:nowhere"
    assert lines(portal("doctor"))["Redis"].startswith("wrong: Redis URL must specify")


def test_a_data_folder_that_is_not_there(portal: Command, environment: dict[str, str]) -> None:
    environment["PORTAL_DATA_DIR"] += "/none"

    assert "is not there. mkdir -m 700" in lines(portal("doctor"))["data folder"]


def test_a_key_that_others_can_read_or_guess(
    portal: Command, environment: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "key"
    path.write_text(environment.pop("PORTAL_SECRET_KEY"), encoding="utf-8")
    path.chmod(0o644)
    environment["PORTAL_SECRET_KEY_FILE"] = str(path)
    assert lines(portal("doctor"))["secret key"].startswith("look: others on this machine can read")
    path.chmod(0o600)
    assert lines(portal("doctor"))["secret key"].startswith("ok")

    path.write_text("secret" * 6, encoding="utf-8")
    assert lines(portal("doctor"))["secret key"].startswith("wrong: it can be guessed")


def test_a_relay_that_knows_no_passwords(
    portal: Command, relay: SmtpSink, environment: dict[str, str]
) -> None:
    environment["PORTAL_SMTP_URL"] = relay.url.replace("//", "//portal:secret@")
    said = lines(portal("doctor"))["mail relay"]

    assert said.startswith("wrong: 127.0.0.1:")
    assert "AUTH" in said
    assert "secret" not in said


def test_a_relay_that_cannot_encrypt(
    portal: Command, relay: SmtpSink, environment: dict[str, str]
) -> None:
    environment["PORTAL_SMTP_URL"] = relay.url.replace("smtp://", "smtp+starttls://")

    assert "STARTTLS" in lines(portal("doctor"))["mail relay"]


@pytest.mark.parametrize("address", ["/healthz", "/elsewhere"])
def test_another_server_at_our_address(
    portal: Command, relay: SmtpSink, environment: dict[str, str], address: str
) -> None:
    other = Flask("another")
    other.add_url_rule(address, view_func=lambda: "Welcome!", endpoint="welcome")
    server = make_server("127.0.0.1", 0, other)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    environment["PORTAL_BASE_URL"] = f"http://127.0.0.1:{server.port}"
    done = portal("doctor")
    server.shutdown()
    thread.join()
    server.server_close()

    assert lines(done)["address"].startswith("wrong: somebody else answers at")


@pytest.mark.parametrize(
    "domain", ["northlight.example", "portal.localhost", "example.com", "[127.0.0.1]", "mailhost"]
)
def test_domains_for_trials_are_passed_over_with_a_word(
    portal: Command, environment: dict[str, str], names: NameServer, domain: str
) -> None:
    environment["PORTAL_MAIL_FROM"] = f"hiring@{domain}"

    assert lines(portal("doctor"))["sender"].startswith(f"ok: {domain} is only for trying things")


def test_a_domain_that_has_published_everything(
    portal: Command, environment: dict[str, str], names: NameServer
) -> None:
    environment["PORTAL_MAIL_FROM"] = f"hiring@{DOMAIN}"
    names.texts = {
        DOMAIN: ["something else", SPF],
        f"s1._domainkey.{DOMAIN}": [DKIM],
        f"_dmarc.{DOMAIN}": [DMARC],
    }
    said = lines(portal("doctor"))

    assert said["SPF"] == f"ok: {DOMAIN} says which servers may send for it"
    assert said["DKIM"] == f"ok: {DOMAIN} has a key named s1"
    assert said["DMARC"] == f"ok: {DOMAIN} asks others to refuse forged mail"


def test_a_domain_that_has_published_nothing(
    portal: Command, environment: dict[str, str], names: NameServer
) -> None:
    environment["PORTAL_MAIL_FROM"] = f"hiring@{DOMAIN}"
    names.texts = {DOMAIN: []}
    said = lines(portal("doctor"))

    assert said["SPF"].startswith("look")
    assert said["DKIM"].startswith("look: northlight.studio has no key to sign with")
    assert said["DMARC"].endswith(f"_dmarc.{DOMAIN}, to begin with: v=DMARC1; p=none")


def test_a_key_under_a_name_of_its_own(
    portal: Command, environment: dict[str, str], names: NameServer
) -> None:
    environment["PORTAL_MAIL_FROM"] = f"hiring@{DOMAIN}"
    names.texts = {DOMAIN: [SPF], f"kite._domainkey.{DOMAIN}": [DKIM]}
    assert "--dkim-selector NAME" in lines(portal("doctor"))["DKIM"]

    done = portal("doctor", "--dkim-selector", "kite")
    assert lines(done)["DKIM"] == f"ok: {DOMAIN} has a key named kite"


def test_the_policy_of_the_domain_above_counts(
    portal: Command, environment: dict[str, str], names: NameServer
) -> None:
    environment["PORTAL_MAIL_FROM"] = f"hiring@jobs.{DOMAIN}"
    names.texts = {f"jobs.{DOMAIN}": [SPF], f"_dmarc.{DOMAIN}": [DMARC]}

    assert lines(portal("doctor"))["DMARC"].startswith("ok")


def test_a_domain_that_does_not_exist(
    portal: Command, environment: dict[str, str], names: NameServer
) -> None:
    environment["PORTAL_MAIL_FROM"] = "hiring@nortlight.studio"
    names.texts = {DOMAIN: []}

    assert lines(portal("doctor"))["sender"].startswith(
        "wrong: there is no domain nortlight.studio"
    )


@pytest.mark.parametrize("silent", [True, False])
def test_where_dns_does_not_answer_nothing_is_said_against_the_domain(
    portal: Command,
    environment: dict[str, str],
    names: NameServer,
    monkeypatch: pytest.MonkeyPatch,
    silent: bool,
) -> None:
    monkeypatch.setattr("portal.gateways.names.PATIENCE", 0.2)
    environment["PORTAL_MAIL_FROM"] = f"hiring@{DOMAIN}"
    names.texts, names.is_silent, names.denies_everything = {DOMAIN: [SPF]}, silent, not silent

    assert lines(portal("doctor"))["sender"].startswith("look: DNS does not answer here")


def test_a_test_message_goes_through_the_relay(portal: Command, relay: SmtpSink) -> None:
    done = portal("doctor", "--send-test", "me@northlight.example")

    assert lines(done)["test message"].startswith("ok: the relay took it for me@northlight.example")
    [received] = relay.received
    assert received.recipients == ("me@northlight.example",)
    assert received.message["From"] == "hiring@northlight.example"
    assert received.message["Auto-Submitted"] == "auto-generated"
    assert "test message that you asked for" in received.message.get_content()


def test_a_test_message_that_is_refused(portal: Command, relay: SmtpSink) -> None:
    relay.on_recipient = lambda _address: "550 5.1.1 nobody of this name"
    done = portal("doctor", "--send-test", "me@northlight.example")

    assert done.exit_code == 1
    assert "not taken: 550 5.1.1 nobody of this name" in lines(done)["test message"]
    assert portal("doctor", "--send-test", "no address").exit_code == 1
