"""What a candidate may see of text messages, beside `queries.mine`: their own number, masked."""

from sqlalchemy.orm import Session

from portal.policy import phones
from portal.queries import texting


def masked_number(session: Session, me: int) -> str | None:
    """The number to which a text message would go; None if none of theirs can take one."""
    number = texting.known(session, [me])[me].number
    return phones.masked(number) if number else None
