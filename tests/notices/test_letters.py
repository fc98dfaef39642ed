"""What holds of every letter, whoever it is for."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.policy import headers
from portal.policy.letter import LetterKind, Words
from portal.services import letters
from tests.notices.examples import BARE, EXAMPLES, POSTING, words
from tests.policy.test_headers import PAYLOADS

HEADERS = [
    *("Date", "From", "To", "Reply-To", "Message-ID", "Subject"),
    *("Auto-Submitted", "MIME-Version", "Content-Type"),
]
PREVIEW = 120
"""Characters that a phone shows of a message before it is opened."""
VERDICT = re.compile(
    r"reject|declin|withdr|unfortunately|regret|sorry|not chosen|another person|closed|against",
    re.IGNORECASE,
)
ONLY_TEXTS = {LetterKind.TEXTS_ENDED}
"""What is never a letter: see tests/policy/test_sms.py."""
FIELDS = ("called", "organisation", "writer", "job_title", "role")


def parsed(found: Words) -> EmailMessage:
    return message_from_bytes(letters.compose(found, POSTING).raw, policy=default)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def _page(message: EmailMessage) -> lxml.html.HtmlElement:
    page = lxml.html.document_fromstring(part(message, "html"))
    for head in page.cssselect("head"):
        page.remove(head)
    return page


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_filled_stencil_is_what_the_template_says(name: str) -> None:
    shown = letters.preview(EXAMPLES[name], POSTING.link)
    message = parsed(EXAMPLES[name])
    assert message["Subject"] == shown.subject
    assert part(message, "plain").rstrip("\n") == shown.text.rstrip("\n")
    assert part(message, "html").rstrip("\n") == shown.html.rstrip("\n")


@given(st.text(max_size=90), st.text(max_size=90), st.text(max_size=90))
@example("", "", "000000000¡¡¡¡¡¡¡𐀀𐀀0")
def test_whatever_the_names_are(called: str, role: str, title: str) -> None:
    found = words(LetterKind.REJECTED, called=called, role=role, job_title=title)
    shown, message = letters.preview(found, POSTING.link), parsed(found)
    assert part(message, "plain").rstrip("\n") == shown.text.rstrip("\n")
    assert part(message, "html").rstrip("\n") == shown.html.rstrip("\n")
    raw = letters.compose(found, POSTING).raw
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


@given(st.text(alphabet=st.sampled_from("ab =.\n\r<&é😀\u2028\t"), max_size=300))
@example("line\n" * 40 + "\n.\n--=_\nFrom: x")
def test_whatever_somebody_writes(text: str) -> None:
    found = words(LetterKind.CHECK_IN, personal=text)
    shown, message = letters.preview(found, POSTING.link), parsed(found)
    assert part(message, "plain").rstrip("\n") == shown.text.rstrip("\n")
    assert part(message, "html").rstrip("\n") == shown.html.rstrip("\n")
    raw = letters.compose(found, POSTING).raw
    assert max(map(len, raw.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


@pytest.mark.parametrize("field", FIELDS)
def test_no_name_becomes_a_header_a_part_or_markup(field: str) -> None:
    for payload in [*PAYLOADS, "<script>alert(1)</script>", "--=_" + "0" * 32, "{{ 7 * 7 }}"]:
        message = parsed(words(LetterKind.REJECTED, **{field: payload}))
        assert message.keys() == HEADERS
        assert [p.get_content_type() for p in message.walk()] == [
            *("multipart/alternative", "text/plain", "text/html")
        ]
        assert not _page(message).cssselect("script")
        assert "49" not in part(message, "plain")


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind not in ONLY_TEXTS])
def test_neither_subject_nor_preview_carries_the_verdict(kind: LetterKind) -> None:
    shortest = words(kind, **BARE, called="A", role="B", organisation="C", writer="D")
    for found in (shortest, words(kind)):
        message = parsed(found)
        assert not VERDICT.search(str(message["Subject"]))
        seen = " ".join(_page(message).text_content().split())
        for text in (" ".join(part(message, "plain").split()), seen):
            assert not VERDICT.search(text[:PREVIEW])


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (LetterKind.REJECTED, "We have decided not to go on with your application for this role."),
        (LetterKind.WITHDRAWN, "You have withdrawn your application"),
        (LetterKind.OFFER_DECLINED, "You have decided against our offer"),
    ],
)
def test_the_second_paragraph_says_the_outcome_plainly(kind: LetterKind, outcome: str) -> None:
    paragraphs = part(parsed(words(kind)), "plain").split("\n\n")
    assert paragraphs[0] == "Hello Maya,"
    assert paragraphs[2].startswith(outcome)
    page = _page(parsed(words(kind)))
    assert page.cssselect("td.card p")[2].text_content().startswith(outcome)


@pytest.mark.parametrize("name", EXAMPLES)
def test_there_is_no_image_no_foreign_address_and_no_script(name: str) -> None:
    page = _page(parsed(EXAMPLES[name]))
    assert not page.cssselect("img, script, link, iframe, form, [background]")
    assert {link for _, _, link, _ in page.iterlinks()} == {POSTING.link}
    text = part(parsed(EXAMPLES[name]), "plain")
    assert re.findall(r"https?://\S+", text) == [POSTING.link]


def test_the_pool_is_offered_only_where_the_decision_does() -> None:
    for invites in (True, False):
        message = parsed(words(LetterKind.REJECTED, invites=invites))
        assert ("talent pool" in part(message, "plain")) is invites
        assert ("talent pool" in part(message, "html")) is invites


def test_it_comes_from_its_writer_and_answers_go_to_people() -> None:
    message = parsed(EXAMPLES["rejected"])
    assert message["From"] == '"Lena Hoffmann, Northlight Studio" <hiring@northlight.example>'
    assert message["Reply-To"] == "people@northlight.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in message
    assert message["Message-ID"] == f"<{POSTING.public_id}@northlight.example>"


def test_without_a_reply_address_there_is_no_such_header() -> None:
    assert "Reply-To" not in parsed(EXAMPLES["rejected-bare"])


def test_the_same_words_always_give_the_same_bytes() -> None:
    first = letters.compose(EXAMPLES["rejected"], POSTING)
    letters._stencil.cache_clear()
    assert letters.compose(EXAMPLES["rejected"], POSTING) == first
    kept = Words.kept(EXAMPLES["rejected"].to_keep())
    assert letters.compose(kept, POSTING) == first


def test_a_template_that_changes_has_another_name() -> None:
    names = {letters.compose(found, POSTING).template for found in EXAMPLES.values()}
    assert len(names) == len(EXAMPLES)
    assert all(len(name) <= 64 for name in names)


def test_an_address_in_another_script_is_written_in_ascii_where_it_can_be() -> None:
    found = letters.compose(EXAMPLES["rejected"], replace(POSTING, address="maya@münchen.example"))
    assert found.recipient == "maya@xn--mnchen-3ya.example"
    assert b"To: maya@xn--mnchen-3ya.example\r\n" in found.raw


def test_a_colour_that_is_none_does_no_harm() -> None:
    found = words(LetterKind.REJECTED, accent='red;"><img src=x>')
    assert not _page(parsed(found)).cssselect("img")
    assert headers.plain(found.accent) == found.accent
