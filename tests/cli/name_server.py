"""A name server in this process that knows what a test tells it, and nothing else."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset


class NameServer:
    """Names with their TXT records; a name with an empty list exists without any."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.denies_everything = False
        self.is_silent = False

    def answer(self, question: bytes) -> bytes | None:
        if self.is_silent:
            return None
        asked = dns.message.from_wire(question)
        reply = dns.message.make_response(asked)
        reply.flags |= dns.flags.RA
        name = asked.question[0].name.to_text().rstrip(".")
        wants_texts = asked.question[0].rdtype == dns.rdatatype.TXT
        below = any(known.endswith("." + name) for known in self.texts)
        if self.denies_everything or not (name in self.texts or below):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif wants_texts and self.texts.get(name):
            quoted = [f'"{text}"' for text in self.texts[name]]
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        elif not wants_texts:
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "NS", "ns.test."))
        return reply.to_wire()


@contextmanager
def name_server() -> Iterator[NameServer]:
    """A name server that this process asks from now on."""
    server = NameServer()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            reply = server.answer(data)
            if reply is not None:
                sock.sendto(reply, self.client_address)

    before = dns.resolver.default_resolver
    with socketserver.UDPServer(("127.0.0.1", 0), Handler) as udp:
        thread = threading.Thread(target=udp.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], udp.server_address[1]
        dns.resolver.default_resolver = resolver
        try:
            yield server
        finally:
            dns.resolver.default_resolver = before
            udp.shutdown()
            thread.join()
