"""One transaction, one moment, one actor, and the wake-up after commit."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.context import Actor, Context
from portal.gateways import Gateways


@contextmanager
def unit_of_work(gateways: Gateways, actor: Actor) -> Iterator[Context]:
    """Run one transaction; commits at the end, rolls back when anything is raised, and rings
    only after the commit, because a worker that wakes earlier would find nothing.
    """
    with gateways.database.session() as session, session.begin():
        context = Context(session, gateways.clock.now(), actor, gateways.settings)
        yield context
    for queue in sorted(context.wakes):
        gateways.bell.ring(queue)
