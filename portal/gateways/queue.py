"""The bell: RQ carries wake-ups only, the database is the queue."""

import logging
import time
from functools import cached_property

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue as RqQueue

from portal.vocabulary import Queue

log = logging.getLogger(__name__)

WAKE_UP = {Queue.NOTICES: "portal.jobs.notices.drain", Queue.WORK: "portal.jobs.work.drain"}
JOB_TIMEOUT = 900
"""Seconds; far above the 20 s to which a drain limits itself."""
_OPTIONS = {"job_timeout": JOB_TIMEOUT, "result_ttl": 0, "failure_ttl": 600}
"""Nothing is kept of a wake-up; of one whose worker died, for as long as somebody may look."""
ENOUGH_WAITING = 2
"""One wake-up that runs and one that waits see everything; more would only queue."""
QUIET_AFTER_FAILURE = 5.0


class Bell:
    """Wakes the worker of a queue; without Redis it stays silent and the dispatcher steps in."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._silent_until = 0.0
        self.failures = 0

    @cached_property
    def redis(self) -> "Redis":
        """The connection; raises ValueError if no Redis is configured."""
        return Redis.from_url(self._url, socket_connect_timeout=1, socket_timeout=2)

    def ring(self, queue: Queue) -> bool:
        """Enqueue one wake-up unless enough wait already; False if Redis cannot be reached."""
        if not self._url or time.monotonic() < self._silent_until:
            return False
        try:
            waiting = RqQueue(queue.value, connection=self.redis)
            if waiting.count < ENOUGH_WAITING:
                waiting.enqueue(WAKE_UP[queue], **_OPTIONS)
        except RedisError as error:
            self.failures += 1
            self._silent_until = time.monotonic() + QUIET_AFTER_FAILURE
            log.warning("no wake-up for %s: %s", queue.value, type(error).__name__)
            return False
        return True

    def answers(self) -> bool:
        """Whether Redis is configured and reachable."""
        if not self._url:
            return False
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False
