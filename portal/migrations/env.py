"""Alembic's environment: the writing engine of the portal, batch mode for SQLite."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from portal.models import Base


def run(connection: Connection) -> None:
    """Run the migrations on one connection, each in a transaction of its own."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def without_foreign_keys(connection: Connection) -> None:
    """Run them on SQLite, where a column is changed by writing its table anew: dropping the old
    one would take along what refers to it.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        run(connection)
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        assert not broken, broken
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


with current_app.extensions["portal"].database.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        without_foreign_keys(connection)
    else:
        run(connection)
