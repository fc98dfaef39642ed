"""Recording many decisions at once, against a bare bulk insert of the same rows."""

from typing import Any, cast

from sqlalchemy import Table, insert, select

from portal.bench.figure import Figure, interleaved, per_second
from portal.bench.installation import CRITERIA, Installation, installation
from portal.models import (
    Application,
    AuditEvent,
    Base,
    Candidate,
    Consent,
    Decision,
    Feedback,
    FeedbackPoint,
    Link,
    Notice,
)
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.services import batches
from portal.services.decisions import DecisionDraft
from portal.unit_of_work import unit_of_work
from portal.vocabulary import EndedBy, Origin, Outcome, PointKind, SendWhen

COUNT = 10_000
WRITTEN = (Decision, Feedback, FeedbackPoint, Link, Notice, AuditEvent, Consent)
DRAFT = DecisionDraft(
    outcome=Outcome.REJECTED,
    ended_by=EndedBy.US,
    reason_id=None,
    internal_note="",
    feedback=FeedbackDraft(
        points=(PointDraft(CRITERIA[0], PointKind.STRENGTH, "You showed three versions."),),
        message="We have chosen another person, and I wanted you to know why.",
    ),
    promising=False,
    invites_to_pool=False,
    send_when=SendWhen.AT_ONCE,
)


def measure() -> Figure:
    """Decisions a second, with feedback, link, notice and audit, in one transaction."""
    with installation() as house:
        ids = _applications(house)

        def ours() -> float:
            _clear(house)
            return per_second(COUNT, lambda: _release(house, ids))

        ours()
        rows = _rows(house)

        def ceiling() -> float:
            _clear(house)
            return per_second(COUNT, lambda: _insert(house, rows))

        value, bare = interleaved(ours, ceiling)
    return Figure(
        name="bulk_decisions",
        value=value,
        unit="rows/s",
        ceiling=bare,
        how=f"{COUNT:,} decisions in one transaction on SQLite, against inserting the same rows",
    )


def _applications(house: Installation) -> list[int]:
    with unit_of_work(house.gateways, house.actor) as context:
        now, session = context.now, context.session
        session.execute(
            insert(Candidate),
            [
                {
                    "name": f"Applicant {i}",
                    "called": "Applicant",
                    "sort_name": f"applicant {i}",
                    "created_at": now,
                    "changed_at": now,
                }
                for i in range(COUNT)
            ],
        )
        people = session.scalars(select(Candidate.id)).all()
        common = {
            "vacancy_id": house.vacancy.id,
            "stage_id": house.stages[0].id,
            "stage_since": now,
            "origin": Origin.LIVE,
            "applied_at": now,
            "created_at": now,
        }
        session.execute(insert(Application), [{"candidate_id": i, **common} for i in people])
        return list(session.scalars(select(Application.id)))


def _release(house: Installation, ids: list[int]) -> None:
    with unit_of_work(house.gateways, house.actor) as context:
        released = batches.release(context, ids, DRAFT)
        if released.decided != COUNT:
            raise RuntimeError(f"only {released.decided} of {COUNT} were decided")


def _rows(house: Installation) -> list[tuple[Table, list[dict[str, Any]]]]:
    with house.gateways.database.session() as session:
        found = []
        for model in reversed(_in_order()):
            table = _table(model)
            rows = [dict(row) for row in session.execute(select(table)).mappings()]
            if rows:
                found.append((table, rows))
        return found


def _insert(house: Installation, tables: list[tuple[Table, list[dict[str, Any]]]]) -> None:
    with house.gateways.database.engine.begin() as connection:
        for table, rows in tables:
            connection.execute(insert(table), rows)


def _clear(house: Installation) -> None:
    with house.gateways.database.engine.begin() as connection:
        for model in _in_order():
            connection.execute(_table(model).delete())


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)


def _in_order() -> list[type[Base]]:
    """Children before their parents."""
    order = {table: i for i, table in enumerate(reversed(Base.metadata.sorted_tables))}
    return sorted(WRITTEN, key=lambda model: order[_table(model)])
