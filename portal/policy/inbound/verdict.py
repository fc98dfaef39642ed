"""What became of a message to us, and why it was not taken further."""

from enum import StrEnum


class Why(StrEnum):
    """Why a message was ignored; kept with it, and counted."""

    FORGED = "forged"
    EXPIRED = "expired"
    NO_NOTICE = "no_notice"
    NO_REPORT = "no_report"
    STILL_TRYING = "still_trying"
    AUTOMATIC = "automatic"
    NO_REPLY = "no_reply"
    OTHER_SENDER = "other_sender"
    TOO_MANY = "too_many"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
