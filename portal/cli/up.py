"""`portal up`: everything in one terminal."""

import http.client
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click

from portal.cli.running import embedded, programs, redis_server
from portal.cli.running.child import Service
from portal.cli.running.console import Console
from portal.cli.running.containment import contained
from portal.cli.running.supervisor import AskedToStop, Supervisor
from portal.mailbox.text_catcher import url_of
from portal.settings import PROJECT

START_LIMIT = 120.0
SIGN_INS = "demo-sign-ins.txt"


@dataclass
class Plan:
    """What will run, and in which environment."""

    folder: Path
    web: socket.socket
    environment: dict[str, str]
    defaults: dict[str, str] = field(default_factory=dict)
    servers: list[Service] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the portal answers on this machine."""
        return f"http://{embedded.LOOPBACK}:{embedded.port_of(self.web)}"


@click.command(name="up")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where the web server listens; if it is taken, the next free one.",
)
@click.option("--no-demo", is_flag=True, help="Do not load the demo organisation.")
def command(port: int, no_demo: bool) -> None:
    """Start everything in this terminal: web, workers, dispatcher, Redis and a mailbox.

    Example: portal up --port 9000
    """
    folder = embedded.data_folder(os.environ)
    with embedded.only_start(folder) as lock:
        plan = make_plan(folder, embedded.listening_socket(port))
        embedded.checked_settings(plan.environment)
        if port not in (0, embedded.port_of(plan.web)):
            click.echo(f"Port {port} is taken, using {embedded.port_of(plan.web)}.")

        def work(guarded: int) -> int:
            embedded.remember(lock, plan.address, plan.defaults)
            return run(plan, guarded, with_demo=not no_demo)

        status = contained(work)
    sys.exit(status)


def make_plan(folder: Path, web: socket.socket) -> Plan:
    """Add what nobody has given: address, database, Redis and a mailbox of our own."""
    plan = Plan(folder, web, dict(os.environ))
    plan.defaults |= {
        "PORTAL_BASE_URL": plan.address,
        "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.db'}",
    }
    if sys.stdout.isatty():
        # What the services say goes through a pipe to this terminal.
        plan.defaults["PORTAL_LOG_FORMAT"] = "text"
    if not embedded.is_given(os.environ, "PORTAL_REDIS_URL"):
        redis_socket = redis_server.socket_in(folder / "redis")
        plan.servers.append(programs.redis(folder / "redis", redis_socket))
        plan.defaults["PORTAL_REDIS_URL"] = redis_server.address_of(redis_socket)
    if not embedded.is_given(os.environ, "PORTAL_SMTP_URL"):
        _add_mailbox(plan)
    plan.environment = embedded.with_defaults(os.environ, plan.defaults)
    plan.environment.pop("PORTAL_DATA_DIR_FILE", None)
    # Compiling everything anew takes most of the time that a start may take.
    plan.environment.pop("PYTHONDONTWRITEBYTECODE", None)
    plan.environment |= {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_EMBEDDED": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return plan


def _add_mailbox(plan: Plan) -> None:
    """Take mail, and text messages unless somebody sends those; who sends mail for real must not
    lose text messages in a mailbox that nobody reads.
    """
    mail, texts = embedded.listening_socket(0), None
    plan.defaults["PORTAL_SMTP_URL"] = f"smtp://{embedded.LOOPBACK}:{embedded.port_of(mail)}"
    if not embedded.is_given(os.environ, "PORTAL_SMS_URL"):
        texts = embedded.listening_socket(0)
        plan.defaults["PORTAL_SMS_URL"] = url_of(embedded.port_of(texts))
    plan.servers.append(programs.mailbox(plan.folder / "mailbox", mail, texts))


def run(plan: Plan, guarded: int, *, with_demo: bool) -> int:
    """Run the plan until somebody asks to stop; return the exit status."""
    console = Console(sys.stdout)
    console.say("Starting Rekindle ...")
    # The order matters: the supervisor stops everything while the request to stop passes by.
    with suppress(AskedToStop), Supervisor(plan.environment, PROJECT, console) as supervisor:
        supervisor.stop_at_end_of(guarded)
        for server in plan.servers:
            supervisor.start(server)
        # Beside the preparation, because importing takes both of them most of their time; it
        # does not call itself ready before the database is.
        supervisor.start(programs.web(plan.web))
        if supervisor.finish(programs.preparation(with_demo=with_demo)) != 0:
            console.say("The database could not be prepared, for the reason above.")
            return 1
        for service in background_services(plan):
            supervisor.start(service)
        if not supervisor.wait_until(lambda: is_ready(plan.web), START_LIMIT):
            console.say(f"Not ready after {START_LIMIT:g} seconds; the reason should be above.")
            return 1
        announce(plan, console)
        supervisor.run()
    return 0


def background_services(plan: Plan) -> list[Service]:
    """The workers and the dispatcher; without Redis the dispatcher does the work itself."""
    settings = embedded.checked_settings(plan.environment)
    queues = programs.QUEUES if settings.redis_url else ()
    ways_in = [programs.inbound()] if settings.inbound_url else []
    return [*map(programs.worker, queues), programs.dispatcher(), *ways_in]


def is_ready(web: socket.socket) -> bool:
    """Whether the portal says that it can serve people."""
    connection = http.client.HTTPConnection(embedded.LOOPBACK, embedded.port_of(web), timeout=1.0)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(plan: Plan, console: Console) -> None:
    """Say where everything is and who can sign in."""
    console.say(
        f"\nRekindle is ready.\n\n"
        f"  Portal       {plan.address}/\n"
        f"  Recruiters   {plan.address}/recruiter/\n"
        f"  Mailbox      {plan.address}/mailbox/\n"
    )
    sign_ins = plan.folder / SIGN_INS
    if sign_ins.exists():
        console.say(sign_ins.read_text(encoding="utf-8").rstrip() + "\n")
    console.say("Stop with Ctrl-C.")
