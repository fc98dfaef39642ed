"""The engine: any text, in time that grows with its length and no faster."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.wording import Category, Facts, Severity, check, languages, worst
from portal.policy.wording.checking import Checker, checker
from portal.policy.wording.folding import fold
from portal.policy.wording.packs import pack

LONG, LESS_LONG = 100_000, 20_000
FRAGMENTS = (
    *("you are", "too", "old", "T O O", "о\u200bld", "your", "accent", "we will keep", "on file"),
    *("{{", "[Name]", "<<", "@", "a.b@c.de", ".", "!", "\n\n", "x" * 3, "\u202e", "Straße", "ＡＢ"),
    *("p.r.e.g", "n-a-n-t", "…", "", "0ld", "$", "İ", "ǰ", "a\u0308lter", "native", "app", "_" * 5),
)
texts = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(" ".join)
)


@given(texts, st.sampled_from(["en", "de", "fr", "", "en-GB"]), st.none() | st.integers(0, 20))
def test_any_text_is_checked(text: str, language: str, fewest: int | None) -> None:
    facts = Facts(
        other_names=("Ada Byron", "", "x"), other_companies=("Acme", ""), min_words=fewest
    )

    for finding in check(text, language=language, facts=facts):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.found == text[finding.start : finding.end]


PACK = """
- id: old
  severity: block
  match: phrase
  why: Why.
  instead: Instead.
  terms: [too old, "too ... old ... for us", "rather|too ... mature"]
  except: [too old a browser]
- id: inside
  severity: hint
  match: inside
  why: Why.
  instead: Instead.
  terms: [alter]
- id: judged
  severity: warn
  match: stem
  why: Why.
  instead: Instead.
  terms: [frenc]
  with: ["we doubt"]
- id: tasks
  severity: warn
  match: word
  why: Why.
  instead: Instead.
  terms: [women]
  unless: ["in the exercise"]
"""
WORDS = """
sets: {}
fillers: [very]
common: [too]
"""


@cache
def small(folder: Path) -> Checker:
    (folder / "en").mkdir()
    (folder / "en" / "words.yml").write_text(WORDS, encoding="utf-8")
    (folder / "en" / "harsh.yml").write_text(PACK, encoding="utf-8")
    return Checker(pack("en", folder))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You are too old.", ["too old"]),
        ("Too very very OLD!", ["Too very very OLD"]),
        ("It was too old a browser to test.", []),
        ("too much and quite old for us", ["too much and quite old for us"]),
        ("too one two three four old for us", []),
        ("It is too. Old is gold.", []),
        ("Das Lebensalter zählt.", ["Lebensalter"]),
        ("The French menu was good.", []),
        ("The French menu was good. We doubt the rest.", []),
        ("We doubt that French people stay.", ["French"]),
        ("too old, too old", ["too old", "too old"]),
        ("The women in the exercise were patients.", []),
        ("You were calm in the exercise, and women are not.", ["women"]),
    ],
)
def test_a_phrase_is_found_as_it_is_written_down(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    assert [one.found for one in small(tmp_path).scan(fold(text, "en"))[0]] == found


def steps_for(text: str, language: str = "en") -> int:
    rules = checker(language)
    assert rules is not None
    return rules.scan(fold(text, language))[1]


NASTY = {
    "one letter": "a" * LONG,
    "letters apart": "a " * LONG,
    "a word apart": "o l d " * (LONG // 6),
    "words of rules": "you are too old " * (LESS_LONG // 16),
    "beginnings of rules": "we would like to keep your " * (LESS_LONG // 27),
    "fillers": "too very " * (LESS_LONG // 9),
    "gaps": "your our your not is " * (LESS_LONG // 21),
    "one long word": "old" * (LONG // 3),
    "no sentence ends": "old woman accent child we you " * (LESS_LONG // 30),
    "exceptions": "race condition native app " * (LESS_LONG // 26),
}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", NASTY)
def test_twice_the_text_takes_twice_the_steps(language: str, kind: str) -> None:
    text = NASTY[kind]

    half, whole = (steps_for(part, language) for part in (text[: len(text) // 2], text))

    assert whole <= 2.2 * half + 100
    assert whole <= 200 * len(text)


def test_three_stock_phrases_are_a_form_letter() -> None:
    text = (
        "After careful consideration we must decide. It was a difficult decision."
        " We wish you all the best for the future. Rest assured."
    )

    found = check(text, language="en")

    assert {finding.category for finding in found} == {Category.STOCK}
    assert [finding.severity for finding in found[:2]] == [Severity.HINT, Severity.HINT]
    assert {finding.severity for finding in found[2:]} == {Severity.WARN}


def test_the_gravest_finding_counts() -> None:
    assert worst(()) is None
    assert Severity.HINT < Severity.WARN < Severity.BLOCK
    text = "After careful consideration we found you too old for the role, you idiot."
    assert worst(check(text, language="en")) is Severity.BLOCK


def test_german_is_compared_as_germans_write() -> None:
    assert fold("Größe", "de").text == fold("GROESSE", "de").text == "groesse"
    assert fold("a\u0308lter", "de").text == "aelter"
    assert fold("älter", "en").text == "alter"
