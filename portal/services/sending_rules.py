"""The organisation's rules for the moment at which decisions are told."""

from sqlalchemy import select

from portal.context import Context
from portal.models import Organisation, Reason, SendingRule
from portal.policy.refusal import Refusal
from portal.policy.sending import FIRST_HOUR, LAST_HOUR, MOST_DAYS, Rule
from portal.services import audit
from portal.vocabulary import Act


def set_hour(context: Context, hour: int) -> None:
    """The hour at which decisions are told that no rule is about."""
    _check_hour(hour)
    house = context.session.scalars(select(Organisation).with_for_update()).one()
    house.sends_at = hour
    _record(context, "hour", hour=hour)


def keep(context: Context, rule: Rule) -> SendingRule:
    """Keep a rule, in place of the one for the same stage and reason."""
    _check_hour(rule.hour)
    if not 0 <= rule.working_days <= MOST_DAYS:
        raise Refusal(f"Enter 0 to {MOST_DAYS} days.", "working_days")
    if rule.reason_id is not None and context.session.get(Reason, rule.reason_id) is None:
        raise Refusal("There is no such reason.", "reason_id")
    # One writer at a time, so that there is one rule for each stage and reason.
    context.session.scalars(select(Organisation).with_for_update()).one()
    same = select(SendingRule).where(
        SendingRule.stage_kind.is_not_distinct_from(rule.stage_kind),
        SendingRule.reason_id.is_not_distinct_from(rule.reason_id),
    )
    kept = context.session.scalar(same)
    if kept is None:
        kept = SendingRule(stage_kind=rule.stage_kind, reason_id=rule.reason_id)
        context.session.add(kept)
    kept.working_days, kept.hour, kept.weekends = rule.working_days, rule.hour, rule.weekends
    context.session.flush()
    _record(context, "kept", rule=kept.id)
    return kept


def remove(context: Context, rule_id: int) -> None:
    """Do without a rule; what was decided by it keeps its moment."""
    rule = context.session.get(SendingRule, rule_id)
    if rule is not None:
        context.session.delete(rule)
        _record(context, "removed", rule=rule_id)


def _check_hour(hour: int) -> None:
    if not FIRST_HOUR <= hour <= LAST_HOUR:
        raise Refusal(f"Choose an hour from {FIRST_HOUR}:00 to {LAST_HOUR}:00.", "hour")


def _record(context: Context, what: str, **facts: int) -> None:
    audit.record(context, Act.SETTINGS_CHANGED, settings=["sending"], what=what, **facts)
