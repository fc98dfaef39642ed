"""An administrator looks after the team: invites, changes, lets go, hands work over."""

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import AuditEvent, Notice, Organisation, User, Vacancy
from portal.policy.refusal import Refusal
from portal.services import organisation, users
from portal.vocabulary import Act, NoticeState, Purpose, Role
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import PASSWORD, Make

TEAM = "recruiter.settings.team.page"
MEMBER = "recruiter.settings.team.member"
LEAVE = "Hand over and deactivate"


def invite(adam: Browser, **typed: str) -> Page:
    filled = {"name": "Ines Invited", "email": "ines@northlight.example", **typed}
    return adam.submit(
        adam.get("recruiter.settings.team.invitation"), "Send the invitation", **filled
    )


def access(page: Page, name: str) -> str:
    """How the list says that somebody's access stands."""
    for item in page.all(".item"):
        if item.cssselect("a")[0].text_content() == name:
            return str(item.cssselect(".tag")[0].text_content())
    raise AssertionError(f"{name} is not in the list")


def kept(gateways: Gateways, name: str) -> User:
    with gateways.database.session() as session:
        return session.scalars(select(User).where(User.name == name)).one()


def test_an_invitation_is_owed_by_mail(adam: Browser, gateways: Gateways) -> None:
    page = invite(adam, email="Ines@Northlight.Example", job_title="Recruiter", role="admin")

    assert page.said == "Invitation on its way."
    assert access(page, "Ines Invited") == "invited"
    ines = kept(gateways, "Ines Invited")
    assert (ines.email, ines.role) == ("ines@northlight.example", Role.ADMIN)
    with gateways.database.session() as session:
        notice = session.scalars(select(Notice)).one()
    assert (notice.user_id, notice.purpose) == (ines.id, Purpose.INVITATION)
    assert notice.state is NoticeState.SCHEDULED


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "ines at home"}, "email"),
        ({"email": ""}, "email"),
        ({"email": "adam@northlight.example"}, "email"),
        ({"email": "ADAM@northlight.example"}, "email"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_a_bad_invitation_says_why_and_keeps_what_was_typed(
    adam: Browser, gateways: Gateways, typed: dict[str, str], field: str
) -> None:
    page = invite(adam, **{"job_title": "Recruiter", **typed})

    assert page.status == 422
    assert page.wrong[field]
    assert page.value("job_title") == "Recruiter"
    with gateways.database.session() as session:
        assert session.scalars(select(Notice)).all() == []


def test_a_role_that_there_is_not_is_refused(adam: Browser) -> None:
    assert invite(adam, role="emperor").status == 422


def test_an_invitation_runs_out_and_can_be_sent_again(
    adam: Browser, gateways: Gateways, clock: SetClock
) -> None:
    invite(adam)
    clock.forward(days=8)
    adam.begin_as_user(kept(gateways, "Adam Admin"))
    page = adam.get(TEAM)
    assert access(page, "Ines Invited") == "invitation has run out"

    page = adam.submit(adam.get(page.link("Ines Invited")), "Invite again")
    assert page.said == "Invitation on its way."
    assert access(page, "Ines Invited") == "invited"


def test_an_invitation_that_did_not_arrive_is_seen(
    adam: Browser, gateways: Gateways, make: Make
) -> None:
    invite(adam)
    with make.work() as context:
        context.session.scalars(select(Notice)).one().state = NoticeState.BOUNCED

    assert access(adam.get(TEAM), "Ines Invited") == "invitation not delivered"


def test_name_title_and_role_are_changed(adam: Browser, make: Make, gateways: Gateways) -> None:
    rosa = make.user()
    page = adam.submit(
        adam.get(MEMBER, user_id=rosa.id), "Save", name="Rosa Lind", job_title="", role="admin"
    )

    assert page.said == "Saved."
    assert access(page, "Rosa Lind") == "invitation has run out"
    assert kept(gateways, "Rosa Lind").role is Role.ADMIN


def test_somebody_has_to_stay_administrator(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(adam.get(MEMBER, user_id=adam.id), "Save", role="recruiter")

    assert page.status == 422
    assert "Somebody has to stay administrator." in page.text
    assert kept(gateways, "Adam Admin").role is Role.ADMIN


def test_an_owner_of_vacancies_does_not_become_a_hiring_manager(adam: Browser, make: Make) -> None:
    make.vacancy()
    page = adam.submit(adam.get(MEMBER, user_id=make.user().id), "Save", role="hiring_manager")

    assert page.status == 422
    assert "owns 1 vacancy. Hand them over first." in page.text


def test_whoever_answers_concerns_does_not_become_a_hiring_manager(
    adam: Browser, make: Make
) -> None:
    rosa = make.user()
    with make.work() as context:
        organisation.change(context, concern_owner_id=rosa.id)
    page = adam.submit(adam.get(MEMBER, user_id=rosa.id), "Save", role="hiring_manager")

    assert page.status == 422
    assert "answers concerns" in page.text


def test_a_deactivated_person_is_out_and_can_come_back(
    adam: Browser, rosa: Browser, make: Make
) -> None:
    page = adam.submit(adam.get(MEMBER, user_id=rosa.id), "Deactivate")
    assert page.said == "Deactivated and signed out everywhere."
    assert access(page, "Rosa Recruiter") == "deactivated"
    assert rosa.get("/recruiter/").status == 303

    page = adam.submit(adam.get(MEMBER, user_id=rosa.id), "Reactivate")
    assert page.said == "Active again."
    # The old session does not come back to life.
    assert rosa.get("/recruiter/").status == 303


def test_nobody_deactivates_themselves(adam: Browser) -> None:
    assert "Deactivate" not in adam.get(MEMBER, user_id=adam.id).text
    page = adam.post("recruiter.settings.team.deactivate", user_id=adam.id)

    assert page.status == 422
    assert "You cannot deactivate yourself." in page.text


def test_the_last_administrator_cannot_be_deactivated_by_a_race(make: Make) -> None:
    only = make.user("Adam Admin", role=Role.ADMIN)
    with (
        pytest.raises(Exception, match="Somebody has to stay administrator"),
        make.work(make.actor()) as context,
    ):
        users.deactivate(context, only.id)


def test_whoever_has_work_hands_it_over_in_the_same_step(
    adam: Browser, rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy, heir = make.vacancy(), make.user("Henry Heir")
    with make.work() as context:
        organisation.change(context, concern_owner_id=rosa.id)
    page = adam.get(MEMBER, user_id=rosa.id)
    assert "owns 1 vacancy, answers concerns" in page.text

    page = adam.submit(page, LEAVE, heir=str(heir.id))

    assert page.said == "Deactivated and signed out everywhere."
    assert access(page, "Rosa Recruiter") == "deactivated"
    with gateways.database.session() as session:
        assert session.get_one(Vacancy, vacancy.id).owner_id == heir.id
        assert session.scalars(select(Organisation)).one().concern_owner_id == heir.id


def test_work_can_be_handed_over_without_leaving(adam: Browser, rosa: Browser, make: Make) -> None:
    make.vacancy()
    heir = make.user("Henry Heir")
    page = adam.submit(adam.get(MEMBER, user_id=rosa.id), "Hand over", heir=str(heir.id))

    assert page.said == "Work handed over."
    assert page.h1 == "Rosa Recruiter"
    assert rosa.get("/recruiter/").status == 200


def test_somebody_with_work_cannot_just_be_deactivated(
    adam: Browser, rosa: Browser, make: Make
) -> None:
    make.vacancy()
    assert "Deactivate" not in [
        b.text_content() for b in adam.get(MEMBER, user_id=rosa.id).all("button")
    ]
    page = adam.post("recruiter.settings.team.deactivate", user_id=rosa.id)

    assert page.status == 409
    assert "Rosa Recruiter still has work." in page.text
    assert rosa.get("/recruiter/").status == 200


def test_an_heir_has_to_be_chosen(adam: Browser, rosa: Browser, make: Make) -> None:
    make.vacancy()
    page = adam.submit(adam.get(MEMBER, user_id=rosa.id), LEAVE)

    assert page.status == 422
    assert page.wrong["heir"] == "Choose somebody."
    assert rosa.get("/recruiter/").status == 200


def test_a_hiring_manager_inherits_no_vacancies_but_may_manage(
    adam: Browser, hanna: Browser, make: Make, gateways: Gateways
) -> None:
    other = make.user("Hilda Other", role=Role.HIRING_MANAGER)
    vacancy = make.vacancy(manager=make.user("Hanna Manager"))
    rosas = adam.get(MEMBER, user_id=make.user().id)
    assert str(other.id) not in [o.get("value") for o in rosas.all("[name=heir] option")]
    assert adam.submit(rosas, LEAVE, heir=str(other.id)).status == 422

    adam.submit(adam.get(MEMBER, user_id=hanna.id), LEAVE, heir=str(other.id))
    with gateways.database.session() as session:
        assert session.get_one(Vacancy, vacancy.id).hiring_manager_id == other.id


def test_nobody_inherits_from_themselves_or_from_the_gone(
    adam: Browser, rosa: Browser, make: Make
) -> None:
    make.vacancy()
    gone = make.user("Gone Person")
    with make.work() as context:
        users.deactivate(context, gone.id)
    page = adam.get(MEMBER, user_id=rosa.id)

    for heir in (rosa.id, gone.id, 4711):
        assert adam.submit(page, LEAVE, heir=str(heir)).status == 422

    assert rosa.id is not None
    for heir in (rosa.id, gone.id, 4711):
        # The form offers none of them; somebody may go between the page and the click.
        with pytest.raises(Refusal), make.work() as context:
            users.hand_over(context, rosa.id, heir)


@pytest.mark.parametrize("act", ["change", "invite_again", "deactivate", "reactivate", "hand_over"])
def test_unknown_people_are_not_found(adam: Browser, act: str) -> None:
    assert adam.get(MEMBER, user_id=4711).status == 404
    assert adam.post(f"recruiter.settings.team.{act}", user_id=4711).status == 404


def test_the_reasons_are_in_the_audit(adam: Browser, gateways: Gateways) -> None:
    invite(adam)
    ines = kept(gateways, "Ines Invited")
    adam.submit(adam.get(MEMBER, user_id=ines.id), "Deactivate")

    with gateways.database.session() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.actor_id == adam.id).order_by(AuditEvent.id)
        ).all()
    assert [event.act for event in events] == [
        Act.USER_ADDED,
        Act.USER_INVITED,
        Act.USER_DEACTIVATED,
    ]
    assert all(event.facts["user"] == ines.id for event in events)


def test_a_password_is_kept_as_a_hash_only(make: Make) -> None:
    paula = make.user("Paula Password", password=PASSWORD)

    assert str(paula.password_hash).startswith("$argon2id$")
    assert PASSWORD not in str(paula.password_hash)
