"""A text against the rules of its language, in one pass."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from portal.policy.wording import mechanics
from portal.policy.wording.findings import Category, Facts, Finding, Severity
from portal.policy.wording.folding import Folded, fold
from portal.policy.wording.lexicon import Lexicon
from portal.policy.wording.packs import Pack, Rule, languages, pack
from portal.policy.wording.reading import Reading
from portal.policy.wording.spaced import Known, joined
from portal.policy.wording.terms import GAP, GAP_WORDS, Phrase
from portal.policy.wording.trie import Hit, Trie

STOCK_ALLOWED = 2
"""So many stock phrases are a matter of taste; more of them are a form letter."""
NOTHING_KNOWN = Facts()
_Judged = dict[tuple[int, int], set[int]]
"""For each sentence that was looked at, the rules whose words it holds."""


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
        self._lexicon = Lexicon(pack.fillers, pack.common)
        self._known = Known(self._lexicon.knows, self._lexicon.begins)
        self._terms, self._exceptions, self._contexts = Trie(), Trie(), Trie()
        self._around = 0
        for at, rule in enumerate(pack.rules):
            self._add(at, rule)
        self._signs = {name: self._tree(phrases) for name, phrases in pack.signs.items()}

    def shows(self, sign: str, folded: Folded) -> bool:
        """Whether a text says something of this kind."""
        chunks = folded.text.split()
        memory = self._lexicon.remembered(chunks)
        words = Reading(folded, [memory.chunks[chunk] for chunk in chunks]).words
        return sign in self._signs and bool(self._signs[sign].walk(words).hits)

    def scan(self, folded: Folded) -> tuple[list[Finding], int]:
        """What the rules find, and how many steps it took to look."""
        chunks = folded.text.split()
        memory = self._lexicon.remembered(chunks)
        if not memory.spelled.isdisjoint(chunks):
            folded = joined(folded, self._known)
            chunks = folded.text.split()
            memory = self._lexicon.remembered(chunks)
        if memory.hot.isdisjoint(chunks):
            return [], len(chunks)
        reading = Reading(folded, [memory.chunks[chunk] for chunk in chunks])
        hot = [at for at, chunk in enumerate(chunks) if chunk in memory.hot]
        found: list[Finding] = []
        judged: _Judged = {}
        steps = len(chunks)
        for first, last in reading.regions(hot):
            walk = self._terms.walk(reading.words_of(first, last))
            steps += walk.steps
            for hit in _longest(walk.hits, reading.before(first) if walk.hits else 0):
                counts, more = self._counts(hit, reading, judged)
                steps += more
                if counts:
                    found.append(self._finding(hit, reading))
        return found, steps

    def _add(self, at: int, rule: Rule) -> None:
        for phrase in _all(rule.terms.values()):
            self._terms.add(self._lexicon.learn(phrase), at)
            self._lexicon.anchor(phrase)
        for phrase in _all(rule.contexts.values()):
            self._contexts.add(self._lexicon.learn(phrase), at)
        for phrase in _all(rule.exceptions.values()):
            self._exceptions.add(self._lexicon.learn(phrase), at)
            width = sum(GAP_WORDS if element == GAP else 1 for element in phrase)
            # Words that need not be written may stand between; so many hardly ever do.
            self._around = max(self._around, 2 * width)

    def _tree(self, phrases: Iterable[Phrase]) -> Trie:
        tree = Trie()
        for phrase in phrases:
            tree.add(self._lexicon.learn(phrase), 0)
        return tree

    def _counts(self, hit: Hit, reading: Reading, judged: _Judged) -> tuple[bool, int]:
        """Whether a hit stands in a sentence that it counts in, and is no exception."""
        rule, steps = self._rules[hit.value], 0
        if rule.contexts:
            sentence = reading.sentence(hit.first)
            if sentence not in judged:
                walk = self._contexts.walk(reading.words[sentence[0] : sentence[1]])
                judged[sentence] = {other.value for other in walk.hits}
                steps += walk.steps
            if hit.value not in judged[sentence]:
                return False, steps
        if not rule.exceptions:
            return True, steps
        begin = max(0, hit.first - self._around)
        walk = self._exceptions.walk(reading.words[begin : hit.last + 1 + self._around])
        covered = any(
            other.value == hit.value
            and begin + other.first <= hit.first
            and hit.last <= begin + other.last
            for other in walk.hits
        )
        return not covered, steps + walk.steps

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


def _all(phrases: Iterable[tuple[Phrase, ...]]) -> Iterable[Phrase]:
    return (phrase for ways in phrases for phrase in ways)


def _longest(hits: Iterable[Hit], before: int) -> list[Hit]:
    """Of hits of one rule that lie within each other, the longest; counted from the text's first
    word.
    """
    kept: list[Hit] = []
    furthest: dict[int, int] = {}
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.last > furthest.get(hit.value, -1):
            furthest[hit.value] = hit.last
            kept.append(Hit(hit.value, hit.first + before, hit.last + before))
    return kept


def _once(found: Iterable[Finding]) -> list[Finding]:
    """In the order of the text, without what lies within something as grave."""
    kept: list[Finding] = []
    furthest = dict.fromkeys(Severity, -1)
    for finding in sorted(found, key=lambda f: (f.start, -f.end, -f.severity.rank)):
        graver = [end for severity, end in furthest.items() if severity >= finding.severity]
        if finding.end > max(graver):
            furthest[finding.severity] = max(furthest[finding.severity], finding.end)
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
