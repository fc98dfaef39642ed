"""Packs hold what they promise; one that cannot be used says which rule it is."""

from collections import Counter
from pathlib import Path

import pytest

from portal.policy.wording import BadPack, check, languages
from portal.policy.wording.checking import Checker
from portal.policy.wording.folding import fold
from portal.policy.wording.packs import Pack, Rule, pack
from portal.policy.wording.terms import GAP, Phrase, said

FEWEST_TERMS = 250
RULES = [(language, rule) for language in languages() for rule in pack(language).rules]
each_rule = pytest.mark.parametrize(
    ("language", "rule"), RULES, ids=[f"{language}-{rule.id}" for language, rule in RULES]
)


def alone(language: str, rule: Rule) -> Checker:
    """One rule, without its contexts: they are a matter of the sentence."""
    whole = pack(language)
    bare = Rule(
        id=rule.id,
        category=rule.category,
        severity=rule.severity,
        why=rule.why,
        instead=rule.instead,
        terms=rule.terms,
        exceptions=rule.exceptions,
        contexts={},
        harmless={},
    )
    return Checker(
        Pack(
            language=language,
            rules=(bare,),
            fillers=whole.fillers,
            common=whole.common,
            signs={},
        )
    )


def covers(phrase: Phrase, text: str, found: list[tuple[int, int]]) -> bool:
    return any(start == 0 and end == len(text) for start, end in found)


@pytest.mark.parametrize("language", languages())
def test_a_language_has_enough_terms(language: str) -> None:
    terms = sum(len(rule.terms) for rule in pack(language).rules)
    assert terms >= FEWEST_TERMS


@pytest.mark.parametrize("language", languages())
def test_every_category_has_rules(language: str) -> None:
    counted = Counter(rule.category.value for rule in pack(language).rules)
    assert {"protected", "ambiguity", "stock", "harsh", "comparison"} <= set(counted)


@each_rule
def test_a_rule_says_why_and_what_instead(language: str, rule: Rule) -> None:
    assert rule.why.endswith((".", "!", "?"))
    assert rule.instead.endswith((".", "!", "?", ")"))
    assert rule.why != rule.instead


@each_rule
def test_every_term_finds_itself_unless_it_is_excepted(language: str, rule: Rule) -> None:
    checker = alone(language, rule)
    lost = []
    for term, phrases in rule.terms.items():
        texts = [said(phrase) for phrase in phrases]
        found = [bool(checker.scan(fold(text, language))[0]) for text in texts]
        if not any(found):
            lost.append(term)
    assert lost == []


@each_rule
def test_no_exception_is_found(language: str, rule: Rule) -> None:
    checker = alone(language, rule)
    found = []
    for term, phrases in rule.exceptions.items():
        for phrase in phrases:
            # A gap filled with nothing: the words stand next to each other.
            text = said(phrase)
            whole = [one for one in checker.scan(fold(text, language))[0] if one.found == text]
            found += [(term, one.found) for one in whole if GAP not in phrase]
    assert found == []


GOOD = """
- id: one
  severity: block
  match: phrase
  why: Why.
  instead: Instead.
  terms: [too old]
"""


def folder_with(tmp_path: Path, rules: str, words: str = "sets: {}\n") -> Path:
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "words.yml").write_text(words, encoding="utf-8")
    (tmp_path / "xx" / "harsh.yml").write_text(rules, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (GOOD.replace("Why.", "''"), "xx/harsh.yml, rule one: why is empty"),
        (GOOD.replace("Instead.", "''"), "xx/harsh.yml, rule one: instead is empty"),
        (GOOD.replace("block", "shout"), "xx/harsh.yml, rule one: 'shout' is not"),
        (GOOD.replace("phrase", "regex"), "xx/harsh.yml, rule one: 'regex' is not"),
        (GOOD.replace("too old", "too old, too old"), "xx/harsh.yml, rule one: .* there twice"),
        (GOOD.replace("too old", "'{nobody}'"), "xx/harsh.yml, rule one: there is no set nobody"),
        (GOOD.replace("too old", "'... old'"), "xx/harsh.yml, rule one: .* begins or ends"),
        (GOOD.replace("too old", "'—'"), "xx/harsh.yml, rule one: .* is no word"),
        (GOOD.replace("[too old]", "too old"), "xx/harsh.yml, rule one: terms are a list"),
        (GOOD.replace("  why: Why.\n", ""), "xx/harsh.yml, rule one: missing or unknown: why"),
        (GOOD + "  wherefore: x\n", "rule one: missing or unknown: wherefore"),
        (GOOD + GOOD, "xx/harsh.yml, rule one: there is another with this id"),
        ("- text", "xx/harsh.yml, rule no. 1: not a rule"),
        ("id: one", "xx/harsh.yml: not a list of rules"),
        ("[", "xx/harsh.yml: "),
    ],
)
def test_a_pack_that_cannot_be_used_says_where(tmp_path: Path, rules: str, says: str) -> None:
    with pytest.raises(BadPack, match=says):
        pack("xx", folder_with(tmp_path, rules))


def test_a_set_that_holds_itself_is_refused(tmp_path: Path) -> None:
    rules = GOOD.replace("too old", "'{a}'")

    with pytest.raises(BadPack, match="holds itself"):
        pack("xx", folder_with(tmp_path, rules, "sets: {a: ['{b}'], b: ['{a}']}\n"))


def test_words_that_mean_something_else_to_the_file_format_are_words(tmp_path: Path) -> None:
    found = pack("xx", folder_with(tmp_path, GOOD.replace("too old", "no, on, 1990")))

    assert list(found.rules[0].terms) == ["no", "on", "1990"]


def test_a_language_without_packs_is_checked_for_slips_alone() -> None:
    assert check("You are too old.", language="fr") == ()
    assert [f.rule for f in check("Dear [Name], hello", language="fr")] == ["placeholder"]
