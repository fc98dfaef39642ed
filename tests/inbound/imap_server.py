"""A tiny IMAP server that keeps messages and knows just the commands that are needed."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class ImapServer:
    """Messages by id, which of them were seen, and what was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"imap://portal:se%40cret@127.0.0.1:{port}/In%20here"
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.asked: list[str] = []
        self.hang_up_at = ""
        """A command at which the connection is broken without a word."""
        self.refuse = ""
        """A command that is refused."""

    def answer(self, line: str) -> bytes:
        """What the server says to one command."""
        tag, _, rest = line.partition(" ")
        self.asked.append(rest)
        if self.refuse and self.refuse in rest:
            return f"{tag} NO not now\r\n".encode()
        word = rest.upper()
        if word.startswith("CAPABILITY"):
            untagged = b"* CAPABILITY IMAP4rev1\r\n"
        elif word.startswith("SELECT"):
            untagged = f"* {len(self.messages)} EXISTS\r\n".encode()
        elif word.startswith("UID SEARCH"):
            ids = " ".join(str(uid) for uid in sorted(self.messages) if uid not in self.seen)
            untagged = f"* SEARCH {ids}".rstrip().encode() + b"\r\n"
        elif word.startswith("UID FETCH"):
            untagged = self._fetch(rest)
        elif word.startswith("UID STORE"):
            self.seen.add(int(rest.split()[2]))
            untagged = b""
        elif word.startswith("LOGOUT"):
            untagged = b"* BYE\r\n"
        else:
            untagged = b""
        return untagged + f"{tag} OK done\r\n".encode()

    def _fetch(self, rest: str) -> bytes:
        uid = int(rest.split()[2])
        size = re.search(r"<0\.(\d+)>", rest)
        assert size is not None
        assert "BODY.PEEK[]" in rest, "looking would mark it as seen"
        raw = self.messages.get(uid)
        if raw is None:
            return b""
        part = raw[: int(size[1])]
        return b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%b)\r\n" % (uid, len(part), part)


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    """A server on a free port of the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = ImapServer(listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listener, server), daemon=True)
        thread.start()
        yield server
        # Closing alone does not wake a thread that waits for somebody to connect.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(listener: socket.socket, server: ImapServer) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as lines, suppress(OSError):
                connection.sendall(b"* OK ready\r\n")
                for raw in lines:
                    line = raw.decode().rstrip("\r\n")
                    if server.hang_up_at and server.hang_up_at in line:
                        break
                    connection.sendall(server.answer(line))
