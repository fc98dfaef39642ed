"""Accepting an invitation to the team: setting a password."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.models import Link
from portal.recruiter.forms.sign_in import PasswordForm
from portal.services import links, users
from portal.vocabulary import LinkScope
from portal.web.database import now, reading
from portal.web.guard import public
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("invitation", __name__, url_prefix="/invitation")
TEMPLATE = "recruiter/sign_in/invitation.html"


@pages.get("/<token>")
@public
def page(token: str) -> Response:
    """The form for a password; the same page for every token, valid or not."""
    return render(TEMPLATE, form=PasswordForm(formdata=None), token=token)


@pages.post("/<token>")
@public
def accept(token: str) -> Response:
    """Set the password and end the link."""
    form = PasswordForm()
    if form.accepted():
        link = _link(token)
        with form.catching_refusals(), unit_of_work() as context:
            users.accept_invitation(context, context.session.merge(link), form.password.data or "")
        if form.status == 200:
            return go("recruiter.sign_in.page", said="password_set")
    return render(TEMPLATE, status=form.status, form=form, token=token)


def _link(token: str) -> Link:
    link = links.find(reading(), LinkScope.INVITATION, token, now())
    if link is None:
        abort(404)
    return link
