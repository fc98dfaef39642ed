"""The notices page: finding, counting and watching what is owed."""

from datetime import timedelta

from sqlalchemy import insert, update

from portal.gateways import Gateways
from portal.models import Notice, Organisation
from portal.vocabulary import Channel, NoticeState
from tests.browser import Browser, Page
from tests.fakes import SetClock
from tests.makers import Make

LEDGER = "recruiter.notices.page"


def names(page: Page) -> list[str]:
    return [a.text_content() for a in page.all("tbody td:first-child a")]


def counts(page: Page) -> dict[str, str]:
    found = [" ".join(a.text_content().split()) for a in page.all("nav.tabs a")]
    return {text.rpartition(" ")[0]: text.rpartition(" ")[2] for text in found}


def test_filters_combine_and_stay_in_the_address(rosa: Browser, make: Make) -> None:
    design, data = make.vacancy("Designer"), make.vacancy("Analyst")
    make.decision(make.application(make.candidate("Maya Oliveira"), design))
    make.decision(make.application(make.candidate("Jonas Weber"), design))
    make.decision(make.application(make.candidate("Ada Correia"), data))
    page = rosa.get(LEDGER, vacancy=design.id, q="maya", show="scheduled")

    assert names(page) == ["Maya Oliveira"]
    assert "q=maya" in page.link("Under way 1")
    assert f"vacancy={design.id}" in page.link("Under way 1")
    assert names(rosa.get(LEDGER, vacancy=data.id)) == ["Ada Correia"]
    assert names(rosa.get(LEDGER, vacancy=data.id, q="maya")) == []
    assert counts(page) == {
        "All": "1",
        "Under way": "1",
        "Not reached": "0",
        "Accepted": "0",
        "Recalled": "0",
    }


def test_purpose_and_channel_are_filters(rosa: Browser, make: Make, gateways: Gateways) -> None:
    decision = make.decision()
    with make.work() as context:
        context.session.execute(update(Notice).values(channel=Channel.SMS))

    assert names(rosa.get(LEDGER, channel="sms", purpose="decision")) == ["Maya Oliveira"]
    assert names(rosa.get(LEDGER, channel="email")) == []
    assert names(rosa.get(LEDGER, purpose="correction")) == []
    assert decision.id


def test_what_nobody_can_ask_for_is_not_found(rosa: Browser, make: Make) -> None:
    for wrong in ("purpose=party", "channel=pigeon", "show=everything"):
        assert rosa.get(f"/recruiter/notices/?{wrong}").status == 404
    assert rosa.get(LEDGER, vacancy="x", before="y").status == 200


def test_a_page_is_followed_with_its_filters(rosa: Browser, make: Make) -> None:
    vacancy, other = make.vacancy(), make.vacancy("Other")
    for number in range(51):
        make.decision(make.application(make.candidate(f"Nr{number} Applicant"), vacancy))
    make.decision(make.application(make.candidate("Late Person"), other))
    first = rosa.get(LEDGER, vacancy=vacancy.id)

    assert len(names(first)) == 50
    assert names(rosa.get(first.link("Older"))) == ["Nr0 Applicant"]


def test_it_polls_only_while_something_moves(
    rosa: Browser, make: Make, clock: SetClock, gateways: Gateways
) -> None:
    def polls(wanted: str = "") -> bool:
        return bool(rosa.get(f"/recruiter/notices/?{wanted}").all("[hx-trigger]"))

    assert not polls()
    make.decision()
    assert polls()
    assert not polls("show=recalled")
    assert polls("q=maya")
    fragment = rosa.get(LEDGER, htmx=True, q="maya")
    assert "q=maya" in fragment.one("[hx-get]").get("hx-get")
    assert counts(fragment)["Under way"] == "1"
    with make.work() as context:
        context.session.execute(update(Organisation).values(locked_at=clock.now()))
    assert not polls()
    with make.work() as context:
        context.session.execute(update(Organisation).values(locked_at=None))
        context.session.execute(update(Notice).values(not_before=clock.now() + timedelta(hours=3)))
    assert not polls()


def test_more_than_a_thousand_are_not_counted(rosa: Browser, make: Make, app: object) -> None:
    make.decision()
    with make.work() as context:
        (first,) = context.session.query(Notice).all()
        columns = {c.name: getattr(first, c.name) for c in Notice.__table__.columns}
        context.session.execute(
            insert(Notice),
            [
                columns | {"id": 10 + n, "public_id": str(n), "idem_key": str(n)}
                for n in range(1_000)
            ],
        )

    assert counts(rosa.get(LEDGER))["All"] == "1,000+"
    assert counts(rosa.get(LEDGER))["Not reached"] == "0"


def test_ends_of_all_kinds_can_be_looked_at_alone(rosa: Browser, make: Make) -> None:
    make.decision()
    for state in set(NoticeState) - {NoticeState.SENDING}:
        with make.work() as context:
            context.session.execute(update(Notice).values(state=state))
        shown = "recalled" if state is NoticeState.CANCELLED else state.value
        assert names(rosa.get(LEDGER, show=shown)) == ["Maya Oliveira"], state
