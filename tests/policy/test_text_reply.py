"""What somebody means who answers a text message."""

import pytest

from portal.policy.text_reply import Reply, meaning

STOPS = [
    *("STOP", "stop", "Stop.", " stop! ", "'STOP'", "“Stop”", "STOP\n", "s\u200btop", "STOP 🛑"),
    *("STOPALL", "Stop all", "UNSUBSCRIBE", "Cancel", "END", "quit", "HALT", "OptOut", "opt-out"),
    *("Opt out", "STOPP", "Stopp!!", "ENDE", "Abmelden", "ABMELDEN.", "arrêt", "BAJA", "ＳＴＯＰ"),
]
STARTS = ["START", "start.", "UNSTOP", "Un-stop", "Start!", "anmelden"]
WORDS = [
    *("", "Stop by on Friday?", "When do I start?", "I cannot stop thinking about it", "stopover"),
    *("Please do not stop", "Thank you!", "Yes I can come", "no", "the end of the month"),
]


@pytest.mark.parametrize("text", STOPS)
def test_stop_in_its_usual_spellings(text: str) -> None:
    assert meaning(text) is Reply.STOP


@pytest.mark.parametrize("text", STARTS)
def test_start_in_its_usual_spellings(text: str) -> None:
    assert meaning(text) is Reply.START


@pytest.mark.parametrize("text", ["YES", "yes?", "Ja!"])
def test_yes_alone_is_an_answer_that_depends(text: str) -> None:
    assert meaning(text) is Reply.YES


@pytest.mark.parametrize("text", WORDS)
def test_a_sentence_is_a_sentence(text: str) -> None:
    assert meaning(text) is Reply.WORDS
