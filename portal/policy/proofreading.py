"""A letter read over before it goes: what the wording check says of all its passages together.

They are read as one text, because three stock phrases are three wherever they stand; each finding
comes back under the passage in which it was found.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from portal.policy.feedback import FeedbackDraft
from portal.policy.wording import Facts, Finding, Severity, check, languages
from portal.vocabulary import Outcome

LEAST_WORDS = 15
"""Fewer than this are no answer to somebody who is not chosen."""
MESSAGE, ADVICE = "message", "advice"
_BETWEEN = "\n\n"
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORDS = {
    "en": frozenset(("the", "and", "you", "your", "we", "our", "was", "with", "for", "that", "to")),
    "de": frozenset(("der", "die", "das", "und", "sie", "ihr", "wir", "uns", "mit", "ist", "zu")),
}
"""Words that nearly every sentence of a language has."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a letter, by the name of the box in which it is written."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """All that somebody is going to read of what a person has written for them."""

    outcome: Outcome
    feedback: FeedbackDraft
    template_revision_id: int | None = None
    """The words around it, which are looked at when they are saved."""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Its texts in the order in which they are read."""
        return passages(self.feedback)

    @property
    def least_words(self) -> int | None:
        """How many words it needs; none where a template says the most, or nothing is owed."""
        alone = self.outcome is Outcome.REJECTED and self.template_revision_id is None
        return LEAST_WORDS if alone else None

    @property
    def fingerprint(self) -> str:
        """The same for the same letter only: what is approved is approved to the letter."""
        points = [[p.criterion, p.kind.value, p.seen, p.next_time] for p in self.feedback.points]
        said = [self.outcome.value, self.feedback.message, points, self.feedback.advice]
        whole = json.dumps([*said, self.template_revision_id], ensure_ascii=True)
        return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found, under the names of the passages, and what its writer wants to keep."""

    found: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def of(self, name: str) -> tuple[Finding, ...]:
        """What was found in one passage."""
        return self.found.get(name, ())

    def key(self, finding: Finding) -> str:
        """By what a tick names a finding."""
        return key_of(finding)

    def keeps(self, finding: Finding) -> bool:
        """Whether its writer has said that a finding stays."""
        return key_of(finding) in self.kept

    @property
    def all(self) -> list[Finding]:
        """Everything, in the order of the letter."""
        return [finding for findings in self.found.values() for finding in findings]

    @property
    def blocks(self) -> list[Finding]:
        """What nobody can send alone."""
        return [finding for finding in self.all if finding.severity is Severity.BLOCK]

    @property
    def warnings(self) -> list[Finding]:
        """What takes a tick."""
        return [finding for finding in self.all if finding.severity is Severity.WARN]

    @property
    def unsettled(self) -> list[Finding]:
        """Warnings that nobody has said are to stay."""
        return [finding for finding in self.warnings if not self.keeps(finding)]


def passages(feedback: FeedbackDraft) -> tuple[Passage, ...]:
    """The texts of feedback, each by the name of its box."""
    points = [
        Passage(name, text)
        for point in feedback.points
        for name, text in (
            (seen(point.criterion), point.seen),
            (next_time(point.criterion), point.next_time),
        )
    ]
    message, advice = Passage(MESSAGE, feedback.message), Passage(ADVICE, feedback.advice)
    return tuple(passage for passage in (message, *points, advice) if passage.text)


def seen(criterion: str) -> str:
    """The name of the box for what was seen of a criterion."""
    return f"seen:{criterion}"


def next_time(criterion: str) -> str:
    """The name of the box for what would help next time."""
    return f"next_time:{criterion}"


def key_of(finding: Finding) -> str:
    """By what a tick names a finding: the rule and the words, wherever they stand."""
    return f"{finding.rule}:{' '.join(finding.found.casefold().split())}"[:200]


def read(
    texts: Iterable[Passage],
    *,
    language: str,
    facts: Facts,
    kept: Collection[str] = (),
) -> Proof:
    """What should be said differently in these passages, read as one letter."""
    there = [passage for passage in texts if passage.text.strip()]
    if not there:
        return Proof(kept=frozenset(kept))
    whole = _BETWEEN.join(passage.text for passage in there)
    spoken = language_of(whole, otherwise=language)
    found: dict[str, list[Finding]] = {}
    for finding in check(whole, language=spoken, facts=facts):
        name, start = _place(there, finding)
        found.setdefault(name, []).append(_moved(finding, -start))
    return Proof({name: tuple(findings) for name, findings in found.items()}, frozenset(kept))


def language_of(text: str, *, otherwise: str) -> str:
    """The language in which a text is written: people do not always write in their reader's."""
    words = [word.casefold() for word in _WORD.findall(text)]
    counts = {
        language: sum(word in small for word in words)
        for language, small in _SMALL_WORDS.items()
        if language in languages()
    }
    best = max(counts, key=lambda language: counts[language], default=otherwise)
    return best if counts.get(best, 0) > counts.get(otherwise[:2], 0) else otherwise


def _place(there: list[Passage], finding: Finding) -> tuple[str, int]:
    """In which passage a finding lies, and where that begins; what is about the whole letter is
    said of its first passage.
    """
    start = 0
    for passage in there:
        end = start + len(passage.text)
        if start <= finding.start and finding.end <= end:
            return passage.name, start
        start = end + len(_BETWEEN)
    return there[0].name, 0


def _moved(finding: Finding, by: int) -> Finding:
    return Finding(
        rule=finding.rule,
        category=finding.category,
        severity=finding.severity,
        start=finding.start + by,
        end=finding.end + by,
        found=finding.found,
        why=finding.why,
        instead=finding.instead,
    )
