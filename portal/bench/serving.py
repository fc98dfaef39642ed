"""Serving an application as in production, and asking it for one page again and again."""

import http.client
import multiprocessing
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.web.database import db

CLIENTS = 2
REQUESTS = 400
"""In one round, over all clients."""


@dataclass(frozen=True, slots=True)
class Round:
    """Requests a second of one round, and how long each took in milliseconds."""

    rate: float
    times: list[float]


class _Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, app: Flask, port: int) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        values = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": 4,
            "keepalive": 30,
            "loglevel": "warning",
            "post_fork": lambda _server, _worker: _forget_connections(self.app),
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The port at which a process of its own serves the application."""
    port = _free_port()
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_serve, args=(app, port))
    process.start()
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.join()


def ask(port: int, path: str, cookie: str = "", *, requests: int = REQUESTS) -> Round:
    """One round of requests for a page over kept-alive connections."""
    times: list[list[float]] = [[] for _ in range(CLIENTS)]
    threads = [
        threading.Thread(target=_ask, args=(port, path, cookie, times[i], requests))
        for i in range(CLIENTS)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - started
    if any(len(some) < requests // CLIENTS for some in times):
        raise RuntimeError(f"{path} did not answer every request")
    return Round(requests / passed, [one for some in times for one in some])


def percentiles(rounds: list[Round]) -> tuple[float, float]:
    """The median and the 95th percentile of all rounds, in milliseconds."""
    cuts = statistics.quantiles([one for one_round in rounds for one in one_round.times], n=20)
    return cuts[9], cuts[18]


def _ask(port: int, path: str, cookie: str, times: list[float], requests: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie} if cookie else {}
    for _ in range(requests // CLIENTS):
        started = time.perf_counter()
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            return
        times.append((time.perf_counter() - started) * 1000)
    connection.close()


def _serve(app: Flask, port: int) -> None:
    _Server(app, port).run()


def _forget_connections(app: Flask) -> None:
    gateways: Any = app.extensions.get("portal")
    if gateways is None:
        return
    gateways.database.forget_connections()
    with app.app_context():
        db.engine.dispose(close=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.02)
