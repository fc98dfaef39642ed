"""What goes over the wire: content-hashed static files, gzip, and the security headers."""

import hashlib
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import flask
from flask import Flask, request
from werkzeug.wrappers import Response

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
A_YEAR = 31_536_000
WORTH_PACKING = 600
SHORT_PAGE = 8192
PACKABLE = ("text/", "application/json", "image/svg+xml", "application/javascript")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
PROTECTION = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("X-Robots-Tag", "noindex, nofollow"),
)


def register(app: Flask) -> None:
    """Attach hashes, packing and headers to an application."""
    app.url_defaults(_add_hash)
    app.jinja_env.globals["url_for"] = address
    app.after_request(_finish)


@cache
def _hash_of(filename: str) -> str:
    return hashlib.sha256((STATIC / filename).read_bytes()).hexdigest()[:12]


@cache
def _fixed_address(endpoint: str, filename: str | None) -> str:
    if filename is None:
        return flask.url_for(endpoint)
    return flask.url_for(endpoint, filename=filename)


def address(endpoint: str, **values: Any) -> str:
    """`url_for` for templates: what does not depend on values is worked out once a process."""
    if not values:
        return _fixed_address(endpoint, None)
    if endpoint == "static":
        return _fixed_address(endpoint, values["filename"])
    return flask.url_for(endpoint, **values)


def _add_hash(endpoint: str, values: dict[str, object]) -> None:
    if endpoint == "static" and "v" not in values:
        values["v"] = _hash_of(str(values["filename"]))


def _finish(response: Response) -> Response:
    response.headers.extend(PROTECTION)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return _packed(response)


def _packed(response: Response) -> Response:
    if not (response.content_type or "").startswith(PACKABLE):
        return response
    response.vary.add("Accept-Encoding")
    if (
        request.method == "HEAD"
        or response.status_code != 200
        or "Content-Encoding" in response.headers
        or request.accept_encodings["gzip"] <= 0
    ):
        return response
    response.direct_passthrough = False
    plain = response.get_data()
    if len(plain) >= WORTH_PACKING:
        response.set_data(_gzip(plain))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _gzip(plain: bytes) -> bytes:
    # Level 4 costs half of the usual 9. A short page fits into a small window, and most of what
    # packing it costs is getting the memory for a large one. 16 makes zlib write a gzip header.
    small = len(plain) <= SHORT_PAGE
    window, memory = (13, 6) if small else (15, 8)
    packer = zlib.compressobj(4, zlib.DEFLATED, 16 + window, memory)
    return packer.compress(plain) + packer.flush()
