"""The page that a candidate reads first, against a bare view with the same reads."""

import re
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import Engine, Executable, create_engine, event

from portal.bench.figure import ROUNDS, Figure, interleaved
from portal.bench.installation import CRITERIA, Installation, installation
from portal.bench.serving import Round, ask, percentiles, served
from portal.gateways.database import engine_options, prepare
from portal.models import Notice
from portal.policy.feedback import FeedbackDraft, PointDraft
from portal.services import applications, candidates, decisions, sessions
from portal.services.candidates import CandidateDraft
from portal.services.decisions import DecisionDraft
from portal.unit_of_work import unit_of_work
from portal.vocabulary import EndedBy, NoticeState, Outcome, PointKind, SendWhen, SessionKind
from portal.web.database import db
from portal.web.sessions import NAMES

Read = tuple[Executable, Any]
FEEDBACK = FeedbackDraft(
    points=(
        PointDraft(CRITERIA[0], PointKind.STRENGTH, "You showed three versions, and why two went."),
        PointDraft(CRITERIA[1], PointKind.GAP, "You named no success measure.", "Name it first."),
        PointDraft(CRITERIA[3], PointKind.STRENGTH, "Your write-up could be printed as it stands."),
    ),
    advice="Name the success measure before you design.",
    message="I wanted you to know why, and what stood out to all of us.",
)


def measure() -> Figure:
    """Requests a second for the feedback page."""
    with installation() as house:
        path, cookie = _told(house)
        html, reads = _recorded(house, path, cookie)
        bare = _bare(house, html, reads)
        rounds: list[Round] = []
        with served(house.app) as our_port, served(bare) as bare_port:
            ask(our_port, path, cookie), ask(bare_port, "/")

            def ours() -> float:
                rounds.append(ask(our_port, path, cookie))
                return rounds[-1].rate

            value, ceiling = interleaved(ours, lambda: ask(bare_port, "/").rate)
    p50, p95 = percentiles(rounds[-ROUNDS:])
    return Figure(
        name="feedback_page",
        value=value,
        unit="req/s",
        ceiling=ceiling,
        p50=p50,
        p95=p95,
        how=f"one gthread worker, against a bare Flask view with the same {len(reads)} reads "
        f"and a template of the same {len(html) / 1000:.1f} KB",
    )


def _told(house: Installation) -> tuple[str, str]:
    """A candidate who has been told, with a session of theirs."""
    with unit_of_work(house.gateways, house.actor) as context:
        person = candidates.add(context, CandidateDraft(name="Maya", emails=("m@example.com",)))
        application = applications.add(context, person.id, house.vacancy.id)
        draft = DecisionDraft(
            outcome=Outcome.REJECTED,
            ended_by=EndedBy.US,
            reason_id=None,
            internal_note="",
            feedback=FEEDBACK,
            promising=False,
            invites_to_pool=True,
            send_when=SendWhen.AT_ONCE,
        )
        decision = decisions.release(context, application.id, draft)
        for notice in context.session.query(Notice):
            notice.state, notice.accepted_at = NoticeState.ACCEPTED, context.now
            notice.pinned_at = notice.pinned_date = context.now
        raw_id = sessions.begin(context, SessionKind.CANDIDATE, person.id)
        return f"/me/feedback/{decision.id}", f"{NAMES[SessionKind.CANDIDATE]}={raw_id}"


def _recorded(house: Installation, path: str, cookie: str) -> tuple[str, list[Read]]:
    """The page as it is, and what it reads besides the session."""
    reads: list[Read] = []
    with house.app.app_context():
        engine: Engine = db.engine

    def note(_connection: Any, query: Any, _many: Any, parameters: Any, _options: Any) -> None:
        if "FROM sessions" not in str(query):
            reads.append((query, parameters))

    event.listen(engine, "before_execute", note)
    answer = house.app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    event.remove(engine, "before_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"the page answered {answer.status_code}")
    return answer.get_data(as_text=True), reads


def _bare(house: Installation, html: str, reads: list[Read]) -> Flask:
    """A Flask application that reads the same and fills a template of the same length."""
    app = Flask("bare")
    engine = create_engine(
        house.gateways.database.url, **engine_options(house.gateways.database.url)
    )
    prepare(engine, writes=False)
    template = re.sub(r"\{[{%#]", "", html)
    for name in ("advice", "message"):
        template = template.replace(getattr(FEEDBACK, name), f"{{{{ {name} }}}}")
    app.jinja_loader = DictLoader({"page.html": template})
    values = {"advice": FEEDBACK.advice, "message": FEEDBACK.message}

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            for query, parameters in reads:
                connection.execute(query, parameters).all()
        return render_template("page.html", **values)

    return app
