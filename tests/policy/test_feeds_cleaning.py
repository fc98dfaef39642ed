"""What other systems write is made fit to be kept, whatever it is."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.feeds import cleaning
from portal.policy.feeds.reading import read
from portal.policy.refusal import Refusal
from portal.policy.stages import kind_of
from portal.vocabulary import StageKind

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
HURTS = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


@given(ANYTHING)
def test_no_text_hurts(value: object) -> None:
    for clean in (cleaning.text(value), cleaning.plain(value), cleaning.ident(value)):
        assert not HURTS.search(clean)
        clean.encode()
    assert len(cleaning.text(value)) <= cleaning.SHORT
    cleaning.moment(value)


def test_a_line_stays_a_line() -> None:
    assert cleaning.text("  Maya\u0000\n\tOliveira \u202e") == "Maya Oliveira"
    assert cleaning.text("می‌خواهم") == "می‌خواهم"
    assert cleaning.text(True) == cleaning.text({"a": 1}) == ""


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\nTwo & three"),
        ("a<br>b<script>alert(1)</script>", "a\nb"),
        ("<style>x</style>5 < 6", "5 < 6"),
        ("plain", "plain"),
        ("<ul><li>x<li>y</ul>", "x\ny"),
    ],
)
def test_tags_go_and_what_is_read_stays(html: str, text: str) -> None:
    assert cleaning.plain(html) == text


def test_ids_are_text_however_they_are_written() -> None:
    assert cleaning.ident(12) == cleaning.ident(" 12 ") == "12"
    assert cleaning.ident(None) == cleaning.ident(True) == cleaning.ident(1.5) == ""
    assert cleaning.ident(10**60) == ""


def test_moments_are_read_in_utc() -> None:
    midnight = cleaning.moment("2014-11-10")
    assert midnight is not None
    assert midnight.isoformat() == "2014-11-10T00:00:00+00:00"
    assert cleaning.moment("2015-02-09T16:38:36Z") == cleaning.moment("2015-02-09T18:38:36+02:00")
    assert cleaning.moment("0001-01-01T00:00:00+05:00") is None
    assert cleaning.moment("yesterday") is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 200_000 + b"]" * 200_000, "nested too deeply"),
        (b'{"a":' * 60 + b"1" + b"}" * 60, "nested too deeply"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "not JSON"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": -Infinity}', "-Infinity is not a number"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b"[]", "not a JSON object"),
        (b"\xff\xfe{\x00", "not UTF-8"),
        (b"", "not JSON"),
        (b'{"a": 1', "not JSON"),
    ],
)
def test_a_hostile_body_is_refused_in_words(body: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(body)


def test_a_usual_body_is_read() -> None:
    said = {"a": {"b": [1, "\u003cb\u003e", None, 1.5, True]}}
    assert read(b"\xef\xbb\xbf" + json.dumps(said).encode()) == said


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Application Review", StageKind.APPLIED),
        ("Preliminary Phone Screen", StageKind.SCREENING),
        ("Take Home Test", StageKind.SCREENING),
        ("Schedule interview", StageKind.SCREENING),
        ("Face to Face", StageKind.INTERVIEW),
        ("Technical Interview", StageKind.INTERVIEW),
        ("On-site", StageKind.INTERVIEW),
        ("Vorstellungsgespräch", StageKind.SCREENING),
        ("Gespräch mit dem Team", StageKind.INTERVIEW),
        ("Offer", StageKind.OFFER),
        ("Something else", StageKind.SCREENING),
        ("", StageKind.SCREENING),
    ],
)
def test_how_far_a_stage_is_by_its_name(name: str, kind: StageKind) -> None:
    assert kind_of(name) is kind
