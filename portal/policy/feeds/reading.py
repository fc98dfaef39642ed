"""The body of an event as JSON: strictly, because nobody has looked at it before."""

import json
from typing import Any

from portal.policy.refusal import Refusal

DEEPEST = 40


def read(body: bytes) -> dict[str, Any]:
    """The object that a body holds; raises Refusal saying what is wrong with it."""
    try:
        found = json.loads(
            body.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_once
        )
    except UnicodeDecodeError:
        raise Refusal("This is not UTF-8.") from None
    except RecursionError:
        raise Refusal("This is nested too deeply.") from None
    except ValueError as error:
        raise Refusal(f"This is not JSON: {str(error)[:120]}.") from None
    if not isinstance(found, dict):
        raise Refusal("This is not a JSON object.")
    if _depth_exceeds(found, DEEPEST):
        raise Refusal("This is nested too deeply.")
    return found


def _refuse_constant(name: str) -> None:
    raise Refusal(f"{name} is not a number.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refusal("The same name stands twice in one object.")
    return found


def _depth_exceeds(found: Any, deepest: int) -> bool:
    level = [found]
    for _ in range(deepest):
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [x for one in inner for x in one if isinstance(x, dict | list)]
        if not level:
            return False
    return True
