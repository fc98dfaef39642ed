"""What a candidate may see, read for them alone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Column, Select

from portal.models import Candidate
from portal.policy.preferences import DEFAULT
from portal.queries import mine, mine_applications, mine_inquiries, pool_text
from portal.queries.mine import Standing
from portal.queries.mine_applications import MyApplication
from portal.services import pool, preferences
from portal.vocabulary import Channel, Membership, Outcome, PointKind, Topic
from tests.fakes import SetClock
from tests.makers import Make

UNDO = timedelta(minutes=10)


@pytest.fixture
def maya(make: Make) -> Candidate:
    return make.candidate("Maya Oliveira")


def standing(make: Make, candidate: Candidate) -> Standing:
    with make.work() as context:
        return mine.standing(context.session, candidate.id, context.now)


def applications(make: Make, candidate: Candidate) -> list[MyApplication]:
    with make.work() as context:
        return mine_applications.applications(
            context.session, candidate.id, now=context.now, undo=UNDO
        )


def letter(make: Make, candidate: Candidate, decision_id: int) -> mine.Letter | None:
    with make.work() as context:
        return mine.letter(context.session, candidate.id, decision_id)


def test_nothing_internal_is_read() -> None:
    read = {
        f"{column.table.name}.{column.name}"
        for module in (mine, mine_applications, mine_inquiries)
        for statement in vars(module).values()
        if isinstance(statement, Select)
        for selected in statement.selected_columns
        if isinstance(column := getattr(selected, "element", selected), Column)
    }
    assert read == {
        *(f"achievements.{name}" for name in ("id", "kind", "title", "reached_on")),
        *(f"achievements.{name}" for name in ("issuer", "link")),
        *(f"applications.{name}" for name in ("id", "applied_at", "origin", "promised_by")),
        *("applications.stage_since", "stages.kind"),
        *("holding_messages.written_at", "holding_messages.message"),
        *(f"inquiries.{name}" for name in ("id", "concern", "asked_at", "answer_by")),
        *("candidates.language", "consents.event", "consents.at", "consents.until"),
        *(f"decisions.{name}" for name in ("id", "outcome", "state", "invites_to_pool")),
        "decisions.released_at",
        *(f"feedback.{name}" for name in ("id", "revision", "message", "advice", "written_at")),
        *("feedback.body", "feedback.body_language"),
        *(f"feedback_points.{name}" for name in ("criterion", "kind", "seen", "next_time")),
        *(f"preferences.{name}" for name in ("channels", "topics", "at_most", "paused_until")),
        *("users.name", "users.job_title", "vacancies.title"),
    }


def test_a_letter_holds_its_points_in_order(make: Make, maya: Candidate) -> None:
    decision = make.told(maya)
    found = letter(make, maya, decision.id)
    assert found is not None
    assert [(point.criterion, point.kind) for point in found.points] == [
        ("Interaction craft", PointKind.STRENGTH),
        ("Working with data", PointKind.GAP),
    ]
    assert (found.writer, found.writer_title) == ("Rosa Recruiter", "Head of Design")
    assert found.written_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert not found.corrected


def test_a_letter_is_for_its_candidate_alone(make: Make, maya: Candidate) -> None:
    decision = make.told(maya)
    assert letter(make, make.candidate("Ada Correia"), decision.id) is None
    assert letter(make, maya, decision.id + 1) is None


def test_an_undecided_decision_is_not_even_read(
    make: Make, maya: Candidate, clock: SetClock
) -> None:
    decision = make.decision(make.application(maya))
    [seen] = applications(make, maya)
    assert (seen.outcome, seen.told_at, seen.letter_id, seen.invited) == (None, None, None, False)
    clock.forward(minutes=10)
    make.accept_notices()
    [seen] = applications(make, maya)
    assert (seen.outcome, seen.told_at) == (Outcome.REJECTED, clock.now())
    assert (seen.letter_id, seen.invited) == (decision.id, True)


def test_applications_of_others_are_not_read(make: Make, maya: Candidate) -> None:
    make.told(make.candidate("Ada Correia"))
    assert applications(make, maya) == []


def test_who_chose_nothing_stands_where_everybody_starts(make: Make, maya: Candidate) -> None:
    assert standing(make, maya) == Standing(Membership.NONE, None, DEFAULT, "en")


def test_a_standing_follows_what_the_candidate_does(
    make: Make, maya: Candidate, clock: SetClock
) -> None:
    with make.work() as context:
        pool.join(context, maya.id, pool.current_text(context, maya.id).id)
        preferences.pause(context, maya.id, 1)
    found = standing(make, maya)
    assert (found.membership, found.belongs) == (Membership.PAUSED, True)
    assert found.until == datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert found.chosen.paused_until == datetime(2026, 4, 2, 9, tzinfo=UTC)
    assert (found.chosen.channels, found.chosen.topics) == ((Channel.EMAIL,), tuple(Topic))

    clock.forward(days=31)
    found = standing(make, maya)
    assert (found.membership, found.chosen.paused_until) == (Membership.MEMBER, None)

    with make.work() as context:
        pool.leave(context, maya.id)
    found = standing(make, maya)
    assert (found.membership, found.belongs) == (Membership.LEFT, False)


def test_achievements_come_with_the_latest_first(make: Make, maya: Candidate) -> None:
    make.achievement(maya, "First")
    make.achievement(maya, "Second")
    make.achievement(make.candidate("Ada Correia"), "Hers")
    with make.work() as context:
        rows = mine.achievements(context.session, maya.id)
        assert [row.title for row in rows] == ["Second", "First"]
        assert mine.achievement(context.session, maya.id, rows[0].id) == rows[0]
        ada_s = rows[0].id + 1
        assert mine.achievement(context.session, maya.id, ada_s) is None


def test_the_wording_is_filled_in(make: Make, maya: Candidate) -> None:
    with make.work() as context:
        text = pool_text.current(context.session, maya.id)
        assert pool_text.agreed(context.session, maya.id) is None
        pool.join(context, maya.id, text.id)
        assert pool_text.agreed(context.session, maya.id) == text
    assert "Only the hiring team of Northlight Studio" in text.paragraphs[2]
    assert "This lasts 12 months." in text.paragraphs[3]
