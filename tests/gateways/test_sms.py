"""One HTTP request for each text message, in the words of whichever provider it is."""

import base64
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest

from portal.gateways import sms
from portal.gateways.sms import AnswerLost, SmsProvider, SmsRefused
from tests.e2e.proxy import CERTIFICATE
from tests.provision.sms_provider import Request, Said, SmsSink, sms_sink

NUMBER, TEXT, REFERENCE = "+4915112345678", "Grüße: it is 5 € & more", "1b9d-ref"


LARGE = {"id": "m-7", "more": "x" * 100_000}


@pytest.fixture
def sink() -> Iterator[SmsSink]:
    with sms_sink() as sink:
        yield sink


def send(url: str) -> str:
    return SmsProvider(url).open().send(NUMBER, TEXT, REFERENCE)


def only(sink: SmsSink) -> Request:
    (request,) = sink.requests
    return request


def test_json_with_the_providers_own_names(sink: SmsSink) -> None:
    sink.on_message = lambda _caught: Said(201, {"messages": [{"message-id": "m-7"}]})
    query = "to=msisdn&text=body&ref=client_ref&id=messages.0.message-id&from=North%26light&flash=0"
    assert send(f"{sink.address}/v1/send?{query}") == "m-7"
    request = only(sink)
    assert request.path == "/v1/send"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Idempotency-Key"] == REFERENCE
    assert json.loads(request.body) == {
        "msisdn": NUMBER,
        "body": TEXT,
        "client_ref": REFERENCE,
        "from": "North&light",
        "flash": "0",
    }


def test_a_form(sink: SmsSink) -> None:
    sink.on_message = lambda _caught: Said(200, {"sid": "SM1"})
    url = f"{sink.address}/Messages.json?format=form&to=To&text=Body&From=%2B491&id=sid"
    assert send(url) == "SM1"
    request = only(sink)
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    said = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    assert said == {"To": NUMBER, "Body": TEXT, "From": "+491"}


@pytest.mark.parametrize(
    ("user", "header"),
    [
        ("", None),
        ("us%40er:p%2Fw@", "Basic " + base64.b64encode(b"us@er:p/w").decode()),
        ("bearer:a.b-c@", "Bearer a.b-c"),
    ],
)
def test_who_we_are(sink: SmsSink, user: str, header: str | None) -> None:
    url = sink.address.replace("://", f"://{user}") + "/?to=to&text=text"
    send(url)
    assert only(sink).headers.get("Authorization") == header


def test_nothing_of_it_can_be_read_in_a_log() -> None:
    provider = SmsProvider("https://user:geheim@sms.example:8443/x?to=to&text=text&key=geheim")
    assert provider.name == "sms.example:8443"
    assert "geheim" not in f"{provider!r} {provider.name}"


def test_no_redirect_is_followed(sink: SmsSink) -> None:
    sink.on_message = lambda _caught: Said(302)
    with pytest.raises(SmsRefused) as refused:
        send(f"{sink.address}/?to=to&text=text")
    assert refused.value.status == 302
    assert len(sink.requests) == 1


def test_a_refusal_names_its_code(sink: SmsSink) -> None:
    url = f"{sink.address}/?to=to&text=text&code=error.code&unknown=21211,21614"
    for code, permanent in ((21614, True), (21700, False)):
        sink.on_message = lambda _caught, code=code: Said(400, {"error": {"code": code}})  # type: ignore[misc]
        with pytest.raises(SmsRefused) as refused:
            send(url)
        assert (refused.value.code, refused.value.permanent) == (str(code), permanent)


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[" * 60_000, [], {"id": None}, {"id": True}, LARGE]
)
def test_an_answer_without_a_name_is_no_answer(sink: SmsSink, body: object) -> None:
    sink.on_message = lambda _caught: Said(200, body)
    with pytest.raises(AnswerLost):
        send(f"{sink.address}/?to=to&text=text&id=id")


def test_where_no_name_is_expected_a_yes_is_enough(sink: SmsSink) -> None:
    sink.on_message = lambda _caught: Said(202, b"queued")
    assert send(f"{sink.address}/?to=to&text=text") == ""


def test_nobody_there() -> None:
    with pytest.raises(SmsRefused) as refused:
        SmsProvider("http://127.0.0.1:1/?to=to&text=text").open()
    assert refused.value.status == 0


@contextmanager
def dripping() -> Iterator[int]:
    """A server whose answer never ends: a byte of it now and then."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
                last = time.monotonic() + 20
                while not ended.wait(0.05) and time.monotonic() < last:
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            thread.join()


def test_an_answer_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "LONGEST", 0.5)
    with dripping() as port:
        begun = time.monotonic()
        with pytest.raises(AnswerLost):
            send(f"http://127.0.0.1:{port}/?to=to&text=text&id=id")
        assert time.monotonic() - begun < 10


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(CERTIFICATE)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            connection, _ = listener.accept()
            with connection, pytest.raises((ssl.SSLError, OSError)):
                secure.wrap_socket(connection, server_side=True)

        thread = threading.Thread(target=greet)
        thread.start()
        port = listener.getsockname()[1]
        with pytest.raises(SmsRefused) as refused:
            SmsProvider(f"https://localhost:{port}/?to=to&text=text").open()
        thread.join()
    assert refused.value.code == "SSLCertVerificationError"
