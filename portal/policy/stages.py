"""What the name of a stage says about how far it is, and where it stands among the others."""

import re

from portal.policy.folding import fold
from portal.vocabulary import StageKind

_SIGNS = (
    (
        StageKind.APPLIED,
        ("application review", "applied", "application received", "received", "new", "inbox",
         "bewerbung", "eingegangen", "eingang"),
    ),
    (
        StageKind.SCREENING,
        ("screen", "schedul", "invit", "assessment", "take home", "homework", "assignment", "test",
         "exercise", "challenge", "review", "questionnaire", "sichtung", "aufgabe"),
    ),
    (StageKind.OFFER, ("offer", "angebot", "vertrag", "contract", "background check")),
    (
        StageKind.INTERVIEW,
        ("interview", "onsite", "on site", "face to face", "technical", "panel", "final round",
         "reference check", "gesprach", "kennenlernen", "trial day", "probetag"),
    ),
)  # fmt: skip
"""In the order in which they are looked for. From INTERVIEW on somebody has talked with the person,
so a name that leaves it open is SCREENING.
"""
_WORD = re.compile(r"[^\w]+")


def kind_of(name: str) -> StageKind:
    """How far a stage of this name is, as far as its name tells."""
    folded = _WORD.sub(" ", fold(name))
    for kind, signs in _SIGNS:
        if any(_is_in(sign, folded) for sign in signs):
            return kind
    return StageKind.SCREENING


def order(kind: StageKind, source_id: str | None) -> tuple[int, str]:
    """By which stages are put in a row, whatever the order in which they are heard of."""
    place = (source_id or "").zfill(20) if source_id else ""
    return list(StageKind).index(kind), place


def _is_in(sign: str, folded: str) -> bool:
    """A short sign is a word, a longer one may be the beginning of one."""
    return re.search(rf"\b{sign}{'' if len(sign) > 4 else chr(92) + 'b'}", folded) is not None
