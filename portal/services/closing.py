"""Closing a vacancy: everybody who is left is answered, or knows that it is paused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.context import Context
from portal.models import Batch, Vacancy
from portal.policy.feedback import PointDraft
from portal.policy.refusal import Refusal
from portal.queries import closing as queries
from portal.services import audit, batches_prepared, holding
from portal.services.batches_prepared import ManyDraft
from portal.vocabulary import Act, VacancyStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """What only one person reads."""

    application_id: int
    line: str
    points: tuple[PointDraft, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDraft:
    """What those who are left are told where a vacancy is paused."""

    promised_by: datetime
    message: str
    reason: str
    tells_rest: bool
    """Whether somebody tells those who cannot be written to in another way."""


@dataclass
class NotReached(Refusal):
    """Some who are left cannot be written to."""

    application_ids: tuple[int, ...] = ()


def answer(
    context: Context,
    vacancy_id: int,
    application_ids: list[int],
    draft: ManyDraft,
    lines: Iterable[LineDraft],
) -> Batch:
    """Prepare the answer to everybody who is left; what holds whom back is looked at next."""
    batch = batches_prepared.begin(context, vacancy_id, application_ids)
    batches_prepared.write(context, batch.id, draft)
    for each in lines:
        batches_prepared.write_line(
            context, batch.id, each.application_id, line=each.line, points=each.points
        )
    return batch


def pause(context: Context, vacancy_id: int, draft: PauseDraft) -> None:
    """Pause a vacancy once everybody who is left knows until when they wait.

    Raises NotReached while nobody has said that they tell those who cannot be written to.
    """
    waiting = queries.everybody(context.session, vacancy_id)
    held = holding.write_all(
        context,
        waiting,
        promised_by=draft.promised_by,
        message=draft.message,
        reason=draft.reason,
    )
    for refusal in held.left.values():
        if refusal.field:
            raise refusal
    if held.left and not draft.tells_rest:
        one = len(held.left) == 1
        raise NotReached(
            f"{len(held.left)} {'person' if one else 'people'} cannot be written to.",
            "tells_rest",
            tuple(held.left),
        )
    context.session.get_one(Vacancy, vacancy_id).status = VacancyStatus.PAUSED
    audit.record(
        context,
        Act.VACANCY_PAUSED,
        vacancy_id=vacancy_id,
        until=draft.promised_by.isoformat(),
        people=len(held.notices),
        left=len(held.left),
    )
