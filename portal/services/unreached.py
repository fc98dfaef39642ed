"""Decisions whose message did not get through: a person is asked to call, once a decision."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.context import Context
from portal.models import Application, Decision, Notice, Vacancy
from portal.queries import reconciliation
from portal.services import tasks
from portal.services.tasks import Subject
from portal.vocabulary import (
    CANNOT_BE_TOLD,
    UNTOLD,
    DecisionState,
    NoContact,
    NoticeState,
    TaskKind,
)


def key(decision_id: int) -> str:
    """What makes the task about a decision the same."""
    return f"decision:{decision_id}"


def is_for_a_person(state: NoticeState, why: NoContact | None) -> bool:
    """Whether an end of an owed message leaves something to do for a person."""
    return state in UNTOLD and (state is not NoticeState.STOPPED or why in CANNOT_BE_TOLD)


def ask(context: Context, notice_id: int) -> bool:
    """Ask the vacancy's owner to reach somebody by other means, unless another message about the
    same has reached them or still may; whether there was something to ask.
    """
    row = context.session.execute(
        select(
            Notice.decision_id,
            Notice.state,
            Notice.reason,
            Notice.candidate_id,
            Decision.application_id,
            Application.vacancy_id,
            Vacancy.owner_id,
        )
        .join(Decision, Decision.id == Notice.decision_id)
        .join(Application, Application.id == Decision.application_id)
        .join(Vacancy, Vacancy.id == Application.vacancy_id)
        .where(
            Notice.id == notice_id,
            Decision.state == DecisionState.RELEASED,
            Decision.told_elsewhere_at.is_(None),
        )
    ).one_or_none()
    if row is None or not is_for_a_person(row.state, row.reason):
        return False
    if _another_makes_up(context, notice_id, row.decision_id):
        return False
    subject = Subject(
        candidate_id=row.candidate_id,
        application_id=row.application_id,
        vacancy_id=row.vacancy_id,
    )
    facts = {"decision": row.decision_id, "notice": notice_id, "state": row.state.value}
    name = key(row.decision_id)
    tasks.ask(context, TaskKind.NOT_REACHED, name, subject, owner_id=row.owner_id, facts=facts)
    return True


def reached(context: Context, decision_id: int) -> None:
    """They have been told, or need not be any more: nobody has to call."""
    tasks.no_longer_needed(context, TaskKind.NOT_REACHED, key(decision_id))


def ask_for_all(context: Context) -> Sequence[int]:
    """Ask for those that nobody was asked about; which notices that were."""
    found = reconciliation.unreached_without_task(context.session)
    return [notice_id for notice_id in found if ask(context, notice_id)]


def _another_makes_up(context: Context, notice_id: int, decision_id: int) -> bool:
    """Whether the same is told by another message: by text, or by a later one."""
    this = select(Notice.purpose).where(Notice.id == notice_id).scalar_subquery()
    other = select(Notice.id).where(
        Notice.decision_id == decision_id,
        Notice.id != notice_id,
        (Notice.id > notice_id) | (Notice.purpose == this),
        Notice.state.not_in((*UNTOLD, NoticeState.CANCELLED)),
    )
    return context.session.scalar(other.limit(1)) is not None
