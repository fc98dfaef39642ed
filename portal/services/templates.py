"""Message templates: adding and changing them, and filling one in for a decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select

from portal.context import Context
from portal.models import (
    Application,
    Decision,
    MessageTemplate,
    Organisation,
    TemplateRevision,
    User,
)
from portal.policy import template_choice as policy
from portal.policy.feedback import FeedbackDraft
from portal.policy.proofreading import Passage, Proof, read
from portal.policy.refusal import Conflict, Refusal
from portal.policy.starting_words import Start, starting_words
from portal.policy.template_choice import Choice
from portal.policy.template_text import parse
from portal.policy.wording import Facts
from portal.queries import templates as queries
from portal.services import audit
from portal.services.reasons import Direction
from portal.vocabulary import Act, Outcome, StageKind

TEXT = "text"
"""The name of the passage in which the wording check finds something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDraft:
    """A template as typed; `revision` is the one that its writer saw (0: none was there)."""

    name: str
    outcome: Outcome
    stage_kind: StageKind | None
    language: str
    text: str
    revision: int = 0
    kept: frozenset[str] = frozenset()
    """What the wording check has found and its writer wants to keep."""


def start(context: Context) -> int:
    """Add the words that come with the portal, but for those that are there; returns how many."""
    listed = _listed(context)
    there = {(t.name, t.outcome, t.stage_kind, t.language) for t in listed}
    new = [
        one
        for one in starting_words()
        if (one.name, one.outcome, one.stage_kind, one.language) not in there
    ]
    if not new:
        return 0
    first = 1 + max((template.position for template in listed), default=-1)
    context.session.execute(
        insert(MessageTemplate),
        [_columns(one) | {"position": first + place} for place, one in enumerate(new)],
    )
    made = {t.position: t.id for t in _listed(context) if t.position >= first}
    context.session.execute(
        insert(TemplateRevision),
        [
            {
                "template_id": made[first + place],
                "revision": 1,
                "text": one.text,
                "written_at": context.now,
            }
            for place, one in enumerate(new)
        ],
    )
    return len(new)


def add(context: Context, draft: TemplateDraft) -> MessageTemplate:
    """Add a template at the end; raises Refusal for words that cannot be used."""
    _check(context, draft)
    _lock_list(context)
    _refuse_twice(context, draft)
    position = 1 + max((template.position for template in _listed(context)), default=-1)
    template = MessageTemplate(
        name=draft.name,
        outcome=draft.outcome,
        stage_kind=draft.stage_kind,
        language=draft.language,
        position=position,
    )
    context.session.add(template)
    context.session.flush()
    _write(context, template, 1, draft.text)
    audit.record(context, Act.TEMPLATE_ADDED, template=template.id, revision=1)
    return template


def change(context: Context, template_id: int, draft: TemplateDraft) -> None:
    """Say it in other words: a new revision, and what was sent keeps the old one.

    Its outcome and its language stay. Raises Conflict if somebody else has changed it meanwhile.
    """
    _lock_list(context)
    template = _get(context, template_id)
    newest = queries.one(context.session, template_id)
    assert newest is not None
    if newest.revision != draft.revision:
        raise Conflict(
            "Somebody else has changed these words meanwhile. Yours are kept below; "
            "open the page again to see theirs."
        )
    _check(context, draft)
    _refuse_twice(context, draft, but=template_id)
    before = (template.name, template.stage_kind, newest.text)
    if before == (draft.name, draft.stage_kind, draft.text):
        return
    template.name, template.stage_kind = draft.name, draft.stage_kind
    number = newest.revision
    if newest.text != draft.text:
        number += 1
        _write(context, template, number, draft.text)
    audit.record(context, Act.TEMPLATE_CHANGED, template=template.id, revision=number)


def move(context: Context, template_id: int, direction: Direction) -> None:
    """Move a template one place among those for the same outcome and language: of two that fit
    alike, the first is offered.
    """
    _lock_list(context)
    template = _get(context, template_id)
    beside = [
        other
        for other in _listed(context)
        if other.retired_at is None
        and (other.outcome, other.language) == (template.outcome, template.language)
    ]
    if template not in beside:
        return
    here = beside.index(template)
    there = here + (-1 if direction is Direction.UP else 1)
    if not 0 <= there < len(beside):
        return
    other = beside[there]
    template.position, other.position = other.position, template.position
    audit.record(context, Act.TEMPLATE_CHANGED, template=template.id, what="moved")


def retire(context: Context, template_id: int) -> None:
    """Offer a template no longer; what was decided with it keeps its words."""
    template = _get(context, template_id)
    if template.retired_at is None:
        template.retired_at = context.now
        audit.record(context, Act.TEMPLATE_RETIRED, template=template.id)


