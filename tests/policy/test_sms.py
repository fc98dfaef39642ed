"""One segment of the GSM alphabet, whatever the names are."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy import sms, text_message
from portal.policy.letter import LetterKind, Words
from portal.policy.sms import SEGMENT, cut, fits, name, septets, transliterated

LINK = "https://jobs.northlight.example/n/oUxRc0Q3VnI5pZs2o7hYk1"
KINDS = tuple(text_message.FORMS)
NEWS = (LetterKind.REJECTED, LetterKind.WITHDRAWN, LetterKind.OFFER_DECLINED)
TELLING = ("reject", "declin", "withdr", "unfortunately", "sorry", "offer", "designer", "chosen")


def words(
    kind: LetterKind = LetterKind.REJECTED,
    *,
    called: str = "Maya",
    organisation: str = "Northlight Studio",
) -> Words:
    return Words(
        kind=kind,
        language="en",
        accent="#0b6a5b",
        called=called,
        organisation=organisation,
        writer="Lena Hoffmann",
        role="Product Designer, Mobility",
    )


def text(kind: LetterKind = LetterKind.REJECTED, link: str = LINK, **changes: str) -> str:
    return text_message.write(words(kind, **changes), link).body


# The alphabet


def test_the_alphabet_has_as_many_characters_as_the_standard() -> None:
    # 128 places; one of them leads to the extension.
    assert (len(sms.BASIC), len(sms.EXTENSION)) == (127, 10)


def test_characters_of_the_extension_take_two() -> None:
    assert septets("a€b") == 4
    assert septets("[x]") == 5
    assert septets("ä ö ü ß é à") == 11
    assert septets("“") is None
    assert fits("a" * 160)
    assert not fits("a" * 161)
    assert not fits("€" * 81)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("“Maya’s” – here…", '"Maya\'s" - here...'),
        ("a\u00a0b\u202fc\u2009d", "a b c d"),
        ("zero\u200bwidth\u00adsoft\ufeff", "zerowidthsoft"),
        ("\u202eevil\u2066", "evil"),
        ("Grüße an Zoë, José & Søren", "Grüße an Zoe, José & Søren"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("Nguyễn Thị Hương", "Nguyen Thi Huong"),
        ("cafe\u0301", "café"),
        ("ﬁne ½", "fine 1/2"),
        ("two\nlines\tand tabs", "two lines and tabs"),
        ("1 € [a|b]", "1 € [a|b]"),
        ("Дмитрий Щукин", "Dmitriy Shchukin"),
        ("Γιώργος Ψαράς", "Giorgos Psaras"),
        ("party 🎉 time", "party time"),
        ("王", "?"),
    ],
)
def test_a_text_is_brought_into_the_alphabet_kindly(typed: str, sent: str) -> None:
    assert transliterated(typed) == sent


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("Zoë 🎉", "Zoe"), ("王伟", ""), ("Wei 伟", ""), ("محمد", ""), ("Who?", "Who?")],
)
def test_a_name_is_written_whole_or_not_at_all(typed: str, sent: str) -> None:
    assert name(typed) == sent


@given(st.text())
def test_whatever_is_typed_ends_in_the_alphabet(typed: str) -> None:
    assert septets(transliterated(typed)) is not None
    assert septets(name(typed)) is not None


def test_every_character_that_there_is_ends_in_the_alphabet() -> None:
    for code in range(0x110000):
        if not 0xD800 <= code <= 0xDFFF:
            assert septets(transliterated(chr(code))) is not None, hex(code)


def test_latin_letters_are_never_lost() -> None:
    lost = [
        char
        for char in map(chr, range(0xC0, 0x250))
        if unicodedata.category(char)[0] == "L" and not name(char)
    ]
    # Letters of African languages that have no simpler form.
    assert all(ord(char) >= 0x180 for char in lost)


@pytest.mark.parametrize(
    ("long", "most", "short"),
    [
        ("Northlight", 10, "Northlight"),
        ("Northlight Studio GmbH & Co. KG", 20, "Northlight Studio"),
        ("Kreditanstalt für Wiederaufbau", 17, "Kreditanstalt für"),
        ("Donaudampfschifffahrtsgesellschaft", 12, "Donaudampfs."),
        ("€€€€€€", 6, "€€."),
    ],
)
def test_a_name_is_cut_between_words_if_it_can_be(long: str, most: int, short: str) -> None:
    assert cut(long, most) == short


# The message


def test_what_a_decision_says() -> None:
    expected = (
        "Northlight Studio: Hello Maya, there is news about your application. Read it here: " + LINK
    )
    assert text() == expected


def test_all_decisions_say_the_same() -> None:
    assert len({text(kind) for kind in NEWS}) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_tells_the_outcome_or_the_role(kind: LetterKind) -> None:
    said = text(kind).lower()
    assert not [word for word in TELLING if word in said]
    assert "hoffmann" not in said


@pytest.mark.parametrize("kind", KINDS)
@given(organisation=st.text(max_size=300), called=st.text(max_size=300))
def test_it_is_one_segment_whatever_the_names_are(
    kind: LetterKind, organisation: str, called: str
) -> None:
    said = text(kind, organisation=organisation, called=called)
    assert fits(said)
    assert "\n" not in said
    if kind is not LetterKind.TEXTS_ENDED:
        assert said.endswith(LINK)


@given(
    room=st.integers(min_value=30, max_value=SEGMENT), organisation=st.text("abc def", max_size=99)
)
def test_the_link_is_never_cut(room: int, organisation: str) -> None:
    link = "https://jobs.example/n/".ljust(room, "x")
    said = text(link=link, organisation=organisation)
    assert said.endswith(link)
    assert fits(said)


def test_long_names_are_cut_and_the_sentence_stays() -> None:
    said = text(
        organisation="Northlight Studio for Design and Engineering GmbH", called="Maximiliane"
    )
    assert said.startswith("Northlight Studio for")
    assert "Hello Maximiliane, there is news about your application." in said


def test_a_name_that_cannot_be_written_is_left_out() -> None:
    assert text(called="王伟").startswith("Northlight Studio: Hello, there is news")
    assert text(organisation="王伟").startswith("There is news about your application: https")


@pytest.mark.parametrize("link", ["https://x.example/" + "a" * 160, "https://żółć.example/n/a"])
def test_a_link_that_does_not_fit_is_said_rather_than_cut(link: str) -> None:
    with pytest.raises(text_message.BrokenText):
        text(link=link)


def test_the_same_words_give_the_same_text() -> None:
    assert text_message.write(words(), LINK) == text_message.write(words(), LINK)
