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


with current_app.extensions["portal"].database.engine.connect() as connection:
    run(connection)
