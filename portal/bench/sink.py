"""`python -m portal.bench.sink`: an SMTP server that takes mail as fast as it comes and forgets it.

A process of its own and no library in between, so that it is not what is measured.
"""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
}


@contextmanager
def sink() -> Iterator[str]:
    """A running sink, as a value for PORTAL_SMTP_URL."""
    command = [sys.executable, "-m", "portal.bench.sink"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        try:
            yield f"smtp://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def serve(connection: socket.socket) -> None:
    """Answer one client until it leaves."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(b"220 sink\r\n")
    waiting = b""
    with connection:
        while chunk := connection.recv(65536):
            waiting += chunk
            while b"\r\n" in waiting:
                line, _, waiting = waiting.partition(b"\r\n")
                word = line[:4].upper()
                if word == b"DATA":
                    connection.sendall(b"354 Go on\r\n")
                    waiting = _message(connection, waiting)
                    connection.sendall(b"250 2.0.0 Ok\r\n")
                elif word == b"QUIT":
                    connection.sendall(b"221 2.0.0 Bye\r\n")
                    return
                else:
                    connection.sendall(_ANSWERS.get(word, b"500 5.5.1 What?\r\n"))


def _message(connection: socket.socket, waiting: bytes) -> bytes:
    """Read a message to its end; what came after it."""
    while _END not in waiting:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        waiting += chunk
    return waiting.partition(_END)[2]


def main() -> None:
    """Say on which port, then take mail until the end."""
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
