"""Our own export comes back: the same bytes out of an empty database, nothing new in a full one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.models import Application, Candidate, Decision, Stage, Vacancy
from portal.policy.imports import own_file
from portal.policy.imports.applicants import Reading
from portal.policy.imports.cells import restored
from portal.policy.imports.fields import Field
from portal.policy.imports.files import Row, rows
from portal.policy.imports.presets import columns, named
from portal.queries import export
from portal.queries.export import Asked
from portal.queries.visible import Viewer
from portal.services import applications, candidates, decisions, vacancies
from portal.services.decisions import DecisionDraft
from portal.services.vacancies import VacancyDraft
from portal.vocabulary import (
    DecisionState,
    EndedBy,
    NoContact,
    Origin,
    Outcome,
    Role,
    StageKind,
)
from tests.conftest import empty
from tests.fakes import SetClock
from tests.importer import Importer, csv, everything
from tests.makers import FEEDBACK, Make

EVERYTHING = Viewer(0, Role.ADMIN)
OLD = "Name,Email,Phone,Vacancy,Stage,Status,Reason,Applied on,Rejected on,Candidate ID,App ID,Tags"


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def exported(make: Make, viewer: Viewer = EVERYTHING, asked: Asked | None = None) -> str:
    with make.gateways.database.session() as session:
        found = export.rows(session, viewer, asked or Asked())
        return own_file.header() + "".join(map(own_file.line, found))


def table(text: str) -> list[dict[str, str]]:
    """The rows of an export, by header."""
    header, *found = [row.cells for row in rows(_with_first(text), "utf-8", ",")]
    return [dict(zip(header, map(restored, cells), strict=True)) for cells in found]


def _with_first(text: str) -> bytes:
    return ("x\n" + text.removeprefix(own_file.BOM)).encode()


def a_small_house(make: Make, importer: Importer, clock: SetClock) -> None:
    """People of every kind, with all that can become of an application."""
    _bring_some_from_elsewhere(make, importer)
    clock.forward(days=1)
    designer = make.vacancy("Product Designer")
    maya = make.candidate(
        "Oliveira, Maya",
        called="May",
        emails=("Maya@Example.com", "m.o@example.org"),
        phones=("+351 912 345 678", "0912 / 99", "351912345678"),
        headline="Designs; leads, teaches",
        location="-",
        skills=("C, C++", "=SUM(A1)", "none", "Figma; Sketch"),
        experience=("2020 | Lead; Acme", "2018, Designer"),
        education=("Art, Porto",),
        links=("https://maya.example/a,b;c",),
        language="de",
        time_zone="Europe/Lisbon",
    )
    made = make.application(maya, designer, stage=2)
    with make.work(make.actor()) as context:
        applications.mark_promising(context, made.id, True)
        candidates.add_note(context, maya.id, "'=1+1\r\n----\r\n-----\r\n\r\nSecond part")
        candidates.add_note(context, maya.id, "n/a")
        candidates.add_note(context, maya.id, "n/a")
    make.decision(made, now=True, internal_note="two\r\nlines")
    make.accept_notices()
    clock.forward(days=2)
    _more_applications(make, maya, designer, clock)
    _people_with_rules(make)


def _bring_some_from_elsewhere(make: Make, importer: Importer) -> None:
    importer.bring(
        csv(
            "Ada Correia,ada@example.com,1,Engineer,Interview,Rejected,Too junior,2024-01-02,"
            "2024-02-03,7,70,lead;gone",
            "Ada Correia,ada@example.com,,Engineer,,Withdrawn,,2025-01-02,,7,71,",
            "Jun Kimura,jun@example.com,,Engineer,Offer,Hired,,2024-01-02,,8,80,",
            header=OLD,
        ),
        origin=Origin.HISTORY,
        source="greenhouse",
    )
    importer.bring(
        csv(
            f"Eva Nowak,eva@example.com,,Engineer,,Rejected,{'x' * 300},,2025-03-01,9,90,",
            header=OLD,
        ),
        source="lever",
    )


def _more_applications(make: Make, maya: Candidate, designer: Vacancy, clock: SetClock) -> None:
    """One not told yet, one taken back, one only drafted, and twice the same vacancy."""
    again = make.application(maya, designer)
    make.decision(again, outcome=Outcome.WITHDRAWN)
    with make.work(make.actor()) as context:
        draft = VacancyDraft(
            title="Data Lead", department="", location="", description="",
            owner_id=make.user().id, hiring_manager_id=None, confidential=False, promise_days=5,
            criteria=("One", "Two", "Three"),
            stages=(("New", StageKind.APPLIED), ("Phone", StageKind.SCREENING),
                    ("On site", StageKind.INTERVIEW), ("Rejected pile", StageKind.SCREENING)),
        )  # fmt: skip
        lead = vacancies.add(context, draft)
        _ = lead.stages
    rui = make.candidate("Rui Costa")
    taken_back = make.decision(make.application(rui, lead, stage=1))
    hired = make.candidate("Hana Sato")
    make.decision(make.application(hired, lead, stage=3), outcome=Outcome.HIRED)
    sol = make.candidate("Sol Ruiz", source="odoo", source_id="__export__.sol")
    with make.work(make.actor()) as context:
        decisions.reopen(context, taken_back.id)
        waiting = applications.add(context, sol.id, lead.id)
        unsent = DecisionDraft(
            outcome=Outcome.REJECTED, ended_by=EndedBy.US, reason_id=None, internal_note="no",
            feedback=FEEDBACK, promising=False, invites_to_pool=False,
        )  # fmt: skip
        decisions.save_draft(context, waiting.id, unsent)


def _people_with_rules(make: Make) -> None:
    private, silent, stopped = (make.candidate(name) for name in ("Pia", "Sam", "Tom"))
    for phones in (("1",), ("2",), ()):
        make.candidate("No Address", emails=(), phones=phones)
    made = make.vacancy("Twin")
    with make.work() as context:
        for person, values in (
            (private, {"private": True}),
            (silent, {"may_email": False}),
            (stopped, {"stopped": NoContact.DELETED_ELSEWHERE, "stopped_at": context.now}),
        ):
            context.session.execute(
                update(Candidate).where(Candidate.id == person.id).values(**values)
            )
        twins = context.session.scalars(select(Candidate).where(Candidate.name == "No Address"))
        for twin in twins:
            for days in (1, 2):
                applications.add(
                    context, twin.id, made.id, applied_at=context.now - timedelta(days=days)
                )


def test_out_of_an_empty_database_come_the_same_bytes(
    make: Make, importer: Importer, clock: SetClock
) -> None:
    a_small_house(make, importer, clock)
    first = exported(make)
    empty(make.gateways)
    there = Importer(Make(make.gateways))
    clock.forward(days=40)

    row = there.bring(first)

    assert there.counts(row)[1:] == (0, 0, 0), there.refused(row)
    assert exported(make) == first


def test_imported_where_it_comes_from_it_changes_nothing(
    make: Make, importer: Importer, clock: SetClock
) -> None:
    a_small_house(make, importer, clock)
    before, people = everything(importer), importer.all(*Candidate.__table__.columns)
    clock.forward(days=3)

    row = importer.bring(exported(make))

    assert importer.counts(row)[:2] == (0, 0)
    assert importer.counts(row)[3] == 0, importer.refused(row)
    assert everything(importer) == before
    assert importer.all(*Candidate.__table__.columns) == people


@pytest.mark.parametrize("chosen", list(Origin))
def test_what_was_told_stays_told_and_the_rest_waits_for_somebody(
    make: Make, importer: Importer, clock: SetClock, chosen: Origin
) -> None:
    a_small_house(make, importer, clock)
    text = exported(make)
    empty(make.gateways)
    there = Importer(Make(make.gateways))

    there.bring(text, origin=chosen)

    with make.gateways.database.session() as session:
        found = session.execute(
            select(Candidate.name, Application.origin, Decision.outcome, Decision.told_elsewhere_at)
            .join(Application, Application.candidate_id == Candidate.id)
            .join(Decision, Decision.application_id == Application.id)
            .where(Decision.state == DecisionState.IMPORTED)
        ).all()
    untold = {(name, outcome) for name, _, outcome, told in found if told is None}
    origins = {name: origin for name, origin, _, _ in found}
    if chosen is Origin.HISTORY:
        assert untold == set()
        assert set(origins.values()) == {Origin.HISTORY}
        return
    assert untold == {("Eva Nowak", Outcome.REJECTED), ("Oliveira, Maya", Outcome.WITHDRAWN)}
    assert origins["Ada Correia"] is origins["Jun Kimura"] is Origin.HISTORY
    assert origins["Eva Nowak"] is origins["Hana Sato"] is Origin.LIVE


def test_nobody_who_must_not_be_written_to_is_forgotten(
    make: Make, importer: Importer, clock: SetClock
) -> None:
    a_small_house(make, importer, clock)
    text = exported(make)
    empty(make.gateways)

    Importer(Make(make.gateways)).bring(text)

    with make.gateways.database.session() as session:
        people = {person.name: person for person in session.scalars(select(Candidate))}
    assert people["Pia"].private
    assert not people["Sam"].may_email
    assert people["Tom"].stopped is NoContact.DELETED_ELSEWHERE
    assert people["Tom"].stopped_at == clock.now()
    assert (people["Rui Costa"].private, people["Rui Costa"].may_email) == (False, True)


def test_the_clock_of_whoever_waits_goes_on(
    make: Make, importer: Importer, clock: SetClock
) -> None:
    application = make.application(make.candidate("Rui Costa"), make.vacancy())
    text = exported(make)
    empty(make.gateways)
    clock.forward(days=5)

    Importer(Make(make.gateways)).bring(text)

    with make.gateways.database.session() as session:
        found = session.scalars(select(Application)).one()
    assert (found.waits_since, found.promised_by) == (
        application.waits_since,
        application.promised_by,
    )


def test_stages_that_a_vacancy_lacks_are_added_only_if_nobody_has_written_it(
    make: Make, importer: Importer, clock: SetClock
) -> None:
    a_small_house(make, importer, clock)
    text = exported(make)
    empty(make.gateways)
    there = Make(make.gateways)
    there.vacancy("Product Designer")

    row = Importer(there).bring(text.replace(",Interview,interview,", ",Deep dive,interview,"))

    assert stages_of(make, "Data Lead") == [
        "Received", "New", "Screening", "Phone", "Rejected pile", "Interview", "Offer",
    ]  # fmt: skip
    assert stages_of(make, "Product Designer") == ["Received", "Screening", "Interview", "Offer"]
    assert [f.text for f in row.findings if f.kind == "unknown_stage"] == ["Deep dive"]


def stages_of(make: Make, title: str) -> list[str]:
    with make.gateways.database.session() as session:
        query = select(Stage.name).join(Vacancy, Vacancy.id == Stage.vacancy_id)
        found = session.scalars(query.where(Vacancy.title == title).order_by(Stage.position))
        return list(found)


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
LINES = st.lists(TEXT, max_size=4)


@given(
    name=TEXT.filter(lambda text: own_file.one_line(text)),
    headline=TEXT,
    skills=LINES,
    notes=LINES,
    note=TEXT,
)
def test_whatever_is_written_is_read_to_the_letter(
    name: str, headline: str, skills: list[str], notes: list[str], note: str
) -> None:
    line = own_file.line(
        {
            Field.NAME: name,
            Field.HEADLINE: headline,
            Field.SKILLS: skills,
            Field.NOTES: notes,
            Field.DECISION_NOTE: note,
            Field.PHONE: ["+49 1", "-"],
        }
    )
    headers = [header for header, _ in own_file.COLUMNS]
    own = named(own_file.NAME)
    reading = Reading(
        headers, columns(headers, own.wanted), {}, UTC, datetime(2026, 1, 1, tzinfo=UTC), preset=own
    )
    (row,) = rows(("x\n" + line).encode(), "utf-8", ",")

    found = reading.applicant(Row(row.line, row.cells, row.problem))

    assert found.name == own_file.one_line(name)
    assert found.headline == own_file.one_line(headline)
    assert found.skills == tuple(dict.fromkeys(filter(None, map(own_file.one_line, skills))))
    assert found.notes == tuple(dict.fromkeys(filter(None, map(own_file.paragraphs, notes))))
    assert found.phones == ("+49 1", "-")
    assert found.own is not None
    assert found.own.decision_note == own_file.paragraphs(note)
