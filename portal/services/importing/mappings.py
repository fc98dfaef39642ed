"""How a file begins: recognised as an export that we know, or as the last one of its system."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.context import Context
from portal.models import Import, ImportMapping
from portal.policy.imports import presets
from portal.policy.imports.fields import Columns, Field, key
from portal.policy.imports.presets import Preset, Wanted
from portal.queries import imports as queries

UNKNOWN_SYSTEM = "csv"
OTHER_SYSTEMS = ("personio", "bamboohr", "bullhorn")
"""Names that are looked for in the name of a file, beside those of the presets."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of a file before anybody has looked at it."""

    columns: Columns
    preset: Preset
    source: str
    remembered: bool
    """Whether the columns are as the last time."""


def begin(
    context: Context, headers: Sequence[str], filename: str, preset: str | None = None
) -> Beginning:
    """Recognise a file, or take it as the preset that somebody has named."""
    found = presets.named(preset) if preset else presets.recognise(headers, filename)
    if found is not None and found.is_own:
        return Beginning(presets.columns(headers, found.wanted), found, found.source, False)
    source = found.source if found else _named_in(filename)
    last = None if preset else queries.mapping_of(context.session, source, headers)
    if last is None and not (preset or source):
        last = queries.mapping_with(context.session, headers)
    return _made(headers, found or presets.GUESSED, last, source)


def as_the_last_time(context: Context, job: Import) -> Beginning | None:
    """The columns as they were for the last file of this system, if there was one."""
    last = queries.mapping_of(context.session, job.source, job.columns)
    if last is None:
        return None
    return _made(job.columns, presets.named(job.preset), last, job.source)


def remember(context: Context, job: Import, columns: Columns) -> None:
    """Keep what the columns hold, for the next file of this system."""
    if presets.named(job.preset).is_own:
        return
    held = {position: each.value for each, positions in columns.items() for position in positions}
    said = {
        header: held.get(position, "")
        for position, header in reversed(list(enumerate(map(key, job.columns))))
        if header
    }
    kept = context.session.scalar(
        select(ImportMapping).where(ImportMapping.source == job.source).with_for_update()
    )
    if kept is None:
        kept = ImportMapping(source=job.source)
        context.session.add(kept)
    kept.fields, kept.changed_at = said, context.now


def _made(
    headers: Sequence[str], preset: Preset, last: ImportMapping | None, source: str
) -> Beginning:
    layers: list[Wanted] = [_wanted(last)] if last else []
    return Beginning(
        columns=presets.columns(headers, *layers, preset.wanted),
        preset=preset,
        source=source or (last.source if last else UNKNOWN_SYSTEM),
        remembered=last is not None,
    )


def _wanted(mapping: ImportMapping) -> Wanted:
    return {header: Field(held) if held else None for header, held in mapping.fields.items()}


def _named_in(filename: str) -> str:
    known = (*(preset.source for preset in presets.PRESETS.values()), *OTHER_SYSTEMS)
    return next((source for source in known if source in filename.casefold()), "")
