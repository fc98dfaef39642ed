"""Accepting an invitation to the team: setting a password."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.recruiter.forms.sign_in import PasswordForm
from portal.services import users
from portal.web.guard import public
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("invitation", __name__, url_prefix="/invitation")
TEMPLATE = "recruiter/sign_in/invitation.html"
ENDED = "recruiter/sign_in/invitation_ended.html"


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
        user = None
        with form.catching_refusals(), unit_of_work() as context:
            user = users.accept_invitation(context, token, form.password.data or "")
        if form.status == 200:
            if user is None:
                return render(ENDED, status=404)
            return go("recruiter.sign_in.page", said="password_set")
    return render(TEMPLATE, status=form.status, form=form, token=token)
