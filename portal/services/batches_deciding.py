"""One step of a decision for many applicants of a vacancy: looked at once more, then decided."""

from collections.abc import Sequence
from dataclasses import replace

from portal.context import Context
from portal.models import Batch
from portal.policy.batch_words import for_stage
from portal.policy.feedback import FeedbackDraft
from portal.policy.preflight import TO_CALL, WHY, Hold
from portal.queries import batches_prepared as queries
from portal.queries.batches_prepared import Line, Looked, Prepared
from portal.services import batches
from portal.services.batches import Released
from portal.services.batches_prepared import ENDED_BY
from portal.services.decisions import DecisionDraft

READ_BEFORE = frozenset(
    {Hold.WORDING, Hold.BLOCKED_WORDING, Hold.OTHER_OPEN, Hold.NIGHT, Hold.WEEKEND}
)
"""What somebody has seen before they handed it over, and what the next minutes do not change."""


def decide(context: Context, batch: Batch, lines: Sequence[Line]) -> Released:
    """Decide about these people as they stand now; whoever is held back is left alone."""
    prepared = queries.of(batch)
    looked = queries.once_more(context.session, prepared, lines, context.now, context.settings)
    left: dict[int, str] = {}
    going: dict[tuple[FeedbackDraft, bool, int | None], list[Looked]] = {}
    for each in looked:
        holds = [hold for hold in each.holds if hold not in READ_BEFORE]
        if holds:
            left[each.line.application_id] = WHY[holds[0]]
            continue
        words = for_stage(prepared.words, each.known.stage_id)
        template_id = each.template.id if each.template else None
        going.setdefault((words, _calls(each), template_id), []).append(each)
    decided: dict[int, int] = {}
    for (words, call_first, template_id), those in going.items():
        draft = replace(_draft(prepared, words), call_first=call_first, template_id=template_id)
        own = {e.line.application_id: e.telling.feedback for e in those if e.line.alone}
        ids = [each.line.application_id for each in those]
        released = batches.release(context, ids, draft, own)
        left |= released.left
        decided |= released.decisions
    return Released(len(decided), left, decided)


def _draft(prepared: Prepared, words: FeedbackDraft) -> DecisionDraft:
    return DecisionDraft(
        outcome=prepared.outcome,
        ended_by=ENDED_BY[prepared.outcome],
        reason_id=prepared.reason_id,
        internal_note=prepared.internal_note,
        feedback=words,
        promising=prepared.promising,
        invites_to_pool=prepared.invites_to_pool,
        send_when=prepared.send_when,
        send_at=prepared.send_at,
    )


def _calls(each: Looked) -> bool:
    return TO_CALL in each.line.allows and each.known.person.has_number
