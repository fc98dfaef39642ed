"""Choosing whom of triage to look at, and saying what is known of many at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from portal.queries.triage import UNCLEAR, Chosen, Group
from portal.vocabulary import EndedBy, Outcome
from portal.web.filters import word
from portal.web.forms import ChoiceField, PortalForm, options
from portal.web.ids import row_id

NOTHING = "-"
"""In an address: there is no reason, or no system that it came from."""


class SureForm(PortalForm):
    """Everybody of a group at once: not by a slip of the mouse."""

    sure = BooleanField("I know that all of them have been told")
    surely_ended = BooleanField("I know this of all of them")


class FilterForm(PortalForm):
    """Whom to look at."""

    vacancy = ChoiceField("Vacancy")
    stage = ChoiceField("Stage")
    outcome = ChoiceField("Outcome")
    ended_by = ChoiceField("Who ended it")
    reason = ChoiceField("Reason there")
    source = ChoiceField("System")


def chosen_by(values: MultiDict[str, str]) -> Chosen:
    """What an address or a form chooses; what nothing can be is not found."""
    given = {name: value for name in FILTERS if (value := values.get(name, ""))}
    ended_by = given.get("ended_by")
    try:
        return Chosen(
            vacancy_id=row_id(given["vacancy"]) if "vacancy" in given else None,
            stage=given.get("stage"),
            outcome=Outcome(given["outcome"]) if "outcome" in given else None,
            ended_by=EndedBy(ended_by) if ended_by and ended_by != UNCLEAR else ended_by,
            reason=_text(given.get("reason")),
            source=_text(given.get("source")),
        )
    except ValueError:
        abort(404)


def in_address(chosen: Chosen) -> dict[str, Any]:
    """What was chosen, as the parameters of an address."""
    named = {
        "vacancy": chosen.vacancy_id,
        "stage": chosen.stage,
        "outcome": chosen.outcome.value if chosen.outcome else None,
        "ended_by": chosen.ended_by and str(chosen.ended_by),
        "reason": NOTHING if chosen.reason == "" else chosen.reason,
        "source": NOTHING if chosen.source == "" else chosen.source,
    }
    return {name: value for name, value in named.items() if value is not None}


def of_group(group: Group, source: str | None) -> Chosen:
    """The choice that is just this group, of one system or of all."""
    return Chosen(
        vacancy_id=group.vacancy_id,
        stage=group.stage,
        outcome=group.outcome,
        ended_by=group.ended_by or UNCLEAR,
        reason=group.reason,
        source=source,
    )


def filter_form(groups: Sequence[Group], chosen: Chosen) -> FilterForm:
    """The form with all that is in triage to choose from, and what was chosen."""
    form = FilterForm(formdata=None, data=dict.fromkeys(FILTERS, "") | in_address(chosen))
    offered: Mapping[str, dict[str, str]] = {
        "vacancy": {str(g.vacancy_id): g.vacancy for g in groups},
        "stage": {g.stage: g.stage for g in groups},
        "outcome": {g.outcome.value: word(g.outcome) for g in groups},
        "ended_by": {_ender(g): who_ended(g.ended_by) for g in groups},
        "reason": {g.reason or NOTHING: g.reason or "none given" for g in groups},
        "source": {g.source or NOTHING: g.source or "not known" for g in groups},
    }
    for name, values in offered.items():
        there = sorted(values.items(), key=lambda pair: pair[1].casefold())
        form[name].choices = options(there, empty="all")
        form[name].data = str(form[name].data)
    return form


def who_ended(ended_by: EndedBy | None) -> str:
    """Who ended it, in words."""
    return word(ended_by) if ended_by else "unclear who ended it"


FILTERS = ("vacancy", "stage", "outcome", "ended_by", "reason", "source")


def _ender(group: Group) -> str:
    return group.ended_by.value if group.ended_by else UNCLEAR


def _text(value: str | None) -> str | None:
    return "" if value == NOTHING else value
