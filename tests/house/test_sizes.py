"""Files and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.project import python_files, short, tree_of

LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION, MOST_PARAMETERS = 300, 400, 40, 5
LARGER: dict[str, tuple[int, str]] = {}
"""The very few that may be longer, how long, and why."""


def length_of(function: ast.FunctionDef) -> int:
    """The lines of a function without those of a class in it, which has functions of its own."""
    inner = [node for node in ast.walk(function) if isinstance(node, ast.ClassDef)]
    return lines_of(function) - sum(lines_of(node) for node in inner)


def lines_of(node: ast.FunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef):
                yield path, node


def limit_of(path: Path) -> int:
    usual = LONGEST_TEST if short(path).startswith("tests/") else LONGEST_FILE
    return LARGER.get(short(path), (usual, ""))[0]


def test_a_file_can_be_read_at_once() -> None:
    long = [
        f"{short(path)} has {lines} lines"
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit_of(path)
    ]
    assert long == []


def test_a_function_can_be_seen_at_once() -> None:
    long = [
        f"{short(path)}:{node.lineno} {node.name} has {lines} lines"
        for path, node in functions()
        if (lines := length_of(node)) > LONGEST_FUNCTION
    ]
    assert long == []


def test_a_function_takes_a_handful_of_things_by_place() -> None:
    """Commands take what can be typed behind them, which click hands over by name."""
    many = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path, node in functions()
        if not short(path).startswith("tests/")
        and not any("click" in ast.unparse(decorator) for decorator in node.decorator_list)
        and len([arg for arg in node.args.args if arg.arg not in ("self", "cls")]) > MOST_PARAMETERS
    ]
    assert many == []


def test_the_exceptions_are_needed() -> None:
    there = {short(path): path for path in python_files()}
    for name in LARGER:
        assert len(there[name].read_text(encoding="utf-8").splitlines()) > LONGEST_FILE, name
