"""What somebody agrees to when they join the talent pool, one wording a language."""

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy import consent_text
from portal.policy.permissions import Action
from portal.queries import settings as queries
from portal.recruiter.forms.settings import LANGUAGES, ConsentTextForm
from portal.services import consent_texts
from portal.web.database import reading
from portal.web.filters import brand
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("consent", __name__, url_prefix="/consent")


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """The wording in one language, with the versions before it."""
    language = _known(request.args.get("language", "en"))
    versions = queries.text_versions(reading(), language)
    # A language without a wording starts from the English one, to be translated.
    start = (versions or queries.text_versions(reading(), "en"))[0]
    form = ConsentTextForm(
        formdata=None,
        body=start.body,
        months=start.months,
        version=str(versions[0].version if versions else 0),
    )
    return _page(language, form)


@pages.post("/<language>")
@may(Action.CHANGE_SETTINGS)
def save(language: str) -> Response:
    """Write the next version, or only look at it as a candidate would read it."""
    form, language = ConsentTextForm(), _known(language)
    if request.form.get("then") == "look":
        return _page(language, form)
    if form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            consent_texts.write(context, form.typed(language))
        if form.status == 200:
            return go(".page", said="saved", language=language)
    return _page(language, form)


def _page(language: str, form: ConsentTextForm) -> Response:
    versions = queries.text_versions(reading(), language)
    written = queries.text_languages(reading())
    months = form.months.data or 0
    return render(
        "recruiter/settings/consent.html",
        status=form.status,
        form=form,
        language=language,
        languages=LANGUAGES,
        written=written,
        unwritten=[code for code in LANGUAGES if code not in written],
        versions=versions,
        paragraphs=consent_text.filled(
            form.body.data or "", organisation=brand().name, months=months
        ),
    )


def _known(language: str) -> str:
    if language not in LANGUAGES:
        abort(404)
    return language
