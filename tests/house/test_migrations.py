"""The migrated schema is what the models say, on both databases, and every step can be undone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import CheckConstraint, Connection, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from portal.app import create_app
from portal.gateways import Gateways, migrations
from portal.gateways.database import Database
from portal.models import Base
from portal.settings import Settings
from tests.conftest import settings_for
from tests.makers import Make

SCRATCH = "migrations_scratch"


@pytest.fixture
def empty_app(migrated_settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has not one table."""
    url = migrated_settings.database_url
    if url.startswith("sqlite"):
        yield create_app(settings_for(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path))
        return
    scratch = make_url(url).set(database=SCRATCH).render_as_string(hide_password=False)
    parameters = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(parameters, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {SCRATCH}".encode())
        app = create_app(replace(migrated_settings, database_url=scratch))
        try:
            yield app
        finally:
            connection.execute(f"DROP DATABASE {SCRATCH} WITH (FORCE)".encode())


def database_of(app: Flask) -> Database:
    gateways: Gateways = app.extensions["portal"]
    return gateways.database


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "target_metadata": Base.metadata}
    )
    return list(compare_metadata(context, Base.metadata))


def rules_of_database(connection: Connection) -> dict[str, dict[str, str]]:
    """All checks by name, which the comparison of Alembic does not look at."""
    inspector = inspect(connection)
    return {
        table: {
            str(check["name"]): str(check["sqltext"])
            for check in inspector.get_check_constraints(table)
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def rules_of_models() -> dict[str, dict[str, str]]:
    return {
        name: {
            str(constraint.name): str(constraint.sqltext)
            for constraint in table.constraints
            if isinstance(constraint, CheckConstraint)
        }
        for name, table in Base.metadata.tables.items()
    }


def test_the_migrated_schema_is_what_the_models_say(gateways: Gateways) -> None:
    with gateways.database.engine.connect() as connection:
        assert differences(connection) == []


def test_every_rule_of_the_models_is_in_the_database(gateways: Gateways) -> None:
    with gateways.database.engine.connect() as connection:
        found, dialect = rules_of_database(connection), connection.dialect.name
    wanted = rules_of_models()

    assert {table: set(rules) for table, rules in found.items()} == {
        table: set(rules) for table, rules in wanted.items()
    }
    # PostgreSQL keeps a rule in words of its own.
    if dialect == "sqlite":
        assert found == wanted


def test_every_step_can_be_undone_and_done_again(empty_app: Flask) -> None:
    database = database_of(empty_app)
    with empty_app.app_context():
        for _ in range(2):
            flask_migrate.upgrade()
            with database.engine.connect() as connection:
                assert differences(connection) == []
                assert migrations.applied(connection) == migrations.newest()
            flask_migrate.downgrade(revision="base")
            with database.engine.connect() as connection:
                assert inspect(connection).get_table_names() == ["alembic_version"]
                assert functions(connection) == []
    database.engine.dispose()


def functions(connection: Connection) -> list[str]:
    """What a migration may leave behind besides tables."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace "
            "WHERE nspname = 'public'"
        )
    return list(connection.scalars(text(query)))


@pytest.mark.parametrize("table", ["audit_events", "consents", "attempts"])
def test_what_is_written_once_cannot_be_changed(gateways: Gateways, make: Make, table: str) -> None:
    make.told(make.member())
    with make.work() as context:
        context.session.execute(
            text(
                "INSERT INTO attempts (notice_id, epoch, claimed_at, ended_at, result) "
                "SELECT id, 1, created_at, created_at, 'accepted' FROM notices"
            )
        )
    with (
        pytest.raises(DBAPIError, match="append-only"),
        gateways.database.engine.begin() as connection,
    ):
        connection.execute(text(f"UPDATE {table} SET id = id"))


def test_a_step_on_a_database_in_use_loses_nothing(empty_app: Flask) -> None:
    """SQLite writes a table anew to change a column: what refers to its rows has to stay."""
    database = database_of(empty_app)
    with empty_app.app_context():
        flask_migrate.upgrade(revision="0002")
        with database.engine.begin() as connection:
            for statement in IN_USE:
                connection.execute(text(statement))
        database.engine.dispose()
        flask_migrate.upgrade()
    with database.engine.begin() as connection:
        left = connection.execute(
            text("SELECT message, state FROM feedback JOIN decisions d ON d.id = decision_id")
        ).all()
        assert [tuple(row) for row in left] == [("Thank you", "draft")]
        with pytest.raises(DBAPIError):
            connection.execute(text("INSERT INTO feedback (decision_id) VALUES (99)"))
    database.engine.dispose()


NOON = "'2026-03-02 12:00:00'"
IN_USE = (
    "INSERT INTO candidates (id, name, called, sort_name, location, language, headline, skills,"
    " experience, education, links, search_text, created_at, changed_at) VALUES"
    f" (1, 'Ada', 'Ada', 'ada', '', 'en', '', '[]', '[]', '[]', '[]', '', {NOON}, {NOON})",
    "INSERT INTO users (id, email, name, job_title, role, active, created_at)"
    f" VALUES (1, 'rosa@example.org', 'Rosa', '', 'recruiter', true, {NOON})",
    "INSERT INTO vacancies (id, title, department, location, description, owner_id, confidential,"
    " promise_days, status, created_at) VALUES"
    f" (1, 'Tester', '', '', '', 1, false, 5, 'open', {NOON})",
    "INSERT INTO stages (id, vacancy_id, position, name, kind) VALUES (1, 1, 0, 'New', 'applied')",
    "INSERT INTO applications (id, candidate_id, vacancy_id, stage_id, stage_since, origin,"
    " promising, applied_at, created_at) VALUES"
    f" (1, 1, 1, 1, {NOON}, 'live', false, {NOON}, {NOON})",
    "INSERT INTO decisions (id, application_id, state, version, outcome, ended_by, internal_note,"
    f" invites_to_pool, decided_at) VALUES (1, 1, 'draft', 1, 'rejected', 'us', '', false, {NOON})",
    "INSERT INTO feedback (id, decision_id, revision, message, advice, written_at)"
    f" VALUES (1, 1, 1, 'Thank you', '', {NOON})",
)
