"""The text of the daily reminder."""

from datetime import date

from portal.policy import digest
from portal.policy.digest import Also, Line


def line(name: str, left: int, day: int = 12, vacancy: str = "Data Analyst") -> Line:
    return Line(name, vacancy, date(2026, 5, day), left)


def test_what_hurts_most_comes_first() -> None:
    lines = [line("Ben", 3, 15), line("Ada", 0), line("Maya", -1, 10), line("Ida", -1, 4)]

    assert digest.text([*lines, line("Tom", 1, 13)], Also(inquiries=2, calls=1)) == (
        "Overdue:\nIda, Data Analyst: promised by 4 May\nMaya, Data Analyst: promised by 10 May\n\n"
        "Due today:\nAda, Data Analyst: answer by 12 May\n\n"
        "Due in one working day:\nTom, Data Analyst: answer by 13 May\n\n"
        "Due in 3 working days:\nBen, Data Analyst: answer by 15 May\n\n"
        "Also: 2 questions to answer, 1 call to make."
    )


def test_nothing_to_say_is_nothing() -> None:
    assert digest.text([], Also()) == ""


def test_numbers_alone_are_enough() -> None:
    assert digest.text([], Also(approvals=1)) == "Today: 1 text for a second pair of eyes."


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    text = digest.text([line(f"Person {n:03}", -1) for n in range(300)], Also())

    assert text.count("\n") == 21
    assert text.endswith("Person 019, Data Analyst: promised by 12 May\nand 280 more")


def test_a_name_cannot_write_a_line_of_its_own() -> None:
    text = digest.text([line("Eve\n\nOverdue:\nNobody", 0)], Also())

    assert text.count("\n") == 1
