"""How text is compared when somebody searches: without case, accents and width."""

import unicodedata
from collections.abc import Iterable

_SPELLED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def fold(text: str) -> str:
    """Case, accents, width and runs of white space taken away; Unicode NFKD, marks dropped."""
    if text.isascii():
        # Nothing to take apart; most texts are like this, and an import folds many.
        return " ".join(text.lower().split())
    # Taken apart before and after the case is: "ℌ" only then is an H, "ǰ" only then a j.
    caseless = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", caseless).translate(_SPELLED)
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(bare.split())


def fold_all(texts: Iterable[str]) -> str:
    """Several texts as one that can be searched; parts are kept apart by line ends."""
    return "\n".join(fold(text) for text in texts if text)
