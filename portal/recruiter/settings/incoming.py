"""How messages to us come in, and what became of them lately."""

from urllib.parse import urlsplit

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy.inbound.verdict import Why
from portal.policy.permissions import Action
from portal.queries import inbound as queries
from portal.services.inbound import TRIES_OVER
from portal.web.database import gateways, now, reading
from portal.web.guard import may
from portal.web.pages import page as render

pages = Blueprint("incoming", __name__, url_prefix="/incoming")
WHY = {
    Why.FORGED: "sent to an address of ours that somebody has changed or made up",
    Why.EXPIRED: "a report that came more than 14 days after its message",
    Why.NO_NOTICE: "about a message that is not there any more",
    Why.NO_REPORT: "a report in no form that is known for certain",
    Why.STILL_TRYING: "a mail server that still tries",
    Why.AUTOMATIC: "an automatic reply, such as an absence note",
    Why.NO_REPLY: "no reply to a message of ours",
    Why.OTHER_SENDER: "from an address that is not on that person's file",
    Why.TOO_MANY: "more replies of one person in a day than a person writes",
    Why.EMPTY: "without a word in it",
    Why.UNREADABLE: "nothing that could be read",
}
GIVEN_UP = "given up after three tries; the log says why"


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """Numbers alone: what people wrote stands on their record."""
    settings = gateways().settings
    return render(
        "recruiter/settings/incoming.html",
        way=urlsplit(settings.inbound_url).scheme,
        webhook=bool(settings.mail_webhook_key),
        domain=settings.mail_domain,
        counts=queries.lately(reading(), now()),
        why=_why,
    )


def _why(said: str | None) -> str:
    """A reason in words; other ways in write theirs down as such."""
    if said in list(Why):
        return WHY[Why(said)]
    return said if said and said != TRIES_OVER else GIVEN_UP
