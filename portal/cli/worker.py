"""`portal worker`: does the work of one queue."""

import logging
import os
import signal
from contextlib import suppress
from importlib import import_module

import click
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import StopRequested

from portal.cli.process import process_gateways
from portal.gateways import Gateways
from portal.gateways.queue import WAKE_UP
from portal.jobs.handed import hand
from portal.jobs.stop import Stop
from portal.vocabulary import Queue

log = logging.getLogger(__name__)

BEFORE_NEXT_TRY = 1.0
MONITORING, MAINTENANCE, TTL = 5, 15, 30
"""Seconds. With the defaults of RQ it takes 13 minutes until a wake-up whose worker was killed is
forgotten; nothing waits for that here, but the lists in Redis stay short."""


class QueueWorker(Worker):
    """Listens to one queue only: with two, RQ loses a job whose worker dies at the wrong moment."""

    max_connection_wait_time = 2.0
    log_result_lifespan = False
    asked_to_stop = False

    def handle_warm_shutdown_request(self) -> None:
        """Pass the question on: the child finishes the message on the wire and gives back the
        rest.
        """
        self.asked_to_stop = True
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)

    def end_horse(self) -> None:
        """Let a child that is still there come to its end."""
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)
            self.wait_for_horse()


@click.command(name="worker")
@click.option(
    "--queue",
    type=click.Choice([queue.value for queue in Queue]),
    required=True,
    help="Which work to do.",
)
def command(queue: str) -> None:
    """Do the work of one queue, woken through Redis.

    Example: portal worker --queue notices
    """
    gateways = process_gateways()
    if not gateways.settings.redis_url:
        raise click.ClickException(
            "Without PORTAL_REDIS_URL nobody can wake a worker: `portal dispatcher` does the work."
        )
    prepare(gateways, Queue(queue))
    run(gateways, Queue(queue), Stop())


def prepare(gateways: Gateways, queue: Queue) -> None:
    """Do once what every child would else do again: import, look up our name."""
    hand(gateways)
    import_module(WAKE_UP[queue].rpartition(".")[0])
    _ = gateways.mail.our_name
    os.register_at_fork(after_in_child=gateways.database.forget_connections)


def run(gateways: Gateways, queue: Queue, stop: Stop) -> None:
    """Work until asked to stop; a Redis that goes away is waited for."""
    while not stop.asked:
        stop.listen()
        if not gateways.bell.answers():
            stop.wait(BEFORE_NEXT_TRY)
            continue
        try:
            if _work(gateways, queue):
                return
        except StopRequested:
            return
        except RedisError as error:
            log.warning("the queue %s cannot be reached: %s", queue.value, type(error).__name__)
        stop.listen()
        stop.wait(BEFORE_NEXT_TRY)


def _work(gateways: Gateways, queue: Queue) -> bool:
    """Work until something ends it; whether somebody asked."""
    connection = Redis.from_url(gateways.settings.redis_url, socket_connect_timeout=2)
    worker = QueueWorker(
        [queue.value],
        connection=connection,
        job_monitoring_interval=MONITORING,
        maintenance_interval=MAINTENANCE,
        worker_ttl=TTL,
    )
    try:
        worker.work(logging_level="WARNING")
    finally:
        worker.end_horse()
        if worker.pubsub_thread is not None:
            worker.pubsub_thread.stop()
        connection.close()
    return worker.asked_to_stop
