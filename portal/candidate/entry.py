"""Coming in by a personal link, asking for a new one, and going out."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.candidate.forms.entry import LinkForm, LinkOrNumberForm
from portal.services import entry, sessions
from portal.vocabulary import SessionKind
from portal.web.guard import for_candidate, public
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.sessions import hand_out, opened, take_back
from portal.web.work import gateways, unit_of_work

pages = Blueprint("entry", __name__)
ASK = "candidate/entry/ask.html"


@pages.get("/n/<token>")
@public
def page(token: str) -> Response:
    """A button and nothing more: programs open every link, so this may not look anything up."""
    return render("candidate/entry/open.html", token=token)


@pages.post("/n")
@pages.post("/n/<token>")
@public
def enter(token: str = "") -> Response:
    """Open a new session for whoever holds a valid link."""
    with unit_of_work() as context:
        raw_id = entry.open_link(context, request.form.get("token", token), place=_place())
    if raw_id is None:
        return render("candidate/entry/ended.html", status=404)
    response = redirect(url_for("candidate.home.page"), 303)
    return hand_out(response, SessionKind.CANDIDATE, raw_id)  # type: ignore[arg-type]


@pages.get("/link")
@public
def ask() -> Response:
    """The form that asks for a new link."""
    form = LinkOrNumberForm if _sends_texts() else LinkForm
    return _ask(form(formdata=None), ended="ended" in request.args)


@pages.post("/link")
@public
def send() -> Response:
    """Send a new link to the address on file; says the same whether there is one or not."""
    form = LinkOrNumberForm() if _sends_texts() else LinkForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            entry.ask_for_link(context, form.email.data or "", place=_place())
        if form.status == 200:
            return redirect(url_for("candidate.entry.sent"), 303)
    return _ask(form, ended=False)


@pages.get("/link/sent")
@public
def sent() -> Response:
    """What happens now."""
    return render("candidate/entry/sent.html", sends_texts=_sends_texts())


@pages.post("/me/sign-out")
@for_candidate
def leave() -> Response:
    """End the session."""
    session = opened()
    assert session is not None
    with unit_of_work() as context:
        sessions.end(context, session.id_hash)
    response = go("public.front.home", said="signed_out")
    return take_back(response, SessionKind.CANDIDATE)  # type: ignore[arg-type]


def _ask(form: LinkForm, *, ended: bool) -> Response:
    return render(ASK, status=form.status, form=form, ended=ended, sends_texts=_sends_texts())


def _sends_texts() -> bool:
    return gateways().sms is not None


def _place() -> str:
    return request.remote_addr or ""
