"""Owing many people the same kind of message about their applications: one statement a table."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from portal.context import Context
from portal.models import Link, Notice
from portal.services import links
from portal.vocabulary import ActorKind, Channel, LinkScope, NoticeState, Purpose, Queue

AT_ONCE = 500
"""Ids in one IN list."""


def owe_about(
    context: Context,
    purpose: Purpose,
    people: Sequence[tuple[int, int]],
    *,
    text: str | None = None,
    not_before: datetime,
) -> dict[int, int]:
    """Owe each of them (application, candidate) a message by mail, with a link of their own;
    application to notice.
    """
    owed: dict[int, int] = {}
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        owed |= _owe_some(context, purpose, some, {"personal_text": text, "not_before": not_before})
    if owed and not_before <= context.now:
        context.wake(Queue.NOTICES)
    return owed


def _owe_some(
    context: Context,
    purpose: Purpose,
    people: Sequence[tuple[int, int]],
    said: dict[str, Any],
) -> dict[int, int]:
    earlier = _earlier(context, purpose, [application_id for application_id, _ in people])
    new_links = [
        {"candidate_id": candidate_id, **links.values(context, LinkScope.CANDIDATE)}
        for _, candidate_id in people
    ]
    made = context.session.execute(insert(Link).returning(Link.nonce, Link.id), new_links)
    link_of = dict(made.all())
    by_a_person = context.actor.kind is ActorKind.USER
    common = {
        "purpose": purpose,
        "channel": Channel.EMAIL,
        "state": NoticeState.SCHEDULED,
        "created_by_id": context.actor.id if by_a_person else None,
        "created_at": context.now,
        **said,
    }
    rows = [
        {
            "public_id": str(uuid.uuid4()),
            "idem_key": f"{purpose}:{application_id}:{Channel.EMAIL}:{number}",
            "candidate_id": candidate_id,
            "application_id": application_id,
            "link_id": link_of[link["nonce"]],
            **common,
        }
        for (application_id, candidate_id), link in zip(people, new_links, strict=True)
        for number in (earlier.get(application_id, 0) + 1,)
    ]
    owed = context.session.execute(insert(Notice).returning(Notice.application_id, Notice.id), rows)
    return {application_id or 0: notice_id for application_id, notice_id in owed}


def _earlier(
    context: Context, purpose: Purpose, application_ids: Sequence[int]
) -> dict[int | None, int]:
    """How many of this kind each of them was owed before."""
    query = (
        select(Notice.application_id, func.count())
        .where(Notice.application_id.in_(application_ids), Notice.purpose == purpose)
        .group_by(Notice.application_id)
    )
    return dict(context.session.execute(query).all())
