"""The messages that one decision for many owes, each with a link of its own."""

import uuid
from typing import Any

from sqlalchemy import Row, func, select

from portal.context import Context
from portal.models import Application, Decision, Link, Notice
from portal.queries import texting
from portal.services import calls, links, sending, setwise
from portal.services.decisions import DecisionDraft
from portal.services.setwise import chunks
from portal.vocabulary import Channel, LinkScope, NoticeState, Purpose

AnyRow = Row[*tuple[Any, ...]]
_OF_EACH = ("candidate_id", "nonce", "token_hash", "short")


def owe(
    context: Context, rows: list[AnyRow], decided: dict[int, int], draft: DecisionDraft
) -> None:
    """Owe each of them the decision; `decided` is application to decision."""
    if draft.call_first:
        _plan_calls(context, decided)
        return
    by_text = _reached_by_text(context, rows)
    link_of = _link(context, rows, by_text)
    common = {
        "purpose": Purpose.DECISION,
        "state": NoticeState.SCHEDULED,
        "created_by_id": context.actor.id,
        "created_at": context.now,
    }
    moments = sending.moments_of_many(
        context,
        [row.id for row in rows],
        when=draft.send_when,
        at=draft.send_at,
        reason_id=draft.reason_id,
    )
    owed = []
    for row in rows:
        channel = Channel.SMS if row.candidate_id in by_text else Channel.EMAIL
        decision_id = decided[row.id]
        owed.append(
            {
                "public_id": str(uuid.uuid4()),
                "idem_key": f"decision:{decision_id}:{channel}:1",
                "channel": channel,
                "candidate_id": row.candidate_id,
                "decision_id": decision_id,
                "link_id": link_of[row.id],
                "not_before": moments[row.id].due,
                "waits_until": moments[row.id].waits_until,
            }
        )
    setwise.add(context, Notice, common, owed)


def _plan_calls(context: Context, decided: dict[int, int]) -> None:
    """Few are called: one by one, as when each is decided alone."""
    for application_id, decision_id in decided.items():
        decision = context.session.get_one(Decision, decision_id)
        calls.plan(context, decision, context.session.get_one(Application, application_id))


def _link(context: Context, rows: list[AnyRow], by_text: set[int]) -> dict[int, int]:
    """Application to the link of its message."""
    session = context.session
    before = session.scalar(select(func.max(Link.id))) or 0
    new = {
        row.id: {
            "candidate_id": row.candidate_id,
            **links.values(context, LinkScope.CANDIDATE, short=row.candidate_id in by_text),
        }
        for row in rows
    }
    first = new[rows[0].id]
    common = {name: value for name, value in first.items() if name not in _OF_EACH}
    each = [{name: link[name] for name in _OF_EACH} for link in new.values()]
    setwise.add(context, Link, common, each)
    # Read back by what only one has, among those that are newer than all there were.
    made = session.execute(select(Link.nonce, Link.id).where(Link.id > before))
    ids = dict(made.all())
    return {application_id: ids[link["nonce"]] for application_id, link in new.items()}


def _reached_by_text(context: Context, rows: list[AnyRow]) -> set[int]:
    """The people among them who are written to by text message."""
    if not context.settings.sms_url:
        return set()
    found: set[int] = set()
    for some in chunks({row.candidate_id for row in rows}):
        found |= texting.preferring(context.session, some["ids"])
    return found
