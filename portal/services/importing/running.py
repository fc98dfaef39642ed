"""Running an import: batch after batch, each with its progress in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, Select, Table, delete, insert, select, update

from portal.context import Actor, Context
from portal.models import Import, ImportRefusal, User
from portal.policy.imports import fields, files, presets
from portal.policy.imports.applicant import Applicant
from portal.policy.imports.applicants import Reading, column_orders
from portal.policy.imports.files import MOST_COLUMNS, Row
from portal.policy.imports.findings import Findings
from portal.policy.refusal import Refusal
from portal.queries import organisation
from portal.queries.visible import Viewer
from portal.services import audit, leases, one_at_a_time
from portal.services.importing.known import Known
from portal.services.importing.openings import Openings
from portal.services.importing.placing import Effect, Placing
from portal.services.importing.writing import write
from portal.vocabulary import Act, ActorKind, ImportState, Origin, Role

BATCH = 500
"""Rows of one transaction: what a killed worker repeats, and how long SQLite's writers wait."""
LONGEST_KEPT_CELL = 4_000
"""Characters kept of a cell in a refused row."""


_IMPORTS = cast(Table, Import.__table__)


class LostImport(Exception):
    """Somebody else has taken this import over, or a person has stopped it."""


@dataclass(slots=True)
class Run:
    """An import in the hands of one worker."""

    import_id: int
    epoch: int
    position: int
    source: str
    origin: Origin
    dry_run: bool
    rows: Iterator[Row]
    reading: Reading
    openings: Openings
    known: Known | None = None
    """Kept from batch to batch only by a dry run, which writes nobody down."""


def due() -> Select[Any]:
    """The imports that a worker should go on with, the oldest first."""
    return select(Import.id).where(Import.state == ImportState.RUNNING).order_by(Import.id)


def actor_of(context: Context, import_id: int) -> Actor:
    """Whoever started the import does what it does; from a terminal, the portal itself."""
    query = select(User.id, User.role).join(Import, Import.created_by_id == User.id)
    found = context.session.execute(query.where(Import.id == import_id)).one_or_none()
    return Actor(ActorKind.USER, found.id, found.role) if found else Actor(ActorKind.SYSTEM)


def take_up(context: Context, import_id: int, epoch: int) -> Run:
    """Go on where the last worker was; a dry run, which leaves nothing behind, begins anew.

    Raises LostImport if somebody else has taken the import over since it was claimed.
    """
    job = context.session.get_one(Import, import_id)
    if job.epoch != epoch or job.content is None or job.origin is None:
        raise LostImport
    if job.dry_run and job.rows_done:
        forget_results(context, job)
    columns = fields.from_json(job.mapping)
    rows = files.rows(job.content, job.encoding, job.delimiter)
    findings = Findings(job.findings)
    brand = organisation.brand(context.session)
    return Run(
        import_id=job.id,
        epoch=job.epoch,
        position=job.rows_done,
        source=job.source,
        origin=job.origin,
        dry_run=job.dry_run,
        rows=islice(files.rows(job.content, job.encoding, job.delimiter), job.rows_done, None),
        reading=Reading(
            headers=job.columns,
            columns=columns,
            orders=column_orders(rows, columns, job.date_order),
            zone=ZoneInfo(brand.time_zone),
            now=context.now,
            findings=findings,
            preset=presets.named(job.preset),
        ),
        openings=Openings(
            viewer=_viewer(context.actor),
            owner_id=owner_of_new(context),
            default_id=job.vacancy_id,
            dry_run=job.dry_run,
            findings=findings,
        ),
    )


def step(context: Context, run: Run) -> bool:
    """Take the next batch; whether there is more. Raises LostImport if it is not ours any more."""
    _hold(context, run)
    one_at_a_time.wait(context)
    batch = list(islice(run.rows, BATCH))
    applicants, refused = _read(run, batch)
    placing = _placing(context, run)
    placing.known.load(context, [applicant for _, applicant in applicants])
    counts = dict.fromkeys(Effect, 0)
    for row, applicant in applicants:
        try:
            counts[placing.place(applicant)] += 1
        except Refusal as refusal:
            refused.append((row, refusal.message))
    if run.dry_run:
        placing.forget_unchanged()
    else:
        write(context, list(placing.touched.values()))
    _keep_refused(context, run, refused)
    is_last = len(batch) < BATCH
    _note_progress(context, run, counts, len(batch), len(refused), is_last=is_last)
    run.position += len(batch)
    return not is_last


