"""Concerns: who reads one, and what its writer is told about that before sending it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the team who could answer a concern."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who alone reads a confidential concern."""

    id: int
    name: str
    has_decided: bool
    """Whether it is the person whose decision the concern is about."""


def reader(
    named: Colleague | None, admins: Sequence[Colleague], decider_id: int | None
) -> Reader | None:
    """The person whom the organisation has named; where there is none, an administrator other
    than the decider, if there is one. None if nobody at all could read it.
    """
    others = [admin for admin in admins if admin.id != decider_id]
    found = named or next(iter([*others, *admins]), None)
    if found is None:
        return None
    return Reader(found.id, found.name, found.id == decider_id)
