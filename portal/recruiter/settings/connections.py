"""Connections to other systems: their address and secret, and what came in over them."""

from collections.abc import Callable

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.context import Context
from portal.policy.permissions import Action
from portal.queries import connections as queries
from portal.queries import users
from portal.queries.connections import ConnectionRow
from portal.recruiter import heard
from portal.recruiter.forms.connections import ConnectionForm, EndForm, NewConnectionForm
from portal.recruiter.viewer import viewer
from portal.services import connections, webhooks
from portal.vocabulary import ConnectionKind, WebhookState
from portal.web.database import gateways, reading
from portal.web.forms import PortalForm, options
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("connections", __name__, url_prefix="/connections")
HERE = ".one"


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """All connections, and the form for a new one."""
    form = NewConnectionForm(formdata=None, kind=ConnectionKind.GREENHOUSE.value)
    return _page(_with_owners(form))


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def add() -> Response:
    """Make a connection."""
    form, made = _with_owners(NewConnectionForm()), 0
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            made = connections.add(context, form.draft()).id
        if form.status == 200:
            return go(HERE, said="added", connection_id=made)
    return _page(form)


@pages.get("/<int:connection_id>")
@may(Action.CHANGE_SETTINGS)
def one(connection_id: int) -> Response:
    """One connection with what came in last; its events alone while some of them wait."""
    return _one(_row(connection_id))


@pages.post("/<int:connection_id>")
@may(Action.CHANGE_SETTINGS)
def change(connection_id: int) -> Response:
    """Give it another name, or its vacancies another owner."""
    row, form = _row(connection_id), _with_owners(ConnectionForm())
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            connections.change(
                context, row.id, name=form.name.data or "", owner_id=form.owner_id.data
            )
        if form.status == 200:
            return go(HERE, said="saved", connection_id=row.id)
    return _one(row, form)


@pages.post("/<int:connection_id>/secret")
@may(Action.CHANGE_SETTINGS)
def show_secret(connection_id: int) -> Response:
    """The secret, this once: it stands in this answer and nowhere else."""
    row, acts, secret = _row(connection_id), PortalForm(formdata=None), ""
    with acts.catching_refusals(), unit_of_work() as context:
        secret = connections.show_secret(context, row.id)
    return _one(row, acts=acts, secret=secret)


@pages.post("/<int:connection_id>/renew")
@may(Action.CHANGE_SETTINGS)
def renew(connection_id: int) -> Response:
    """A new secret; the one before is worth nothing any more."""
    return _act(connection_id, connections.renew_secret, said="secret_renewed")


@pages.post("/<int:connection_id>/end")
@may(Action.CHANGE_SETTINGS)
def end(connection_id: int) -> Response:
    """Take nothing from it any more."""
    row, form = _row(connection_id), EndForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            connections.end(context, row.id)
        if form.status == 200:
            return go(".page", said="connection_ended")
    return _one(row, ending=form)


@pages.post("/<int:connection_id>/events/<int:event_id>/again")
@may(Action.CHANGE_SETTINGS)
def again(connection_id: int, event_id: int) -> Response:
    """Let the worker take one event up once more."""
    if not queries.has_event(reading(), connection_id, event_id):
        abort(404)
    return _act(
        connection_id, lambda context, _id: webhooks.process_again(context, event_id), said="again"
    )


@pages.post("/<int:connection_id>/failed/again")
@may(Action.CHANGE_SETTINGS)
def failed_again(connection_id: int) -> Response:
    """Let the worker take up everything that failed."""
    return _act(connection_id, webhooks.process_failed_again, said="again")


def _act(connection_id: int, act: Callable[[Context, int], None], *, said: str) -> Response:
    """Do something about a connection and say so, or say why not."""
    row, acts = _row(connection_id), PortalForm(formdata=None)
    with acts.catching_refusals(), unit_of_work() as context:
        act(context, row.id)
    if acts.status == 200:
        return go(HERE, said=said, connection_id=row.id, show=request.form.get("show") or None)
    return _one(row, acts=acts)


def _row(connection_id: int) -> ConnectionRow:
    row = queries.one(reading(), connection_id)
    if row is None:
        abort(404)
    return row


def _form(row: ConnectionRow) -> ConnectionForm:
    return _with_owners(ConnectionForm(formdata=None, name=row.name, owner_id=row.owner_id))


def _with_owners(form: ConnectionForm) -> ConnectionForm:
    people = users.recruiting(reading())
    form.owner_id.choices = options(((one.id, one.name) for one in people), empty="Choose somebody")
    return form


def _page(form: ConnectionForm) -> Response:
    return render(
        "recruiter/settings/connections.html",
        status=form.status,
        form=form,
        rows=queries.listed(reading()),
    )


def _one(
    row: ConnectionRow,
    form: ConnectionForm | None = None,
    *,
    ending: PortalForm | None = None,
    acts: PortalForm | None = None,
    secret: str = "",
) -> Response:
    form, ending = form or _form(row), ending or EndForm(formdata=None)
    acts = acts or PortalForm(formdata=None)
    shown = _state(request.args.get("show", ""))
    before = request.args.get("before", type=row_id)
    found = queries.events(reading(), viewer(), row.id, state=shown, before=before)
    return render(
        "recruiter/settings/connection.html",
        fragment="recruiter/settings/_events.html",
        status=max(form.status, ending.status, acts.status),
        row=row,
        form=form,
        ending=ending,
        acts=acts,
        secret=secret,
        address=_address(row),
        https=gateways().settings.https,
        hooks=heard.GREENHOUSE,
        said_by=heard.in_words,
        events=found[: queries.PAGE],
        older=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
        shown=shown,
        states=list(WebhookState),
        polls=bool(row.waiting) and before is None and not row.ended_at,
    )


def _state(typed: str) -> WebhookState | None:
    try:
        return WebhookState(typed) if typed else None
    except ValueError:
        abort(404)


def _address(row: ConnectionRow) -> str:
    """Where the other system sends to: built from the configured base URL only."""
    return f"{gateways().settings.base_url}/webhooks/{row.kind.value}/{row.public_id}"
