"""Real services for tests: a PostgreSQL, a Valkey, a scriptable SMTP server, a whole portal."""

from tests.provision.portal_run import RunningPortal, running_portal
from tests.provision.postgres import PostgresServer, postgres_server, postgresql
from tests.provision.programs import chromium, missing, postgresql_folder
from tests.provision.smtp_sink import SmtpSink, smtp_sink
from tests.provision.valkey import Valkey, valkey
from tests.provision.waiting import eventually

__all__ = [
    "PostgresServer",
    "RunningPortal",
    "SmtpSink",
    "Valkey",
    "chromium",
    "eventually",
    "missing",
    "postgres_server",
    "postgresql",
    "postgresql_folder",
    "running_portal",
    "smtp_sink",
    "valkey",
]
