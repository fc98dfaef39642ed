"""A text against the rules of its language, in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from portal.policy.wording import mechanics
from portal.policy.wording.automaton import End
from portal.policy.wording.excepted import Excepted
from portal.policy.wording.finder import Finder
from portal.policy.wording.findings import Category, Facts, Finding, Severity
from portal.policy.wording.folding import Folded, fold
from portal.policy.wording.lexicon import Lexicon
from portal.policy.wording.packs import Pack, languages, pack
from portal.policy.wording.reading import Reading
from portal.policy.wording.spaced import Known, joined
from portal.policy.wording.terms import Phrase
from portal.policy.wording.trie import Hit

STOCK_ALLOWED = 2
"""So many stock phrases are a matter of taste; more of them are a form letter."""
NOTHING_KNOWN = Facts()


def check(text: str, *, language: str, facts: Facts = NOTHING_KNOWN) -> tuple[Finding, ...]:
    """What in a text should be said differently, in the order of the text."""
    spoken = language[:2]
    folded = fold(text, spoken)
    found = mechanics.check(folded, facts)
    rules = checker(spoken)
    if rules is not None:
        found += rules.scan(folded)[0]
    return _graver_when_many(_once(found)) if found else ()


@cache
def checker(language: str) -> "Checker | None":
    """The rules of a language, made once; None for a language without packs."""
    return Checker(pack(language)) if language in languages() else None


class Checker:
    """The rules of one language, ready to be looked for."""

    def __init__(self, pack: Pack) -> None:
        self._rules = pack.rules
        lexicon = self._lexicon = Lexicon(pack.fillers, pack.common)
        self._known = Known(lexicon.knows, lexicon.begins)
        self._terms = Finder(lexicon, [_all(rule.terms) for rule in pack.rules])
        self._exceptions = Finder(lexicon, [_all(rule.exceptions) for rule in pack.rules])
        self._contexts = Finder(lexicon, [_all(rule.contexts) for rule in pack.rules])
        self._harmless = Finder(lexicon, [_all(rule.harmless) for rule in pack.rules])
        self._signs = {name: Finder(lexicon, [phrases]) for name, phrases in pack.signs.items()}

    def shows(self, sign: str, folded: Folded) -> bool:
        """Whether a text says something of this kind."""
        return sign in self._signs and bool(self._signs[sign].run(folded.text.split()).ends)

    def scan(self, folded: Folded) -> tuple[list[Finding], int]:
        """What the rules find, and how many steps it took to look."""
        chunks = folded.text.split()
        run = self._terms.run(chunks)
        steps = run.steps
        if run.spelled:
            folded = joined(folded, self._known)
            chunks = folded.text.split()
            run = self._terms.run(chunks)
            steps += run.steps
        if not run.ends:
            return [], steps
        reading = Reading(folded, chunks, self._lexicon.meaning)
        ends, more = self._judging(run.ends, reading)
        ends, still_more = self._not_harmless(ends, reading)
        hits, looked_at = self._terms.hits(ends, reading)
        kept, again = self._not_excepted(_longest(hits), reading)
        steps += more + still_more + looked_at + again
        return [self._finding(hit, reading) for hit in kept], steps

    def _judging(self, ends: Sequence[End], reading: Reading) -> tuple[list[End], int]:
        """Without the rules that count only in sentences of another kind."""
        needing = {rule for end in ends for rule in end.values if self._rules[rule].contexts}
        if not needing:
            return list(ends), 0
        run = self._contexts.run(reading.texts)
        judged: dict[int, set[int]] = {}
        for end in run.ends:
            judged.setdefault(reading.sentence(end.chunk), set()).update(end.values)
        kept = [
            End(end.chunk, end.values - (needing - judged.get(reading.sentence(end.chunk), set())))
            for end in ends
        ]
        return [end for end in kept if end.values], run.steps

    def _not_harmless(self, ends: Sequence[End], reading: Reading) -> tuple[list[End], int]:
        """Without the rules that do not count in clauses of this kind."""
        if not any(self._rules[rule].harmless for end in ends for rule in end.values):
            return list(ends), 0
        run = self._harmless.run(reading.texts)
        harmless: dict[int, set[int]] = {}
        for end in run.ends:
            harmless.setdefault(reading.clause(end.chunk), set()).update(end.values)
        kept = [
            End(end.chunk, end.values - harmless.get(reading.clause(end.chunk), set()))
            for end in ends
        ]
        return [end for end in kept if end.values], run.steps

    def _not_excepted(self, hits: Sequence[Hit], reading: Reading) -> tuple[Sequence[Hit], int]:
        wanted = {hit.value for hit in hits if self._rules[hit.value].exceptions}
        if not wanted:
            return hits, 0
        run = self._exceptions.run(reading.texts)
        exceptions, looked_at = self._exceptions.hits(run.ends, reading, wanted)
        excepted = Excepted(exceptions)
        return [hit for hit in hits if not excepted.cover(hit)], run.steps + looked_at

    def _finding(self, hit: Hit, reading: Reading) -> Finding:
        rule = self._rules[hit.value]
        start, end = reading.span(hit.first, hit.last)
        return Finding(
            rule=rule.id,
            category=rule.category,
            severity=rule.severity,
            start=start,
            end=end,
            found=reading.typed[start:end],
            why=rule.why,
            instead=rule.instead,
        )


def _all(terms: Mapping[str, tuple[Phrase, ...]]) -> list[Phrase]:
    return [phrase for ways in terms.values() for phrase in ways]


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits of one rule that lie within each other, the longest."""
    kept: list[Hit] = []
    furthest: dict[int, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.last > furthest.get(hit.value, -1):
            furthest[hit.value] = hit.last
            kept.append(hit)
    return kept


def _once(found: Iterable[Finding]) -> list[Finding]:
    """In the order of the text, without what lies within something as grave, or goes on where the
    same rule was found.
    """
    kept: list[Finding] = []
    furthest = dict.fromkeys(Severity, -1)
    ended: dict[str, int] = {}
    for finding in sorted(found, key=lambda f: (f.start, -f.end, -f.severity.rank)):
        graver = [end for severity, end in furthest.items() if severity >= finding.severity]
        if finding.end <= max(graver) or finding.start < ended.get(finding.rule, 0):
            continue
        furthest[finding.severity] = max(furthest[finding.severity], finding.end)
        ended[finding.rule] = finding.end
        kept.append(finding)
    return kept


def _graver_when_many(found: Iterable[Finding]) -> tuple[Finding, ...]:
    seen = 0
    said: list[Finding] = []
    for finding in found:
        if finding.category is Category.STOCK and finding.severity is Severity.HINT:
            seen += 1
            if seen > STOCK_ALLOWED:
                finding = replace(finding, severity=Severity.WARN)
        said.append(finding)
    return tuple(said)
