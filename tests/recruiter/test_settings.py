"""An administrator decides how the organisation shows itself and what it promises."""

import io
import struct
import zlib

import pytest
from sqlalchemy import select

from portal.gateways import Gateways
from portal.models import AuditEvent, Organisation
from portal.services import organisation
from portal.vocabulary import Act, Region, Role
from tests.browser import Browser, Page
from tests.makers import Make

HERE = "recruiter.settings.page"
PROMISES = "recruiter.settings.promises.page"
PAGES = (
    HERE,
    PROMISES,
    "recruiter.settings.reasons.page",
    "recruiter.settings.consent.page",
    "recruiter.settings.team.page",
)


def png(width: int = 120, height: int = 30, *, padding: int = 0) -> bytes:
    """A picture that browsers show."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x0b\x6a\x5b" * min(width, 9)) * min(height, 9))
    parts = (chunk(b"IHDR", head), chunk(b"tEXt", b"x" * padding), chunk(b"IDAT", rows))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def upload(browser: Browser, content: bytes, name: str = "logo.png") -> Page:
    answer = browser.post("recruiter.settings.show_logo", {"logo": (io.BytesIO(content), name)})
    return browser.follow(answer)


def row(gateways: Gateways) -> Organisation:
    with gateways.database.session() as session:
        return session.scalars(select(Organisation)).one()


@pytest.mark.parametrize("page", PAGES)
def test_settings_are_for_administrators(
    page: str, adam: Browser, rosa: Browser, hanna: Browser
) -> None:
    assert adam.get(page).status == 200
    assert rosa.get(page).status == 403
    assert hanna.get(page).status == 403


def test_only_an_administrator_finds_the_way_there(adam: Browser, rosa: Browser) -> None:
    assert "Settings" in adam.get("/recruiter/").one("nav.nav").text_content()
    assert "Settings" not in rosa.get("/recruiter/").one("nav.nav").text_content()


@pytest.mark.parametrize("page", PAGES)
def test_the_way_shows_where_one_is(page: str, adam: Browser) -> None:
    found = adam.get(page)

    assert found.one(".nav [aria-current]").text_content() == "Settings"
    assert len(found.all(".tabs[aria-label=Settings] [aria-current]")) == 1


def test_the_new_name_stands_on_every_page(adam: Browser, visitor: Browser) -> None:
    page = adam.submit(adam.get(HERE), "Save", name="Southlight <Studio>")

    assert page.said == "Saved."
    assert page.value("name") == "Southlight <Studio>"
    assert visitor.get("/").h1 == "Southlight <Studio> and you"


def test_a_name_is_needed_and_the_rest_is_kept(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(
        adam.get(HERE), "Save", name="   ", sender_name="The people team", accent="#ff0000"
    )

    assert page.status == 422
    assert page.wrong["name"] == "Enter the name of your organisation."
    assert page.value("sender_name") == "The people team"
    assert page.value("accent") == "#ff0000"
    assert row(gateways).accent != "#ff0000"


def test_all_that_does_not_fit_is_said_at_once(adam: Browser) -> None:
    page = adam.submit(adam.get(HERE), "Save", name="", accent="teal", reply_to="at home")

    assert set(page.wrong) == {"", "name", "accent", "reply_to"}


def test_a_colour_changes_the_stylesheet_and_its_address(adam: Browser, visitor: Browser) -> None:
    def stylesheet() -> str:
        return str(visitor.get("/").all("link[rel=stylesheet]")[0].get("href"))

    before = stylesheet()
    adam.submit(adam.get(HERE), "Save", accent=" 112E81 ")

    assert stylesheet() != before
    assert "#112e81" in visitor.get(stylesheet()).text


@pytest.mark.parametrize("typed", ["teal", "#12345", "url(//elsewhere.example)", "#0b6a5b}*{"])
def test_what_is_no_colour_is_refused(adam: Browser, typed: str) -> None:
    page = adam.submit(adam.get(HERE), "Save", accent=typed)

    assert page.status == 422
    assert "accent" in page.wrong
    assert page.value("accent") == typed


def test_a_colour_can_be_looked_at_before_it_is_saved(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(adam.get(HERE), "See the colour first", accent="#ffcc00", name="")

    assert page.status == 200
    assert "by day it becomes #" in page.text
    assert page.value("accent") == "#ffcc00"
    assert page.wrong == {}
    assert row(gateways).accent != "#ffcc00"


def test_the_colour_is_shown_while_typing(adam: Browser) -> None:
    fragment = adam.get("recruiter.settings.look", accent="#112e81", htmx=True)
    assert "by night it becomes" in fragment.text

    assert "As soon as" in adam.get("recruiter.settings.look", accent="#1", htmx=True).text


def test_replies_go_to_an_address(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(adam.get(HERE), "Save", reply_to="nobody at home")
    assert page.status == 422
    assert "is not an e-mail address" in page.wrong["reply_to"]

    adam.submit(page, "Save", reply_to="People@Northlight.example")
    assert row(gateways).reply_to == "People@northlight.example"


def test_the_privacy_notice_names_the_contact(adam: Browser, visitor: Browser) -> None:
    adam.submit(adam.get(HERE), "Save", privacy_contact="privacy@northlight.example")

    assert "Write to privacy@northlight.example." in visitor.get("/privacy").text


def test_a_logo_is_shown_to_everybody_until_it_is_removed(adam: Browser, visitor: Browser) -> None:
    page = upload(adam, png())
    assert page.said == "Saved."
    [mark] = visitor.get("/").all(".brand img")
    shown = visitor.get(mark.get("src"))
    assert (shown.headers["Content-Type"], shown.body) == ("image/png", png())

    page = adam.submit(page, "Remove the logo")
    assert page.said == "Removed."
    assert visitor.get("/").all(".brand img") == []
    assert visitor.get(mark.get("src")).status == 404


def test_another_logo_has_another_address(adam: Browser, visitor: Browser) -> None:
    upload(adam, png())
    first = visitor.get("/").one(".brand img").get("src")
    upload(adam, png(60, 60))

    assert visitor.get("/").one(".brand img").get("src") != first


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a....", b"\x89PNG\r\n\x1a\n", b"MZ"],
)
def test_the_bytes_decide_what_is_a_picture(adam: Browser, content: bytes) -> None:
    page = upload(adam, content)

    assert page.status == 422
    assert page.wrong["logo"] == "Choose a PNG, JPEG or WebP picture."
    assert page.all(".brand img") == []


def test_a_picture_of_too_many_bytes_or_pixels_is_refused(adam: Browser) -> None:
    page = upload(adam, png(padding=512 * 1024))
    assert page.status == 413
    assert page.wrong["logo"] == "Choose a picture of 512 KB or less."

    assert upload(adam, png(4001, 30)).status == 422


def test_the_pages_of_settings_are_one_road(adam: Browser) -> None:
    page = adam.get(HERE)

    assert [adam.get(a.get("href")).h1 for a in page.all(".tabs a")] == [
        "Organisation",
        "Promises",
        "Sending",
        "Reasons",
        "Templates",
        "Consent texts",
        "Connections",
        "Team",
        "Incoming mail",
        "Audit",
    ]


def test_promises_are_kept_and_shown_again(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(
        adam.get(PROMISES),
        "Save",
        promise_days="7",
        working_days=["0", "2", "5"],
        days_off="2026-12-25\r\n\r\n 24.12.2026 \r\n2026-12-25",
        time_zone="Asia/Tokyo",
        region="US-CA",
    )

    assert page.said == "Saved."
    assert page.value("promise_days") == "7"
    assert page.value("days_off") == "2026-12-24\n2026-12-25"
    ticked = [tick.get("value") for tick in page.all("[name=working_days][checked]")]
    assert ticked == ["0", "2", "5"]
    kept = row(gateways)
    assert (kept.working_days, kept.days_off) == ("0,2,5", ["2026-12-24", "2026-12-25"])
    assert (kept.time_zone, kept.region) == ("Asia/Tokyo", Region.US_CA)


def test_what_does_not_fit_is_said_beside_its_field(adam: Browser, gateways: Gateways) -> None:
    page = adam.submit(
        adam.get(PROMISES), "Save", promise_days="91", days_off="Christmas\n2026-02-30"
    )
    assert page.status == 422
    assert page.wrong["promise_days"] == "Enter 1 to 90 working days."
    assert page.wrong["days_off"] == "“Christmas”, “2026-02-30” are not dates such as 2026-12-24."
    assert page.value("days_off") == "Christmas\n2026-02-30"

    page = adam.submit(page, "Save", promise_days="90")
    assert page.status == 422
    assert list(page.wrong) == ["days_off", ""]
    assert page.value("promise_days") == "90"
    assert row(gateways).promise_days == 10


@pytest.mark.parametrize("typed", ["", "ten", "0", "-1", "9" * 30])
def test_a_promise_is_a_number_of_days(adam: Browser, typed: str) -> None:
    page = adam.submit(adam.get(PROMISES), "Save", promise_days=typed)

    assert page.status == 422
    assert page.wrong["promise_days"]
    assert page.value("promise_days") == typed


def test_somebody_has_to_work_some_day(adam: Browser) -> None:
    page = adam.submit(adam.get(PROMISES), "Save", working_days=None)

    assert page.status == 422
    assert "Tick at least one day." in page.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_zone", "Atlantis/Poseidonis"),
        ("region", "Mars"),
        ("concern_owner_id", "4711"),
        ("working_days", ["0", "7"]),
    ],
)
def test_what_was_not_offered_is_refused(adam: Browser, name: str, value: object) -> None:
    assert adam.submit(adam.get(PROMISES), "Save", **{name: value}).status == 422


def test_concerns_are_answered_by_recruiters_only(
    adam: Browser, make: Make, gateways: Gateways
) -> None:
    rosa, hanna = make.user(), make.user("Hanna Manager", role=Role.HIRING_MANAGER)
    page = adam.get(PROMISES)
    offered = [option.get("value") for option in page.all("[name=concern_owner_id] option")]
    assert str(rosa.id) in offered
    assert str(hanna.id) not in offered

    adam.submit(page, "Save", concern_owner_id=str(rosa.id))
    assert row(gateways).concern_owner_id == rosa.id


def test_a_new_calendar_counts_for_the_next_application_only(adam: Browser, make: Make) -> None:
    earlier = make.application(make.candidate("Maya Oliveira"))
    adam.submit(adam.get(PROMISES), "Save", days_off="2026-03-09")
    later = make.application(make.candidate("Jun Kimura"), make.vacancy("Backend Engineer"))

    assert earlier.promised_by is not None
    assert later.promised_by is not None
    assert (later.promised_by - earlier.promised_by).days == 1


def test_the_audit_keeps_which_settings_were_changed_but_not_their_text(
    adam: Browser, gateways: Gateways
) -> None:
    adam.submit(adam.get(HERE), "Save", name="Secret Project", accent="#112e81")

    with gateways.database.session() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.act == Act.SETTINGS_CHANGED)
        ).all()
    assert [event.facts for event in events] == [{"settings": ["accent", "name"]}]
    assert [event.actor_id for event in events] == [adam.id]


def test_saving_without_a_change_leaves_no_trace(adam: Browser, gateways: Gateways) -> None:
    adam.submit(adam.get(HERE), "Save")
    adam.submit(adam.get(PROMISES), "Save")

    with gateways.database.session() as session:
        query = select(AuditEvent).where(AuditEvent.act == Act.SETTINGS_CHANGED)
        assert session.scalars(query).all() == []


@pytest.mark.parametrize(
    "endpoint", ["recruiter.settings.save", "recruiter.settings.promises.save"]
)
def test_a_form_without_its_fields_is_refused_like_an_empty_one(
    adam: Browser, endpoint: str
) -> None:
    assert adam.post(endpoint).status == 422
    assert adam.post("/recruiter/settings/consent/en").status == 422
    assert adam.post("recruiter.settings.reasons.add").status == 422
    assert adam.post("recruiter.settings.team.invite").status == 422


def test_setting_up_twice_keeps_the_first(make: Make, gateways: Gateways) -> None:
    with make.work() as context:
        organisation.set_up(context, "Another name")

    assert row(gateways).name == "Northlight Studio"
