"""The talent pool page: members, invited, left; always derived from the last consent."""

from portal.context import Actor
from portal.models import Candidate
from portal.services import applications, pool, preferences
from portal.vocabulary import ActorKind
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

POOL = "recruiter.pool.page"


def lines(page: Page) -> list[str]:
    texts = [" ".join(" ".join(row.itertext()).split()) for row in page.all("tbody tr")]
    return [text.replace(" ,", ",") for text in texts]


def names(page: Page) -> list[str]:
    return [a.text for a in page.all("tbody a.strong")]


def joined(make: Make, candidate: Candidate) -> None:
    with make.work(Actor(ActorKind.CANDIDATE, candidate.id)) as context:
        pool.join(context, candidate.id, pool.current_text(context, candidate.id).id)


def left(make: Make, candidate: Candidate) -> None:
    with make.work(Actor(ActorKind.CANDIDATE, candidate.id)) as context:
        pool.leave(context, candidate.id)


def test_a_member_with_what_is_worth_knowing(rosa: Browser, make: Make) -> None:
    ada = make.candidate(
        "Ada Correia",
        headline="Product designer",
        location="Porto",
        skills=("Figma", "Research", "Maps", "Data", "Writing"),
    )
    made = make.application(ada)
    with make.work(make.actor()) as context:
        applications.mark_promising(context, made.id, True)
    joined(make, ada)
    make.achievement(ada, "AWS Security")

    assert lines(rosa.get(POOL)) == [
        "Ada Correia promising Product designer · Porto Figma, Research, Maps, Data and 1 more "
        "since 2 March until 2 March 2027 AWS Security Certificate, 2 March"
    ]


def test_everybody_stands_on_one_side_by_their_last_step(
    rosa: Browser, make: Make, clock: SetClock
) -> None:
    make.member("Member One")
    gone = make.member("Gone Two")
    back = make.member("Back Three")
    make.decision(make.application(make.candidate("Invited Four")))
    left(make, gone)
    left(make, back)
    joined(make, back)
    make.candidate("Never Five")

    assert names(rosa.get(POOL)) == ["Back Three", "Member One"]
    assert names(rosa.get(POOL, show="invited")) == ["Invited Four"]
    assert names(rosa.get(POOL, show="left")) == ["Gone Two"]


def test_consent_ends_by_itself(rosa: Browser, make: Make, clock: SetClock) -> None:
    make.member("Ada Correia")
    clock.forward(days=366)
    rosa.begin_as_user(make.user())

    assert names(rosa.get(POOL)) == []
    [line] = lines(rosa.get(POOL, show="left"))
    assert line == "Ada Correia expired 2 March"


def test_a_pause_is_shown_with_its_end(rosa: Browser, make: Make) -> None:
    ada = make.member("Ada Correia")
    with make.work(Actor(ActorKind.CANDIDATE, ada.id)) as context:
        preferences.pause(context, ada.id, 6)

    [line] = lines(rosa.get(POOL))

    assert "paused until 2 September" in line


def test_a_mark_on_a_hidden_application_stays_hidden(
    rosa: Browser, adam: Browser, make: Make
) -> None:
    ada = make.member("Ada Correia")
    secret = make.vacancy("Secret", owner=make.user("Olga Other"), confidential=True)
    made = make.application(ada, secret)
    with make.work(make.actor()) as context:
        applications.mark_promising(context, made.id, True)

    assert "promising" not in rosa.get(POOL).text
    assert "promising" in adam.get(POOL).text


def test_the_search_stays_on_its_side(rosa: Browser, make: Make) -> None:
    make.member("Ada Correia")
    make.member("Maya Oliveira")
    left(make, make.member("Adalina Gone"))

    page = rosa.get(POOL, q="ADA")
    fragment = rosa.get("/recruiter/pool/?show=left&q=ada", htmx=True)

    assert names(page) == ["Ada Correia"]
    assert names(fragment) == ["Adalina Gone"]
    assert fragment.tree is not None
    assert fragment.tree.get("id") == "members"
    assert "Nobody here has all of these words." in rosa.get(POOL, q="nobody").text


def test_the_list_goes_on_after_fifty(rosa: Browser, make: Make) -> None:
    for number in range(52):
        make.member(f"M{number} Member")

    page = rosa.get(POOL)
    following = rosa.get(page.link("The next 50"))

    assert len(names(page)) == 50
    assert names(page)[0] == "M51 Member"
    assert names(following) == ["M1 Member", "M0 Member"]


def test_empty_sides_say_how_people_come_in(rosa: Browser, make: Make) -> None:
    assert "Invite people when you decide" in rosa.get(POOL).text
    assert "offered with a decision" in rosa.get(POOL, show="invited").text
    assert "Nobody has left" in rosa.get(POOL, show="left").text
    assert rosa.get(POOL, show="nonsense").status == 404


def test_hiring_managers_have_no_pool(hanna: Browser) -> None:
    assert hanna.get(POOL).status == 403
