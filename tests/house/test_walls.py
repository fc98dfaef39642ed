"""Imports only point downwards, the edges do not know each other, and each layer knows only what
it may know (CONTRIBUTING.md, "Where things live").
"""

from tests.house.project import imports_of, module_of, python_files, short

LAYERS: tuple[tuple[str, ...], ...] = (
    ("portal.context", "portal.settings", "portal.vocabulary"),
    ("portal.policy", "portal.models"),
    ("portal.queries",),
    ("portal.services",),
    ("portal.gateways",),
    ("portal.unit_of_work",),
    ("portal.web",),
    (
        "portal.recruiter",
        "portal.candidate",
        "portal.public",
        "portal.mailbox",
        "portal.webhooks",
        "portal.inbound",
        "portal.jobs",
    ),
    ("portal.runtime",),
    ("portal.app", "portal.migrations"),
    ("portal.demo", "portal.bench"),
    ("portal.cli",),
    ("portal.__main__", "wsgi"),
)
"""From the ground up; what stands in one line does not import each other."""
FRIENDS = {
    ("portal.context", "portal.settings"),
    ("portal.context", "portal.vocabulary"),
}
"""The ground carries itself."""
FOREIGN = {
    "portal.policy": ("flask", "sqlalchemy", "redis", "rq", "smtplib", "portal.models"),
    "portal.models": ("flask", "redis", "rq", "portal.policy"),
    "portal.queries": ("flask", "redis", "rq", "smtplib"),
    "portal.services": ("flask", "redis", "rq", "smtplib"),
    "portal.gateways": ("flask", "wtforms"),
    "portal.recruiter": ("sqlalchemy", "portal.models", "portal.gateways", "redis", "rq"),
    "portal.candidate": ("sqlalchemy", "portal.models", "portal.gateways", "redis", "rq"),
    "portal.webhooks": ("sqlalchemy", "portal.models", "portal.gateways", "redis", "rq"),
    "portal.jobs": ("flask",),
}
"""What a layer must not know, besides what stands above it."""
READ_BY_CANDIDATES = ("portal.queries.mine", "portal.queries.pool_text")
"""All that a candidate may see; and what they agree to, which are the organisation's words."""
CODE = [path for path in python_files() if module_of(path).startswith(("portal", "wsgi"))]


def layer_of(module: str) -> tuple[int, str] | None:
    """How high a module stands, and the name of its room."""
    for height, rooms in enumerate(LAYERS):
        for room in rooms:
            if module == room or module.startswith(room + "."):
                return height, room
    return None


def test_every_module_stands_in_a_layer() -> None:
    homeless = [short(path) for path in CODE if layer_of(module_of(path)) is None]

    assert homeless == ["portal/__init__.py"]


def test_imports_only_point_downwards() -> None:
    wrong = []
    for path in CODE:
        own = layer_of(module_of(path))
        for imported, line in imports_of(path):
            other = layer_of(imported)
            if own is None or other is None or own[1] == other[1]:
                continue
            if other[0] >= own[0] and (own[1], other[1]) not in FRIENDS:
                wrong.append(f"{short(path)}:{line} imports {imported}")
    assert wrong == []


def test_a_layer_knows_only_what_it_may_know() -> None:
    wrong = []
    for path in CODE:
        own = layer_of(module_of(path))
        forbidden = FOREIGN.get(own[1], ()) if own else ()
        wrong += [
            f"{short(path)}:{line} imports {imported}"
            for imported, line in imports_of(path)
            if any(imported == name or imported.startswith(name + ".") for name in forbidden)
        ]
    assert wrong == []


def test_what_a_candidate_sees_is_read_in_one_file() -> None:
    wrong = [
        f"{short(path)}:{line} imports {imported}"
        for path in CODE
        if module_of(path).startswith("portal.candidate")
        for imported, line in imports_of(path)
        if imported.startswith("portal.queries") and not imported.startswith(READ_BY_CANDIDATES)
    ]
    assert wrong == []


def test_flask_is_imported_by_the_web_only() -> None:
    """Whoever sends mail or reads a file must be able to do so without a web application."""
    at_home = (
        *("portal.web", "portal.recruiter", "portal.candidate", "portal.public"),
        *("portal.mailbox", "portal.webhooks", "portal.app", "portal.cli", "portal.bench"),
    )
    wrong = [
        f"{short(path)}:{line}"
        for path in CODE
        if not module_of(path).startswith(at_home)
        for imported, line in imports_of(path)
        if imported.split(".")[0].startswith("flask")
    ]
    # Alembic's environment is run by Flask-Migrate, inside an application.
    assert [place for place in wrong if not place.startswith("portal/migrations/env.py")] == []
