"""How the organisation shows itself: name, colour, logo, sender."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.policy import colour
from portal.policy.colour import Shades
from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.queries import organisation as queries
from portal.recruiter.forms.settings import LogoForm, OrganisationForm
from portal.services import organisation
from portal.web.database import gateways, reading
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("settings", __name__, url_prefix="/settings")
TEMPLATE = "recruiter/settings/organisation.html"


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """The organisation as it shows itself now."""
    return _page()


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def save() -> Response:
    """Change it, or only look at how the colour would be used."""
    form = OrganisationForm()
    if request.form.get("then") == "look":
        return _page(form)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            organisation.show_as(context, form.typed())
        if form.status == 200:
            return go(".page", said="saved")
    return _page(form)


@pages.get("/colour")
@may(Action.CHANGE_SETTINGS)
def look() -> Response:
    """How a colour would be used: the fragment alone."""
    return render("recruiter/settings/_colour.html", shades=_shades(request.args.get("accent", "")))


@pages.post("/logo")
@may(Action.CHANGE_SETTINGS)
def show_logo() -> Response:
    """Keep a picture."""
    form = LogoForm()
    with form.catching_refusals(), unit_of_work() as context:
        organisation.show_logo(context, form.content())
    return go(".page", said="saved") if form.status == 200 else _page(logo=form)


@pages.post("/logo/remove")
@may(Action.CHANGE_SETTINGS)
def remove_logo() -> Response:
    """Forget the picture."""
    with unit_of_work() as context:
        organisation.remove_logo(context)
    return go(".page", said="removed")


def _page(form: OrganisationForm | None = None, logo: LogoForm | None = None) -> Response:
    row = queries.settings(reading())
    form = form or OrganisationForm(formdata=None, obj=row)
    logo = logo or LogoForm(formdata=None)
    return render(
        TEMPLATE,
        status=max(form.status, logo.status),
        form=form,
        logo=logo,
        mail_from=gateways().settings.mail_from,
        shades=_shades(form.accent.data or ""),
    )


def _shades(typed: str) -> Shades | None:
    """How a colour would be used; nothing for what is no colour yet."""
    try:
        return colour.shades(colour.colour(typed))
    except Refusal:
        return None
