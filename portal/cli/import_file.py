"""`portal import`: read applicants from a file."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from portal.cli.process import process_gateways
from portal.context import SYSTEM
from portal.gateways import Gateways, sheets
from portal.jobs import imports as jobs
from portal.jobs.imports import Claim
from portal.policy.imports import fields, presets
from portal.policy.refusal import Refusal
from portal.queries import imports as queries
from portal.queries.imports import ImportRow, RefusedRow
from portal.queries.visible import Viewer
from portal.services import imports
from portal.services.imports import ImportChoices
from portal.unit_of_work import unit_of_work
from portal.vocabulary import DateOrder, ImportState, Origin, Role

EVERYTHING = Viewer(0, Role.ADMIN)
REASONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was said on the command line."""

    preset: str | None
    vacancy_id: int | None
    origin: Origin
    order: DateOrder | None


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--preset",
    type=click.Choice(list(presets.PRESETS)),
    metavar="NAME",
    help=f"The export that it is, if it is not recognised: {', '.join(presets.PRESETS)}.",
)
@click.option("--vacancy", type=int, metavar="ID", help="For rows that name no vacancy.")
@click.option(
    "--history",
    "origin",
    flag_value=Origin.HISTORY,
    type=Origin,
    help="They were told elsewhere: no clock, never written to.",
)
@click.option(
    "--live",
    "origin",
    flag_value=Origin.LIVE,
    type=Origin,
    help="They still count on us: who has no answer yet waits from today.",
)
@click.option(
    "--dates",
    type=click.Choice([order.value for order in DateOrder]),
    help="What comes first in dates such as 03/04/2025, if the file does not tell.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    file: Path,
    preset: str | None,
    vacancy: int | None,
    origin: Origin | None,
    dates: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read applicants from a CSV, Excel or OpenDocument file. Nobody is written to.

    Example: portal import applicants.csv --live --dry-run
    """
    if origin is None and not dry_run:
        raise click.UsageError("Say --history (they were told elsewhere) or --live.")
    gateways = process_gateways()
    order = DateOrder(dates) if dates else None
    try:
        chosen = Chosen(preset, vacancy, origin or Origin.LIVE, order)
        claim = _start(gateways, file, chosen, dry_run=dry_run)
        _run(gateways, claim)
        row, refused = _result(gateways, claim.import_id)
        if dry_run:
            _forget(gateways, claim.import_id)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except DBAPIError as error:
        raise click.ClickException(
            f"The database cannot be used ({type(error).__name__}). "
            "`portal migrate` prepares it, `portal doctor` says more."
        ) from error
    finally:
        gateways.database.engine.dispose()
    if as_json:
        click.echo(json.dumps(_as_json(row, refused), indent=2))
    if row.state is not ImportState.DONE:
        raise click.ClickException(row.failure or "It was stopped.")
    if not as_json:
        click.echo(_as_text(row))
        _tell_refused(row, refused)


def _start(gateways: Gateways, file: Path, chosen: Chosen, *, dry_run: bool) -> Claim:
    """Take the file in and claim it at once: a worker steps in only if this process dies."""
    content, sheet = _as_csv(file.read_bytes())
    with unit_of_work(gateways, SYSTEM) as context:
        job = imports.upload(context, file.name, content, sheet, chosen.preset)
        choices = ImportChoices(
            columns=fields.from_json(job.mapping),
            source=job.source,
            vacancy_id=chosen.vacancy_id,
            origin=chosen.origin,
            date_order=chosen.order or job.date_order,
        )
        imports.start(context, job.id, choices, dry_run=dry_run)
        context.wakes.clear()
        context.session.flush()
        claim = jobs.claim_one(context, job.id)
        assert claim is not None
        return claim


def _as_csv(content: bytes) -> tuple[bytes, str | None]:
    """The file as CSV, with the sheet that was read if it is a workbook."""
    if not sheets.is_spreadsheet(content):
        return content, None
    sheet = sheets.to_csv(content)
    return sheet.content, sheet.name


def _run(gateways: Gateways, claim: Claim) -> None:
    """Do the work here, with a bar on a terminal."""
    row, _ = _result(gateways, claim.import_id)
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=row.rows, label="Reading", file=sys.stderr, hidden=hidden) as bar:
        jobs.carry(gateways, claim, after_batch=lambda rows: bar.update(rows - bar.pos))


def _forget(gateways: Gateways, import_id: int) -> None:
    """A dry run from a terminal leaves nothing behind, its file included."""
    with unit_of_work(gateways, SYSTEM) as context:
        imports.discard(context, import_id)


def _result(gateways: Gateways, import_id: int) -> tuple[ImportRow, list[RefusedRow]]:
    with gateways.database.session() as session:
        row = queries.one(session, EVERYTHING, import_id)
        assert row is not None
        return row, queries.refused(session, import_id)


def _as_text(row: ImportRow) -> str:
    done = "It would be" if row.dry_run else "Done:"
    return (
        f"{_read_as(row)}{done} {row.added} added, {row.changed} changed, "
        f"{row.unchanged} unchanged, {row.refused} refused of {row.rows} rows."
    )


def _read_as(row: ImportRow) -> str:
    """What the file was recognised as, a line for each thing to know."""
    said = [f"Read from the sheet “{row.sheet}”."] if row.sheet is not None else []
    said += [f"Recognised as {presets.named(row.preset).label}."] if row.preset else []
    said += [f"The columns are as the last time for “{row.source}”."] if row.remembered else []
    return "".join(f"{line}\n" for line in said)


def _tell_refused(row: ImportRow, refused: list[RefusedRow]) -> None:
    for each in refused[:REASONS_SHOWN]:
        click.echo(f"line {each.line}: {each.reason}", err=True)
    if row.refused > REASONS_SHOWN:
        click.echo(f"... and {row.refused - REASONS_SHOWN} more.", err=True)


def _as_json(row: ImportRow, refused: list[RefusedRow]) -> dict[str, Any]:
    return {
        "import": row.id,
        "file": row.filename,
        "sheet": row.sheet,
        "preset": row.preset,
        "source": row.source,
        "dry_run": row.dry_run,
        "state": row.state.value,
        "rows": row.rows,
        "added": row.added,
        "changed": row.changed,
        "unchanged": row.unchanged,
        "refused": row.refused,
        "refused_rows": [{"line": each.line, "reason": each.reason} for each in refused],
        "findings": [
            {"kind": found.kind.value, "text": found.text, "rows": found.rows, "line": found.line}
            for found in row.findings
        ],
    }
