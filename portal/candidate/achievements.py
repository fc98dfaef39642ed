"""Achievements: telling them, changing them, deleting them."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.candidate.forms.achievements import AchievementForm
from portal.candidate.myself import me
from portal.queries import mine
from portal.queries.mine import MyAchievement
from portal.services import achievements
from portal.web.filters import brand, zone
from portal.web.guard import for_candidate
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import now, reading, unit_of_work

pages = Blueprint("achievements", __name__, url_prefix="/me/achievements")


@pages.get("")
@for_candidate
def page() -> Response:
    """The form for a new one, and what was told so far."""
    brand()
    today = now().astimezone(zone()).date()
    return _page(AchievementForm(formdata=None, reached_on=today))


@pages.post("")
@for_candidate
def add() -> Response:
    """Keep a new achievement."""
    form = AchievementForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            achievements.add(context, me(), form.draft())
        if form.status == 200:
            return go("candidate.achievements.page", said="told_us")
    return _page(form)


@pages.get("/<int:achievement_id>")
@for_candidate
def edit(achievement_id: int) -> Response:
    """The form for one that was told before."""
    achievement = _mine(achievement_id)
    return _edit(achievement_id, AchievementForm(formdata=None, obj=achievement))


@pages.post("/<int:achievement_id>")
@for_candidate
def change(achievement_id: int) -> Response:
    """Keep what was changed."""
    _mine(achievement_id)
    form = AchievementForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            achievements.change(context, me(), achievement_id, form.draft())
        if form.status == 200:
            return go("candidate.achievements.page", said="saved")
    return _edit(achievement_id, form)


@pages.post("/<int:achievement_id>/delete")
@for_candidate
def delete(achievement_id: int) -> Response:
    """Forget one."""
    _mine(achievement_id)
    with unit_of_work() as context:
        achievements.remove(context, me(), achievement_id)
    return go("candidate.achievements.page", said="removed")


def _mine(achievement_id: int) -> MyAchievement:
    found = mine.achievement(reading(), me(), achievement_id)
    if found is None:
        abort(404)
    return found


def _page(form: AchievementForm) -> Response:
    told = mine.achievements(reading(), me())
    return render("candidate/achievements/page.html", status=form.status, form=form, told=told)


def _edit(achievement_id: int, form: AchievementForm) -> Response:
    return render(
        "candidate/achievements/edit.html", status=form.status, form=form, id=achievement_id
    )
