"""Stopping all contact with a person at once, and resuming it."""

from portal.context import Context
from portal.models import Candidate
from portal.policy.refusal import Conflict
from portal.services import audit, calls, notices
from portal.vocabulary import Act, NoContact


def stop(context: Context, candidate: Candidate, why: NoContact) -> None:
    """Nothing goes out to this person from now on, but what they ask for themselves."""
    if candidate.stopped is why:
        return
    candidate.stopped, candidate.stopped_at = why, context.now
    context.session.flush()
    notices.stop_for_candidate(context, candidate.id, why)
    calls.drop_for_candidate(context, candidate.id)
    audit.record(context, Act.CONTACT_STOPPED, candidate_id=candidate.id, reason=why.value)


def resume(context: Context, candidate_id: int) -> None:
    """Let somebody be written to again; what was stopped is sent again by a person only.

    Raises Conflict if contact was not stopped.
    """
    candidate = context.session.get_one(Candidate, candidate_id)
    if candidate.stopped is None:
        raise Conflict("Contact with this person is not stopped.")
    candidate.stopped = candidate.stopped_at = None
    audit.record(context, Act.CONTACT_RESUMED, candidate_id=candidate_id)
