"""Placeholders of message templates: what is filled in, what is refused, what is never read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.policy.headers import paragraphs
from portal.policy.proofreading import Passage, read
from portal.policy.refusal import Refusal
from portal.policy.starting_words import Start, starting_words
from portal.policy.template_choice import (
    Choice,
    Setting,
    best,
    checked,
    opening,
    refuse_unfilled,
    refuse_unfit,
    sample,
    values,
)
from portal.policy.template_text import Slot, below, parse
from portal.policy.template_text import read as read_template
from portal.policy.wording import Facts, Letter, Sign, reminders
from portal.vocabulary import Outcome, PointKind, StageKind

SETTING = Setting(
    called="Maya",
    role="Designer",
    organisation="Northlight",
    stage="Interview",
    writer="Rosa",
)
FEEDBACK = FeedbackDraft(
    points=(
        PointDraft("Craft", PointKind.STRENGTH, "Three versions.\nAll of them."),
        PointDraft("Data", PointKind.GAP, "No measure.", "Name it first."),
    ),
    advice="Measure first.",
    message="I liked your map.",
)
PERSONAL = "Hello {{ called }},\n\nThank you for talking with us about it.\n\n{{ personal }}"


def test_everything_that_has_a_name_is_filled_in() -> None:
    text = "\n".join(slot.placeholder for slot in Slot)

    assert parse(text).fill(values(SETTING, FEEDBACK)) == "\n".join(
        (
            *("Maya", "Designer", "Northlight", "Interview", "Rosa", "I liked your map."),
            *("Craft: Three versions. All of them.", "Data: Name it first.", "Measure first."),
        )
    )


@pytest.mark.parametrize("written", ["{{called}}", "{{ called }}", "{{   called }}"])
def test_blanks_inside_do_not_matter(written: str) -> None:
    assert parse(f"Hi {written}!").fill({Slot.CALLED: "Maya"}) == "Hi Maya!"


def test_what_is_filled_in_is_not_read_again() -> None:
    filled = parse("{{ called }}: {{ personal }}").fill(
        {Slot.CALLED: "{{ personal }}", Slot.PERSONAL: "{{ called }} {% x %}"}
    )

    assert filled == "{{ personal }}: {{ called }} {% x %}"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Hello {{ nam }}", "Line 1, character 7: nothing can be filled in for “{{ nam }}”"),
        ("One\nTwo {{ called", "Line 2, character 5: “{{” is not closed"),
        ("{{ called\n}}", "Line 1, character 1: “{{” is not closed"),
        ("a }} b", "Line 1, character 3: “}}” closes nothing."),
        ("{{ {{ called }} }}", "Line 1, character 1: “{{” is not closed"),
        ("{{ called.name }}", "nothing can be filled in for “{{ called.name }}”"),
        ("{{ called|upper }}", "nothing can be filled in for"),
        ("{{ called() }}", "nothing can be filled in for"),
        ("{{ CALLED }}", "nothing can be filled in for"),
        ("{{}}", "nothing can be filled in for “{{}}”"),
        ("{{ " + "x" * 90 + " }}", "“{{ xxxxxxxxxxxxxxxxxxxxxxxxxxx…”"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_with_its_place(text: str, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text)

    assert what in refused.value.message
    assert refused.value.field == "text"


@given(st.text(alphabet="{} \ncaled", max_size=60), st.text(max_size=20))
def test_any_text_is_read_or_refused_and_none_is_read_twice(text: str, value: str) -> None:
    template, problems = read_template(text)

    if not problems:
        pieces = "".join(piece + (value if slot else "") for piece, slot in template.pieces)
        assert template.fill(dict.fromkeys(Slot, value)) == paragraphs(pieces)


@pytest.mark.parametrize("unit", ["{{", "}}", "{{ ", "{{ called }}", "{{ x }}"])
def test_a_long_text_takes_no_longer_for_what_is_in_it(unit: str) -> None:
    text = (unit * 4000)[:4000]
    before = time.perf_counter()
    read_template(text)
    assert time.perf_counter() - before < 1


# What a template has to have


def test_a_template_calls_the_person_by_name() -> None:
    with pytest.raises(Refusal, match="by name"):
        checked("Thank you.", Outcome.REJECTED, StageKind.APPLIED, "en")


@pytest.mark.parametrize(
    ("stage", "needs"),
    [
        (StageKind.APPLIED, False),
        (StageKind.SCREENING, False),
        (StageKind.INTERVIEW, True),
        (StageKind.OFFER, True),
        (None, True),
    ],
)
def test_from_the_interview_on_there_is_a_personal_part(
    stage: StageKind | None, needs: bool
) -> None:
    checked(PERSONAL, Outcome.REJECTED, stage, "en")
    bare = PERSONAL.replace("{{ personal }}", "Bye.")
    if needs:
        with pytest.raises(Refusal, match="written for them"):
            checked(bare, Outcome.REJECTED, stage, "en")
    else:
        checked(bare, Outcome.REJECTED, stage, "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello {{ called }},\n\nWe will not go on with your application. Thank you.", "en"),
        ("Guten Tag {{ called }},\n\nWir gehen mit Ihrer Bewerbung nicht weiter.", "de"),
    ],
)
def test_the_first_words_do_not_say_how_it_ended(text: str, language: str) -> None:
    with pytest.raises(Refusal, match="locked telephone"):
        checked(text, Outcome.REJECTED, StageKind.APPLIED, language)


def test_no_template_is_for_a_hire() -> None:
    with pytest.raises(Refusal):
        checked(PERSONAL, Outcome.HIRED, None, "en")


def test_a_gap_is_refused_beside_the_box_that_fills_it() -> None:
    for text, field in (
        ("{{ personal }}", "message"),
        ("{{ advice }}", "advice"),
        ("{{ strengths }}", "template_id"),
    ):
        template = parse(text)
        refuse_unfilled(template, values(SETTING, FEEDBACK))
        with pytest.raises(Refusal) as refused:
            refuse_unfilled(template, values(SETTING, FeedbackDraft()))
        assert refused.value.field == field


# Which one fits


def choice(number: int, **changes: object) -> Choice:
    told = {
        "id": number,
        "name": str(number),
        "outcome": Outcome.REJECTED,
        "stage_kind": None,
        "language": "en",
        "text": PERSONAL,
        "revision_id": number,
        **changes,
    }
    return Choice(**told)  # type: ignore[arg-type]


OFFERED = (
    choice(1),
    choice(2, stage_kind=StageKind.INTERVIEW),
    choice(3, language="de"),
    choice(4, outcome=Outcome.WITHDRAWN),
    choice(5, stage_kind=StageKind.INTERVIEW),
)


@pytest.mark.parametrize(
    ("outcome", "stage", "language", "number"),
    [
        (Outcome.REJECTED, StageKind.INTERVIEW, "en", 2),
        (Outcome.REJECTED, StageKind.APPLIED, "en", 1),
        (Outcome.REJECTED, StageKind.INTERVIEW, "de", 3),
        (Outcome.REJECTED, StageKind.INTERVIEW, "de-AT", 3),
        (Outcome.REJECTED, StageKind.INTERVIEW, "fr", 2),
        (Outcome.WITHDRAWN, StageKind.OFFER, "de", 4),
        (Outcome.OFFER_DECLINED, StageKind.OFFER, "en", None),
        (Outcome.HIRED, StageKind.OFFER, "en", None),
    ],
)
def test_language_comes_before_stage_and_order_decides_between_equals(
    outcome: Outcome, stage: StageKind, language: str, number: int | None
) -> None:
    found = best(OFFERED, outcome, stage, language)

    assert (found.id if found else None) == number


def test_words_for_another_outcome_are_refused() -> None:
    with pytest.raises(Refusal, match="another outcome"):
        refuse_unfit(choice(1), Outcome.WITHDRAWN, StageKind.APPLIED)


def test_words_without_a_personal_part_do_not_fit_an_interview() -> None:
    bare = choice(1, text="{{ called }}")
    refuse_unfit(bare, Outcome.REJECTED, StageKind.SCREENING)
    with pytest.raises(Refusal, match="personal part"):
        refuse_unfit(bare, Outcome.REJECTED, StageKind.OFFER)


def test_a_message_is_shown_once() -> None:
    body = parse(PERSONAL).fill(values(SETTING, FEEDBACK))
    assert below(body, "I liked your map. ") == ""
    assert below(body, "Another.") == "Another."
    assert below("", "I liked your map.") == "I liked your map."


# The words that the portal comes with


@pytest.mark.parametrize("start", starting_words(), ids=lambda s: f"{s.language}-{s.name}")
def test_the_words_to_start_from_are_good_ones(start: Start) -> None:
    template = checked(start.text, start.outcome, start.stage_kind, start.language)
    whole = sample(template)
    proof = read([Passage("text", whole)], language=start.language, facts=Facts())

    assert not proof.blocks
    assert not proof.warnings
    letter = Letter(language=start.language, called="Maya", message=whole)
    signs = {reminder.sign for reminder in reminders(letter) if reminder.there}
    assert Sign.NAME in signs
    assert (Sign.OUTCOME in signs) is (start.outcome is Outcome.REJECTED)


def test_there_are_words_for_every_outcome_and_stage_in_both_languages() -> None:
    offered = [
        choice(number, outcome=s.outcome, stage_kind=s.stage_kind, language=s.language, text=s.text)
        for number, s in enumerate(starting_words())
    ]
    for outcome in (Outcome.REJECTED, Outcome.WITHDRAWN, Outcome.OFFER_DECLINED):
        for stage in StageKind:
            for language in ("en", "de"):
                found = best(offered, outcome, stage, language)
                assert found is not None
                assert found.language == language
                refuse_unfit(found, outcome, stage)


def test_what_is_read_before_the_personal_part() -> None:
    assert opening(PERSONAL, "Ada") == "Hello Ada,\n\nThank you for talking with us about it."
    assert opening("Hi {{ called }}, bye {{ called }}", "Ada") == "Hi Ada, bye Ada"
