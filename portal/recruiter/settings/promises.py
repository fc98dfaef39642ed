"""When the organisation works, what it promises, and whose law holds by default."""

from itertools import islice

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.policy import public_holidays
from portal.policy.permissions import Action
from portal.policy.waiting import parse_weekdays
from portal.queries import organisation as queries
from portal.queries import users
from portal.recruiter.forms.settings import PromisesForm, time_zones
from portal.services import organisation
from portal.web.database import now, reading
from portal.web.filters import zone
from portal.web.forms import options
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("promises", __name__, url_prefix="/promises")
NEXT = 6
"""Public holidays that the page shows."""


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """What holds now."""
    row = queries.settings(reading())
    form = PromisesForm(
        formdata=None,
        promise_days=row.promise_days,
        working_days=sorted(parse_weekdays(row.working_days)),
        days_off=row.days_off,
        time_zone=row.time_zone,
        region=row.region.value,
        country=row.country,
        subdivision=row.subdivision,
        concern_owner_id=row.concern_owner_id,
    )
    return _page(_offered(form))


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def save() -> Response:
    """Change it for all clocks that start from now on."""
    form = _offered(PromisesForm())
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            organisation.promise(context, form.typed())
        if form.status == 200:
            return go(".page", said="saved")
    return _page(form)


@pages.post("/holidays")
@may(Action.CHANGE_SETTINGS)
def holidays() -> Response:
    """The form as it is typed, with the states and the next public holidays of its country."""
    return _page(_offered(PromisesForm()))


def _page(form: PromisesForm) -> Response:
    country, state = form.country.data or "", form.subdivision.data or ""
    today = now().astimezone(zone()).date()
    following = public_holidays.following(country, state, today)
    return render(
        "recruiter/settings/promises.html",
        fragment="recruiter/settings/_holidays.html",
        status=form.status,
        form=form,
        holidays=list(islice(following, NEXT)),
    )


def _offered(form: PromisesForm) -> PromisesForm:
    """The form with what can be chosen: places, and people who may answer concerns."""
    form.offer_holidays()
    form.time_zone.choices = options(time_zones())
    people = users.recruiting(reading())
    form.concern_owner_id.choices = options(
        ((person.id, person.name) for person in people), empty="Nobody yet"
    )
    return form
