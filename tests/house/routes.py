"""The routes of the whole portal, and what the code behind a view does."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

from flask import Flask

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Route(NamedTuple):
    """One address with the methods it answers."""

    endpoint: str
    rule: str
    methods: frozenset[str]
    arguments: frozenset[str]

    @property
    def changes(self) -> bool:
        """Whether it answers anything but reading."""
        return bool(self.methods - SAFE)


def routes(app: Flask) -> list[Route]:
    """All routes but the static files."""
    return [
        Route(
            rule.endpoint,
            rule.rule,
            frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"},
            frozenset(rule.arguments),
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
    ]


def calls_of(view: Callable[..., Any]) -> set[str]:
    """The names of all that a view calls, itself or through functions of its own module."""
    found: set[str] = set()
    waiting = [inspect.unwrap(view)]
    module = inspect.getmodule(waiting[0])
    assert module is not None
    seen = set()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        for name in _called(function):
            found.add(name)
            waiting += _functions_of(module, name)
    return found


def _called(function: Callable[..., Any]) -> Iterator[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Name):
                yield target.id
            elif isinstance(target, ast.Attribute):
                yield target.attr


def _functions_of(module: ModuleType, name: str) -> list[Callable[..., Any]]:
    own = getattr(module, name, None)
    if inspect.isfunction(own) and own.__module__ == module.__name__:
        return [own]
    return []
