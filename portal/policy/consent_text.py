"""The wording of a consent: what an administrator may write, and what is filled in."""

import re

from portal.policy.refusal import Refusal

PLACEHOLDERS = ("organisation", "months")
TEXT_MESSAGES = (
    "{organisation} may send me text messages about my applications, and about whatever else I "
    "chose to hear of here. None of them says how a decision went: that stands behind a link of my "
    "own. They come by day, where I live. I can end them at any time: here, or by answering STOP."
)
"""What somebody agrees to who wants text messages."""
SHORTEST, LONGEST = 80, 6000
MOST_MONTHS = 36
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")


def checked(typed: str) -> str:
    """The wording with plain line ends; raises Refusal if it is too short to say what is agreed
    to, or asks for something to be filled in that we do not have.
    """
    body = "\n".join(line.rstrip() for line in typed.strip().splitlines())
    if not SHORTEST <= len(body) <= LONGEST:
        raise Refusal(
            f"Write {SHORTEST} to {LONGEST} characters: what you keep, why, how long, and that "
            "leaving is easy.",
            "body",
        )
    for found in _BRACES.finditer(body):
        if found[1] not in PLACEHOLDERS:
            raise Refusal(
                f"“{found[0]}” cannot be filled in. You can use {{organisation}} and {{months}}.",
                "body",
            )
    return body


def filled(body: str, *, organisation: str, months: int) -> tuple[str, ...]:
    """The paragraphs as a candidate reads them."""
    text = body.replace("{organisation}", organisation).replace("{months}", str(months))
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text) if part.strip())
