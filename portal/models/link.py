"""Personal links: derived tokens, of which the table keeps only a hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Key, word
from portal.vocabulary import LinkScope


class Link(Base):
    """A link for one candidate, one invited user or one request for points; the token is
    HMAC(key[kid], nonce).
    """

    __tablename__ = "links"
    # A link opens for one person, and its scope says of which area.
    __table_args__ = (
        CheckConstraint(
            "(scope = 'candidate' AND candidate_id IS NOT NULL AND user_id IS NULL "
            "AND points_request_id IS NULL) OR "
            "(scope = 'invitation' AND user_id IS NOT NULL AND candidate_id IS NULL "
            "AND points_request_id IS NULL) OR "
            "(scope = 'points' AND points_request_id IS NOT NULL AND candidate_id IS NULL "
            "AND user_id IS NULL)",
            name="one_subject",
        ),
    )

    id: Mapped[Key]
    scope: Mapped[LinkScope] = mapped_column(word(LinkScope))
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidates.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    points_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("points_requests.id", ondelete="CASCADE"), index=True
    )
    kid: Mapped[int]
    nonce: Mapped[str] = mapped_column(String(32))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    short: Mapped[bool] = mapped_column(default=False)
    """For a text message: 16 bytes instead of 32."""
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
