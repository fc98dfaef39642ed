"""Signing in and out."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.recruiter.forms.sign_in import SignInForm
from portal.services import sessions
from portal.services import sign_in as services
from portal.vocabulary import SessionKind
from portal.web.database import reading
from portal.web.guard import may, public
from portal.web.pages import page as render
from portal.web.sessions import hand_out, opened, take_back
from portal.web.work import unit_of_work

pages = Blueprint("sign_in", __name__)
TEMPLATE = "recruiter/sign_in/page.html"
REFUSED = (
    "This address and password do not belong together, or there were too many tries. "
    "After 15 minutes you can try again."
)


@pages.get("/sign-in")
@public
def page() -> Response:
    """The form to sign in with; whoever is signed in goes on."""
    wish = request.args.get("next", "")
    if opened() is not None:
        return redirect(_own_place(wish) or url_for("recruiter.today.page"), 303)
    return render(TEMPLATE, form=SignInForm(formdata=None), next=wish)


@pages.post("/sign-in")
@public
def enter() -> Response:
    """Begin a new session, always with a new id."""
    form, wish = SignInForm(), request.form.get("next", "")
    raw_id = _session_for(form) if form.accepted() else None
    if raw_id is None:
        if form.status == 200:
            form.status = 422
            form.refused.append(REFUSED)
        return render(TEMPLATE, status=form.status, form=form, next=wish)
    response = redirect(_own_place(wish) or url_for("recruiter.today.page"), 303)
    return hand_out(response, SessionKind.RECRUITER, raw_id)  # type: ignore[arg-type]


@pages.post("/sign-out")
@may(Action.WORK)
def leave() -> Response:
    """End the session."""
    session = opened()
    assert session is not None
    with unit_of_work() as context:
        sessions.end(context, session.id_hash)
    response = redirect(url_for("recruiter.sign_in.page", said="signed_out"), 303)
    return take_back(response, SessionKind.RECRUITER)  # type: ignore[arg-type]


def _session_for(form: SignInForm) -> str | None:
    email, password = form.email.data or "", form.password.data or ""
    with unit_of_work() as context:
        if not services.allow(context, email, request.remote_addr or ""):
            return None
    user = services.who(reading(), email, password)
    if user is None:
        return None
    with unit_of_work() as context:
        if earlier := opened():
            sessions.end(context, earlier.id_hash)
        return services.begin(context, user.id, password)


def _own_place(wish: str) -> str | None:
    """Only a path of the recruiter area: never another site, never this page once more."""
    ours = wish.startswith("/recruiter/") and "\\" not in wish and "//" not in wish
    return wish if ours and not wish.startswith(url_for(".page")) else None
