"""Error pages: what happened, what to do, nothing lost."""

import time
from contextlib import suppress

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from portal.policy.refusal import Refusal
from portal.web.database import db
from portal.web.pages import partial, status_of

GO_BACK = "Go back: what you typed is still there. Please try again in a minute."
WORTH_KEEPING = 20
"""Characters of a text that nobody wants to type twice."""
SECRETS = ("password", "token", "code")
PATIENCE = 120.0
"""Seconds for whoever sends too much, before we stop listening."""
CHUNK = 1024 * 1024
TEXTS = {
    400: ("This page was open too long", "Please go back, reload the page and try again."),
    403: (
        "This is not open to you",
        "Your role does not include this, or the request came from elsewhere.",
    ),
    404: ("We cannot find this page", "It may have moved, or it belongs to somebody else."),
    405: ("That does not work here", "Please go back and use the buttons of the page."),
    409: ("Somebody else was faster", "Please reload the page and look at what has changed."),
    413: ("That is too large", "Please choose a smaller file."),
    422: ("Something does not fit", "Please go back and check what you entered."),
    429: ("Too many tries", "Please wait a few minutes and try again."),
    503: (
        "We cannot save right now",
        "Nothing was changed. " + GO_BACK,
    ),
    500: (
        "Something went wrong on our side",
        "Nothing was half-saved. " + GO_BACK,
    ),
}


def register(app: Flask) -> None:
    """Attach the error pages to an application."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _too_old)
    app.register_error_handler(Refusal, lambda error: error_page(status_of(error), str(error)))
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, advice: str | None = None) -> Response:
    """The page for a status; `advice` replaces the usual second sentence."""
    title, usual = TEXTS.get(status, TEXTS[500])
    html = render_template("errors/error.html", title=title, advice=advice or usual, plain=False)
    response = Response(html, status, content_type="text/html; charset=utf-8")
    if partial():
        response.headers["HX-Retarget"] = "body"
    return response


def _too_old(_error: CSRFError) -> Response:
    return error_page(400)


def _http(error: HTTPException) -> Response:
    if isinstance(error.response, Response):
        return error.response
    if isinstance(error, RequestEntityTooLarge):
        _take_the_rest()
    return error_page(error.code or 500)


def _take_the_rest() -> None:
    """Read what is still on its way here: to whom the door is shut while sending, the browser
    says that the connection was reset, and never shows our answer.
    """
    deadline = time.monotonic() + PATIENCE
    with suppress(OSError):
        while request.environ["wsgi.input"].read(CHUNK) and time.monotonic() < deadline:
            pass


def _database(error: OperationalError) -> Response:
    _log(error)
    return _plain(503)


def _unexpected(error: Exception) -> Response:
    _log(error)
    return _plain(500)


def _log(error: Exception) -> None:
    # The rule's template, never the path: a path may hold a personal link.
    rule = request.url_rule.rule if request.url_rule else "no rule"
    current_app.logger.error("%s %s failed", request.method, rule, exc_info=error)


def _plain(status: int) -> Response:
    """A page that asks nothing of the database, which may be what has failed."""
    db.session.remove()
    title, advice = TEXTS[status]
    html = render_template(
        "errors/error.html", title=title, advice=advice, plain=True, typed=_typed()
    )
    return Response(html, status, content_type="text/html; charset=utf-8")


def _typed() -> list[str]:
    """What somebody has written and would have to write again; never a secret."""
    return [
        text
        for name, text in request.form.items(multi=True)
        if len(text) >= WORTH_KEEPING and not any(word in name for word in SECRETS)
    ]
