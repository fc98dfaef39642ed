"""The project's own files, as the house tests read them."""

import ast
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
CODE = ("portal", "tests")
ALONE = ("run.py", "wsgi.py")
TEMPLATES = PROJECT / "templates"


@cache
def python_files() -> tuple[Path, ...]:
    """All Python files, without the migrations, which are written once by a program."""
    found = [path for folder in CODE for path in (PROJECT / folder).rglob("*.py")]
    found = [path for path in found if "migrations/versions" not in path.as_posix()]
    return tuple(sorted([*found, *(PROJECT / name for name in ALONE)]))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(PROJECT).as_posix()


def module_of(path: Path) -> str:
    """The name under which a file is imported."""
    return short(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def imports_of(path: Path) -> tuple[tuple[str, int], ...]:
    """Every module that a file imports, wherever in it, with the line."""
    found: list[tuple[str, int]] = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{short(path)}:{node.lineno}: imports are absolute here"
            assert node.module is not None
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return tuple(found)
