"""Whatever colour an organisation has, its pages can be read by day and by night."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.policy import colour
from portal.policy.colour import DARK_PAPER, LIGHT_PAPER, SOFT_DARK, SOFT_LIGHT, contrast
from portal.policy.refusal import Refusal

NEEDED = 4.5
"""WCAG 2.2, 1.4.3."""
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
@example("#000000")
@example("#ffffff")
@example("#ffff00")
@example("#808080")
@example("#0000ff")
def test_every_colour_becomes_one_that_can_be_read(accent: str) -> None:
    used = colour.shades(accent)

    for paper in (LIGHT_PAPER, SOFT_LIGHT, used.light_soft):
        assert contrast(used.light, paper) >= NEEDED
    for paper in (DARK_PAPER, SOFT_DARK, used.dark_soft):
        assert contrast(used.dark, paper) >= NEEDED
    assert contrast(used.light, colour.ON_LIGHT) >= NEEDED
    assert contrast(used.dark, colour.ON_DARK) >= NEEDED


@given(COLOURS)
def test_a_colour_is_changed_no_more_than_needed(accent: str) -> None:
    again = colour.shades(colour.shades(accent).light)

    assert again.light == again.chosen or contrast(again.chosen, again.light_soft) < 4.6


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert colour.shades("#0b6a5b").light == "#0b6a5b"
    assert colour.shades("#62c9b5").dark == "#62c9b5"


@given(COLOURS)
def test_the_stylesheet_holds_colours_and_nothing_else(accent: str) -> None:
    rule = colour.stylesheet(accent)

    assert rule.startswith(":root{--accent:light-dark(#")
    assert rule.endswith(")}")
    assert rule.count("{") == rule.count("}") == 1
    assert set(rule[6:-1]) <= set("-:;,()#0123456789abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("#0b6a5b", "#0b6a5b"),
        ("  #0B6A5B ", "#0b6a5b"),
        ("0b6a5b", "#0b6a5b"),
        ("#fc0", "#ffcc00"),
    ],
)
def test_a_colour_may_be_typed_in_several_ways(typed: str, kept: str) -> None:
    assert colour.colour(typed) == kept


@given(st.text().filter(lambda typed: not set(typed.strip().lower()) <= set("#0123456789abcdef")))
@example("teal")
@example("rgb(1,2,3)")
@example("#0b6a5b;}")
@example("#٠٠٠")
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        colour.colour(typed)


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)
