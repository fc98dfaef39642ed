"""What decides about the moment at which a decision is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.models import Application, Candidate, CandidatePhone, Reason, SendingRule, Stage
from portal.policy import quiet_hours, sending
from portal.policy.sending import Rule, Telling
from portal.policy.waiting import Calendar
from portal.queries import organisation
from portal.vocabulary import SendWhen, StageKind

AT_ONCE = 500
"""Ids in one IN list."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What an application says about the moment at which its decision is told."""

    stage_kind: StageKind
    interviewed_at: datetime | None
    promised_by: datetime | None
    zone: ZoneInfo
    """Where the person lives, as far as we know."""

    def telling(self, decided_at: datetime, undo: timedelta) -> Telling:
        """What policy asks."""
        return Telling(
            decided_at=decided_at,
            zone=self.zone,
            undo=undo,
            interviewed_at=self.interviewed_at,
            promised_by=self.promised_by,
        )


@dataclass(frozen=True, slots=True)
class Times:
    """When the organisation tells what it has decided."""

    rules: tuple[Rule, ...]
    general: Rule
    """For whatever no rule of its own is about."""
    calendar: Calendar
    undo: timedelta

    def due(
        self, fact: Fact, now: datetime, *, when: SendWhen, at: datetime | None, reason: int | None
    ) -> datetime:
        """When a decision of now is told."""
        telling = fact.telling(now, self.undo)
        if when is SendWhen.BY_RULE:
            return sending.by_rule(telling, self.rule(fact.stage_kind, reason), self.calendar)
        undone = now + self.undo
        return max(undone, at) if when is SendWhen.AT and at is not None else undone

    def rule(self, stage_kind: StageKind, reason_id: int | None) -> Rule:
        """The rule for a stage and a reason."""
        return sending.rule_for(self.rules, stage_kind, reason_id, otherwise=self.general)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with its id and the name of its reason."""

    id: int
    rule: Rule
    reason: str | None


_FACTS: Select[*tuple[Any, ...]] = (
    select(
        Application.id,
        Application.candidate_id,
        Application.interviewed_at,
        Application.promised_by,
        Stage.kind,
        Candidate.time_zone,
    )
    .join(Stage, Stage.id == Application.stage_id)
    .join(Candidate, Candidate.id == Application.candidate_id)
    .where(Application.id.in_(bindparam("ids", expanding=True)))
)
_NUMBERS: Select[*tuple[Any, ...]] = (
    select(CandidatePhone.candidate_id, CandidatePhone.e164)
    .where(
        CandidatePhone.candidate_id.in_(bindparam("ids", expanding=True)),
        CandidatePhone.e164.is_not(None),
    )
    .order_by(CandidatePhone.position.desc())
)
_RULES = select(
    SendingRule.id,
    SendingRule.working_days,
    SendingRule.hour,
    SendingRule.weekends,
    SendingRule.stage_kind,
    SendingRule.reason_id,
    Reason.name,
).outerjoin(Reason, Reason.id == SendingRule.reason_id)


def times(session: Session, undo: timedelta) -> Times:
    """Rules, calendar and undo window, for one decision or for many."""
    house = organisation.settings(session)
    rules = tuple(row.rule for row in all_rules(session))
    return Times(rules, Rule(hour=house.sends_at), organisation.calendar(session), undo)


def all_rules(session: Session) -> list[RuleRow]:
    """The organisation's own rules, those for a stage first."""
    rows = session.execute(_RULES.order_by(SendingRule.stage_kind, Reason.position, SendingRule.id))
    return [
        RuleRow(
            row.id,
            Rule(
                working_days=row.working_days,
                hour=row.hour,
                weekends=row.weekends,
                stage_kind=row.stage_kind,
                reason_id=row.reason_id,
            ),
            row.name,
        )
        for row in rows
    ]


def facts(session: Session, application_ids: Sequence[int], now: datetime) -> Mapping[int, Fact]:
    """What these applications say, by application."""
    house = organisation.settings(session).time_zone
    found: dict[int, Fact] = {}
    for start in range(0, len(application_ids), AT_ONCE):
        ids = {"ids": list(application_ids[start : start + AT_ONCE])}
        rows = session.connection().execute(_FACTS, ids).all()
        numbers = _numbers(session, [row.candidate_id for row in rows if not row.time_zone])
        for row in rows:
            number = numbers.get(row.candidate_id)
            zone = quiet_hours.zone_of(row.time_zone, number, house, now)
            found[row.id] = Fact(row.kind, row.interviewed_at, row.promised_by, zone)
    return found


def _numbers(session: Session, candidate_ids: list[int]) -> dict[int, str]:
    """The first number of each of them: its country says where most people live."""
    if not candidate_ids:
        return {}
    rows = session.connection().execute(_NUMBERS, {"ids": candidate_ids}).all()
    return {row.candidate_id: row.e164 for row in rows}
