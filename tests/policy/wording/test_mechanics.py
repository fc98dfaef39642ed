"""Slips: what a template left over, and names that do not belong into this letter."""

import pytest

from portal.policy.wording import Facts, Severity, check

UNKNOWN = "X" * 3


def rules(text: str, facts: Facts | None = None, language: str = "en") -> list[tuple[str, str]]:
    found = check(text, language=language, facts=facts or Facts())
    return [(one.rule, one.found) for one in found if one.severity is Severity.BLOCK]


@pytest.mark.parametrize(
    "left",
    [
        *("{{ name }}", "{{first_name}}", "{% if x %}", "${role}", "[Name]", "[insert feedback]"),
        *("<<Role>>", UNKNOWN, UNKNOWN.lower() + "x", "_____", "{name}", "%FIRST_NAME%", "<name>"),
    ],
)
def test_a_placeholder_is_found(left: str) -> None:
    assert rules(f"The case for {left}, as agreed.") == [("placeholder", left)]


@pytest.mark.parametrize(
    "text",
    [
        "The loop read list[i] and list[name] twice.",
        "The quote [sic] was kept, and so was the note [1].",
        "You used XXL labels, {} for sets and <button> for actions.",
        "See [the guide](page) for more.",
        "A value of 5 % to 7 % was right.",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Write to ada@example.org.", "ada@example.org"),
        ("(or ada.b+x@mail.example.org)", "ada.b+x@mail.example.org"),
    ],
)
def test_an_address_is_found(text: str, address: str) -> None:
    assert rules(text) == [("e-mail-address", address)]


def test_an_at_sign_alone_is_no_address() -> None:
    assert rules("We met @ noon, and you tagged @team in the chat.") == []


OTHERS = Facts(other_names=("Ada Byron", "Zoë O'Neil", "Müller"), own_name="Grace Hopper")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dear Ada Byron, the case was good.", "Ada Byron"),
        ("As ADA  BYRON said in the talk.", "ADA  BYRON"),
        ("The file of Byron, Ada was complete.", "Byron, Ada"),
        ("What Zoe O’Neil did was good.", "Zoe O’Neil"),
    ],
)
def test_the_name_of_another_candidate_is_found(text: str, name: str) -> None:
    assert rules(text, OTHERS) == [("other-candidate", name)]


def test_half_a_name_or_the_own_is_no_slip() -> None:
    assert rules("Ada is a language, and Müller a yoghurt.", OTHERS) == []
    same = Facts(other_names=("Grace Hopper",), own_name="Grace Hopper")
    assert rules("Dear Grace Hopper, the case was good.", same) == []


def test_the_name_of_another_company_is_found() -> None:
    facts = Facts(
        other_companies=("Acme", "Blue Sky Ltd", "Northlight"), own_company="Northlight Studio"
    )

    assert rules("We at Acme liked the case.", facts) == [("other-company", "Acme")]
    assert rules("We at BLUE SKY LTD liked it.", facts) == [("other-company", "BLUE SKY LTD")]
    assert rules("We at Northlight Studio liked it.", facts) == []
    assert rules("The acme of the curve was right.", facts) == []


def test_a_letter_needs_some_words() -> None:
    facts = Facts(min_words=15)

    assert rules("We have chosen somebody else.", facts)[0][0] == "too-short"
    assert rules("The plan had a date for each step. " * 3, facts) == []
    assert rules("", facts) == []
    assert rules("The plan had no date.") == []


def test_slips_are_found_in_any_language() -> None:
    assert rules("Liebe [Vorname], der Plan war gut.", language="de") == [
        ("placeholder", "[Vorname]")
    ]
