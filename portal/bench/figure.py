"""A figure: what was measured, beside what the bare thing reaches."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

ROUNDS = 5


class CannotMeasure(Exception):
    """A measurement needs what this machine has not; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`ratio` is ours against the ceiling of the same run: 1.0 is as fast as the bare thing."""

    name: str
    value: float
    unit: str
    ceiling: float
    how: str
    p50: float | None = None
    p95: float | None = None
    taken: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Seconds and memory of single runs, where there is a limit for them."""

    @property
    def ratio(self) -> float:
        """Ours against the ceiling."""
        return self.value / self.ceiling

    def as_json(self) -> dict[str, object]:
        """The figure as `portal bench --json` prints it."""
        return {**asdict(self), "ratio": round(self.ratio, 3)}


def per_second(count: int, work: Callable[[], object]) -> float:
    """How many of `count` things a second a piece of work gets done."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def interleaved(
    ours: Callable[[], float], ceiling: Callable[[], float], rounds: int = ROUNDS
) -> tuple[float, float]:
    """The medians of both, measured in turn so that the machine's moods meet both alike."""
    pairs = [(ours(), ceiling()) for _ in range(rounds)]
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
    )
