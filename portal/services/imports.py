"""Imports of files, from the upload to the start; the rows are `services.importing`'s work."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from portal.context import Context
from portal.models import Application, Candidate, Import, ImportMapping, ImportRefusal, Vacancy
from portal.policy.imports import applicants, fields, files, presets
from portal.policy.imports.fields import Columns
from portal.policy.refusal import Conflict, Refusal
from portal.queries import visible
from portal.queries.visible import Viewer
from portal.services import audit
from portal.services.importing import mappings, running
from portal.services.importing.mappings import Beginning
from portal.vocabulary import Act, DateOrder, ImportState, Origin, Queue, Role

NO_PRESET = "none"
LAST_TIME = "last-time"
"""In place of a preset: the columns as they were for the last file of this system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices:
    """How a person wants a file to be read."""

    columns: Columns
    source: str
    vacancy_id: int | None = None
    origin: Origin | None = None
    date_order: DateOrder | None = None


def upload(
    context: Context,
    filename: str,
    content: bytes,
    sheet: str | None = None,
    preset: str | None = None,
) -> Import:
    """Keep a file with what its columns hold, as far as that can be recognised.

    `sheet` is the one of a workbook that was read; raises Refusal if there is nothing to read.
    """
    shape = files.inspect(content)
    name = " ".join(filename.replace("\\", "/").rpartition("/")[2].split())[:200] or "file.csv"
    begun = mappings.begin(context, shape.columns, name, preset)
    job = Import(
        filename=name,
        content=content,
        sheet=sheet[:200] if sheet is not None else None,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        columns=shape.columns,
        state=ImportState.MAPPING,
        rows=shape.rows,
        created_by_id=context.actor.id,
        created_at=context.now,
    )
    _begin_as(job, begun)
    context.session.add(job)
    context.session.flush()
    return job


def read_as(context: Context, import_id: int, preset: str) -> None:
    """Take the columns as another preset knows them, as the last time, or as a mere guess.

    Raises Conflict once the import has begun, Refusal for a preset that is not there.
    """
    job = _still_mapping(context, import_id)
    if preset == LAST_TIME:
        begun = mappings.as_the_last_time(context, job)
        if begun is None:
            raise Refusal("There was no file of this system before.", "preset")
        _begin_as(job, begun)
        return
    if preset and preset not in presets.PRESETS:
        raise Refusal("There is no such export.", "preset")
    source = job.source
    _begin_as(job, mappings.begin(context, job.columns, job.filename, preset or NO_PRESET))
    if not preset:
        job.source = source


def choose(context: Context, import_id: int, choices: ImportChoices) -> Import:
    """Keep what was chosen so far; raises Conflict once the import has begun."""
    job = _still_mapping(context, import_id)
    _refuse_unseen_vacancy(context, choices.vacancy_id)
    job.mapping = fields.to_json(choices.columns)
    job.source = choices.source[:200] or mappings.UNKNOWN_SYSTEM
    job.vacancy_id = choices.vacancy_id
    job.origin, job.date_order = choices.origin, choices.date_order
    return job


def start(context: Context, import_id: int, choices: ImportChoices, *, dry_run: bool) -> None:
    """Hand an import to the worker; raises Refusal if something has still to be chosen."""
    job = choose(context, import_id, choices)
    fields.check(choices.columns)
    if job.origin is None:
        raise Refusal("Choose whether these people still wait for an answer.", "origin")
    _refuse_unclear_dates(job, choices)
    running.owner_of_new(context)
    job.source = _known_spelling(context, job.source)
    mappings.remember(context, job, choices.columns)
    _begin(context, job, dry_run=dry_run)


def start_for_real(context: Context, import_id: int) -> None:
    """After a dry run: the same once more, for good."""
    job = _one(context, import_id)
    if not (job.state is ImportState.DONE and job.dry_run):
        raise Conflict("This import has been started already.")
    _begin(context, job, dry_run=False)


def back_to_columns(context: Context, import_id: int) -> None:
    """After a dry run: choose the columns once more."""
    job = _one(context, import_id)
    if not (job.state is ImportState.DONE and job.dry_run):
        raise Conflict("This import has been started already.")
    running.forget_results(context, job)
    job.state, job.dry_run = ImportState.MAPPING, False


def stop(context: Context, import_id: int) -> None:
    """Let no worker go on with it; what is done stays done."""
    job = _one(context, import_id)
    if job.state is not ImportState.RUNNING:
        raise Conflict("This import has ended already.")
    job.state, job.ended_at = ImportState.FAILED, context.now
    job.failure = "It was stopped by hand."
    job.lease_owner = job.lease_until = None


def go_on(context: Context, import_id: int) -> None:
    """Go on with an import that was stopped, at the row where it was."""
    job = _one(context, import_id)
    if job.state is not ImportState.FAILED:
        raise Conflict("This import is not stopped.")
    job.state, job.failure, job.ended_at = ImportState.RUNNING, None, None
    context.wake(Queue.WORK)


def discard(context: Context, import_id: int) -> None:
    """Forget the file and its refused rows; the people who were added stay."""
    job = _one(context, import_id)
    if job.state is ImportState.RUNNING:
        raise Conflict("This import is running. Stop it first.")
    context.session.execute(delete(ImportRefusal).where(ImportRefusal.import_id == job.id))
    context.session.delete(job)


def _begin_as(job: Import, begun: Beginning) -> None:
    job.mapping = fields.to_json(begun.columns)
    job.source, job.remembered = begun.source, begun.remembered
    job.preset = begun.preset.name or None
    job.date_order = begun.preset.date_order


def _begin(context: Context, job: Import, *, dry_run: bool) -> None:
    running.forget_results(context, job)
    job.state, job.dry_run = ImportState.RUNNING, dry_run
    if not dry_run:
        audit.record(context, Act.IMPORT_STARTED, import_id=job.id, rows=job.rows)
    context.wake(Queue.WORK)


def _still_mapping(context: Context, import_id: int) -> Import:
    job = _one(context, import_id)
    if job.state is not ImportState.MAPPING:
        raise Conflict("This import has begun already.")
    return job


def _one(context: Context, import_id: int) -> Import:
    """The row, locked: of two clicks the second sees what the first has done."""
    return context.session.scalars(
        select(Import).where(Import.id == import_id).with_for_update()
    ).one()


def _known_spelling(context: Context, source: str) -> str:
    """The name of a system as somebody has written it before: "Greenhouse" is "greenhouse"."""
    for known in (Candidate.source, Application.source, ImportMapping.source):
        found = context.session.scalar(
            select(known).where(func.lower(known) == source.lower()).limit(1)
        )
        if found is not None:
            return found
    return source


def _refuse_unseen_vacancy(context: Context, vacancy_id: int | None) -> None:
    if vacancy_id is None:
        return
    actor = context.actor
    viewer = Viewer(actor.id or 0, actor.role or Role.ADMIN)
    query = select(Vacancy.id).where(Vacancy.id == vacancy_id, visible.vacancies(viewer))
    if context.session.scalar(query) is None:
        raise Refusal("There is no such vacancy.", "vacancy_id")


def _refuse_unclear_dates(job: Import, choices: ImportChoices) -> None:
    assert job.content is not None
    unclear = applicants.unclear_date(
        lambda: files.rows(job.content or b"", job.encoding, job.delimiter),
        choices.columns,
        choices.date_order,
    )
    if unclear is not None:
        text, position = unclear
        raise Refusal(
            f"“{text}” in the column “{job.columns[position]}” can be read in two ways. "
            "Say which comes first, the day or the month.",
            "date_order",
        )
