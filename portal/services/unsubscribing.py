"""Ending optional messages at a press, without signing in."""

from dataclasses import replace

from sqlalchemy import select

from portal.context import Actor, Context
from portal.models import Notice
from portal.policy import unsubscribing
from portal.services import audit, preferences
from portal.settings import Settings
from portal.vocabulary import Act, ActorKind, Means


def address(settings: Settings, public_id: str) -> str:
    """Where the optional messages that this one is among are ended."""
    return f"{settings.base_url}/u/{unsubscribing.token(settings.secret_key, public_id)}"


def unsubscribe(context: Context, token: str) -> bool:
    """End optional messages to whoever got the message that a token is of; False if it is none.

    Their consent stays as it is: a press on a message, which a program may have done, says that
    nothing more is wanted to be sent, and not that they leave; that takes a word on their own page.
    """
    public_id = unsubscribing.notice_of(context.settings.secret_key, token)
    if public_id is None:
        return False
    notice = context.session.scalar(select(Notice).where(Notice.public_id == public_id))
    if notice is None or notice.candidate_id is None:
        return True
    if preferences.want_nothing(context, notice.candidate_id):
        audit.record(
            replace(context, actor=Actor(ActorKind.CANDIDATE, notice.candidate_id)),
            Act.UNSUBSCRIBED,
            candidate_id=notice.candidate_id,
            notice_id=notice.id,
            means=Means.ONE_CLICK.value,
        )
    return True
