"""A vacancy with fifty applications, against the rendering of its template alone."""

from types import SimpleNamespace
from typing import Any

from flask import Flask, template_rendered
from jinja2 import Template

from portal.bench.figure import ROUNDS, Figure, interleaved
from portal.bench.installation import Installation, installation
from portal.bench.serving import Round, ask, percentiles, served
from portal.services import applications, candidates, sessions
from portal.services.candidates import CandidateDraft
from portal.unit_of_work import unit_of_work
from portal.vocabulary import SessionKind
from portal.web.guard import public
from portal.web.sessions import NAMES

ROWS = 60
"""A little more than the fifty that a page shows."""


def measure() -> Figure:
    """Requests a second for a vacancy's list of applications."""
    with installation() as house:
        path, cookie = _filled(house)
        template, values, size = _recorded(house.app, path, cookie)
        _serve_template_alone(house.app, template, values)
        rounds: list[Round] = []
        with served(house.app) as port:
            ask(port, path, cookie), ask(port, "/template-alone")

            def ours() -> float:
                rounds.append(ask(port, path, cookie))
                return rounds[-1].rate

            value, ceiling = interleaved(ours, lambda: ask(port, "/template-alone").rate)
    p50, p95 = percentiles(rounds[-ROUNDS:])
    return Figure(
        name="recruiter_list",
        value=value,
        unit="req/s",
        ceiling=ceiling,
        p50=p50,
        p95=p95,
        how=f"one gthread worker, 50 rows, {size / 1000:.1f} KB, against its template alone",
    )


def _filled(house: Installation) -> tuple[str, str]:
    with unit_of_work(house.gateways, house.actor) as context:
        for number in range(ROWS):
            email = f"applicant{number}@example.com"
            draft = CandidateDraft(name=f"Applicant Nr{number}", emails=(email,))
            person = candidates.add(context, draft)
            applications.add(context, person.id, house.vacancy.id)
        raw_id = sessions.begin(context, SessionKind.RECRUITER, house.user.id)
    cookie = f"{NAMES[SessionKind.RECRUITER]}={raw_id}"
    return f"/recruiter/vacancies/{house.vacancy.id}", cookie


def _recorded(app: Flask, path: str, cookie: str) -> tuple[Template, dict[str, Any], int]:
    """The template of the page, with the values that it was given."""
    seen: list[tuple[Template, dict[str, Any]]] = []

    def note(_app: Flask, template: Template, context: dict[str, Any], **_: object) -> None:
        user, places = context["current_user"], context["navigation"]()
        frozen = {
            "current_user": SimpleNamespace(name=user.name, role=user.role),
            "navigation": lambda: places,
            "csrf_value": lambda: "x" * 91,
        }
        seen.append((template, {**context, **frozen}))

    with template_rendered.connected_to(note, app):
        answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    if answer.status_code != 200 or len(seen) != 1:
        raise RuntimeError(f"the page answered {answer.status_code}")
    return *seen[0], len(answer.get_data())


def _serve_template_alone(app: Flask, template: Template, values: dict[str, Any]) -> None:
    @public
    def template_alone() -> str:
        return template.render(values)

    # Flask refuses new routes once it has answered; this application is only measured.
    app._got_first_request = False
    app.add_url_rule("/template-alone", view_func=template_alone)
