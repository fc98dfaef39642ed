"""What the page for recruiters recommends passes the wording check; what it warns of does not."""

import re

import pytest

from portal.policy.template_text import Slot
from portal.policy.wording import Facts, Severity, check
from portal.settings import PROJECT

PAGE = (PROJECT / "docs" / "saying-no-well.md").read_text(encoding="utf-8")
_ROW = re.compile(r'^\| "(?P<bad>[^"|]+)" \| "(?P<good>[^"|]+)" \|$', re.MULTILINE)
VAGUE = {"You lack leadership.", "Maybe apply again when you have more experience."}
"""What says too little, which only a person notices."""
EXAMPLES = [(row["bad"], row["good"]) for row in _ROW.finditer(PAGE)]


def found(text: str) -> list[Severity]:
    return [finding.severity for finding in check(text, language="en", facts=Facts())]


@pytest.mark.parametrize(("bad", "good"), EXAMPLES)
def test_the_better_words_pass(bad: str, good: str) -> None:
    assert not set(found(good)) & {Severity.BLOCK, Severity.WARN}


@pytest.mark.parametrize("bad", [bad for bad, _ in EXAMPLES if bad not in VAGUE])
def test_the_worse_words_are_found(bad: str) -> None:
    assert found(bad)


def test_the_letter_to_sam_passes() -> None:
    [letter] = re.findall(r"^> \*(.+)\*$", PAGE, re.MULTILINE)
    assert not set(found(letter)) & {Severity.BLOCK, Severity.WARN}


def test_every_placeholder_is_explained() -> None:
    assert len(EXAMPLES) >= 4
    for slot in Slot:
        assert f"`{slot.placeholder}`" in PAGE
