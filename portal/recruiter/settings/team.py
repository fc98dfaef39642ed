"""The people of the team: inviting, changing, letting go, handing work over."""

from collections.abc import Callable

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.context import Context
from portal.policy.permissions import Action
from portal.queries import users as queries
from portal.queries.users import Member
from portal.recruiter.forms.team import HandOverForm, InvitationForm, MemberForm
from portal.services import users
from portal.vocabulary import Role
from portal.web.database import now, reading
from portal.web.forms import options
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("team", __name__, url_prefix="/team")


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """Everybody, with their role and how their access stands."""
    return render("recruiter/settings/team.html", team=queries.team(reading()), access=_access)


@pages.get("/invite")
@may(Action.CHANGE_SETTINGS)
def invitation() -> Response:
    """The form to invite somebody with."""
    return _invitation(InvitationForm(formdata=None, role=Role.RECRUITER.value))


@pages.post("/invite")
@may(Action.CHANGE_SETTINGS)
def invite() -> Response:
    """Add somebody and owe them a mail with a link to set a password."""
    form = InvitationForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            users.invite(
                context,
                email=form.email.data or "",
                name=form.name.data or "",
                job_title=form.job_title.data or "",
                role=Role(form.role.data),
            )
        if form.status == 200:
            return go(".page", said="invited")
    return _invitation(form)


@pages.get("/<int:user_id>")
@may(Action.CHANGE_SETTINGS)
def member(user_id: int) -> Response:
    """One person: what can be changed, and what is theirs."""
    found = _found(user_id)
    form = MemberForm(
        formdata=None, name=found.name, job_title=found.job_title, role=found.role.value
    )
    return _member(found, form=form)


@pages.post("/<int:user_id>")
@may(Action.CHANGE_SETTINGS)
def change(user_id: int) -> Response:
    """Change name, title and role."""
    found, form = _found(user_id), MemberForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            users.change(
                context,
                user_id,
                name=form.name.data or "",
                job_title=form.job_title.data or "",
                role=Role(form.role.data),
            )
        if form.status == 200:
            return go(".page", said="saved")
    return _member(found, form=form)


@pages.post("/<int:user_id>/invite-again")
@may(Action.CHANGE_SETTINGS)
def invite_again(user_id: int) -> Response:
    """Send a new link to set a password with; earlier ones end."""
    return _act(user_id, users.invite_again, said="invited")


@pages.post("/<int:user_id>/deactivate")
@may(Action.CHANGE_SETTINGS)
def deactivate(user_id: int) -> Response:
    """Close somebody's access at once."""
    return _act(user_id, users.deactivate, said="deactivated")


@pages.post("/<int:user_id>/reactivate")
@may(Action.CHANGE_SETTINGS)
def reactivate(user_id: int) -> Response:
    """Let somebody in again."""
    return _act(user_id, users.reactivate, said="reactivated")


@pages.post("/<int:user_id>/hand-over")
@may(Action.CHANGE_SETTINGS)
def hand_over(user_id: int) -> Response:
    """Give all that somebody has to somebody else; with their leaving in one step if wished."""
    found = _found(user_id)
    form = _heirs(found, HandOverForm())
    leaves = request.form.get("then") == "deactivate"
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            users.hand_over(context, user_id, form.heir.data)
            if leaves:
                users.deactivate(context, user_id)
        if form.status == 200 and leaves:
            return go(".page", said="deactivated")
        if form.status == 200:
            return go(".member", said="reassigned", user_id=user_id)
    return _member(found, handing_over=form)


def _act(user_id: int, act: Callable[[Context, int], None], *, said: str) -> Response:
    """Do something to somebody and say so, or say why not."""
    found, form = _found(user_id), HandOverForm(formdata=None)
    with form.catching_refusals(), unit_of_work() as context:
        act(context, user_id)
    if form.status == 200:
        return go(".page", said=said)
    return _member(found, handing_over=_heirs(found, form))


def _found(user_id: int) -> Member:
    found = queries.member(reading(), user_id)
    if found is None:
        abort(404)
    return found


def _heirs(found: Member, form: HandOverForm) -> HandOverForm:
    people = queries.heirs(reading(), found)
    form.heir.choices = options(((one.id, one.name) for one in people), empty="Choose somebody")
    return form


def _invitation(form: InvitationForm) -> Response:
    return render("recruiter/settings/invite.html", status=form.status, form=form)


def _member(
    found: Member, *, form: MemberForm | None = None, handing_over: HandOverForm | None = None
) -> Response:
    form = form or MemberForm(
        formdata=None, name=found.name, job_title=found.job_title, role=found.role.value
    )
    handing_over = handing_over or _heirs(found, HandOverForm(formdata=None))
    return render(
        "recruiter/settings/member.html",
        status=max(form.status, handing_over.status),
        member=found,
        form=form,
        handing_over=handing_over,
        access=_access,
    )


def _access(found: Member) -> tuple[str, str]:
    """How somebody's access stands, and how urgent that is."""
    if not found.active:
        return "deactivated", "calm"
    if found.has_password:
        return "can sign in", ""
    if found.invitation_lost:
        return "invitation not delivered", "late"
    if found.invitation_ends is None or found.invitation_ends <= now():
        return "invitation has run out", "warn"
    return "invited", "warn"
