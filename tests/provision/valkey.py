"""A real Valkey, started as `portal up` starts it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from portal.cli.running import redis_server
from tests.provision.tied import tied
from tests.provision.waiting import eventually


class Valkey:
    """A server that can be stopped and started again; it keeps what it was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = redis_server.socket_in(folder)
        self.url = redis_server.address_of(self.socket)
        self.client = Redis(unix_socket_path=str(self.socket))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = redis_server.find_program()
        self._process = subprocess.Popen(
            tied(*redis_server.command(program, self.folder, self.socket)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        eventually(self.answers)

    def stop(self) -> None:
        """Stop it; does nothing when it is not running."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait()
        self._process = None

    def answers(self) -> bool:
        """Whether it takes commands."""
        try:
            return bool(self.client.ping())
        except RedisConnectionError:
            return False


@contextmanager
def valkey() -> Iterator[Valkey]:
    """A running Valkey; its data is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rekindle-redis-"))
    server = Valkey(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.client.close()
        shutil.rmtree(folder)
