"""Contact preferences: by which means, about what, how often, and pauses."""

from flask import Blueprint
from werkzeug.wrappers import Response

from portal.candidate.forms.preferences import PauseForm, PreferencesForm
from portal.candidate.myself import me
from portal.policy.consent_text import TEXT_MESSAGES, filled
from portal.policy.preferences import PAUSES, reachable_from
from portal.queries import mine, mine_calls, mine_texting
from portal.queries.mine import Standing
from portal.services import preferences
from portal.web.filters import brand
from portal.web.guard import for_candidate
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import gateways, now, reading, unit_of_work

pages = Blueprint("preferences", __name__, url_prefix="/me/preferences")


@pages.get("")
@for_candidate
def page() -> Response:
    """What is chosen now."""
    standing = _standing()
    return _page(PreferencesForm.showing(standing.chosen, standing.language), standing)


@pages.post("")
@for_candidate
def save() -> Response:
    """Keep what was chosen; it holds at once."""
    form = PreferencesForm()
    form.offer_texts(_number())
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            preferences.choose(context, me(), form.chosen(), language=form.language.data)
        if form.status == 200:
            return go("candidate.preferences.page", said="saved")
    return _page(form, _standing())


@pages.post("/pause")
@for_candidate
def pause() -> Response:
    """Begin a pause of some months; 0 ends it."""
    form = PauseForm()
    if form.accepted():
        months = form.months.data or 0
        with form.catching_refusals(), unit_of_work() as context:
            preferences.pause(context, me(), months)
        if form.status == 200:
            said = "paused" if months else "resumed"
            return go("candidate.preferences.page", said=said)
    standing = _standing()
    shown = PreferencesForm.showing(standing.chosen, standing.language)
    shown.status, shown.refused = form.status, ["Choose one of the pauses below."]
    return _page(shown, standing)


def _standing() -> Standing:
    return mine.standing(reading(), me(), now())


def _number() -> str | None:
    """Where text messages would go, masked; None if there is none, or nobody sends them."""
    if gateways().sms is None:
        return None
    return mine_texting.masked_number(reading(), me())


def _page(form: PreferencesForm, standing: Standing) -> Response:
    number = _number()
    form.offer_texts(number)
    return render(
        "candidate/preferences/page.html",
        status=form.status,
        form=form,
        standing=standing,
        pauses=PAUSES,
        number=number,
        sends_texts=gateways().sms is not None,
        wording=filled(TEXT_MESSAGES, organisation=brand().name, months=0),
        call_hours=mine_calls.hours(reading(), me(), now()).hours,
        reachable=reachable_from(standing.chosen, standing.membership, now()),
    )
