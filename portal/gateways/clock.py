"""The one source of time for web, workers and commands."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

OFFSET_FILE = "clock-offset"


class Clock:
    """Aware UTC time; an embedded run adds the seconds written in a file, so that tests and
    demonstrations can move a whole installation through the months.
    """

    def __init__(self, offset_file: Path | None = None) -> None:
        self._offset_file = offset_file

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + self._offset()

    def _offset(self) -> timedelta:
        if self._offset_file is None:
            return timedelta(0)
        try:
            return timedelta(seconds=float(self._offset_file.read_text(encoding="ascii")))
        except (OSError, ValueError):
            return timedelta(0)
