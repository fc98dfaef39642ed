"""Data that leaves the house: whoever takes it out is written down."""

from portal.context import Context
from portal.policy.refusal import Refusal
from portal.queries import export
from portal.queries.export import Asked
from portal.queries.visible import Viewer
from portal.services import audit
from portal.vocabulary import Act


def take_out(context: Context, viewer: Viewer, asked: Asked) -> int:
    """Write down that somebody takes these people out; raises Refusal if there are none."""
    people = export.people(context.session, viewer, asked)
    if not people:
        raise Refusal("There is nobody in this export.")
    audit.record(
        context,
        Act.DATA_EXPORTED,
        vacancy_id=asked.vacancy_id,
        what="people",
        people=people,
        since=asked.since.date().isoformat() if asked.since else None,
    )
    return people
