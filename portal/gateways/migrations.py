"""How far the database is migrated, and how far it could be."""

from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Executable, text
from sqlalchemy.orm import Session

from portal.settings import PROJECT

APPLIED: Executable = text("SELECT version_num FROM alembic_version")


@cache
def newest() -> str | None:
    """The migration to which this code belongs."""
    return _scripts().get_current_head()


def known() -> set[str]:
    """All migrations that this code can go on from."""
    return {script.revision for script in _scripts().walk_revisions()}


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "portal" / "migrations"))
    return ScriptDirectory.from_config(config)


def applied(database: Connection | Session) -> str | None:
    """The migration at which the database is; raises SQLAlchemyError if it knows of none."""
    found: str | None = database.scalar(APPLIED)
    return found
