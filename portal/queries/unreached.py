"""Who was not reached by a message about a decision, and who is asked to call them."""

from sqlalchemy import Select, String, cast, exists, or_, select
from sqlalchemy.orm import aliased

from portal.models import Decision, Notice, Task
from portal.vocabulary import CANNOT_BE_TOLD, UNTOLD, DecisionState, NoticeState, TaskKind

_TASK = f"{TaskKind.NOT_REACHED.value}:decision:" + cast(Notice.decision_id, String)
ASKED_TO_CALL = exists().where(Task.idem_key == _TASK, Task.done_at.is_(None)).correlate(Notice)
"""Whether a person is asked to reach the recipient of a notice by other means."""


def without_task() -> Select[int]:
    """Notices of decisions that reached nobody, without a task for a person, done or not."""
    other = aliased(Notice)
    made_up = exists().where(
        other.decision_id == Notice.decision_id,
        other.id != Notice.id,
        or_(other.id > Notice.id, other.purpose == Notice.purpose),
        other.state.not_in((*UNTOLD, NoticeState.CANCELLED)),
    )
    asked = exists().where(Task.idem_key == _TASK)
    return (
        select(Notice.id)
        .join(Decision, Decision.id == Notice.decision_id)
        .where(
            Decision.state == DecisionState.RELEASED,
            Decision.told_elsewhere_at.is_(None),
            Notice.state.in_(UNTOLD),
            or_(Notice.state != NoticeState.STOPPED, Notice.reason.in_(CANNOT_BE_TOLD)),
            ~made_up,
            ~asked,
        )
        .order_by(Notice.id)
    )
