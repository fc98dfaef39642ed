"""Where exceptions lie: hits within one of the same rule are none."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from portal.policy.wording.trie import Hit


class Excepted:
    """Where the exceptions of each rule lie."""

    def __init__(self, exceptions: Iterable[Hit]) -> None:
        spans: dict[int, list[tuple[int, int]]] = {}
        for one in exceptions:
            spans.setdefault(one.value, []).append((one.first, one.last))
        self._firsts: dict[int, list[int]] = {}
        self._furthest: dict[int, list[int]] = {}
        for rule, of_rule in spans.items():
            of_rule.sort()
            self._firsts[rule] = [first for first, _ in of_rule]
            self._furthest[rule] = list(accumulate((last for _, last in of_rule), max))

    def cover(self, hit: Hit) -> bool:
        """Whether a hit lies within an exception of its rule."""
        at = bisect_right(self._firsts.get(hit.value, ()), hit.first)
        return at > 0 and self._furthest[hit.value][at - 1] >= hit.last
