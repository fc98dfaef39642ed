"""Triage: everybody decided elsewhere of whom nobody has said whether they were told."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy.permissions import Action
from portal.policy.refusal import Refusal
from portal.queries import triage as queries
from portal.queries.triage import UNCLEAR, Chosen, Group
from portal.recruiter.forms.triage import (
    SureForm,
    chosen_by,
    filter_form,
    in_address,
    of_group,
    who_ended,
)
from portal.recruiter.viewer import viewer
from portal.services import decisions, triage
from portal.vocabulary import EndedBy
from portal.web.database import reading
from portal.web.guard import may
from portal.web.ids import row_id
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("triage", __name__, url_prefix="/triage")
NOBODY = "Tick those whom you mean."
NOT_SURE = "Tick this if you know it; nobody will be written to afterwards."
NOT_SURE_WHO = "Tick this if you know it of every one of them."
FEW_GROUPS = 12
"""So many groups are shown at once; where there are more, the vacancies are shown instead."""


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with where its people are."""

    group: Group
    address: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VacancyGroups:
    """A vacancy with its groups."""

    vacancy_id: int
    title: str
    people: int
    lines: list[GroupLine]


@pages.get("/")
@may(Action.TRIAGE)
def page() -> Response:
    """Those who wait here, in groups, and one by one."""
    return _show(_chosen(), SureForm(formdata=None))


@pages.post("/told")
@may(Action.TRIAGE)
def told() -> Response:
    """Note that the ticked ones know it already."""
    ids = ticked_ids()
    if not ids:
        return _refused(Refusal(NOBODY))
    _all_seen(ids)
    return _mark(ids)


@pages.post("/all-told")
@may(Action.TRIAGE)
def all_told() -> Response:
    """Note that everybody chosen who was there when the page was opened knows it already."""
    chosen = _some_chosen()
    if not SureForm().sure.data:
        return _refused(Refusal(NOT_SURE, "sure"))
    return _mark(queries.all_of(reading(), viewer(), chosen, _up_to()))


@pages.post("/ended")
@may(Action.TRIAGE)
def ended() -> Response:
    """Say of the ticked ones who ended it, where the other system did not."""
    ids, ended_by = ticked_ids(), _ended_by()
    if not ids:
        return _refused(Refusal(NOBODY))
    _all_seen(ids)
    return _say(ids, ended_by)


@pages.post("/all-ended")
@may(Action.TRIAGE)
def all_ended() -> Response:
    """Say the same of everybody chosen."""
    chosen, ended_by = _some_chosen(), _ended_by()
    if not SureForm().surely_ended.data:
        return _refused(Refusal(NOT_SURE_WHO, "surely_ended"))
    return _say(queries.all_of(reading(), viewer(), chosen, _up_to()), ended_by)


def ticked_ids() -> list[int]:
    """The people of a list who were ticked: one by one, or the whole page."""
    name = "shown" if request.form.get("everyone") else "decision"
    return request.form.getlist(name, type=row_id)


def _mark(decision_ids: list[int]) -> Response:
    with unit_of_work() as context:
        decisions.mark_told_elsewhere(context, decision_ids)
    return _on("told")


def _say(decision_ids: list[int], ended_by: EndedBy) -> Response:
    with unit_of_work() as context:
        triage.say_who_ended(context, decision_ids, ended_by)
    return _on("ending_said")


def _on(said: str) -> Response:
    """To who is left of those chosen; if nobody is, to all."""
    # What is left is read after the change.
    reading().rollback()
    chosen = _chosen()
    left = any(chosen.takes(group) for group in queries.groups(reading(), viewer()))
    after = request.form.get("after", type=row_id)
    if not left:
        return go("recruiter.triage.page", said=said)
    return go("recruiter.triage.page", said=said, after=after, **in_address(chosen))


def _refused(refusal: Refusal) -> Response:
    form = SureForm(formdata=None)
    form.refuse(refusal)
    return _show(_chosen(), form)


def _chosen() -> Chosen:
    chosen = chosen_by(request.values)
    hidden = chosen.vacancy_id and not queries.is_visible(reading(), viewer(), chosen.vacancy_id)
    if hidden:
        abort(404)
    return chosen


def _some_chosen() -> Chosen:
    chosen = _chosen()
    if chosen.is_all:
        abort(404)
    return chosen


def _ended_by() -> EndedBy:
    try:
        return EndedBy(request.form.get("who", ""))
    except ValueError:
        abort(404)


def _up_to() -> int:
    return request.form.get("up_to", 0, type=row_id)


def _all_seen(decision_ids: list[int]) -> None:
    if queries.seen(reading(), viewer(), decision_ids) != set(decision_ids):
        abort(404)


def _show(chosen: Chosen, form: SureForm) -> Response:
    everybody = queries.groups(reading(), viewer())
    groups = [group for group in everybody if chosen.takes(group)]
    people, after = sum(group.people for group in groups), request.values.get("after", 0, row_id)
    one_by_one = bool(
        not chosen.is_all or people <= queries.PAGE or after or request.values.get("people")
    )
    by_vacancy = _by_vacancy(groups, chosen.source)
    return render(
        "recruiter/triage/page.html",
        status=form.status,
        form=form,
        filter=filter_form(everybody, chosen),
        total=sum(group.people for group in everybody),
        people=people,
        chosen=chosen,
        address=in_address(chosen),
        vacancies=by_vacancy,
        grouped=len(by_vacancy) == 1
        or sum(len(vacancy.lines) for vacancy in by_vacancy) <= FEW_GROUPS,
        one_by_one=one_by_one,
        found=queries.page(reading(), viewer(), chosen, after) if one_by_one else None,
        after=after,
        up_to=max((group.newest for group in groups), default=0),
        unclear=sum(group.people for group in groups if group.ended_by is None),
        UNCLEAR=UNCLEAR,
        who_ended=who_ended,
    )


def _by_vacancy(groups: list[Group], source: str | None) -> list[VacancyGroups]:
    """Each vacancy with its groups, of one system or of all."""
    found = []
    for _, those in groupby(groups, key=lambda group: group.vacancy_id):
        lines: dict[Chosen, Group] = {}
        for group in those:
            choice = of_group(group, source)
            there = lines.get(choice)
            lines[choice] = _together(there, group) if there else group
        first = next(iter(lines.values()))
        found.append(
            VacancyGroups(
                first.vacancy_id,
                first.vacancy,
                sum(group.people for group in lines.values()),
                [GroupLine(group, in_address(choice)) for choice, group in lines.items()],
            )
        )
    return found


def _together(one: Group, other: Group) -> Group:
    newest = max(one.newest, other.newest)
    return replace(one, people=one.people + other.people, newest=newest)
