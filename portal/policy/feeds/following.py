"""Three words on one thing: what stands here, what the source says, what we took from it before.

Ours follows the source as long as nobody here has changed it; what somebody changed stays.
"""

from collections.abc import Sequence
from typing import Any


def follow(ours: Any, said: Any, taken: Any) -> Any:
    """What shall stand here: the source's word if ours is still the one we took, or empty."""
    return said if ours in (taken, None, "") or ours == [] else ours


def follow_each(ours: Sequence[str], said: Sequence[str], taken: Sequence[str]) -> list[str]:
    """The same for each of several: what the source adds comes, what it takes away goes, and what
    somebody here added or took away stays so.
    """
    if list(ours) == list(taken):
        return list(said)
    kept = [one for one in ours if one in said or one not in taken]
    return kept + [one for one in said if one not in ours and one not in taken]
