"""Every awkward file comes in as it should: who is added, what is refused, on which line."""

from zoneinfo import ZoneInfo

import pytest

from portal.models import Application, Candidate, CandidateEmail, CandidatePhone, Note
from portal.policy.refusal import Refusal
from tests.corpus import File, Outcome
from tests.corpus.cells import ADDRESSES, DATES, FORMULAS, NAMES, NUMBERS, TWICE
from tests.corpus.sheets import SHEETS
from tests.corpus.writing import ENCODINGS, SHAPES, WRITTEN
from tests.importer import Importer, lines
from tests.makers import Make

GROUPS = {
    "encoding": ENCODINGS,
    "writing": WRITTEN,
    "shape": SHAPES,
    "formula": FORMULAS,
    "date": DATES,
    "name": NAMES,
    "address": ADDRESSES,
    "number": NUMBERS,
    "twice": TWICE,
    "sheet": SHEETS,
}
HERE = ZoneInfo("Europe/Berlin")
FILES = [
    pytest.param(file, id=f"{group}: {name}")
    for group, files in GROUPS.items()
    for name, file in files.items()
]


def test_there_are_many_of_them() -> None:
    assert len(FILES) >= 30


@pytest.mark.parametrize("file", FILES)
def test_an_awkward_file_comes_in_as_it_should(file: File, make: Make) -> None:
    content, expected = file
    importer = Importer(make)
    if expected.whole:
        with pytest.raises(Refusal, match=expected.whole):
            importer.bring(content)
        assert importer.all(Candidate.name) == []
        return

    row = importer.bring(content, **expected.chosen)

    assert row.rows == row.added + row.changed + row.unchanged + row.refused
    refused = lines(importer.refused(row))
    assert refused.keys() == expected.refused.keys()
    for line, words in expected.refused.items():
        assert words in refused[line]
    assert sorted(name for (name,) in importer.all(Candidate.name)) == sorted(expected.people)
    _compare_details(importer, expected)


def _compare_details(importer: Importer, expected: Outcome) -> None:
    for column, wanted in (
        (CandidateEmail.normal, expected.emails),
        (CandidatePhone.typed, expected.phones),
        (Note.text, expected.notes),
    ):
        if wanted is not None:
            assert sorted(text for (text,) in importer.all(column)) == sorted(wanted)
    if expected.applied is not None:
        moments = [at for (at,) in importer.all(Application.applied_at) if at]
        found = tuple(at.astimezone(HERE).strftime("%Y-%m-%d %H:%M") for at in moments)
        assert found == expected.applied
