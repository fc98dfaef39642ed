"""What Greenhouse says of a person, in our words."""

from typing import Any

from portal.policy.feeds import cleaning
from portal.policy.feeds.contacts import emails, links, phones
from portal.policy.feeds.said import Field

_LISTS = (
    ("email_addresses", Field.EMAILS, emails),
    ("phone_numbers", Field.PHONES, phones),
)
_WEB = ("website_addresses", "social_media_addresses")


def fields(candidate: dict[str, Any]) -> dict[str, Any]:
    """All that the body says of its candidate; tags, notes and own fields are not taken."""
    said: dict[str, Any] = {**_names(candidate), **_flags(candidate)}
    for key, field, read in _LISTS:
        if key in candidate:
            said[field] = read(_values(candidate[key]))
    if any(key in candidate for key in _WEB):
        said[Field.LINKS] = links([one for key in _WEB for one in _values(candidate.get(key))])
    if "title" in candidate or "company" in candidate:
        job = (cleaning.text(candidate.get("title")), cleaning.text(candidate.get("company")))
        said[Field.HEADLINE] = ", ".join(part for part in job if part)[: cleaning.SHORT]
    if "addresses" in candidate:
        said[Field.LOCATION] = _location(candidate["addresses"])
    if "employments" in candidate:
        said[Field.EXPERIENCE] = _lines(candidate["employments"], ("title", "company_name"))
    if "educations" in candidate:
        said[Field.EDUCATION] = _lines(
            candidate["educations"], ("degree", "discipline", "school_name")
        )
    if isinstance(candidate.get("url"), str):
        said[Field.URL] = next(iter(links([candidate["url"]])), "")[:500]
    return said


def _names(candidate: dict[str, Any]) -> dict[str, str]:
    first = cleaning.text(candidate.get("first_name"), 100)
    last = cleaning.text(candidate.get("last_name"), 99)
    if not (first or last):
        return {}
    return {Field.NAME: f"{first} {last}".strip(), Field.CALLED: first or last}


def _flags(candidate: dict[str, Any]) -> dict[str, bool]:
    flags = (("is_private", Field.PRIVATE), ("can_email", Field.MAY_EMAIL))
    return {field: candidate[key] for key, field in flags if isinstance(candidate.get(key), bool)}


def _values(entries: Any) -> list[Any]:
    if not isinstance(entries, list):
        return []
    return [one.get("value") if isinstance(one, dict) else one for one in entries]


def _location(entries: Any) -> str:
    """Town and country: the last line of the first address; the street is nobody's business."""
    for written in _values(entries):
        lines = [cleaning.text(line) for line in str(written or "").splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > 1 or (lines and not any(char.isdigit() for char in lines[0])):
            return lines[-1]
    return ""


def _lines(entries: Any, parts: tuple[str, ...]) -> list[str]:
    found = []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            said = [cleaning.text(entry.get(part)) for part in parts]
            years = _years(entry)
            line = ", ".join(part for part in said if part)
            found.append(f"{line} ({years})" if line and years else line)
    return cleaning.texts(found)


def _years(entry: dict[str, Any]) -> str:
    """Dates come as 01/31/2012 or as 2012-01-31: the year is what both say alike."""
    years = []
    for key in ("start_date", "end_date"):
        digits = "".join(c if c.isdigit() else " " for c in cleaning.text(entry.get(key))).split()
        years.append(next((part for part in digits if len(part) == 4), ""))
    return "–".join(dict.fromkeys(year for year in years if year))
