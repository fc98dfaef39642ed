"""Whoever brings people in waits for whoever is just doing so."""

from sqlalchemy import select

from portal.context import Context
from portal.models import Organisation


def wait(context: Context) -> None:
    """Hold everybody else who brings people in until this transaction ends: two at once would not
    see whom the other is just adding, and double them.
    """
    context.session.execute(select(Organisation.id).with_for_update())
