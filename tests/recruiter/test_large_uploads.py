"""Files that are far too large, sent to a real web server: the answer arrives, and can be read."""

import http.client
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.app import LARGEST_REQUEST
from portal.bench.serving import served
from tests.browser import Browser

MEGABYTES = 200
CHUNK = b"Maya Oliveira,maya@example.com,Product Designer\n" * 21_845
START = (
    b"--rekindle\r\nContent-Disposition: form-data; "
    b'name="file"; filename="people.csv"\r\n\r\nName,Email,Job\n'
)
END = b"\r\n--rekindle--\r\n"


def body() -> Iterator[bytes]:
    yield START
    for _ in range(MEGABYTES):
        yield CHUNK
    yield END


def send(port: int, cookie: str, *, says_how_long: bool) -> tuple[int, str]:
    """Post the file as a program does that listens only when all is sent."""
    headers = {
        "Cookie": cookie,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "multipart/form-data; boundary=rekindle",
    }
    if says_how_long:
        headers["Content-Length"] = str(len(START) + MEGABYTES * len(CHUNK) + len(END))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        path = "/recruiter/imports/"
        connection.request("POST", path, body(), headers, encode_chunked=not says_how_long)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("says_how_long", [True, False], ids=["length", "chunks"])
def test_whoever_sends_far_too_much_reads_why_it_was_refused(
    app: Flask, rosa: Browser, *, says_how_long: bool
) -> None:
    assert MEGABYTES * len(CHUNK) > 5 * LARGEST_REQUEST
    cookies = rosa.client._cookies or {}
    cookie = "; ".join(f"{each.key}={each.value}" for each in cookies.values())
    assert cookie

    with served(app) as port:
        status, page = send(port, cookie, says_how_long=says_how_long)
        # And the same process goes on serving.
        again = send(port, cookie, says_how_long=says_how_long)

    assert (status, again[0]) == (413, 413)
    assert "That is too large" in page
    assert "choose a smaller file" in page