def bring_back(context: Context, template_id: int) -> None:
    """Offer a retired template again."""
    template = _get(context, template_id)
    if template.retired_at is not None:
        template.retired_at = None
        audit.record(context, Act.TEMPLATE_CHANGED, template=template.id, what="brought_back")


def proof_of(draft: TemplateDraft, company: str) -> Proof:
    """What the wording check says of a template's own words."""
    template = parse(draft.text)
    facts = Facts(own_company=company)
    passage = Passage(TEXT, policy.sample(template))
    return read([passage], language=draft.language, facts=facts, kept=draft.kept)


def fill(
    context: Context, decision: Decision, application: Application, feedback: FeedbackDraft
) -> None:
    """Fill the words of a decision in for its candidate, and keep them with its feedback: message
    and page read the same from now on. Raises Refusal for words that do not fit, and for gaps.
    """
    written = decision.feedback[-1]
    written.body = written.body_language = ""
    if decision.template_revision_id is None or not decision.outcome.owes_notice:
        return
    chosen = queries.revision(context.session, decision.template_revision_id)
    assert chosen is not None
    drafts = {application.id: feedback}
    written.body = filled(context, chosen, decision.outcome, drafts).of(application.id)
    written.body_language = chosen.language


@dataclass(frozen=True, slots=True)
class Filled:
    """The words for each of many people, and why somebody cannot be told with them."""

    bodies: dict[int, str]
    refused: dict[int, Refusal]

    def of(self, application_id: int) -> str:
        """The words for one of them; raises the Refusal if there are none."""
        if application_id in self.refused:
            raise self.refused[application_id]
        return self.bodies[application_id]


def filled(
    context: Context, chosen: Choice, outcome: Outcome, drafts: Mapping[int, FeedbackDraft]
) -> Filled:
    """The words of one template for each of these applications, read in one go."""
    template = parse(chosen.text)
    writer = context.session.get(User, context.actor.id) if context.actor.id else None
    known = queries.people(context.session, drafts, writer=writer.name if writer else "")
    bodies: dict[int, str] = {}
    refused: dict[int, Refusal] = {}
    fitting: set[StageKind] = set()
    for application_id, feedback in drafts.items():
        person = known[application_id]
        values = policy.values(person.setting, feedback)
        try:
            if person.stage_kind not in fitting:
                policy.refuse_unfit(chosen, outcome, person.stage_kind)
                fitting.add(person.stage_kind)
            policy.refuse_unfilled(template, values)
        except Refusal as refusal:
            refused[application_id] = refusal
            continue
        bodies[application_id] = template.fill(values)
    return Filled(bodies, refused)


def _check(context: Context, draft: TemplateDraft) -> None:
    policy.checked(draft.text, draft.outcome, draft.stage_kind, draft.language)
    proof = proof_of(draft, context.session.scalar(select(Organisation.name)) or "")
    if proof.blocks:
        raise Refusal("Nobody may be told with these words: they are marked below.", TEXT)
    if proof.unsettled:
        raise Refusal(
            "Some words deserve another look: they are marked below. "
            "Change them, or tick that you keep them.",
            TEXT,
        )


def _refuse_twice(context: Context, draft: TemplateDraft, *, but: int = 0) -> None:
    for other in _listed(context):
        same = (other.outcome, other.stage_kind, other.language) == (
            *(draft.outcome, draft.stage_kind, draft.language),
        )
        if same and other.name.casefold() == draft.name.casefold() and other.id != but:
            where = "is there already" if other.retired_at is None else "is retired: bring it back"
            raise Refusal(f"“{other.name}” {where}.", "name")


def _write(context: Context, template: MessageTemplate, number: int, text: str) -> None:
    context.session.add(
        TemplateRevision(
            template_id=template.id,
            revision=number,
            text=text,
            written_by_id=context.actor.id,
            written_at=context.now,
        )
    )
    context.session.flush()


def _columns(one: Start) -> dict[str, object]:
    return {
        "name": one.name,
        "outcome": one.outcome,
        "stage_kind": one.stage_kind,
        "language": one.language,
    }


def _lock_list(context: Context) -> None:
    """One writer at a time, so that places and revisions stay single."""
    context.session.scalars(select(Organisation).with_for_update()).one()


def _get(context: Context, template_id: int) -> MessageTemplate:
    template = context.session.get(MessageTemplate, template_id)
    if template is None:
        raise Refusal("There is no such template.")
    return template


def _listed(context: Context) -> list[MessageTemplate]:
    query = select(MessageTemplate).order_by(MessageTemplate.position, MessageTemplate.id)
    return list(context.session.scalars(query))
