"""Closed by default: every view names who may call it, and every unsafe request is ours."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import URLSafeTimedSerializer
from werkzeug.wrappers import Response

from portal.policy.permissions import Action, allowed
from portal.vocabulary import SessionKind
from portal.web.database import gateways
from portal.web.sessions import note_seen, opened

View = TypeVar("View", bound=Callable[..., object])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
csrf = CSRFProtect()


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may call a view: everybody, candidates from a level on, or users with a right."""

    public: bool = False
    machine: bool = False
    candidate_level: int | None = None
    action: Action | None = None


def public(view: View) -> View:
    """Everybody may call this view; it must work without a session."""
    return _guarded(view, Guard(public=True))


def machine(view: View) -> View:
    """A machine calls this view: no session, no browser, its own proof of who it is."""
    return _guarded(view, Guard(public=True, machine=True))


def for_candidate(view: View) -> View:
    """A candidate with an open session may call this view."""
    return _guarded(view, Guard(candidate_level=0))


def may(action: Action) -> Callable[[View], View]:
    """A signed-in user whose role allows the action may call this view."""
    return lambda view: _guarded(view, Guard(action=action))


def guard_of(view: Callable[..., object]) -> Guard | None:
    """The guard that a view named, if it named one."""
    return getattr(view, "guard", None)


def check() -> Response | None:
    """Before each request: refuse what nobody allowed."""
    if request.endpoint is None or request.endpoint == "static":
        return None
    guard = guard_of(current_app.view_functions[request.endpoint])
    if guard is None:
        abort(403)
    if request.method not in SAFE and not guard.machine:
        _refuse_foreign_requests()
        _take_only_files_for_large()
    if guard.public:
        return None
    if opened() is None:
        return _to_entrance(guard)
    if request.method not in SAFE:
        csrf.protect()
    if guard.action is not None and not allowed(current_user.role, guard.action):
        abort(404 if request.view_args else 403)
    note_seen()
    return None


def csrf_value() -> str:
    """The token for the forms of this session, signed once: it holds as long as the session."""
    known: str | None = session.get("csrf_token")
    if known is None:
        return str(generate_csrf())
    return _signed(str(current_app.secret_key), known)


@lru_cache(maxsize=4096)
def _signed(secret: str, token: str) -> str:
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(token))


def register(app: Flask) -> None:
    """Attach the guard to an application."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # With Referrer-Policy no-referrer this check would refuse every POST over HTTPS.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    csrf.init_app(app)
    app.before_request(check)


def _guarded(view: View, guard: Guard) -> View:
    view.guard = guard  # type: ignore[attr-defined]
    return view


def _to_entrance(guard: Guard) -> Response:
    """Where somebody without a session goes; htmx is told to go there as a whole page."""
    if guard.candidate_level is not None:
        target = url_for("candidate.entry.ask", ended=1)
    else:
        target = url_for("recruiter.sign_in.page", next=_here())
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target, 303)


def _here() -> str | None:
    """The page that somebody wants to come back to; htmx says on which one it asks for a part."""
    if request.headers.get("HX-Request"):
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return page.path + (f"?{page.query}" if page.query else "") or None
    return request.full_path.rstrip("?") if request.method == "GET" else None


def _refuse_foreign_requests() -> None:
    """Another site's form is refused by what the browser says of where it came from."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is None:
        return
    base = gateways().settings.base_url
    # With no-referrer, an honest form of a plain-http page sends "null" as its origin.
    honest_null = origin == "null" and urlsplit(base).scheme == "http"
    if origin != base and not honest_null:
        abort(403)


def _take_only_files_for_large() -> None:
    """A form without a file is read as a whole: it may not be as large as a file."""
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def signed_in_kind() -> SessionKind | None:
    """Which area's session is open in this request."""
    found = opened()
    return found.kind if found else None
