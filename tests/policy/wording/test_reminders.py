"""What a good letter has."""

from dataclasses import replace

import pytest

from portal.policy.wording import Letter, Point, Sign, reminders

GOOD = Letter(
    language="en",
    called="Ada",
    opening="Dear Ada,\n\nWe have decided not to offer you the role.",
    message="Your plan was clear. Next time, add the costs of the second year.",
    points=(Point(criterion="Planning", seen="The plan had no costs.", next_time="Add them."),),
)
BARE = Letter(language="en", called="Ada", message="The plan was clear.")


def there(letter: Letter) -> set[Sign]:
    return {reminder.sign for reminder in reminders(letter) if reminder.there}


def test_a_good_letter_has_everything() -> None:
    assert there(GOOD) == set(Sign)


def test_a_bare_one_is_reminded_of_everything_once() -> None:
    found = reminders(BARE)

    assert [reminder.sign for reminder in found] == list(Sign)
    assert not any(reminder.there for reminder in found)
    assert all(reminder.words.endswith(".") for reminder in found)


@pytest.mark.parametrize(
    ("letter", "sign"),
    [
        (replace(GOOD, points=(Point(seen="The plan had no costs."),)), Sign.CRITERION),
        (replace(GOOD, points=(Point(criterion="Planning"),)), Sign.SEEN),
        (replace(GOOD, message="The plan was clear.", points=()), Sign.NEXT_STEP),
        (replace(GOOD, opening="Dear Ada,\n\nThank you. It rained. It was late."), Sign.OUTCOME),
        (replace(GOOD, called="Grace"), Sign.NAME),
    ],
)
def test_what_is_missing_is_said(letter: Letter, sign: Sign) -> None:
    assert sign not in there(letter)


@pytest.mark.parametrize(
    "said",
    [
        "We won't be moving forward with your application.",
        "We chose somebody else for the post.",
        "The answer is no, and here is why.",
        "Thank you for the afternoon. We decided against an offer.",
    ],
)
def test_the_outcome_may_be_said_in_many_ways(said: str) -> None:
    assert Sign.OUTCOME in there(replace(BARE, message=f"Hello Ada,\n{said} More follows."))


def test_an_outcome_at_the_end_comes_too_late() -> None:
    message = "The day was long. The plan was clear. The talk was fine. We chose somebody else."
    assert Sign.OUTCOME not in there(replace(BARE, message=message))


def test_advice_is_a_next_step() -> None:
    assert Sign.NEXT_STEP in there(replace(BARE, advice="Read the guide on costs."))
