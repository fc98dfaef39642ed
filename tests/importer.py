"""Brings a file in as a person would: upload, choices, and a worker that does the rest."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from portal.context import Actor
from portal.gateways import Gateways, sheets
from portal.jobs import imports as jobs
from portal.models import Application, Base, Candidate, Decision, Stage, Vacancy
from portal.policy.imports import fields
from portal.queries import imports as queries
from portal.queries.imports import ImportRow, RefusedRow
from portal.queries.visible import Viewer
from portal.services import imports
from portal.services.imports import ImportChoices
from portal.unit_of_work import unit_of_work
from portal.vocabulary import Origin, Role
from tests.makers import Make

HEADER = "Name,Email,Vacancy,Stage,Status,Applied on,Rejected on,Candidate ID,Application ID"


def csv(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def many(count: int, *, start: int = 0) -> str:
    """A file of so many people, each with an application."""
    return csv(
        *(
            f"Person {n},person{n}@example.com,Designer,Interview,Rejected,2025-10-01,2025-11-03,"
            f"{n},{n + 100_000}"
            for n in range(start, start + count)
        )
    )


TWO = csv(
    "Maya Oliveira,maya@example.com,Product Designer,Interview,Rejected,2025-10-01,2025-11-03,1,11",
    "Jun Kimura,jun@example.com,Product Designer,Received,Active,2025-10-02,,2,12",
)


class Importer:
    """Somebody who imports."""

    def __init__(self, make: Make, actor: Actor | None = None) -> None:
        self.gateways: Gateways = make.gateways
        self.actor = actor or make.actor()

    def upload(self, text: str | bytes, filename: str = "people.csv") -> int:
        content = text.encode() if isinstance(text, str) else text
        if sheets.is_spreadsheet(content):
            content = sheets.to_csv(content).content
        with unit_of_work(self.gateways, self.actor) as context:
            return imports.upload(context, filename, content).id

    def start(self, import_id: int, *, dry_run: bool = False, **chosen: Any) -> None:
        row = self.row(import_id)
        choices = {
            "columns": row.columns,
            "source": row.source,
            "origin": Origin.LIVE,
            "date_order": row.date_order,
            **chosen,
        }
        with unit_of_work(self.gateways, self.actor) as context:
            imports.start(context, import_id, ImportChoices(**choices), dry_run=dry_run)

    def work(self) -> None:
        """What a worker does until nothing is left."""
        while jobs.run_due(self.gateways):
            pass

    def bring(self, text: str | bytes, *, dry_run: bool = False, **chosen: Any) -> ImportRow:
        """From the upload to the end."""
        import_id = self.upload(text)
        self.start(import_id, dry_run=dry_run, **chosen)
        self.work()
        return self.row(import_id)

    def row(self, import_id: int) -> ImportRow:
        with self.gateways.database.reading() as session:
            row = queries.one(session, Viewer(0, Role.ADMIN), import_id)
        assert row is not None
        return row

    def refused(self, row: ImportRow) -> list[RefusedRow]:
        with self.gateways.database.session() as session:
            return queries.refused(session, row.id)

    def counts(self, row: ImportRow) -> tuple[int, int, int, int]:
        """Added, changed, unchanged, refused."""
        return row.added, row.changed, row.unchanged, row.refused

    def all(self, *columns: Any) -> list[Any]:
        """Values of columns, in order of the first."""
        with self.gateways.database.session() as session:
            return list(session.execute(select(*columns).order_by(columns[0])))

    def applications(self) -> list[Any]:
        """Who applied for what, at which stage, and what was decided, by name."""
        query = (
            select(Candidate.name, Vacancy.title, Stage.name, Decision.outcome)
            .join(Application, Application.candidate_id == Candidate.id)
            .join(Vacancy, Vacancy.id == Application.vacancy_id)
            .join(Stage, Stage.id == Application.stage_id)
            .outerjoin(Decision, Decision.application_id == Application.id)
            .order_by(Candidate.name, Application.id)
        )
        with self.gateways.database.session() as session:
            return [tuple(row) for row in session.execute(query)]


def everything(importer: Importer) -> dict[str, int]:
    """How many rows each table has, but those of imports themselves."""
    with importer.gateways.database.session() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if not table.name.startswith("import") and table.name != "audit_events"
        }


def kinds(row: ImportRow) -> set[str]:
    """Which findings there are."""
    return {found.kind.value for found in row.findings}


def guess(header: str) -> fields.Columns:
    return fields.guess(header.split(","))


def lines(refused: Iterable[RefusedRow]) -> dict[int, str]:
    return {each.line: each.reason for each in refused}
