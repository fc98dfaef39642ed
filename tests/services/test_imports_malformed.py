"""Twenty thousand rows, half of them malformed: half come in, half are told, each with its line."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.models import Application, Candidate, ImportRefusal
from portal.vocabulary import ImportState
from tests.importer import Importer, csv
from tests.makers import Make

GOOD = 10_000
WAYS: tuple[tuple[Callable[[int], str], str], ...] = (
    (lambda n: f",person{n}@example.com,Designer,,,,,,", "There is no name."),
    (lambda n: f"Person {n},,Designer,,,,,,", "There is neither an e-mail address nor an id"),
    (lambda n: f"Person {n},person{n} at example.com,,,,,,,", "is not an e-mail address"),
    (lambda n: f"Person {n},b{n}@example.com,Designer,,,someday,,,", "is not a date we can read"),
    (lambda n: f"Person {n},b{n}@example.com,Designer,,,2025-02-30,,,", "is not a date we can"),
    (lambda n: f"Person {n},b{n}@example.com,Designer,,,2041-01-01,,,", "has not come yet"),
    (lambda n: f"Person {n},b{n}@example.com,,,,,,,,,one,too,many", "cells, but the file has"),
    (lambda n: f"Per\x00son {n},b{n}@example.com,,,,,,,", "NUL character"),
    (lambda n: f"{'Name ' * 60},b{n}@example.com,,,,,,,", "200 are the most"),
    (lambda n: f"Somebody Else,person{n - 1}@example.com,,,,,,,", "Two people cannot share one"),
)
"""Malformed rows, and what is said of them."""


@pytest.fixture
def importer(make: Make) -> Importer:
    return Importer(make)


def rows() -> list[str]:
    good = (f"Person {n},person{n}@example.com,Designer,,,2025-10-01,,," for n in range(GOOD))
    bad = (WAYS[n % len(WAYS)][0](n + 1) for n in range(GOOD))
    return [row for pair in zip(good, bad, strict=True) for row in pair]


def test_half_come_in_and_half_are_told_with_their_line(importer: Importer) -> None:
    row = importer.bring(csv(*rows()))

    assert row.state is ImportState.DONE
    assert importer.counts(row) == (GOOD, 0, 0, GOOD)
    with importer.gateways.database.session() as session:
        for model in (Candidate, Application):
            assert session.scalar(select(func.count()).select_from(model)) == GOOD
        told = session.execute(
            select(ImportRefusal.line, ImportRefusal.reason)
            .where(ImportRefusal.import_id == row.id)
            .order_by(ImportRefusal.line)
        ).all()
    assert [line for line, _ in told] == list(range(3, 2 * GOOD + 2, 2))
    wrong = [
        (line, reason)
        for number, (line, reason) in enumerate(told)
        if WAYS[number % len(WAYS)][1] not in reason
    ]
    assert wrong == []
