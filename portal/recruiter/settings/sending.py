"""When decisions are told: the usual hour, and rules by stage and reason."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.policy import sending as policy
from portal.policy.permissions import Action
from portal.policy.sending import Rule, Telling
from portal.queries import sending as queries
from portal.queries import settings as settings_queries
from portal.queries.sending import RuleRow
from portal.recruiter.forms.sending_rules import HourForm, RuleForm
from portal.recruiter.moments import here, rule_sentence, there
from portal.services import sending_rules
from portal.web.database import gateways, now, reading
from portal.web.filters import word
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("sending", __name__, url_prefix="/sending")


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """All rules, and what they mean now."""
    return _page(_hour_form(), _offered(RuleForm(formdata=None)))


@pages.post("/hour")
@may(Action.CHANGE_SETTINGS)
def set_hour() -> Response:
    """Change the usual hour."""
    form = HourForm()
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            sending_rules.set_hour(context, form.hour.data)
        if form.status == 200:
            return go(".page", said="saved")
    return _page(form, _offered(RuleForm(formdata=None)))


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def keep() -> Response:
    """Keep a rule, in place of the one for the same stage and reason."""
    form = _offered(RuleForm())
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            sending_rules.keep(context, form.rule())
        if form.status == 200:
            return go(".page", said="saved")
    return _page(_hour_form(), form)


@pages.post("/try-out")
@may(Action.CHANGE_SETTINGS)
def try_out() -> Response:
    """What a rule means that is just being typed."""
    return _page(_hour_form(), _offered(RuleForm()))


@pages.post("/<int:rule_id>/remove")
@may(Action.CHANGE_SETTINGS)
def remove(rule_id: int) -> Response:
    """Do without a rule."""
    if rule_id not in [row.id for row in queries.all_rules(reading())]:
        abort(404)
    with unit_of_work() as context:
        sending_rules.remove(context, rule_id)
    return go(".page", said="removed")


def _page(hour: HourForm, form: RuleForm) -> Response:
    times = queries.times(reading(), gateways().settings.undo)
    return render(
        "recruiter/settings/sending.html",
        fragment="recruiter/settings/_sending_sentence.html",
        status=max(hour.status, form.status),
        hour=hour,
        form=form,
        rows=[(row, about(row), rule_sentence(row.rule)) for row in queries.all_rules(reading())],
        general=rule_sentence(times.general),
        sentence=_meaning(form.rule(), times),
    )


def about(row: RuleRow) -> str:
    """Which decisions a rule is for."""
    stage = f"Stage “{word(row.rule.stage_kind)}”" if row.rule.stage_kind else "Every stage"
    return f"{stage}, reason “{row.reason}”" if row.reason else f"{stage}, every reason"


def _meaning(rule: Rule, times: queries.Times) -> str:
    telling = Telling(decided_at=now(), zone=here(), undo=times.undo)
    due = policy.by_rule(telling, rule, times.calendar)
    return f"{rule_sentence(rule)} Decided now, it would go out on {there(due, here())}."


def _hour_form() -> HourForm:
    times = queries.times(reading(), gateways().settings.undo)
    return HourForm(formdata=None, hour=times.general.hour)


def _offered(form: RuleForm) -> RuleForm:
    return form.offer(settings_queries.reasons(reading()))
