"""What the environment decides, and what is said about its mistakes."""

from dataclasses import FrozenInstanceError
from datetime import timedelta
from pathlib import Path

import pytest

from portal.settings import Settings, SettingsError

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


def read(**values: str) -> Settings:
    """Settings from an environment with a key."""
    names = {f"PORTAL_{name.upper()}": value for name, value in values.items()}
    return Settings.from_environment({"PORTAL_SECRET_KEY": KEY, **names})


def mistakes(**values: str) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read(**values)
    assert all(mistake in str(refused.value) for mistake in refused.value.mistakes)
    return refused.value.mistakes


def test_a_key_is_all_that_is_needed(tmp_path: Path) -> None:
    settings = read(data_dir=str(tmp_path))

    assert settings.database_url == f"sqlite:///{tmp_path / 'portal.db'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.redis_url == ""
    assert settings.undo == timedelta(minutes=10)
    assert not settings.https
    assert not settings.embedded


def test_every_mistake_is_named_at_once() -> None:
    said = mistakes(
        secret_key="short",
        base_url="jobs.example.com",
        database_url="mysql://localhost/portal",
        smtp_url="mailto:somebody",
        mail_from="somebody",
        undo_minutes="ten",
        trusted_proxies="-1",
        log_level="loud",
    )

    assert [mistake.split(" ")[0] for mistake in said] == [
        "PORTAL_BASE_URL",
        "PORTAL_SECRET_KEY",
        "PORTAL_DATABASE_URL",
        "PORTAL_SMTP_URL",
        "PORTAL_MAIL_FROM",
        "PORTAL_UNDO_MINUTES",
        "PORTAL_TRUSTED_PROXIES",
        "PORTAL_LOG_LEVEL",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "https://"),
        ("base_url", "https://example.com/portal"),
        ("base_url", "https://example.com?x=1"),
        ("base_url", "ftp://example.com"),
        ("database_url", ""),
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://host:0"),
        ("smtp_url", "smtp://host:port"),
        ("smtp_url", "smtp://host:70000"),
        ("base_url", "https://example.com:port"),
        ("mail_from", "a b@example.com"),
        ("mail_from", "Hiring <a@example.com>"),
        ("mail_from", "a@example.com\nBcc: b@example.com"),
        ("undo_minutes", "1.5"),
        ("undo_minutes", "٣"),
        ("retry_seconds", "60,,300"),
        ("retry_seconds", "0"),
        ("lease_seconds", "0"),
        ("inbound_url", "pop3://mail.example.com"),
        ("inbound_url", "lmtp://127.0.0.1"),
        ("inbound_url", "lmtp://127.0.0.1:port"),
        ("inbound_url", "imap://user:password@mail.example.com/INBOX"),
        ("mail_webhook_key", "short"),
    ],
)
def test_a_mistake_is_said_and_nothing_else_happens(name: str, value: str) -> None:
    [said] = mistakes(**{name: value})

    assert said.startswith(f"PORTAL_{name.upper()} must")


def test_the_secret_is_not_repeated_in_its_mistake() -> None:
    assert "tell nobody" not in mistakes(secret_key="tell nobody")[0]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgresql://rekindle@db/portal", "postgresql+psycopg://rekindle@db/portal"),
        ("postgres://rekindle@db/portal", "postgresql+psycopg://rekindle@db/portal"),
        ("postgresql+psycopg://db/portal", "postgresql+psycopg://db/portal"),
        ("sqlite:////srv/portal.db", "sqlite:////srv/portal.db"),
    ],
)
def test_databases_are_named_as_people_name_them(given: str, used: str) -> None:
    assert read(database_url=given).database_url == used


def test_a_stroke_at_the_end_of_the_address_does_not_matter() -> None:
    assert read(base_url="https://jobs.example.com/").base_url == "https://jobs.example.com"
    assert read(base_url="https://jobs.example.com").https


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(KEY[::-1] + "\n", encoding="utf-8")
    settings = Settings.from_environment({"PORTAL_SECRET_KEY_FILE": str(path)})

    assert settings.secret_key == KEY[::-1]


def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path) -> None:
    [said] = mistakes(smtp_url_file=str(tmp_path / "none"))

    assert said.startswith("PORTAL_SMTP_URL_FILE:")
    assert "cannot be read" in said


def test_a_value_and_its_file_cannot_both_count(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("smtp://one", encoding="utf-8")

    assert "keep one of them" in mistakes(smtp_url="smtp://other", smtp_url_file=str(path))[0]


def test_the_key_that_a_start_made_for_itself_is_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text(KEY, encoding="ascii")

    assert Settings.from_environment({"PORTAL_DATA_DIR": str(tmp_path)}).secret_key == KEY


def test_settings_do_not_change_and_do_not_tell() -> None:
    settings = read(
        smtp_url="smtp://portal:hush@mail.example.com",
        database_url="postgresql://u:hush@db/x",
        inbound_url="imaps://portal:hush@mail.example.com/INBOX",
        mail_webhook_key="hush " * 8,
    )

    with pytest.raises(FrozenInstanceError):
        settings.base_url = "https://elsewhere.example"  # type: ignore[misc]
    assert "hush" not in repr(settings)
    assert KEY not in repr(settings)


def test_the_domain_of_the_sender() -> None:
    assert read(mail_from="hiring@jobs.example.com").mail_domain == "jobs.example.com"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://user:pass@sms.example.com/send?to=to&text=text",
        "http://127.0.0.1:9000/messages?to=to&text=text&format=form",
    ],
)
def test_who_sends_text_messages_is_taken_as_it_stands(url: str) -> None:
    settings = read(sms_url=url)
    assert settings.sms_url == url
    assert "pass" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "sms.example.com",
        "http://sms.example.com/send?to=to&text=text",
        "https://sms.example.com/send",
        "https://sms.example.com/send?to=to",
        "https://sms.example.com/send?to=to&text=text&format=xml",
        "https://sms.example.com:99999/send?to=to&text=text",
        "https://sms.example.com/send?to=to&text=text#here",
    ],
)
def test_who_sends_text_messages_must_be_said_in_full(url: str) -> None:
    (mistake,) = mistakes(sms_url=url)
    assert mistake.startswith("PORTAL_SMS_URL must ")
