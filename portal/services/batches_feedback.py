"""What those read who are decided together: the same words, their own, and a template around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from portal.context import Context
from portal.models import Decision, Feedback, FeedbackPoint
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.refusal import Refusal
from portal.queries import templates as queries
from portal.services import setwise, templates
from portal.services.decisions import DecisionDraft
from portal.services.setwise import among


@dataclass(frozen=True, slots=True)
class Around:
    """The words of a template for each, by application, and who cannot be told with them."""

    language: str = ""
    bodies: Mapping[int, str] = field(default_factory=dict)
    refused: Mapping[int, Refusal] = field(default_factory=dict)


def around(context: Context, draft: DecisionDraft, words: Mapping[int, FeedbackDraft]) -> Around:
    """The words of the draft's template, filled in for each of them."""
    chosen = None
    if draft.template_id is not None and draft.outcome.owes_notice:
        chosen = queries.choice(context.session, draft.template_id)
    if chosen is None:
        return Around()
    filled = templates.filled(context, chosen, draft.outcome, words)
    return Around(chosen.language, filled.bodies, filled.refused)


def write(
    context: Context,
    decided: Mapping[int, int],
    draft: DecisionDraft,
    own: Mapping[int, FeedbackDraft],
    filled: Around,
) -> None:
    """The same words for all in one statement; who has their own gets a row of their own."""
    common = {
        "revision": 1,
        "writer_id": context.actor.id,
        "written_at": context.now,
        "body_language": filled.language,
    }
    alone = [i for i in decided if i in own or i in filled.bodies]
    # Words filled in for somebody are nobody else's.
    shared = [decided[i] for i in decided if not (i in own or i in filled.bodies)]
    words = {"message": draft.feedback.message, "advice": draft.feedback.advice}
    setwise.copy(
        context,
        Feedback,
        {"decision_id": Decision.id},
        common | words,
        source=select(Decision).where(among(Decision.id)),
        ids=shared,
    )
    theirs = {i: own.get(i, draft.feedback) for i in alone}
    setwise.add(context, Feedback, common, [_row(decided, filled, i, theirs[i]) for i in alone])
    with_points = {draft.feedback.points: shared}
    for i, read in theirs.items():
        with_points.setdefault(read.points, []).append(decided[i])
    for points, decision_ids in with_points.items():
        _write_points(context, points, decision_ids)


def _row(
    decided: Mapping[int, int], filled: Around, application_id: int, read: FeedbackDraft
) -> dict[str, object]:
    return {
        "decision_id": decided[application_id],
        "message": read.message,
        "advice": read.advice,
        "body": filled.bodies.get(application_id, ""),
    }


def _write_points(
    context: Context, points: Sequence[PointDraft], decision_ids: Sequence[int]
) -> None:
    source = select(Feedback).where(among(Feedback.decision_id))
    for position, point in enumerate(points):
        values = {
            "position": position,
            "criterion": point.criterion,
            "kind": point.kind,
            "seen": point.seen,
            "next_time": point.next_time,
        }
        each = {"feedback_id": Feedback.id}
        setwise.copy(context, FeedbackPoint, each, values, source=source, ids=decision_ids)
