"""What every service is handed: the transaction, the moment, who acts, the rules in force."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.settings import Settings
from portal.vocabulary import ActorKind, Queue, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a user (with a role), a candidate, or the portal itself."""

    kind: ActorKind
    id: int | None = None
    role: Role | None = None


SYSTEM = Actor(ActorKind.SYSTEM)


@dataclass(frozen=True, slots=True)
class Context:
    """One unit of work: `now` is one aware UTC moment for all that happens in it."""

    session: Session
    now: datetime
    actor: Actor
    settings: Settings
    wakes: set[Queue] = field(default_factory=set)

    def wake(self, queue: Queue) -> None:
        """Ask that the queue's worker looks at the database once this unit is committed."""
        self.wakes.add(queue)
