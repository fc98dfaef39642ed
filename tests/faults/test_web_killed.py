"""The web server is killed around the moment at which a decision is committed."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from portal.gateways import Gateways
from portal.models import Decision, Notice
from tests.faults import many
from tests.faults.processes import Crew
from tests.makers import Make
from tests.provision import SmtpSink, eventually

pytestmark = pytest.mark.faults

# Each child is what a request does: one unit of work. It kills itself, as nobody else could hit
# the moment, and by the signal that leaves it no time for anything.
KILLED = """
import os, signal, sys
from sqlalchemy import event
from portal.context import Actor
from portal.gateways.queue import Bell
from portal.runtime import make_gateways
from portal.services import decisions
from portal.settings import Settings
from portal.unit_of_work import unit_of_work
from portal.vocabulary import ActorKind, Role
from dataclasses import replace
from tests.faults.many import DRAFT

when, user, *applications = sys.argv[1:]

def die(*_anything):
    os.kill(os.getpid(), signal.SIGKILL)

class Deadly(Bell):
    def ring(self, queue):
        die()

def decide(application):
    gateways = replace(make_gateways(Settings.from_environment()), bell=Deadly(""))
    if when == "before":
        event.listen(gateways.database.engine, "commit", die)
    actor = Actor(ActorKind.USER, int(user), Role.RECRUITER)
    with unit_of_work(gateways, actor) as context:
        decisions.release(context, application, DRAFT, now=True)

for application in applications:
    child = os.fork()
    if child == 0:
        decide(int(application))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(os.WTERMSIG(status))
"""


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    return 50 if request.config.getoption("--faults") else 10


def kill(crew: Crew, when: str, make: Make, number: int) -> None:
    vacancy = make.vacancy()
    people = [make.candidate(f"Maya{i} Oliveira") for i in range(number)]
    ids = [str(make.application(person, vacancy).id) for person in people]
    command = [sys.executable, "-c", KILLED, when, str(make.user().id), *ids]
    done = subprocess.run(
        command,
        env={**os.environ, **crew.environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.stdout.split() == ["9"] * number, done.stderr


def test_right_after_the_commit_everybody_is_told(
    make: Make,
    gateways: Gateways,
    workers: Crew,
    sink: SmtpSink,
    number: int,
    figure: many.Figure,
) -> None:
    kill(workers, "after", make, number)
    workers.worker()
    workers.dispatcher()
    eventually(lambda: many.accepted(gateways) == number)
    found = many.figures(gateways, sink)
    assert (found.lost, found.extra) == (0, 0)
    figure(f"killed {number} times right after COMMIT: {len(sink.received)} sent")


def test_right_before_the_commit_nothing_has_happened(
    make: Make,
    gateways: Gateways,
    workers: Crew,
    sink: SmtpSink,
    number: int,
    figure: many.Figure,
) -> None:
    kill(workers, "before", make, number)
    with gateways.database.session() as session:
        for model in (Decision, Notice):
            assert session.scalar(select(func.count()).select_from(model)) == 0
    assert sink.received == []
    figure(f"killed {number} times right before COMMIT: no row, no message")
