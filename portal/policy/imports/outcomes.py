"""How systems call the end of an application."""

from collections.abc import Mapping

from portal.policy.folding import fold
from portal.vocabulary import Outcome

_WORDS: dict[str, Outcome | None] = {
    word: outcome
    for outcome, words in (
        (
            Outcome.REJECTED,
            (
                "rejected", "reject", "rejection", "declined by us", "not selected", "unsuccessful",
                "disqualified", "not hired", "not chosen", "turned down", "refused", "abgelehnt",
                "absage", "abgesagt", "refuse", "rejete", "afgewezen", "rechazado", "archived",
                "closed",
            ),
        ),
        (
            Outcome.WITHDRAWN,
            (
                "withdrawn", "withdrew", "candidate withdrew", "withdrawn by candidate",
                "self withdrawn", "applicant withdrew", "candidate withdrawn", "withdrawal",
                "zuruckgezogen", "ruckzug", "retire", "teruggetrokken", "retirado",
            ),
        ),
        (
            Outcome.OFFER_DECLINED,
            (
                "offer declined", "declined offer", "offer rejected", "rejected offer",
                "offer rejected by candidate", "candidate declined offer", "angebot abgelehnt",
                "offer refused",
            ),
        ),
        (
            Outcome.HIRED,
            (
                "hired", "hire", "offer accepted", "accepted offer", "accepted", "onboarding",
                "onboarded", "placed", "filled", "eingestellt", "angenommen", "zusage", "embauche",
                "aangenomen", "contratado",
            ),
        ),
        (
            None,
            (
                "", "-", "n/a", "active", "open", "new", "in progress", "in review", "under review",
                "applied", "in process", "pending", "on hold", "lead", "prospect",
                "in consideration", "screening", "interview", "interviewing", "offer",
                "aktiv", "offen", "neu", "in bearbeitung", "laufend",
                "en cours", "nouveau", "actief", "activo", "hold",
            ),
        ),
    )
    for word in words
}  # fmt: skip
_LEFT_OPEN = frozenset({"archived", "closed"})
"""Says that it is over, not how: the reason may."""
_YES = frozenset({"yes", "true", "1", "x", "y", "ja", "oui"})
_NO = frozenset({"no", "false", "0", "n", "nein", "non"})


class Unknown(ValueError):
    """A word that says nothing to us."""


def read(
    status: str, *, reason: str, is_over: bool, known: Mapping[str, Outcome | None]
) -> Outcome | None:
    """The outcome that a status says; None while it is open. Raises Unknown.

    `is_over` says that the file gives a date of rejection, which counts where no status is given;
    `known` are the words of the system that the file comes from.
    """
    word = folded(status)
    if word and word in known:
        return known[word]
    if (not word and is_over) or word in _LEFT_OPEN:
        ending = known.get(folded(reason)) or _WORDS.get(folded(reason))
        return ending or Outcome.REJECTED
    if word not in _WORDS:
        raise Unknown(status)
    return _WORDS[word]


def says_yes(flag: str) -> bool:
    """Whether a column such as "Disqualified" says yes."""
    return folded(flag) in _YES


def says_no(flag: str) -> bool:
    """Whether a column such as "Disqualified" says no."""
    return folded(flag) in _NO


def of_stage(stage: str, known: Mapping[str, Outcome | None]) -> Outcome | None:
    """Some systems keep the end as a last stage: "Rejected", "Hired"."""
    word = folded(stage)
    return known.get(word) or (None if word in _LEFT_OPEN else _WORDS.get(word))


def folded(text: str) -> str:
    """A word of a status as two of them are compared."""
    return fold(text).replace("_", " ").replace("–", "-")
