"""Choosing which applications of a vacancy to look at."""

from typing import Any

from portal.policy.waiting import Wait
from portal.queries.applicants import Chosen, Show
from portal.queries.vacancies import VacancyHead

NAMES = ("show", "stage", "promising", "waits", "q", "after")
WAITS = {Wait.DUE_SOON: "whose answer is due soon", Wait.OVERDUE: "whose answer is overdue"}


def in_address(values: Any) -> dict[str, Any]:
    """What the list was narrowed to: in the address of a GET, in the fields of a POST."""
    return {name: values[name] for name in NAMES if values.get(name)}


def chosen_by(filters: dict[str, str], vacancy: VacancyHead) -> Chosen:
    """What an address or a form chooses; what nothing can be is left out."""
    show = filters.get("show")
    stages = {str(stage.id): stage.id for stage in vacancy.stages}
    waits = filters.get("waits")
    return Chosen(
        show=Show(show) if show in list(Show) else Show.UNDECIDED,
        stage_id=stages.get(filters.get("stage", "")),
        promising="promising" in filters,
        waits=Wait(waits) if waits in list(WAITS) else None,
        words=filters.get("q", "").replace("\0", " ").strip(),
    )
