"""Which words fit a decision, what a template has to have, and what is filled into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from portal.policy.feedback import FeedbackDraft
from portal.policy.headers import paragraphs, plain
from portal.policy.refusal import Refusal
from portal.policy.template_text import LONGEST_TEMPLATE, MEANS, Slot, Template, parse
from portal.policy.wording import Letter, Sign, reminders
from portal.vocabulary import Outcome, PointKind, StageKind

FALLBACK = "en"
ON_A_LOCKED_PHONE = 90
"""Characters of a letter that a telephone shows to whoever lies beside it."""
SAMPLE = {
    Slot.CALLED: "Maya",
    Slot.ROLE: "Designer",
    Slot.ORGANISATION: "Northlight",
    Slot.STAGE: "Interview",
    Slot.WRITER: "Rosa",
}
"""What is filled in where a template is looked at for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A template as a decision can be told with it."""

    id: int
    name: str
    outcome: Outcome
    stage_kind: StageKind | None
    """None for every stage."""
    language: str
    text: str
    revision_id: int


def needs_personal(stage_kind: StageKind | None) -> bool:
    """Whether words for this stage (None: for every one) need a personal part."""
    return stage_kind is None or stage_kind.interviewed


def checked(text: str, outcome: Outcome, stage_kind: StageKind | None, language: str) -> Template:
    """The template; raises Refusal for words that nobody should be told with."""
    if len(text) > LONGEST_TEMPLATE:
        raise Refusal(f"Keep this to {LONGEST_TEMPLATE} characters.", "text")
    template = parse(text)
    if not outcome.owes_notice:
        raise Refusal("No message of ours tells this outcome.", "outcome")
    if Slot.CALLED not in template.slots:
        raise Refusal(f"Call the person by name: write {Slot.CALLED.placeholder}.", "text")
    if needs_personal(stage_kind) and Slot.PERSONAL not in template.slots:
        raise Refusal(
            "From the interview on, everybody reads something that was written for them: "
            f"write {Slot.PERSONAL.placeholder}.",
            "text",
        )
    if _tells_at_once(template, language):
        raise Refusal(
            "The first words show on a locked telephone. Begin with thanks, "
            "and say how it ended in the next paragraph.",
            "text",
        )
    return template


def refuse_unfit(choice: Choice, outcome: Outcome, stage_kind: StageKind) -> None:
    """Raises Refusal where these words are for another outcome, or say too little."""
    if choice.outcome is not outcome:
        raise Refusal("These words are for another outcome: choose others.", "template_id")
    if needs_personal(stage_kind) and Slot.PERSONAL not in parse(choice.text).slots:
        raise Refusal(
            "You have talked with this person: choose words with a personal part.", "template_id"
        )


def refuse_unfilled(template: Template, filled: dict[Slot, str]) -> None:
    """Raises Refusal where a placeholder would be left empty."""
    gaps = template.unfilled(filled)
    if Slot.PERSONAL in gaps:
        raise Refusal("The words around it need your personal message.", "message")
    if Slot.ADVICE in gaps:
        raise Refusal("The words around it need your advice.", "advice")
    if gaps:
        missing = " and ".join(MEANS[slot] for slot in gaps)
        raise Refusal(f"Nothing fills a gap in these words: {missing}.", "template_id")


def best(
    choices: Iterable[Choice], outcome: Outcome, stage_kind: StageKind, language: str
) -> Choice | None:
    """The words that fit best: those of the stage before those for every stage, in the person's
    language, or else in English; None where none fit.
    """
    fitting = [choice for choice in choices if choice.outcome is outcome]
    for spoken in dict.fromkeys((_base(language), FALLBACK)):
        for stage in (stage_kind, None):
            for choice in fitting:
                if _base(choice.language) == spoken and choice.stage_kind is stage:
                    return choice
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the records know of the person to be told."""

    called: str
    role: str
    organisation: str
    stage: str
    writer: str


def values(setting: Setting, feedback: FeedbackDraft) -> dict[Slot, str]:
    """What is filled in for one person."""
    return {
        Slot.CALLED: plain(setting.called),
        Slot.ROLE: plain(setting.role),
        Slot.ORGANISATION: plain(setting.organisation),
        Slot.STAGE: plain(setting.stage),
        Slot.WRITER: plain(setting.writer),
        **_written(feedback),
    }


@lru_cache(maxsize=64)
def _written(feedback: FeedbackDraft) -> Mapping[Slot, str]:
    """What is filled in from feedback: many may read the same, which is then cleaned once."""
    return {
        Slot.PERSONAL: paragraphs(feedback.message),
        Slot.STRENGTHS: _lines(
            (point.criterion, point.seen)
            for point in feedback.points
            if point.kind is PointKind.STRENGTH
        ),
        Slot.NEXT_TIME: _lines((point.criterion, point.next_time) for point in feedback.points),
        Slot.ADVICE: paragraphs(feedback.advice),
    }


def sample(template: Template) -> str:
    """The template's own words, with harmless ones in its gaps."""
    return template.fill(SAMPLE)


def opening(text: str, called: str) -> str:
    """What somebody has read of a template's words before the personal part begins."""
    return parse(text).before(Slot.PERSONAL).fill({**SAMPLE, Slot.CALLED: plain(called)})


def _tells_at_once(template: Template, language: str) -> bool:
    # White space aside: a telephone shows one line.
    first = " ".join(sample(template).split())[:ON_A_LOCKED_PHONE]
    letter = Letter(language=language, called=SAMPLE[Slot.CALLED], message=first)
    return any(r.there for r in reminders(letter) if r.sign is Sign.OUTCOME)


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        f"{plain(name)}: {' '.join(paragraphs(said).split())}" for name, said in pairs if said
    )


def _base(language: str) -> str:
    return language.lower().split("-")[0].split("_")[0]
