"""After a backup was restored: what may have gone out already, before anything goes out again."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.queries import restored as queries
from portal.services import restored
from portal.services.restored import Fate
from portal.web.database import gateways, reading
from portal.web.guard import may
from portal.web.pages import go, status_of
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("restored", __name__, url_prefix="/restored")


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """The messages of which nobody knows."""
    return _show(None)


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def confirm() -> Response:
    """Unlock, with what was said of each message."""
    others = request.form.get("others")
    try:
        with unit_of_work() as context:
            restored.confirm(
                context, _said(), others=Fate(others) if others in list(Fate) else None
            )
    except Refusal as refusal:
        return _show(refusal)
    return go("recruiter.notices.page", said="unlocked")


def _said() -> dict[int, Fate]:
    """What was said of each message, by its id."""
    found = {}
    for name, value in request.form.items():
        number = name.removeprefix("fate-")
        if name != number and number.isascii() and number.isdigit() and value in list(Fate):
            found[int(number)] = Fate(value)
    return found


def _show(refusal: Refusal | None) -> Response:
    since = queries.locked_at(reading())
    return render(
        "recruiter/settings/restored.html",
        status=status_of(refusal) if refusal else 200,
        refusal=refusal,
        since=since,
        rows=queries.rows(reading(), since) if since else [],
        number=queries.number(reading(), since) if since else 0,
        said=_said(),
        others=request.form.get("others", ""),
        domain=gateways().settings.mail_domain,
    )
