"""Messages that no person wrote: nobody waits for an answer to them (RFC 3834)."""

import re

from portal.policy.inbound.message import Parts

_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_NAMES = (
    *("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-AutoReply-From"),
    *("X-Mail-Autoreply", "X-Auto-Response-Suppress", "X-Cron-Env"),
)
"""Headers that only programs write. Exchange sets the one about suppressing on messages of people
too, so its value counts."""
_VACATION = re.compile(
    r"^(automatic reply|auto(matische antwort|-?reply|matisch)|out of (the )?office|"
    r"abwesenheits(notiz|nachricht)|abwesend|nicht im b(ü|ue)ro|r(é|e)ponse automatique|"
    r"absence du bureau|automatisch antwoord|respuesta autom(á|a)tica|risposta automatica|"
    r"resposta autom(á|a)tica|fuera de la oficina|autosvar)\b",
    re.IGNORECASE,
)


def is_automatic(parts: Parts) -> bool:
    """Whether a program sent this by itself."""
    if parts.head.get("Return-Path") is not None and not _address_in(parts.header("Return-Path")):
        return True
    if parts.header("Auto-Submitted").lower().partition(";")[0].strip() not in ("", "no"):
        return True
    if parts.header("Precedence").lower().strip() in _BULK:
        return True
    if any(_says_so(parts, name) for name in _NAMES):
        return True
    if parts.head.get_content_type() == "multipart/report":
        return True
    return _VACATION.match(parts.header("Subject").strip()) is not None


def _address_in(path: str) -> str:
    """What stands between the brackets: nothing, for whoever wants no answer."""
    return path.strip().strip("<>").strip()


def _says_so(parts: Parts, name: str) -> bool:
    value = parts.header(name).lower()
    if name == "X-Auto-Response-Suppress":
        return bool(value) and "all" in value.replace(",", " ").split()
    return bool(value)
