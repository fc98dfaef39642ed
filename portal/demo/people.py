"""Reads who works at the demonstration's organisation, and who applied there."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.vocabulary import AchievementKind, Outcome, PointKind, Role

PASSWORD = "rekindle demo"  # noqa: S105  (it is printed for everybody to use)
FILE = Path(__file__).with_name("northlight.toml")


@dataclass(frozen=True, kw_only=True)
class DemoVacancy:
    """A vacancy of the demonstration."""

    title: str
    department: str
    location: str
    promise_days: int
    criteria: list[str]
    managed: bool = False
    confidential: bool = False


@dataclass(frozen=True, kw_only=True)
class DemoPerson:
    """Somebody who applied; `stage` counts from 0, `days` since they did."""

    name: str
    headline: str
    location: str
    zone: str
    skills: list[str]
    vacancy: int
    stage: int
    days: int
    promising: bool = False


@dataclass(frozen=True, kw_only=True)
class DemoPoint:
    """A point of feedback about the vacancy's so-manieth criterion."""

    criterion: int
    kind: PointKind
    seen: str
    next_time: str = ""


@dataclass(frozen=True, kw_only=True)
class DemoDecision:
    """A decision so many days ago, and whether the person joined the pool after it."""

    person: DemoPerson
    outcome: Outcome
    days: int
    points: list[DemoPoint]
    advice: str = ""
    message: str = ""
    member: bool = False
    achievement: tuple[AchievementKind, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody."""

    team: list[tuple[str, str, Role]]
    vacancies: list[DemoVacancy]
    waiting: list[DemoPerson]
    decided: list[DemoDecision]
    triage: list[DemoPerson]


def cast() -> Cast:
    """The people of the file."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Cast(
        team=[(one["name"], one["title"], Role(one["role"])) for one in data["team"]],
        vacancies=[DemoVacancy(**one) for one in data["vacancies"]],
        waiting=[DemoPerson(**one) for one in data["waiting"]],
        decided=[_decision(one) for one in data["decided"]],
        triage=[DemoPerson(**one) for one in data["triage"]],
    )


def _decision(data: dict[str, Any]) -> DemoDecision:
    points = [
        DemoPoint(**{**point, "kind": PointKind(point["kind"])}) for point in data.get("points", [])
    ]
    told = data.get("achievement")
    return DemoDecision(
        **{
            **data,
            "person": DemoPerson(**data["person"]),
            "outcome": Outcome(data["outcome"]),
            "points": points,
            "achievement": (AchievementKind(told["kind"]), told["title"]) if told else None,
        }
    )
