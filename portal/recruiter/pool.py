"""The talent pool: members, those who were invited, those who left."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.queries import pool as queries
from portal.queries.pool import Side
from portal.recruiter.viewer import viewer
from portal.web.database import now, reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import page as render

pages = Blueprint("pool", __name__, url_prefix="/pool")
SIDES = {Side.MEMBERS: "Members", Side.INVITED: "Invited", Side.LEFT: "Left or expired"}


@pages.get("/")
@may(Action.READ_POOL)
def page() -> Response:
    """One side of the pool, the latest step first; or those of it whom the search finds."""
    wish, typed = request.args.get("show", Side.MEMBERS), request.args.get("q", "")
    if wish not in list(Side):
        abort(404)
    before = request.args.get("before", type=row_id)
    side = Side(wish)
    rows = queries.listed(reading(), viewer(), now(), side=side, typed=typed, before=before)
    return render(
        "recruiter/pool/page.html",
        fragment="recruiter/pool/_members.html",
        sides=SIDES,
        side=side,
        q=typed,
        first=before is None,
        rows=rows[: queries.PAGE],
        older=rows[queries.PAGE - 1].consent_id if len(rows) > queries.PAGE else None,
    )
