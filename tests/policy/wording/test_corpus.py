"""How good the packs are: against sentences that were labelled before the packs existed."""

from collections.abc import Callable

import pytest

from portal.policy.wording import Severity, check, languages, worst
from tests.conftest import FIGURE
from tests.policy.wording.corpus_files import Corpus, Sentence, corpora

KNOWN = [corpus for corpus in corpora() if corpus.language in languages()]
each_corpus = pytest.mark.parametrize("corpus", KNOWN, ids=lambda corpus: corpus.name)


def found(sentence: Sentence, language: str) -> Severity | None:
    return worst(check(sentence.text, language=language))


def at_least(corpus: Corpus, severity: Severity, among: list[Sentence]) -> list[Sentence]:
    results = [(sentence, found(sentence, corpus.language)) for sentence in among]
    return [one for one, is_found in results if is_found and is_found >= severity]


@each_corpus
def test_what_must_not_be_sent_is_found(
    corpus: Corpus, record_property: Callable[[str, object], None]
) -> None:
    bad = corpus.labelled(Severity.BLOCK)
    blocked = at_least(corpus, Severity.BLOCK, bad)

    share = len(blocked) / len(bad)
    record_property(FIGURE, f"wording {corpus.name}: {len(blocked)} of {len(bad)} blocks found")
    assert share >= 0.95, [one.text for one in bad if one not in blocked]


@each_corpus
def test_what_could_be_better_is_found(
    corpus: Corpus, record_property: Callable[[str, object], None]
) -> None:
    for severity in (Severity.WARN, Severity.HINT):
        bad = corpus.labelled(severity)
        seen = at_least(corpus, severity, bad)
        name = f"{severity.value}s"
        record_property(FIGURE, f"wording {corpus.name}: {len(seen)} of {len(bad)} {name} found")
        assert len(seen) / len(bad) >= 0.8, [one.text for one in bad if one not in seen]


@each_corpus
def test_clean_sentences_are_left_alone(
    corpus: Corpus, record_property: Callable[[str, object], None]
) -> None:
    clean = corpus.labelled(None)
    blocked = at_least(corpus, Severity.BLOCK, clean)
    warned = [one for one in at_least(corpus, Severity.WARN, clean) if one not in blocked]

    record_property(
        FIGURE,
        f"wording {corpus.name}: {len(blocked)} false blocks and {len(warned)} false warnings"
        f" in {len(clean)} clean sentences",
    )
    assert len(blocked) / len(clean) <= 0.01, [one.text for one in blocked]
    assert len(warned) / len(clean) <= 0.03, [one.text for one in warned]


def test_the_corpora_are_large_enough() -> None:
    """Two hundred bad and five hundred clean ones in each language, all parts together."""
    for language in {corpus.language for corpus in KNOWN}:
        parts = [corpus for corpus in KNOWN if corpus.language == language]
        clean = sum(len(corpus.labelled(None)) for corpus in parts)
        everything = sum(len(corpus.sentences) for corpus in parts)
        # The part that was kept back is a third; without it two thirds are there.
        share = 1.0 if any("held-out" in corpus.name for corpus in parts) else 0.66
        assert clean >= 500 * share, language
        assert everything - clean >= 200 * share, language
