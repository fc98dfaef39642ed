"""The talent pool: invited with a decision, joined and left by the candidate alone."""

from sqlalchemy import or_, select

from portal.context import Context
from portal.models import Consent
from portal.policy.consent import months_later
from portal.policy.refusal import Conflict
from portal.queries import pool_text
from portal.queries.pool_text import PoolText
from portal.services import audit
from portal.vocabulary import Act, ConsentEvent, ConsentKind, Means


def invite(context: Context, candidate_id: int, decision_id: int) -> None:
    """Note that a decision's page and message offer the pool; a member is not asked again."""
    last = last_event(context, candidate_id)
    if last is not None and last.event is ConsentEvent.GRANTED:
        over = last.until is not None and last.until <= context.now
        if not over:
            return
    _add(context, candidate_id, ConsentEvent.OFFERED, Means.DECISION, decision_id=decision_id)
    audit.record(context, Act.POOL_INVITED, candidate_id=candidate_id)


def members_among(context: Context, people: list[int]) -> set[int]:
    """Those of these people who are in the pool now."""
    later = Consent.__table__.alias()
    newer = (
        select(later.c.id)
        .where(
            later.c.candidate_id == Consent.candidate_id,
            later.c.kind == Consent.kind,
            later.c.id > Consent.id,
        )
        .exists()
    )
    return set(
        context.session.scalars(
            select(Consent.candidate_id).where(
                Consent.candidate_id.in_(people),
                Consent.kind == ConsentKind.POOL,
                Consent.event == ConsentEvent.GRANTED,
                or_(Consent.until.is_(None), Consent.until > context.now),
                ~newer,
            )
        )
    )


def join(context: Context, candidate_id: int, text_id: int) -> None:
    """Record the candidate's own agreement to the wording they were shown."""
    text = current_text(context, candidate_id)
    if text.id != text_id:
        raise Conflict("The wording has changed meanwhile. Please read it once more.")
    until = months_later(context.now, text.months)
    _add(context, candidate_id, ConsentEvent.GRANTED, Means.OWN_PAGE, text_id=text.id, until=until)
    audit.record(context, Act.POOL_JOINED, candidate_id=candidate_id)


def leave(context: Context, candidate_id: int) -> None:
    """Record that the candidate leaves; leaving twice changes nothing."""
    last = last_event(context, candidate_id)
    if last is not None and last.event is ConsentEvent.WITHDRAWN:
        return
    _add(context, candidate_id, ConsentEvent.WITHDRAWN, Means.OWN_PAGE)
    audit.record(context, Act.POOL_LEFT, candidate_id=candidate_id)


def last_event(context: Context, candidate_id: int) -> Consent | None:
    """The last thing that happened to somebody's pool consent."""
    return context.session.scalar(
        select(Consent)
        .where(Consent.candidate_id == candidate_id, Consent.kind == ConsentKind.POOL)
        .order_by(Consent.id.desc())
        .limit(1)
    )


def current_text(context: Context, candidate_id: int) -> PoolText:
    """The wording that this candidate would agree to now."""
    return pool_text.current(context.session, candidate_id)


def _add(
    context: Context,
    candidate_id: int,
    event: ConsentEvent,
    means: Means,
    **values: object,
) -> None:
    context.session.add(
        Consent(
            candidate_id=candidate_id,
            kind=ConsentKind.POOL,
            event=event,
            means=means,
            at=context.now,
            **values,
        )
    )
    context.session.flush()
