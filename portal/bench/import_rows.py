"""`import_rows`: our import against reading and bulk-inserting the very same rows."""

import csv
import io
import random
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select

from portal.bench import workbook
from portal.bench.figure import Figure, interleaved, per_second
from portal.bench.import_limits import Taken, bring, taken
from portal.bench.installation import Installation, installation
from portal.models import (
    Application,
    AuditEvent,
    Base,
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Decision,
    Import,
    Note,
)
from portal.vocabulary import Act, ActorKind, DecisionState, EndedBy, Origin, Outcome

ROWS = 10_000
SECONDS, MEBIBYTES = 30, 256
"""What these rows may take, in the process that imports and in the one that reads workbooks."""
TABLES: tuple[type[Base], ...] = (
    Candidate,
    CandidateEmail,
    CandidatePhone,
    Application,
    Decision,
    Note,
    AuditEvent,
)
"""What an import writes, in the order in which rows refer to each other."""
HEADER = (
    "Candidate Id,Name,Email,Phone,Location,Headline,Skills,Job,Stage,Status,Applied On,"
    "Rejected On,Application Id,Notes"
)
NAMES = ("Maya Oliveira", "Jun Kimura", "Ada Correia", "Łukasz Nowak", "Zoë Müller")


def measure() -> Figure:
    """Rows a second: detected, checked, matched, with audit and progress, on SQLite."""
    rows = _rows()
    content = _file(rows)
    csv_, xlsx = taken(content), taken(workbook.written(rows))
    with installation() as place:

        def ours() -> float:
            speed = per_second(ROWS, lambda: bring(place, content))
            _check_and_empty(place)
            return speed

        def bare() -> float:
            speed = per_second(ROWS, lambda: _insert(place, content))
            _check_and_empty(place)
            return speed

        ours()
        value, ceiling = interleaved(ours, bare)
    return Figure(
        name="import_rows",
        value=value,
        unit="rows/s",
        ceiling=ceiling,
        how=(
            f"{ROWS:,} rows of 14 columns from upload to done; the ceiling reads the file with "
            "csv.DictReader and inserts as many rows into the same seven tables with Core, in one "
            f"transaction, unchecked. In a fresh process: {_told('CSV', csv_)}, "
            f"{_told('XLSX', xlsx)}; {SECONDS} s and {MEBIBYTES} MiB are allowed"
        ),
        taken={"csv": asdict(csv_), "xlsx": asdict(xlsx)},
    )


def _told(kind: str, found: Taken) -> str:
    reader = f" (reading it {found.reader_mebibytes:.0f} MiB)" if found.reader_mebibytes else ""
    return f"{kind} {found.seconds:.1f} s and {found.mebibytes:.0f} MiB{reader}"


def _rows() -> list[tuple[str, ...]]:
    dice = random.Random(7)  # noqa: S311  (only to look like people)
    rows = [tuple(HEADER.split(","))]
    for n in range(ROWS):
        status = dice.choice(("Active", "Rejected"))
        rejected_on = "2025-11-20" if status == "Rejected" else ""
        rows.append(
            (str(n), dice.choice(NAMES), f"person{n}@example.com", f"+351 912 {n:06}",
             "Porto, Portugal", "Product Designer", "figma; research; sql",
             "Product Designer, Mobility", "Interview", status, "2025-10-03", rejected_on,
             str(n + ROWS), f"Met at the fair, table {n}")
        )  # fmt: skip
    return rows


def _file(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _insert(place: Installation, content: bytes) -> None:
    """What somebody would write for this one file, trusting every cell of it."""
    rows: dict[type[Base], list[dict[str, Any]]] = {model: [] for model in TABLES}
    now, text = place.gateways.clock.now(), io.StringIO(content.decode(), newline="")
    for key, cells in enumerate(csv.DictReader(text), 1):
        mine = {"candidate_id": key, "position": 0}
        email = cells["Email"]
        rows[Candidate].append(_candidate(key, cells, now))
        rows[CandidateEmail].append({**mine, "address": email, "normal": email.lower()})
        rows[CandidatePhone].append({**mine, "typed": cells["Phone"], "e164": None})
        rows[Application].append(_application(place, key, cells, now))
        rows[Note].append({"candidate_id": key, "text": cells["Notes"], "written_at": now})
        acts = [Act.CANDIDATE_ADDED, Act.APPLICATION_ADDED, Act.NOTE_ADDED]
        if cells["Status"] == "Rejected":
            acts.append(Act.DECISION_IMPORTED)
            rows[Decision].append(_decision(key, cells["Rejected On"]))
        rows[AuditEvent] += [
            {"at": now, "act": act, "actor_kind": ActorKind.USER, "candidate_id": key, "facts": {}}
            for act in acts
        ]
    with place.gateways.database.engine.begin() as connection:
        for model, values in rows.items():
            connection.execute(insert(_table(model)), values)


def _candidate(key: int, cells: dict[str, str], now: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "name": cells["Name"],
        "called": cells["Name"].split()[0],
        "sort_name": cells["Name"].lower(),
        "location": cells["Location"],
        "headline": cells["Headline"],
        "language": "en",
        "skills": cells["Skills"].split("; "),
        "source": "csv",
        "source_id": cells["Candidate Id"],
        "search_text": " ".join((cells["Name"], cells["Email"], cells["Skills"])).lower(),
        "created_at": now,
        "changed_at": now,
    }


def _application(
    place: Installation, key: int, cells: dict[str, str], now: datetime
) -> dict[str, Any]:
    return {
        "id": key,
        "candidate_id": key,
        "vacancy_id": place.vacancy.id,
        "stage_id": place.stages[2].id,
        "stage_since": now,
        "origin": Origin.LIVE,
        "applied_at": datetime.fromisoformat(cells["Applied On"]).replace(tzinfo=UTC),
        "waits_since": now,
        "promised_by": now,
        "source": "csv",
        "source_id": cells["Application Id"],
        "created_at": now,
    }


def _decision(application_id: int, date: str) -> dict[str, Any]:
    return {
        "application_id": application_id,
        "state": DecisionState.IMPORTED,
        "outcome": Outcome.REJECTED,
        "ended_by": EndedBy.US,
        "decided_at": datetime.fromisoformat(date).replace(tzinfo=UTC),
    }


def _check_and_empty(place: Installation) -> None:
    with place.gateways.database.engine.begin() as connection:
        for table in map(_table, TABLES[:4]):
            count = connection.scalar(select(func.count()).select_from(table))
            if count != ROWS:
                raise RuntimeError(f"{count} rows in {table.name}, not {ROWS}")
        for model in reversed(TABLES):
            connection.execute(delete(_table(model)))
        connection.execute(delete(_table(Import)))


def _table(model: type[Base]) -> Table:
    return cast(Table, model.__table__)
