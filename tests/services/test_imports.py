"""What an import does with people and applications, by a real worker on a real database."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.models import (
    Application,
    Candidate,
    CandidateEmail,
    Decision,
    Note,
    Stage,
    Vacancy,
)
from portal.policy.refusal import Refusal
from portal.services import decisions
from portal.vocabulary import DecisionState, Origin, Outcome, StageKind
from tests.fakes import SetClock
from tests.importer import TWO, Importer, csv, everything, kinds, lines
from tests.makers import Make


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def test_people_and_applications_come_in_with_everything_the_rest_needs(
    importer: Importer, clock: SetClock
) -> None:
    row = importer.bring(
        csv(
            'Zoë Ångström,Zoe@Example.com,+351 912 345 678,Porto,Designer,"figma;sql",Fair,Art,'
            "zoe.example,de,Europe/Lisbon,7,https://ats.example/7,met her",
            header="Name,Email,Phone,City,Title,Skills,Experience,Education,Website,Language,"
            "Time zone,Candidate ID,Profile URL,Notes",
        )
    )

    assert importer.counts(row) == (1, 0, 0, 0)
    with importer.gateways.database.session() as session:
        zoe = session.scalars(select(Candidate)).one()
        assert (zoe.name, zoe.called, zoe.sort_name) == ("Zoë Ångström", "Zoë", "zoe angstrom")
        assert (zoe.location, zoe.headline, zoe.language) == ("Porto", "Designer", "de")
        assert (zoe.skills, zoe.links) == (["figma", "sql"], ["https://zoe.example"])
        assert (zoe.source, zoe.source_id) == ("csv", "7")
        assert zoe.source_url == "https://ats.example/7"
        assert "zoe@example.com" in zoe.search_text
        assert "figma" in zoe.search_text
        assert [(e.position, e.address, e.normal) for e in zoe.emails] == [
            (0, "Zoe@example.com", "zoe@example.com")
        ]
        assert [phone.e164 for phone in zoe.phones] == ["+351912345678"]
        note = session.scalars(select(Note)).one()
        assert (note.text, note.author_id) == ("met her", importer.actor.id)
    # Nobody applied for anything: the file names no vacancy, and nobody chose one.
    assert importer.applications() == []
    assert kinds(row) == {"no_vacancy"}


def test_live_applications_wait_from_today_and_rejections_go_to_triage(
    importer: Importer, make: Make, clock: SetClock
) -> None:
    vacancy = make.vacancy("Product Designer")

    importer.bring(TWO)

    with importer.gateways.database.session() as session:
        first, second = session.scalars(select(Application).order_by(Application.id))
        for application in (first, second):
            assert application.vacancy_id == vacancy.id
            assert application.origin is Origin.LIVE
            assert application.waits_since == clock.now()
            # Ten working days, as the vacancy promises: two weeks from this Monday.
            assert application.promised_by is not None
            assert application.promised_by.date() == (clock.now() + timedelta(days=14)).date()
        assert first.applied_at == datetime(2025, 10, 1, 10, tzinfo=UTC)
        assert first.stage_id == vacancy.stages[2].id
        assert (first.source, first.source_id) == ("csv", "11")
        decision = session.scalars(select(Decision)).one()
        assert decision.application_id == first.id
        assert decision.state is DecisionState.IMPORTED
        assert decision.outcome is Outcome.REJECTED
        assert decision.decided_at.date() == datetime(2025, 11, 3, tzinfo=UTC).date()
        assert decision.told_elsewhere_at is None


def test_history_was_told_elsewhere_and_no_clock_runs(importer: Importer, clock: SetClock) -> None:
    importer.bring(TWO, origin=Origin.HISTORY)

    with importer.gateways.database.session() as session:
        for application in session.scalars(select(Application)):
            assert application.origin is Origin.HISTORY
            assert application.waits_since is None
            assert application.promised_by is None
        assert session.scalars(select(Decision)).one().told_elsewhere_at == clock.now()


@pytest.mark.parametrize("origin", list(Origin))
def test_an_import_never_writes_to_anybody(importer: Importer, origin: Origin) -> None:
    statuses = ("Rejected", "Withdrawn", "Offer declined", "Hired", "Active")
    importer.bring(
        csv(*(f"P{n},p{n}@example.com,Designer,,{s},,,{n},{n}" for n, s in enumerate(statuses))),
        origin=origin,
    )

    assert len(importer.applications()) == 5
    assert everything(importer)["notices"] == everything(importer)["links"] == 0


def test_somebody_who_was_hired_need_not_be_told(importer: Importer) -> None:
    importer.bring(csv("Maya,maya@example.com,Designer,,Hired,,,1,1"))

    assert importer.all(Decision.told_elsewhere_at)[0][0] is not None


def test_the_same_file_twice_changes_nothing(importer: Importer, clock: SetClock) -> None:
    header = "Name,Email,Phone,Vacancy,Status,Notes,Website"
    text = csv(
        "Maya,maya@example.com,+351 912 345 678,Designer,Rejected,met her,maya.example",
        "Jun,jun@example.com;j@example.org,0912,Designer,Active,,",
        header=header,
    )
    importer.bring(text)
    before, people = everything(importer), importer.all(*Candidate.__table__.columns)
    clock.forward(days=3)

    again = importer.bring(text)

    assert importer.counts(again) == (0, 0, 2, 0)
    assert everything(importer) == before
    assert importer.all(*Candidate.__table__.columns) == people


def test_the_same_people_by_id_even_with_another_address(importer: Importer) -> None:
    importer.bring(TWO)

    row = importer.bring(TWO.replace("maya@example.com", "maya@new.example"))

    assert importer.counts(row) == (0, 1, 1, 0)
    emails = importer.all(
        CandidateEmail.candidate_id, CandidateEmail.position, CandidateEmail.normal
    )
    # The address that is written to stays the first one.
    assert [normal for _, _, normal in sorted(emails)] == [
        "maya@example.com",
        "maya@new.example",
        "jun@example.com",
    ]


def test_what_is_here_is_filled_in_and_never_overwritten(importer: Importer, make: Make) -> None:
    maya = make.candidate("Maya Oliveira", headline="Lead designer", skills=("figma",))

    row = importer.bring(
        csv(
            "Maya Oliveira,maya@example.com,Intern,sql,Porto,77",
            header="Name,Email,Title,Skills,City,Candidate ID",
        )
    )

    assert importer.counts(row) == (0, 1, 0, 0)
    with importer.gateways.database.session() as session:
        found = session.scalars(select(Candidate)).one()
        assert (found.id, found.headline, found.skills) == (maya.id, "Lead designer", ["figma"])
        assert (found.location, found.source_id) == ("Porto", "77")
        assert "porto" in found.search_text


def test_two_people_sharing_an_address_are_never_merged(importer: Importer, make: Make) -> None:
    make.candidate("Maya Oliveira", emails=("office@example.com",))

    row = importer.bring(
        csv(
            "João Silva,Office@example.com,,,,,,,",
            "Ada Correia,ada@example.com,,,,,,,",
            "Eva Nowak,ada@example.com,,,,,,,",
            "Ada Correia,ada@example.com,,,,,,5,",
            "Ada Correia,ada@example.com,,,,,,6,",
        )
    )

    refused = lines(importer.refused(row))
    assert refused.keys() == {2, 4, 6}
    assert refused[2].startswith("Maya Oliveira has the address Office@example.com already.")
    assert refused[4].startswith("Ada Correia has the address ada@example.com already.")
    assert "under the id 5" in refused[6]
    assert [name for (name,) in importer.all(Candidate.name)] == ["Ada Correia", "Maya Oliveira"]


def test_an_address_of_one_person_and_an_id_of_another_is_refused(importer: Importer) -> None:
    importer.bring(TWO)

    row = importer.bring(
        csv(
            "Maya Oliveira,jun@example.com,Other,,,,,1,",
            "Jun Kimura,jun@example.com,Other,,,,,2,11",
            '"Maya Oliveira","maya@example.com;jun@example.com",Other,,,,,,',
        )
    )

    assert importer.counts(row) == (0, 0, 0, 3)
    reasons = lines(importer.refused(row))
    assert reasons[2].startswith("Jun Kimura has the address")
    assert reasons[3].startswith("The application 11 belongs to Maya Oliveira.")
    assert len(importer.applications()) == 2


def test_one_person_with_several_applications_is_one_person(importer: Importer) -> None:
    row = importer.bring(
        csv(
            "Maya,maya@example.com,Designer,,Rejected,2024-01-01,,1,11",
            "Maya,maya@example.com,Engineer,,Active,2025-01-01,,1,12",
            "Maya,maya@example.com,Designer,,Active,2025-06-01,,1,13",
        )
    )

    assert importer.counts(row) == (3, 0, 0, 0)
    assert importer.applications() == [
        ("Maya", "Designer", "Received", Outcome.REJECTED),
        ("Maya", "Engineer", "Received", None),
        ("Maya", "Designer", "Received", None),
    ]


def test_an_application_added_by_hand_is_recognised_and_gets_its_id(
    importer: Importer, make: Make
) -> None:
    application = make.application(
        make.candidate("Maya Oliveira"), make.vacancy("Product Designer")
    )

    row = importer.bring(TWO)

    assert importer.counts(row) == (1, 1, 0, 0)
    ids = importer.all(Application.id, Application.source_id)
    assert (application.id, "11") in [tuple(pair) for pair in ids]


def test_a_newer_export_brings_the_decision(importer: Importer) -> None:
    importer.bring(TWO)

    row = importer.bring(TWO.replace("Active,2025-10-02,", "Rejected,2025-10-02,2025-12-01"))

    assert importer.counts(row) == (0, 1, 1, 0)
    assert [outcome for *_, outcome in importer.applications()] == [Outcome.REJECTED] * 2


def test_a_decision_that_the_team_took_back_does_not_return_with_the_same_file(
    importer: Importer, make: Make, clock: SetClock
) -> None:
    importer.bring(TWO)
    (decision_id,) = importer.all(Decision.id)[0]
    with make.work(make.actor()) as context:
        decisions.reopen(context, decision_id)

    assert importer.counts(importer.bring(TWO)) == (0, 0, 2, 0)

    clock.forward(days=30)
    later = TWO.replace("2025-11-03", "2026-03-20")
    assert importer.counts(importer.bring(later)) == (0, 1, 1, 0)


def test_a_decision_of_ours_stands(importer: Importer, make: Make) -> None:
    maya, vacancy = make.candidate("Maya Oliveira"), make.vacancy("Product Designer")
    make.decision(make.application(maya, vacancy), outcome=Outcome.WITHDRAWN)

    importer.bring(TWO)

    assert importer.applications()[1] == (
        "Maya Oliveira", "Product Designer", "Received", Outcome.WITHDRAWN,
    )  # fmt: skip


def test_a_vacancy_is_found_by_its_title_and_opened_where_there_is_none(
    importer: Importer, make: Make
) -> None:
    make.vacancy("Ärztin für Träume")

    row = importer.bring(
        csv(
            "Maya,maya@example.com,ÄRZTIN FÜR TRÄUME,,,,,1,1",
            "Jun,jun@example.com,Neu,,,,,2,2",
            "Ada,ada@example.com,NEU,,,,,3,3",
        )
    )

    assert [title for (title,) in importer.all(Vacancy.title)] == ["Neu", "Ärztin für Träume"]
    assert [(f.kind.value, f.text, f.line) for f in row.findings] == [("vacancy_opened", "Neu", 3)]
    assert importer.all(Vacancy.owner_id)[-1][0] == importer.actor.id


def test_a_vacancy_that_the_importer_may_not_see_is_neither_used_nor_told(
    importer: Importer, make: Make
) -> None:
    secret = make.vacancy("New CFO", owner=make.user("Olga Other"), confidential=True)

    importer.bring(csv("Maya,maya@example.com,New CFO,,,,,1,1"))

    assert secret.id not in [id_ for (id_,) in importer.all(Application.vacancy_id)]
    import_id = importer.upload(csv("Jun,jun@example.com,,,,,,2,2"))
    with pytest.raises(Refusal, match="no such vacancy"):
        importer.start(import_id, vacancy_id=secret.id)


def test_rows_without_a_vacancy_take_the_chosen_one(importer: Importer, make: Make) -> None:
    vacancy = make.vacancy("Chosen")
    make.vacancy("Named")

    importer.bring(
        csv("Jun,jun@example.com,Named,,,,,,", "Maya,maya@example.com,,,,,,,"),
        vacancy_id=vacancy.id,
    )

    assert [title for _, title, *_ in importer.applications()] == ["Named", "Chosen"]


def test_a_stage_is_found_by_its_name_else_it_is_the_first_and_said(
    importer: Importer, make: Make
) -> None:
    make.vacancy("Designer")
    row = importer.bring(
        csv(
            "Ada,ada@example.com,Designer,INTERVIEW,,,,,",
            "Jun,jun@example.com,Designer,Teleporting,,,,,",
            "Maya,maya@example.com,Designer,Hired,,,,,",
        )
    )

    assert [stage for _, _, stage, _ in importer.applications()] == [
        "Interview",
        "Received",
        "Received",
    ]
    assert [f.text for f in row.findings if f.kind == "unknown_stage"] == ["Teleporting"]


def test_a_vacancy_that_nobody_has_written_yet_gets_the_stages_of_the_file(
    importer: Importer, make: Make
) -> None:
    row = importer.bring(
        csv(
            "Ada,ada@example.com,Designer,On-site interview,,,,,",
            "Jun,jun@example.com,Designer,Phone screen,,,,,",
            "Maya,maya@example.com,Designer,Hired,,,,,",
        )
    )

    assert [stage for _, _, stage, _ in importer.applications()] == [
        "On-site interview",
        "Phone screen",
        "Received",
    ]
    assert [f.text for f in row.findings if f.kind == "stage_added"] == [
        "On-site interview",
        "Phone screen",
    ]
    with make.work() as context:
        stages = select(Stage.name, Stage.kind).order_by(Stage.position)
        assert [tuple(row) for row in context.session.execute(stages)] == [
            ("Received", StageKind.APPLIED),
            ("Screening", StageKind.SCREENING),
            ("Phone screen", StageKind.SCREENING),
            ("Interview", StageKind.INTERVIEW),
            ("On-site interview", StageKind.INTERVIEW),
            ("Offer", StageKind.OFFER),
        ]
