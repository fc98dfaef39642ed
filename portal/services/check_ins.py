"""A personal word to somebody in the talent pool: optional, so their own choice decides."""

from collections.abc import Collection

from sqlalchemy import select

from portal.context import Context
from portal.models import Candidate, Notice
from portal.policy.headers import paragraphs
from portal.policy.optional import hindrance
from portal.policy.refusal import Conflict, Refusal
from portal.queries import optional
from portal.services import owing, wording
from portal.vocabulary import NoContact, Topic

LONGEST = 2_000


class NotNow(Conflict):
    """The person's own choice, or the time since the last message, speaks against it."""

    def __init__(self, why: NoContact) -> None:
        super().__init__("This is not possible any more: look at how they want to hear from us.")
        self.why = why


def as_sent(typed: str) -> str:
    """The words as they will stand in the message."""
    return paragraphs(typed.replace("\r\n", "\n").replace("\r", "\n"))


def write(context: Context, candidate_id: int, text: str, *, kept: Collection[str] = ()) -> Notice:
    """Owe somebody a personal word; raises NotNow where they want none, or have had enough, and
    Refusal for words that the wording check holds back.
    """
    written = as_sent(text)
    if not written:
        raise Refusal("Write something.", "personal")
    if len(written) > LONGEST:
        raise Refusal(f"Keep this to {LONGEST} characters.", "personal")
    # Locked: two who write at once must not both find room for one message.
    candidate = context.session.scalars(
        select(Candidate).where(Candidate.id == candidate_id).with_for_update()
    ).one()
    if candidate.stopped is not None:
        raise NotNow(candidate.stopped)
    found = hindrance(
        optional.standings(context.session, [candidate_id])[candidate_id],
        Topic.CHECK_INS,
        context.now,
    )
    if found is not None:
        raise NotNow(found.why)
    wording.refusing_word(context, candidate_id, written, kept)
    return owing.owe_check_in(context, candidate_id, written)
