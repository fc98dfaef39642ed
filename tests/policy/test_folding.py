"""How text is compared when somebody searches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.folding import fold, fold_all


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tomás Oliveira", "tomas oliveira"),
        ("  MÜLLER \t Straße ", "muller strasse"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Ærø", "aero"),
        ("ＡＢＣ", "abc"),
        ("ﬁnance", "finance"),
        ("İstanbul", "istanbul"),
        ("田中", "田中"),
        ("", ""),
    ],
)
def test_case_accents_and_width_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)

    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_plain_text_gives_the_same(text: str) -> None:
    # A character with an accent takes the long way; without it the two must agree.
    assert fold(text + " é") == " ".join([*fold(text).split(), "e"])


def test_parts_are_kept_apart() -> None:
    assert fold_all(["Maya", "", "São Paulo"]) == "maya\nsao paulo"
