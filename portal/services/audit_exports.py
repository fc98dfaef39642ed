"""The audit leaves the house: whoever takes it out is in it."""

from portal.context import Context
from portal.queries import audit as queries
from portal.queries.audit import Asked
from portal.services import audit
from portal.vocabulary import Act


def take_out(context: Context, asked: Asked) -> None:
    """Write down that somebody takes these acts out."""
    audit.record(
        context,
        Act.DATA_EXPORTED,
        candidate_id=asked.candidate_id,
        vacancy_id=asked.vacancy_id,
        what="audit",
        acts=queries.number(context.session, asked),
        since=asked.since.date().isoformat() if asked.since else None,
        until=asked.until.date().isoformat() if asked.until else None,
    )
