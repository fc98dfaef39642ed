"""`portal create-user` lets the first person in."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import Organisation, Reason, User
from portal.vocabulary import Role
from tests.browser import Browser
from tests.cli.conftest import Command
from tests.makers import PASSWORD


@pytest.fixture
def password_file(tmp_path: Path) -> str:
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return str(path)


def people(gateways: Gateways) -> list[User]:
    with gateways.database.session() as session:
        return list(session.scalars(select(User)))


def test_the_first_administrator_signs_in(
    portal: Command, password_file: str, app: Flask, gateways: Gateways
) -> None:
    done = portal(
        "create-user",
        "Anna@Northlight.example",
        "--role",
        "admin",
        "--name",
        "Anna Berg",
        "--organisation",
        "Northlight Studio",
        "--password-file",
        password_file,
    )

    assert done.exit_code == 0, done.output
    assert (
        "anna@northlight.example can sign in at http://localhost:1/recruiter/sign-in" in done.output
    )
    browser = Browser(app)
    page = browser.submit(
        browser.get("recruiter.sign_in.page"),
        "Sign in",
        email="anna@northlight.example",
        password=PASSWORD,
    )
    assert "Anna Berg" in page.text
    assert "Northlight Studio" in page.text
    assert "Settings" in page.text


def test_the_organisation_gets_what_it_starts_with(
    portal: Command, password_file: str, gateways: Gateways
) -> None:
    for email in ("a@northlight.example", "b@northlight.example"):
        portal("create-user", email, "--role", "recruiter", "--password-file", password_file)

    with gateways.database.session() as session:
        [organisation] = session.scalars(select(Organisation))
        reasons = session.scalars(select(Reason)).all()
    assert organisation.name == "Our organisation"
    assert len(reasons) == 10
    assert [user.role for user in people(gateways)] == [Role.RECRUITER, Role.RECRUITER]


def test_the_password_may_come_through_a_pipe(portal: Command, gateways: Gateways) -> None:
    done = portal(
        *("create-user", "anna@northlight.example", "--role", "admin", "--password-file", "-"),
        input=PASSWORD + "\n",
    )

    assert done.exit_code == 0, done.output
    assert len(people(gateways)) == 1


def test_where_nobody_can_be_asked_it_says_so(portal: Command, gateways: Gateways) -> None:
    done = portal("create-user", "anna@northlight.example", "--role", "admin")

    assert done.exit_code == 1
    assert "use --password-file" in done.output
    assert people(gateways) == []


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("anna at home", PASSWORD, "is not an e-mail address"),
        ("anna@northlight.example", "too short", "Use 12 to 200 characters."),
        ("anna@northlight.example", "", "Use 12 to 200 characters."),
    ],
)
def test_a_refusal_is_said_and_nothing_is_kept(
    portal: Command, gateways: Gateways, email: str, password: str, said: str
) -> None:
    done = portal("create-user", email, "--role", "admin", "--password-file", "-", input=password)

    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stdout == ""
    assert people(gateways) == []
    with gateways.database.session() as session:
        assert session.scalars(select(Organisation)).all() == []


def test_the_same_address_twice_is_refused(
    portal: Command, password_file: str, gateways: Gateways
) -> None:
    words = ("create-user", "anna@northlight.example", "--role", "admin")
    portal(*words, "--password-file", password_file)
    done = portal(*words, "--password-file", password_file)

    assert done.exit_code == 1
    assert "is a user already" in done.stderr
    assert len(people(gateways)) == 1


@pytest.mark.parametrize(
    "words", [(), ("anna@northlight.example",), ("anna@northlight.example", "--role", "emperor")]
)
def test_wrong_usage_is_told_apart(portal: Command, words: tuple[str, ...]) -> None:
    assert portal("create-user", *words).exit_code == 2


def test_a_database_that_is_not_ready_is_said_plainly(
    portal: Command, environment: dict[str, str], password_file: str, tmp_path: Path
) -> None:
    environment["PORTAL_DATABASE_URL"] = f"sqlite:///{tmp_path / 'new.db'}"
    words = ("create-user", "anna@northlight.example", "--role", "admin")
    done = portal(*words, "--password-file", password_file)

    assert done.exit_code == 1
    assert "`portal migrate` prepares it" in done.stderr


def test_settings_that_cannot_be_used_are_said_plainly(
    portal: Command, environment: dict[str, str], password_file: str
) -> None:
    environment["PORTAL_LOG_LEVEL"] = "loud"
    words = ("create-user", "anna@northlight.example", "--role", "admin")
    done = portal(*words, "--password-file", password_file)

    assert done.exit_code == 1
    assert "PORTAL_LOG_LEVEL must be" in done.stderr
    assert "Traceback" not in done.stderr
