"""Composition root of the web: areas, guards and gateways meet here."""

import logging

from flask import Flask
from flask_login import LoginManager
from flask_migrate import Migrate
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import candidate, public, recruiter, webhooks
from portal.gateways import Gateways
from portal.gateways.database import engine_options, prepare
from portal.mailbox.views import area as mailbox
from portal.runtime import make_gateways
from portal.settings import PROJECT, Settings
from portal.web import assets, errors, filters, guard, ids
from portal.web.database import db
from portal.web.sessions import SignedInUser, TableSessions, opened

LARGEST_REQUEST = 32 * 1024 * 1024
"""Bytes; a file of applicants is the largest thing anybody may send."""
LARGEST_FORM = 2 * 1024 * 1024


def create_app(settings: Settings, gateways: Gateways | None = None) -> Flask:
    """The web application with these settings, and with other gateways if they are given."""
    app = Flask(
        "portal",
        template_folder=str(PROJECT / "templates"),
        static_folder=str(PROJECT / "static"),
        static_url_path="/static",
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=20_000,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    app.extensions["portal"] = gateways or make_gateways(settings)
    app.session_interface = TableSessions()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    logging.getLogger("portal").setLevel(settings.log_level)
    _open_database(app)
    _know_users(app)
    for part in (filters, errors, assets, guard, ids):
        part.register(app)
    _add_areas(app, settings)
    return app


def _open_database(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(PROJECT / "portal" / "migrations"), render_as_batch=True)
    with app.app_context():
        engine: Engine = db.engine
        prepare(engine, writes=False)


def _know_users(app: Flask) -> None:
    # Only the recruiter area's templates know of users: see there.
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(_user_id: str) -> SignedInUser | None:
        session = opened()
        return SignedInUser(session) if session is not None and session.role else None


def _add_areas(app: Flask, settings: Settings) -> None:
    app.register_blueprint(public.area)
    app.register_blueprint(recruiter.area)
    app.register_blueprint(candidate.area)
    app.register_blueprint(webhooks.area)
    if settings.embedded:
        app.register_blueprint(mailbox)
