"""The programs that make up a running portal, as services to start."""

import socket
import sys
from pathlib import Path

from portal.cli.running import redis_server
from portal.cli.running.child import Service

QUEUES = ("notices", "work")


def redis(folder: Path, socket_path: Path) -> Service:
    """The embedded Redis-compatible server."""
    program = redis_server.find_program()
    return Service("redis", redis_server.command(program, folder, socket_path))


def mailbox(folder: Path, mail: socket.socket, texts: socket.socket | None = None) -> Service:
    """The built-in mailbox, which takes every message and passes none on."""
    options = ["--socket", str(mail.fileno()), "--folder", str(folder)]
    if texts is not None:
        options += ["--texts", str(texts.fileno())]
    sockets = (mail,) if texts is None else (mail, texts)
    return Service("mailbox", _python("portal.mailbox.catcher", *options), sockets)


def preparation(*, with_demo: bool) -> Service:
    """The one-time work before the portal can serve anybody."""
    commands = ("migrate", "demo") if with_demo else ("migrate",)
    return Service("set-up", _python("portal.cli.running.prepare", *commands))


def web(listener: socket.socket) -> Service:
    """The web server."""
    settings = "python:portal.cli.running.gunicorn_conf"
    options = ("--config", settings, "--bind", f"fd://{listener.fileno()}")
    return Service("web", _python("gunicorn", *options, "wsgi:app"), (listener,))


def worker(queue: str) -> Service:
    """The worker of one queue."""
    return Service(queue, _python("portal", "worker", "--queue", queue))


def dispatcher() -> Service:
    """The process that wakes the workers for what is due."""
    return Service("dispatcher", _python("portal", "dispatcher"))


def inbound() -> Service:
    """The process that takes messages to us."""
    return Service("inbound", _python("portal", "inbound"))


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)
