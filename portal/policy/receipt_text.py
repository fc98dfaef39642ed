"""Word that an application has arrived, as a text for another system's own mail."""

from datetime import date


def receipt_text(*, called: str, role: str, until: date | None, link: str, new_link: str) -> str:
    """Until when they hear, and their personal link; `new_link` is where they get another."""
    promise = "as soon as it is decided" if until is None else f"by {_day(until)}"
    return (
        f"Hello {called},\n\n"
        f"thank you for your application for {role}. It has arrived, and you hear from us "
        f"{promise}, whatever we decide.\n\n"
        f"On your own page you can see where it stands, ask us something, or withdraw it:\n"
        f"{link}\n\n"
        f"The link is yours alone, and you need no password. Should it have ended, you get a new "
        f"one here: {new_link}\n"
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
