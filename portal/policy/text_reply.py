"""What an answer to a text message means: no more of them, some again, or something else."""

import unicodedata
from enum import StrEnum

_STOP = frozenset(
    {
        *("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "halt"),
        *("optout", "opt out", "revoke", "stop please", "please stop"),
        *("stopp", "stop bitte", "bitte stop", "bitte stopp", "stopp bitte", "ende", "abmelden"),
        *("abbestellen", "arret", "arreter", "desabonner", "baja", "alto", "parar", "sair"),
        *("stoppen", "afmelden", "basta"),
    }
)
_START = frozenset({"start", "unstop", "un stop", "restart", "anmelden"})
_YES = frozenset({"yes", "ja", "yes please", "ja bitte", "oui", "si", "sim"})


class Reply(StrEnum):
    """What an answer asks for."""

    STOP = "stop"
    START = "start"
    YES = "yes"
    """Begins again for whoever has stopped; from anybody else it is a word like others."""
    WORDS = "words"


def meaning(text: str) -> Reply:
    """What the answer means: the whole of it must be one of the words, however it is spelt."""
    said = _bare(text)
    if said in _STOP:
        return Reply.STOP
    if said in _START:
        return Reply.START
    return Reply.YES if said in _YES else Reply.WORDS


def _bare(text: str) -> str:
    """Small letters without accents, signs and quotes around: " 'Stop!' " is "stop"."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(char) and unicodedata.category(char) not in ("Cf", "Cc")
    )
    return " ".join("".join(char if char.isalnum() else " " for char in plain).split())
