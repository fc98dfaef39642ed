"""What the body of an event says, whichever system it comes from."""

from portal.policy.feeds import generic, greenhouse
from portal.policy.feeds.reading import read
from portal.policy.feeds.said import Arrival, Heard, Ignored
from portal.vocabulary import ConnectionKind


def hear(kind: ConnectionKind, body: bytes, arrival: Arrival) -> Heard | Ignored:
    """The words of an event; raises Refusal saying what is wrong with it."""
    found = read(body)
    if kind is ConnectionKind.GREENHOUSE:
        return greenhouse.hear(found, arrival)
    return generic.hear(found, arrival)
