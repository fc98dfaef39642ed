"""Words around what many read: a template filled in for each, or the portal's own."""

from sqlalchemy import insert, select

from portal.gateways import Gateways
from portal.models import (
    Application,
    Candidate,
    Decision,
    Feedback,
    MessageTemplate,
    TemplateRevision,
)
from tests.browser import Browser
from tests.makers import Make
from tests.recruiter.test_deciding_about_many import (
    MORE_WORDS,
    WORDS,
    applied,
    held,
    look,
    told,
    work,
)


def bodies(gateways: Gateways) -> dict[str, tuple[str, str]]:
    """What stands around the message of each, and its language."""
    query = (
        select(Candidate.called, Feedback.body, Feedback.body_language)
        .join(Application, Application.candidate_id == Candidate.id)
        .join(Decision, Decision.application_id == Application.id)
        .join(Feedback, Feedback.decision_id == Decision.id)
    )
    with gateways.database.session() as session:
        return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def test_each_is_called_by_name_in_their_language_with_the_words_of_their_stage(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    ids = applied(make, vacancy, "Oscar Lund") + applied(make, vacancy, "Ada Correia", stage=1)
    jens = make.candidate("Jens Holm", language="de")
    ids.append(make.application(jens, vacancy).id)

    page = look(rosa, vacancy, ids, **{"stages-1-message": MORE_WORDS})
    alone = rosa.get(page.link("Oscar Lund"))
    assert "Oscar" in alone.one("#preview").text_content()
    rosa.submit(page, "Decide and tell these 3")
    work(gateways)

    found = bodies(gateways)
    assert {called: language for called, (_, language) in found.items()} == {
        "Oscar": "en",
        "Ada": "en",
        "Jens": "de",
    }
    for called, (body, _) in found.items():
        assert called in body
        assert "{{" not in body
    assert told(gateways) == {"Oscar Lund": WORDS, "Ada Correia": MORE_WORDS, "Jens Holm": WORDS}


def test_without_it_the_portal_says_it_in_its_own_words(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    page = look(rosa, vacancy, applied(make, vacancy, "Oscar Lund", "Ada Correia"), fitting=None)
    rosa.submit(page, "Decide and tell these 2")
    work(gateways)

    assert set(bodies(gateways).values()) == {("", "")}


def test_a_gap_that_nothing_fills_holds_them_back(
    rosa: Browser, make: Make, gateways: Gateways
) -> None:
    vacancy = make.vacancy()
    ids = applied(make, vacancy, "Oscar Lund")
    with make.work() as context:
        words = "Thank you, {{ called }}.\n\n{{ personal }}\n\nOne thing: {{ advice }}"
        there = context.session.scalars(select(MessageTemplate.id)).all()
        newer = {"revision": 2, "text": words, "written_at": context.now}
        context.session.execute(
            insert(TemplateRevision), [{"template_id": i, **newer} for i in there]
        )

    page = look(rosa, vacancy, ids)
    assert held(page) == {"unfilled": ["Oscar Lund"]}
    again = rosa.get(page.link("Change the words"))
    page = rosa.submit(again, "Look through them", **{"stages-0-advice": "Name the measure first."})
    assert held(page) == {}
    rosa.submit(page, "Decide and tell this person")
    work(gateways)
    [(body, _)] = bodies(gateways).values()
    assert body.endswith("One thing: Name the measure first.")
