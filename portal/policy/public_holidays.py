"""Public holidays, by country and state: days on which nobody works."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from portal.policy.refusal import Refusal

LOOK_AHEAD = timedelta(days=730)
"""How far ahead somebody asks for the next ones."""
_KEPT = 10
"""Characters that the organisation's row keeps of a state; names of towns are longer."""
_ENGLISH = ("en_US", "en_GB", "en_CA", "en_IN", "en_AU")
_UNLISTED = {"XK": "Kosovo"}
"""Countries that the list of names does not hold."""


def is_one(country: str, state: str, day: date) -> bool:
    """Whether this day is a public holiday there; never without a country."""
    return bool(country) and day in _of_year(country, state, day.year)


def following(country: str, state: str, day: date) -> Iterator[tuple[date, str]]:
    """The public holidays from a day on, each with its name, for two years ahead."""
    until = day + LOOK_AHEAD
    for year in range(day.year, until.year + 1) if country else ():
        for when, name in sorted(_of_year(country, state, year).items()):
            if day <= when <= until:
                yield when, name


def checked(country: str, state: str) -> tuple[str, str]:
    """A country and a state of it; raises Refusal for one that we know no holidays of."""
    if not country:
        return "", ""
    if country not in dict(countries()):
        raise Refusal("Choose a country of the list.", "country")
    if state and state not in dict(states(country)):
        raise Refusal("Choose a state or region of this country.", "subdivision")
    return country, state


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """The countries whose public holidays are known, as code and name, by name."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    names = {code: name for code, name, *_ in lines} | _UNLISTED
    known = _library().list_supported_countries(include_aliases=False)
    return tuple(sorted(((code, names.get(code, code)) for code in known), key=lambda one: one[1]))


@lru_cache(maxsize=32)
def states(country: str) -> tuple[tuple[str, str], ...]:
    """The states or regions of a country that have holidays of their own, as code and name."""
    if country not in dict(countries()):
        return ()
    kind = getattr(_library(), country)
    names: dict[str, str] = {}
    for name, code in kind.subdivisions_aliases.items():
        names.setdefault(code, name)
    codes = (code for code in kind.subdivisions if len(code) <= _KEPT)
    return tuple(sorted(((code, names.get(code, code)) for code in codes), key=lambda one: one[1]))


@lru_cache(maxsize=64)
def _of_year(country: str, state: str, year: int) -> dict[date, str]:
    if country not in dict(countries()):
        return {}
    library = _library()
    kind = getattr(library, country)
    language = next((one for one in _ENGLISH if one in kind.supported_languages), None)
    part = state if state in kind.subdivisions else None
    return dict(library.country_holidays(country, subdiv=part, years=year, language=language))


def _library() -> Any:
    # Loaded by whoever asks: it is large, and where no country is chosen nobody needs it.
    import holidays

    return holidays
