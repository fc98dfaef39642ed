"""What an import may take of a machine, workbooks included; `portal bench` takes the time."""

from portal.bench import import_limits
from portal.bench.import_rows import MEBIBYTES, ROWS
from tests.importer import many
from tests.workbooks import xlsx


def test_ten_thousand_rows_of_a_workbook_take_little_memory() -> None:
    rows = [line.split(",") for line in many(ROWS).splitlines()]

    taken = import_limits.taken(xlsx(rows))

    assert taken.mebibytes < MEBIBYTES
    assert 0 < taken.reader_mebibytes < MEBIBYTES
