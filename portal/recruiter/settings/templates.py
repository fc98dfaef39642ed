"""The words with which decisions are told, by outcome, stage and language."""

from itertools import groupby

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.policy import template_choice
from portal.policy.permissions import Action
from portal.policy.proofreading import Proof
from portal.policy.refusal import Refusal
from portal.policy.template_text import MEANS, read
from portal.queries import templates as queries
from portal.queries.templates import TemplateRow
from portal.recruiter.forms.message_template import NewTemplateForm, TemplateForm, template_form
from portal.recruiter.forms.settings import LANGUAGES
from portal.services import templates
from portal.services.reasons import Direction
from portal.services.templates import TemplateDraft
from portal.vocabulary import Outcome
from portal.web.database import reading
from portal.web.filters import brand
from portal.web.guard import may
from portal.web.pages import go
from portal.web.pages import page as render
from portal.web.work import unit_of_work

pages = Blueprint("templates", __name__, url_prefix="/templates")


@pages.get("/")
@may(Action.CHANGE_SETTINGS)
def page() -> Response:
    """All templates, by language and outcome, and what is retired."""
    rows = queries.rows(reading())
    offered = sorted((row for row in rows if row.retired_at is None), key=_group)
    return render(
        "recruiter/settings/templates.html",
        groups=[(*key, list(those)) for key, those in groupby(offered, key=_group)],
        retired=[row for row in rows if row.retired_at is not None],
        languages=LANGUAGES,
    )


@pages.get("/new")
@may(Action.CHANGE_SETTINGS)
def new() -> Response:
    """A new template."""
    return _page(NewTemplateForm(formdata=None), None)


@pages.post("/")
@may(Action.CHANGE_SETTINGS)
def add() -> Response:
    """Add a template, or only look at it as a candidate would read it."""
    form = NewTemplateForm()
    if request.form.get("then") != "look" and form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            templates.add(context, form.draft())
        if form.status == 200:
            return go(".page", said="added")
    return _page(form, form.draft())


@pages.post("/start")
@may(Action.CHANGE_SETTINGS)
def start() -> Response:
    """Add the words that come with the portal, where they are missing."""
    with unit_of_work() as context:
        templates.start(context)
    return go(".page", said="added")


@pages.get("/<int:template_id>")
@may(Action.CHANGE_SETTINGS)
def one(template_id: int) -> Response:
    """One template with its history; `from` begins with the words of an older revision."""
    row = _row(template_id)
    wanted = request.args.get("from", type=int)
    older = next((old for old in row.history if old.number == wanted), None)
    form = template_form(row, **({"text": older.text} if older else {}))
    return _page(form, form.typed(row.outcome, row.language), row)


@pages.post("/<int:template_id>")
@may(Action.CHANGE_SETTINGS)
def change(template_id: int) -> Response:
    """Say it in other words, or only look at them as a candidate would read them."""
    row, form = _row(template_id), TemplateForm()
    draft = form.typed(row.outcome, row.language)
    if request.form.get("then") != "look" and form.accepted():
        with form.catching_refusals(), unit_of_work() as context:
            templates.change(context, template_id, draft)
        if form.status == 200:
            return go(".page", said="saved")
    return _page(form, draft, row)


@pages.post("/<int:template_id>/move")
@may(Action.CHANGE_SETTINGS)
def move(template_id: int) -> Response:
    """Move it one place up or down."""
    _row(template_id)
    wish = request.form.get("direction")
    if wish not in list(Direction):
        abort(422)
    with unit_of_work() as context:
        templates.move(context, template_id, Direction(wish))
    return go(".page", _anchor=f"template-{template_id}")


@pages.post("/<int:template_id>/retire")
@may(Action.CHANGE_SETTINGS)
def retire(template_id: int) -> Response:
    """Offer it no longer."""
    _row(template_id)
    with unit_of_work() as context:
        templates.retire(context, template_id)
    return go(".page", said="saved")


@pages.post("/<int:template_id>/bring-back")
@may(Action.CHANGE_SETTINGS)
def bring_back(template_id: int) -> Response:
    """Offer it again."""
    _row(template_id)
    with unit_of_work() as context:
        templates.bring_back(context, template_id)
    return go(".page", said="saved")


def _group(row: TemplateRow) -> tuple[str, int]:
    """English first, and of each language the outcomes in their order."""
    return ("" if row.language == "en" else row.language, list(Outcome).index(row.outcome))


def _row(template_id: int) -> TemplateRow:
    row = queries.one(reading(), template_id)
    if row is None:
        abort(404)
    return row


def _page(
    form: TemplateForm, draft: TemplateDraft | None, row: TemplateRow | None = None
) -> Response:
    return render(
        "recruiter/settings/template.html",
        status=form.status,
        form=form,
        row=row,
        languages=LANGUAGES,
        means=MEANS,
        proof=_proof(draft),
        shown=template_choice.sample(read(draft.text)[0]) if draft else "",
    )


def _proof(draft: TemplateDraft | None) -> Proof:
    if draft is None:
        return Proof()
    try:
        return templates.proof_of(draft, brand().name)
    except Refusal:
        # What cannot be read cannot be checked: the form says why.
        return Proof(kept=draft.kept)
