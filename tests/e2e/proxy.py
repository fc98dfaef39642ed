"""An HTTPS proxy with a self-signed certificate, as stands in front of a portal in production."""

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

CERTIFICATE = Path(__file__).with_name("localhost.pem")
OWN = {"connection", "transfer-encoding", "host"}


class Proxy:
    """Answers at `address`; where it passes requests on to is told once that is known."""

    def __init__(self, port: int) -> None:
        self.address = f"https://localhost:{port}"
        self.behind = ""


@contextmanager
def https_proxy() -> Iterator[Proxy]:
    """A proxy on a free port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = _Server(("127.0.0.1", 0), _handler())
    server.socket = context.wrap_socket(server.socket, server_side=True)
    proxy = Proxy(server.server_address[1])
    server.RequestHandlerClass.proxy = proxy  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Browsers open connections ahead of need and drop them: nothing to report."""


def _handler() -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        proxy: Proxy

        def do_GET(self) -> None:
            self.pass_on()

        def do_POST(self) -> None:
            self.pass_on()

        def pass_on(self) -> None:
            host = urlsplit(self.proxy.behind).netloc
            # A browser that goes on to another page hangs up in the middle of an answer.
            with (
                suppress(ConnectionError, ssl.SSLError),
                closing(http.client.HTTPConnection(host, timeout=30)) as behind,
            ):
                self.ask(behind)

        def ask(self, behind: http.client.HTTPConnection) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {k: v for k, v in self.headers.items() if k.lower() not in OWN}
            headers |= {
                "Host": self.headers["Host"],
                "X-Forwarded-For": self.client_address[0],
                "X-Forwarded-Proto": "https",
            }
            behind.request(self.command, self.path, self.rfile.read(length), headers)
            answer = behind.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in OWN | {"content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler
