"""The read-only session of a request, and the gateways of the application."""

from datetime import datetime

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Session

from portal.gateways import Gateways
from portal.models import Base

db = SQLAlchemy(metadata=Base.metadata)
"""Only for reading: its connections are read-only. Writes go through `unit_of_work`."""


def gateways() -> Gateways:
    """The gateways of this application."""
    made: Gateways = current_app.extensions["portal"]
    return made


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return gateways().clock.now()


def reading() -> Session:
    """The read-only session of this request."""
    session: Session = db.session()
    return session