def fail(context: Context, run_id: int, epoch: int, reason: str) -> None:
    """Stop an import that cannot go on by itself; what is done stays done."""
    context.session.execute(
        update(Import)
        .where(leases.held(Import, run_id, epoch), Import.state == ImportState.RUNNING)
        .values(
            state=ImportState.FAILED,
            failure=reason,
            ended_at=context.now,
            lease_owner=None,
            lease_until=None,
        )
    )


def forget_results(context: Context, job: Import) -> None:
    """Back to the first row, with nothing counted."""
    job.rows_done = job.added = job.changed = job.unchanged = job.refused = 0
    job.findings, job.failure, job.ended_at = {}, None, None
    context.session.execute(delete(ImportRefusal).where(ImportRefusal.import_id == job.id))
    context.session.flush()


def owner_of_new(context: Context) -> int:
    """Who owns the vacancies that an import opens: whoever started it, else an administrator.

    Raises Refusal if nobody works here yet.
    """
    if context.actor.id is not None:
        return context.actor.id
    query = select(User.id).where(User.active, User.role != Role.HIRING_MANAGER)
    found = context.session.scalar(query.order_by(User.role, User.id).limit(1))
    if found is None:
        raise Refusal("Nobody works here yet. Add a user first: portal create-user")
    return found


def _viewer(actor: Actor) -> Viewer:
    return Viewer(actor.id or 0, actor.role or Role.ADMIN)


def _hold(context: Context, run: Run) -> None:
    """Keep the row for another lease; on PostgreSQL this also locks it until the commit."""
    statement = (
        update(_IMPORTS)
        .where(
            leases.held(Import, run.import_id, run.epoch),
        )
        .values(lease_until=context.now + context.settings.lease)
    )
    result = context.session.execute(statement)
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise LostImport


def _read(run: Run, batch: list[Row]) -> tuple[list[tuple[Row, Applicant]], list[tuple[Row, str]]]:
    applicants, refused = [], []
    for row in batch:
        try:
            applicants.append((row, _with_systems(run.reading.applicant(row), run.source)))
        except Refusal as refusal:
            refused.append((row, refusal.message))
    return applicants, refused


def _with_systems(applicant: Applicant, source: str) -> Applicant:
    """The row with the systems that its ids belong to, where it does not name them itself."""
    of_person = applicant.source or source
    of_application = applicant.application_source or of_person
    return replace(applicant, source=of_person, application_source=of_application)


def _placing(context: Context, run: Run) -> Placing:
    known = run.known
    if known is None:
        known = Known(with_notes=bool(fields.BECOME_NOTES & run.reading.columns.keys()))
    if run.dry_run:
        run.known = known
    return Placing(context, known, run.openings, run.reading.findings, run.origin)


def _keep_refused(context: Context, run: Run, refused: list[tuple[Row, str]]) -> None:
    if refused:
        context.session.execute(
            insert(ImportRefusal),
            [
                {
                    "import_id": run.import_id,
                    "line": row.line,
                    "reason": reason.replace("\x00", "�"),
                    "cells": [_kept(cell) for cell in row.cells[:MOST_COLUMNS]],
                }
                for row, reason in sorted(refused, key=lambda pair: pair[0].line)
            ],
        )


def _kept(cell: str) -> str:
    short = cell if len(cell) <= LONGEST_KEPT_CELL else f"{cell[:LONGEST_KEPT_CELL]}… (shortened)"
    return short.replace("\x00", "�")


def _note_progress(
    context: Context,
    run: Run,
    counts: dict[Effect, int],
    rows: int,
    refused: int,
    *,
    is_last: bool,
) -> None:
    values: dict[str, Any] = {
        effect.value: _IMPORTS.c[effect.value] + n for effect, n in counts.items()
    }
    values |= {
        "rows_done": _IMPORTS.c.rows_done + rows,
        "refused": _IMPORTS.c.refused + refused,
        "findings": run.reading.findings.to_json(),
    }
    if is_last:
        values |= {
            "state": ImportState.DONE,
            "ended_at": context.now,
            "lease_owner": None,
            "lease_until": None,
        }
    if is_last and not run.dry_run:
        values["content"] = None
        audit.record(context, Act.IMPORT_DONE, import_id=run.import_id)
    held = leases.held(Import, run.import_id, run.epoch)
    context.session.execute(update(_IMPORTS).where(held).values(values))
