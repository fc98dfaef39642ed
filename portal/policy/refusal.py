"""What is refused, said in one type from the rule to the page."""

from dataclasses import dataclass


@dataclass
class Refusal(Exception):
    """Refused input: what is wrong, and beside which field to say it ('' = above the form)."""

    message: str
    field: str = ""

    def __str__(self) -> str:
        return self.message


class TooMany(Refusal):
    """Too many tries; nothing was changed."""


class TooLarge(Refusal):
    """A file of more bytes than we keep."""


class Conflict(Refusal):
    """Somebody else was there first; nothing was changed."""
