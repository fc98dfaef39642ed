"""A migrated database of its own for a measurement, with an organisation in it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask

from portal.app import create_app
from portal.context import SYSTEM, Actor
from portal.gateways import Gateways, emptying
from portal.models import Stage, User, Vacancy
from portal.services import organisation, users, vacancies
from portal.services.vacancies import STAGES, VacancyDraft
from portal.settings import Settings
from portal.unit_of_work import unit_of_work
from portal.vocabulary import ActorKind, Role

CRITERIA = ("Interaction craft", "Working with data", "Facilitating workshops", "Written English")


@dataclass(frozen=True)
class Installation:
    """An application with one recruiter and one vacancy."""

    app: Flask
    gateways: Gateways
    user: User
    vacancy: Vacancy
    stages: tuple[Stage, ...]
    folder: Path

    @property
    def actor(self) -> Actor:
        """The recruiter."""
        return Actor(ActorKind.USER, self.user.id, self.user.role)


@contextmanager
def installation(database_url: str | None = None) -> Iterator[Installation]:
    """A portal in a temporary folder, on SQLite unless another database is named."""
    with tempfile.TemporaryDirectory(prefix="rekindle-bench-") as name:
        folder = Path(name)
        settings = Settings.from_environment(
            {
                "PORTAL_DATA_DIR": name,
                "PORTAL_SECRET_KEY": "only for measuring, only for measuring",
                "PORTAL_DATABASE_URL": database_url or f"sqlite:///{folder / 'portal.db'}",
            }
        )
        app = create_app(settings)
        with app.app_context():
            flask_migrate.upgrade()
        gateways: Gateways = app.extensions["portal"]
        with gateways.database.engine.begin() as connection:
            # Measurements begin anew.
            emptying.let_go(connection, emptying.STAYING)
        user, vacancy, stages = _furnish(gateways)
        yield Installation(app, gateways, user, vacancy, stages, folder)
        gateways.database.engine.dispose()


def _furnish(gateways: Gateways) -> tuple[User, Vacancy, tuple[Stage, ...]]:
    with unit_of_work(gateways, SYSTEM) as context:
        organisation.set_up(context, "Northlight Studio")
        user = users.create(
            context, email="rosa@northlight.example", name="Rosa", role=Role.ADMIN, password=None
        )
        draft = VacancyDraft(
            title="Product Designer, Mobility",
            department="Design",
            location="Porto",
            description="",
            owner_id=user.id,
            hiring_manager_id=None,
            confidential=False,
            promise_days=10,
            criteria=CRITERIA,
            stages=STAGES,
        )
        vacancy = vacancies.add(context, draft)
        return user, vacancy, tuple(vacancy.stages)
