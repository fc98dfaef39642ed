"""The page "today" with ten thousand applications, against the statements of its page alone."""

import sqlite3
import threading
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask
from sqlalchemy import event, insert, select, update

from portal.bench.bulk_decisions import DRAFT
from portal.bench.figure import ROUNDS, Figure, interleaved
from portal.bench.installation import Installation, installation
from portal.bench.serving import Round, ask, percentiles, served
from portal.context import Context
from portal.models import Application, Candidate, Notice
from portal.services import batches, sessions
from portal.unit_of_work import unit_of_work
from portal.vocabulary import NoticeState, Origin, SessionKind
from portal.web.database import db
from portal.web.guard import public
from portal.web.sessions import NAMES

PEOPLE = 10_000
WAITING = 2_000
"""So many of them wait; the others are decided and told."""
PATH = "/recruiter/"
REQUESTS = 40
"""In one round: its statements look at thousands of rows."""
Statement = tuple[str, Any]


def measure() -> Figure:
    """Requests a second for the page "today"."""
    with installation() as house:
        cookie = _filled(house)
        statements, size = _recorded(house.app, cookie)
        _serve_alone(house, statements)
        rounds: list[Round] = []
        with served(house.app) as port:
            few = partial(ask, port, requests=REQUESTS)
            few(PATH, cookie), few("/statements-alone")

            def ours() -> float:
                rounds.append(few(PATH, cookie))
                return rounds[-1].rate

            value, ceiling = interleaved(ours, lambda: few("/statements-alone").rate)
    p50, p95 = percentiles(rounds[-ROUNDS:])
    return Figure(
        name="recruiter_today",
        value=value,
        unit="req/s",
        ceiling=ceiling,
        p50=p50,
        p95=p95,
        how=f"one gthread worker, {PEOPLE:,} applications of which {WAITING:,} wait, "
        f"{size / 1000:.1f} KB, against its {len(statements)} statements alone",
    )


def _filled(house: Installation) -> str:
    with unit_of_work(house.gateways, house.actor) as context:
        ids = _applications(context, house)
        batches.release(context, ids[WAITING:], DRAFT)
        now = context.now
        told = {"state": NoticeState.ACCEPTED, "accepted_at": now, "pinned_at": now}
        context.session.execute(update(Notice).values(**told))
        raw_id = sessions.begin(context, SessionKind.RECRUITER, house.user.id)
    return f"{NAMES[SessionKind.RECRUITER]}={raw_id}"


def _applications(context: Context, house: Installation) -> list[int]:
    now, session = context.now, context.session
    person = {"called": "Applicant", "created_at": now, "changed_at": now}
    names = [f"Applicant Nr{number}" for number in range(PEOPLE)]
    people = [{"name": name, "sort_name": name.lower(), **person} for name in names]
    session.execute(insert(Candidate), people)
    common = {
        "vacancy_id": house.vacancy.id,
        "stage_id": house.stages[0].id,
        "stage_since": now,
        "origin": Origin.LIVE,
        "applied_at": now,
        "waits_since": now - timedelta(days=14),
        "created_at": now,
    }
    rows = [
        # A third is overdue, and every day of the next weeks has its share.
        {"candidate_id": candidate_id, "promised_by": now + timedelta(days=i % 30 - 10), **common}
        for i, candidate_id in enumerate(session.scalars(select(Candidate.id)))
    ]
    session.execute(insert(Application), rows)
    return list(session.scalars(select(Application.id).order_by(Application.id)))


def _recorded(app: Flask, cookie: str) -> tuple[list[Statement], int]:
    """What the page asks the database for."""
    seen: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement != "BEGIN":
            seen.append((statement, values))

    with app.app_context():
        engine = db.engine
    client = app.test_client(use_cookies=False)
    client.get(PATH, headers={"Cookie": cookie})
    event.listen(engine, "before_cursor_execute", note)
    answer = client.get(PATH, headers={"Cookie": cookie})
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200 or not seen:
        raise RuntimeError(f"the page answered {answer.status_code}")
    return seen, len(answer.get_data())


def _serve_alone(house: Installation, statements: list[Statement]) -> None:
    kept = threading.local()

    @public
    def statements_alone() -> str:
        if not hasattr(kept, "connection"):
            kept.connection = sqlite3.connect(house.folder / "portal.db")
        rows = [kept.connection.execute(sql, values).fetchall() for sql, values in statements]
        return str(len(rows))

    # Flask refuses new routes once it has answered; this application is only measured.
    house.app._got_first_request = False
    house.app.add_url_rule("/statements-alone", view_func=statements_alone)
